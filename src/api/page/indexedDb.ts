// `indexeddb://path`: the data base of tfjs, so that each library opens what the other has saved.

import { infoOf, joined, type IOHandler, type ModelArtifacts, type ModelArtifactsInfo } from '../artifacts';
import { ModelError } from '../errors';

const DATABASE = 'tensorflowjs';
const MODELS = 'models_store';
const INFOS = 'model_info_store';

interface StoredInfo {
  readonly modelPath: string;
  readonly modelArtifactsInfo: ModelArtifactsInfo;
}

interface StoredModel extends StoredInfo {
  readonly modelArtifacts: ModelArtifacts;
}

/** Runs requests in one transaction. @throws ModelError (as a rejection) if it fails, or there is no IndexedDB */
async function transact<T>(
  mode: IDBTransactionMode,
  run: (models: IDBObjectStore, infos: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  if (typeof indexedDB === 'undefined')
    throw new ModelError('indexeddb://: a page has it only. In Node use file://');
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => {
    for (const store of [MODELS, INFOS]) opening.result.createObjectStore(store, { keyPath: 'modelPath' });
  };
  const database = await settled(opening);
  try {
    const transaction = database.transaction([MODELS, INFOS], mode);
    return await settled(run(transaction.objectStore(MODELS), transaction.objectStore(INFOS)));
  } finally {
    database.close();
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () =>
      reject(new ModelError(`indexeddb://: ${request.error?.message ?? 'failed'}`, { cause: request.error }));
  });
}

async function stored(path: string): Promise<StoredModel> {
  const found = await transact(
    'readonly',
    (models) => models.get(path) as IDBRequest<StoredModel | undefined>,
  );
  if (found !== undefined) return found;
  throw new ModelError(`indexeddb://${path}: there is no such model`);
}

export const indexedDbModels = {
  handler: (path: string): IOHandler => ({
    load: async () => (await stored(path)).modelArtifacts,
    save: async (artifacts) => {
      const { weightData } = artifacts;
      const modelArtifacts =
        weightData === undefined ? artifacts : { ...artifacts, weightData: joined(weightData) };
      const modelArtifactsInfo = infoOf(artifacts);
      await transact('readwrite', (models, infos) => {
        infos.put({ modelPath: path, modelArtifactsInfo } satisfies StoredInfo);
        return models.put({ modelPath: path, modelArtifacts, modelArtifactsInfo } satisfies StoredModel);
      });
      return { modelArtifactsInfo };
    },
  }),

  list: async (): Promise<Record<string, ModelArtifactsInfo>> => {
    if (typeof indexedDB === 'undefined') return {};
    const infos = await transact('readonly', (_models, store) => store.getAll() as IDBRequest<StoredInfo[]>);
    return Object.fromEntries(
      infos.map(({ modelPath, modelArtifactsInfo }) => [modelPath, modelArtifactsInfo]),
    );
  },

  remove: async (path: string): Promise<ModelArtifactsInfo> => {
    const { modelArtifactsInfo } = await stored(path);
    await transact('readwrite', (models, infos) => {
      infos.delete(path);
      return models.delete(path);
    });
    return modelArtifactsInfo;
  },
};
