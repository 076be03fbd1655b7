// Places where models are saved and loaded: the IO handlers of tfjs, and the artifacts that pass through them.
//
// Artifacts are a model in memory: topology, list of weights, their bytes. Handlers made by tfjs work here, and
// handlers made here work in tfjs.

import { parseJson, received } from '../formats/json';
import type { WeightGroup } from '../formats/tfjs/files';
import { ModelError } from './errors';

export interface ModelArtifacts {
  /** The model in Keras's JSON. */
  readonly modelTopology?: unknown;
  readonly format?: string;
  readonly generatedBy?: string;
  readonly convertedBy?: string | null;
  readonly weightSpecs?: readonly unknown[];
  /** The bytes of all weights, in the order of the list. */
  readonly weightData?: ArrayBuffer | readonly ArrayBuffer[];
  /** The compile settings; passed to handlers, not read here. */
  readonly trainingConfig?: unknown;
  readonly userDefinedMetadata?: unknown;
}

export interface ModelArtifactsInfo {
  readonly dateSaved: Date;
  readonly modelTopologyType: 'JSON';
  readonly modelTopologyBytes?: number;
  readonly weightSpecsBytes?: number;
  readonly weightDataBytes?: number;
}

export interface SaveResult {
  readonly modelArtifactsInfo: ModelArtifactsInfo;
}

export interface IOHandler {
  readonly load?: () => Promise<ModelArtifacts>;
  readonly save?: (artifacts: ModelArtifacts) => Promise<SaveResult>;
}

export interface HttpOptions {
  readonly requestInit?: RequestInit;
  /** A replacement for `fetch`. */
  readonly fetchFunc?: typeof fetch;
  /** Called after every file with the share loaded, 0…1. */
  readonly onProgress?: (fraction: number) => void;
}

/** A handler that loads from memory: artifacts as one object, or as the older positional arguments of tfjs. */
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

/** @param handler receives the artifacts */
function withSaveHandler(handler: (artifacts: ModelArtifacts) => Promise<SaveResult>): IOHandler {
  return { save: handler };
}

/** Loads model.json and the files it names from File objects, as of an `<input type="file">` or a drop. */
function browserFiles(files: readonly File[]): IOHandler {
  const load = async (): Promise<ModelArtifacts> => {
    const json = files.find(({ name }) => name.endsWith('.json'));
    if (json === undefined)
      throw new ModelError(
        `browserFiles: expected a model.json. Received ${files.map(({ name }) => name).join(', ') || 'no files'}`,
      );
    return fromManifest(json.name, await json.text(), async (path) => {
      const name = path.split('/').at(-1);
      const file = files.find((one) => one.name === name);
      if (file === undefined) throw new ModelError(`${json.name}: shard '${path}' is not among the files`);
      return new Uint8Array(await file.arrayBuffer());
    });
  };
  return { load };
}

/** Loads model.json from an address, and the files beside it. */
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
    return fromManifest(
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

async function fromManifest(
  where: string,
  text: string,
  shardAt: (path: string) => Promise<Uint8Array<ArrayBuffer>>,
  onProgress: (fraction: number) => void = () => undefined,
): Promise<ModelArtifacts> {
  const { readManifest } = await import('./tfjsFormat');
  const { topology, groups } = readManifest(where, parseJson(where, text));
  if (groups === null) return { modelTopology: topology };
  const count = groups.reduce((sum, { paths }) => sum + paths.length, 0);
  let done = 0;
  const fetched = await Promise.all(
    groups.map(({ paths }: WeightGroup) =>
      Promise.all(
        paths.map(async (path) => {
          const bytes = await shardAt(path);
          done++;
          onProgress(done / count);
          return bytes;
        }),
      ),
    ),
  );
  return {
    modelTopology: topology,
    weightSpecs: groups.flatMap(({ weights }) => weights),
    weightData: fetched.flat().map(({ buffer }) => buffer),
  };
}

/** Resolves an address or handler to a handler. @throws ModelError */
export function handlerOf(call: string, given: unknown, options: HttpOptions = {}): IOHandler {
  if (typeof given === 'string') {
    const scheme = /^([a-z]+):\/\//.exec(given)?.[1];
    if (scheme === undefined || scheme === 'http' || scheme === 'https') return http(given, options);
    throw new ModelError(
      `${call}: expected an address of http or an IO handler. Received '${scheme}://…'; io.withSaveHandler gives you the artifacts to keep where you like`,
    );
  }
  if (typeof given === 'object' && given !== null && ('load' in given || 'save' in given))
    return given as IOHandler;
  throw new ModelError(`${call}: expected an address or an IO handler. Received ${received(given)}`);
}

/** The weights' bytes, in the pieces that they came in. */
export function piecesOf(weightData: NonNullable<ModelArtifacts['weightData']>): Uint8Array[] {
  const buffers = weightData instanceof ArrayBuffer ? [weightData] : weightData;
  return buffers.map((buffer) => new Uint8Array(buffer));
}

export const io = Object.freeze({
  fromMemory,
  withSaveHandler,
  browserFiles,
  http,
  browserHTTPRequest: http,
});
