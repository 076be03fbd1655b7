// `localstorage://path`: the entries of tfjs, so that each library opens what the other has saved. About 5 MB in all.

import { parseJson } from '../../formats/json';
import { infoOf, joined, type IOHandler, type ModelArtifacts, type ModelArtifactsInfo } from '../artifacts';
import { ModelError } from '../errors';

const PREFIX = 'tensorflowjs_models/';
const ENTRIES = ['info', 'model_topology', 'weight_specs', 'weight_data', 'model_metadata'] as const;

function storage(): Storage {
  if (typeof localStorage !== 'undefined') return localStorage;
  throw new ModelError('localstorage://: a page has it only. In Node use file://');
}

const keyOf = (path: string, entry: (typeof ENTRIES)[number]): string => `${PREFIX}${path}/${entry}`;

function readInfo(path: string): ModelArtifactsInfo {
  const text = storage().getItem(keyOf(path, 'info'));
  if (text === null) throw new ModelError(`localstorage://${path}: there is no such model`);
  const info = parseJson(`localstorage://${path}`, text) as ModelArtifactsInfo;
  return { ...info, dateSaved: new Date(info.dateSaved) };
}

const remove = (path: string): void => {
  for (const entry of ENTRIES) storage().removeItem(keyOf(path, entry));
};

export const localStorageModels = {
  handler: (path: string): IOHandler => ({
    load: async () => {
      readInfo(path);
      const [, topology, specs, data, metadata] = ENTRIES.map((entry) =>
        storage().getItem(keyOf(path, entry)),
      );
      if (typeof topology !== 'string' || typeof specs !== 'string' || typeof data !== 'string')
        throw new ModelError(`localstorage://${path}: the model is incomplete`);
      const where = `localstorage://${path}`;
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      return Promise.resolve({
        ...(metadata === null || metadata === undefined
          ? {}
          : (parseJson(where, metadata) as ModelArtifacts)),
        modelTopology: parseJson(where, topology),
        weightSpecs: parseJson(where, specs) as readonly unknown[],
        weightData: bytes.buffer,
      });
    },
    save: async (artifacts) => {
      const { modelTopology, weightSpecs = [], weightData = new ArrayBuffer(0), ...metadata } = artifacts;
      const modelArtifactsInfo = infoOf(artifacts);
      const bytes = new Uint8Array(joined(weightData));
      let letters = '';
      for (const byte of bytes) letters += String.fromCharCode(byte);
      try {
        storage().setItem(keyOf(path, 'info'), JSON.stringify(modelArtifactsInfo));
        storage().setItem(keyOf(path, 'model_topology'), JSON.stringify(modelTopology));
        storage().setItem(keyOf(path, 'weight_specs'), JSON.stringify(weightSpecs));
        storage().setItem(keyOf(path, 'weight_data'), btoa(letters));
        storage().setItem(keyOf(path, 'model_metadata'), JSON.stringify(metadata));
      } catch (cause) {
        if (cause instanceof ModelError) throw cause;
        remove(path);
        throw new ModelError(
          `localstorage://${path}: the model of ${bytes.length} bytes does not fit. Use indexeddb:// for larger ones`,
          { cause },
        );
      }
      return Promise.resolve({ modelArtifactsInfo });
    },
  }),

  list: async (): Promise<Record<string, ModelArtifactsInfo>> => {
    if (typeof localStorage === 'undefined') return Promise.resolve({});
    const paths = Object.keys(localStorage).flatMap((key) =>
      key.startsWith(PREFIX) && key.endsWith('/info') ? [key.slice(PREFIX.length, -'/info'.length)] : [],
    );
    return Promise.resolve(Object.fromEntries(paths.map((path) => [path, readInfo(path)])));
  },

  remove: async (path: string): Promise<ModelArtifactsInfo> => {
    const info = readInfo(path);
    remove(path);
    return Promise.resolve(info);
  },
};
