// Places where models are saved and loaded: the IO handlers of tfjs, and the artifacts that pass through them.
//
// Artifacts are a model in memory: topology, list of weights, their bytes. Handlers made by tfjs work here, and
// handlers made here work in tfjs.

import { received } from '../formats/json';
import {
  fromModelJson,
  type IOHandler,
  type ModelArtifacts,
  type ModelArtifactsInfo,
  type SaveResult,
} from './artifacts';
import { ModelError } from './errors';

export type { IOHandler, ModelArtifacts, ModelArtifactsInfo, SaveResult } from './artifacts';

export interface HttpOptions {
  readonly requestInit?: RequestInit;
  /** A replacement for `fetch`. */
  readonly fetchFunc?: typeof fetch;
  /** Called after every file with the share loaded, 0…1. */
  readonly onProgress?: (fraction: number) => void;
}

/**
 * A handler that loads from memory: artifacts as one object, or as the older positional arguments of tfjs.
 * @example
 * const model = tf.sequential();
 * model.add(tf.layers.dense({ inputShape: [2], units: 1 }));
 * let saved: tf.ModelArtifacts = {};
 * const handler = tf.io.withSaveHandler((artifacts) => {
 *   saved = artifacts;
 *   return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
 * });
 * await model.save(handler);
 * (await tf.loadLayersModel(tf.io.fromMemory(saved))).countParams(); // → 3
 */
function fromMemory(
  artifacts: unknown,
  weightSpecs?: ModelArtifacts['weightSpecs'],
  weightData?: ModelArtifacts['weightData'],
): IOHandler {
  const isWhole = typeof artifacts === 'object' && artifacts !== null && 'modelTopology' in artifacts;
  const whole: ModelArtifacts = isWhole
    ? artifacts
    : {
        modelTopology: artifacts,
        ...(weightSpecs === undefined ? {} : { weightSpecs }),
        ...(weightData === undefined ? {} : { weightData }),
      };
  return { load: () => Promise.resolve(whole) };
}

/**
 * @param handler receives the artifacts
 * @example
 * const model = tf.sequential();
 * model.add(tf.layers.dense({ inputShape: [2], units: 1 }));
 * let saved: tf.ModelArtifacts = {};
 * const handler = tf.io.withSaveHandler((artifacts) => {
 *   saved = artifacts;
 *   return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
 * });
 * await model.save(handler);
 * saved.weightSpecs?.length; // → 2
 */
function withSaveHandler(handler: (artifacts: ModelArtifacts) => Promise<SaveResult>): IOHandler {
  return { save: handler };
}

/**
 * Loads model.json and the files it names from File objects, as of an `<input type="file">` or a drop.
 * @example
 * const picked: File[] = []; // of an <input type="file" multiple>: model.json and its weights
 * const handler = tf.io.browserFiles(picked);
 * typeof handler.load; // → 'function'
 */
function browserFiles(files: readonly File[]): IOHandler {
  const load = async (): Promise<ModelArtifacts> => {
    const json = files.find(({ name }) => name.endsWith('.json'));
    if (json === undefined)
      throw new ModelError(
        `browserFiles: expected a model.json. Received ${files.map(({ name }) => name).join(', ') || 'no files'}`,
      );
    return fromModelJson(json.name, await json.text(), async (path) => {
      const name = path.split('/').at(-1);
      const file = files.find((one) => one.name === name);
      if (file === undefined) throw new ModelError(`${json.name}: shard '${path}' is not among the files`);
      return new Uint8Array(await file.arrayBuffer());
    });
  };
  return { load };
}

/**
 * Loads model.json from an address, and the files beside it.
 * @example
 * const handler = tf.io.http('https://example.org/model.json', { onProgress: (share) => console.log(share) });
 * typeof handler.load; // → 'function'
 */
function http(url: string, options: HttpOptions = {}): IOHandler {
  const { requestInit, fetchFunc = fetch, onProgress } = options;
  const get = async (address: string): Promise<Response> => {
    const response = await fetchFunc(address, requestInit);
    if (response.ok) return response;
    throw new ModelError(`${address}: HTTP ${response.status} ${response.statusText}`.trim());
  };
  const load = async (): Promise<ModelArtifacts> => {
    const text = await (await get(url)).text();
    const [address = '', query] = url.split('?');
    const folder = address.slice(0, address.lastIndexOf('/') + 1);
    return fromModelJson(
      url,
      text,
      async (path) => {
        const shard = await get(`${folder}${path}${query === undefined ? '' : `?${query}`}`);
        return new Uint8Array(await shard.arrayBuffer());
      },
      onProgress,
    );
  };
  return { load };
}

/** Places by the scheme of their address; each is loaded on first use. */
const SCHEMES: ReadonlyMap<string, () => Promise<Place>> = new Map<string, () => Promise<Place>>([
  ['file', async () => (await import('./files')).files],
  ['localstorage', async () => (await import('./page/localStorage')).localStorageModels],
  ['indexeddb', async () => (await import('./page/indexedDb')).indexedDbModels],
  ['downloads', async () => (await import('./page/downloads')).downloads],
]);

/** Schemes that list what they have. */
const LISTED = ['localstorage', 'indexeddb'] as const;

/** Where models of one scheme are: an address without the scheme gives a handler. */
export interface Place {
  handler(path: string): IOHandler;
  /** The models in it, by path; absent if it cannot be listed. */
  list?(): Promise<Readonly<Record<string, ModelArtifactsInfo>>>;
  /** @throws ModelError (as a rejection) if there is none */
  remove?(path: string): Promise<ModelArtifactsInfo>;
}

function schemeOf(address: string): { scheme: string | undefined; path: string } {
  const [, scheme, path = ''] = /^([a-z]+):\/\/(.*)$/s.exec(address) ?? [];
  return { scheme, path };
}

/** Resolves an address or handler to a handler. @throws ModelError (as a rejection) */
export async function handlerOf(call: string, given: unknown, options: HttpOptions = {}): Promise<IOHandler> {
  if (typeof given === 'string') {
    const { scheme, path } = schemeOf(given);
    if (scheme === undefined || scheme === 'http' || scheme === 'https') return http(given, options);
    const place = await SCHEMES.get(scheme)?.();
    if (place !== undefined) return place.handler(path);
    throw new ModelError(
      `${call}: expected an address of http, ${[...SCHEMES.keys()].join(', ')}, or an IO handler. Received '${scheme}://…'`,
    );
  }
  if (typeof given === 'object' && given !== null && ('load' in given || 'save' in given))
    return given as IOHandler;
  throw new ModelError(`${call}: expected an address or an IO handler. Received ${received(given)}`);
}

/**
 * The models in the browser's storages, by address.
 * @example
 * // In a browser: { 'indexeddb://mine': { dateSaved: …, … } }
 * await tf.io.listModels();
 */
async function listModels(): Promise<Record<string, ModelArtifactsInfo>> {
  const found: Record<string, ModelArtifactsInfo> = {};
  for (const scheme of LISTED) {
    const models = (await (await SCHEMES.get(scheme)?.())?.list?.()) ?? {};
    for (const [path, info] of Object.entries(models)) found[`${scheme}://${path}`] = info;
  }
  return found;
}

/**
 * @throws ModelError (as a rejection) if there is no such model
 * @example
 * const remove = () => tf.io.removeModel('indexeddb://mine');
 * typeof remove; // → 'function'
 */
async function removeModel(address: string): Promise<ModelArtifactsInfo> {
  const { scheme = '', path } = schemeOf(address);
  const place = await SCHEMES.get(scheme)?.();
  if (place?.remove !== undefined) return place.remove(path);
  throw new ModelError(`removeModel: expected an address of ${LISTED.join(' or ')}. Received '${address}'`);
}

/**
 * @throws ModelError (as a rejection) if there is no such model
 * @example
 * const copy = () => tf.io.copyModel('indexeddb://mine', 'downloads://mine');
 * typeof copy; // → 'function'
 */
async function copyModel(from: string, to: string): Promise<ModelArtifactsInfo> {
  const source = await handlerOf('copyModel', from);
  const target = await handlerOf('copyModel', to);
  if (source.load === undefined || target.save === undefined)
    throw new ModelError(
      `copyModel: expected a place that loads and one that saves. Received ${from} and ${to}`,
    );
  return (await target.save(await source.load())).modelArtifactsInfo;
}

/**
 * @throws ModelError (as a rejection) if there is no such model
 * @example
 * const move = () => tf.io.moveModel('localstorage://mine', 'indexeddb://mine');
 * typeof move; // → 'function'
 */
async function moveModel(from: string, to: string): Promise<ModelArtifactsInfo> {
  const info = await copyModel(from, to);
  await removeModel(from);
  return info;
}

export const io = Object.freeze({
  fromMemory,
  withSaveHandler,
  browserFiles,
  http,
  browserHTTPRequest: http,
  listModels,
  removeModel,
  copyModel,
  moveModel,
});
