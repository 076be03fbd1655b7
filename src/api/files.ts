// `file://`: a folder with model.json and weights.bin, as tfjs-node writes it. In Node and its like only.

import { fromModelJson, infoOf, joined, modelJsonOf, type IOHandler } from './artifacts';
import { ModelError } from './errors';

/** What is used of `node:fs/promises`. */
interface Fs {
  readFile(path: string): Promise<Uint8Array<ArrayBuffer>>;
  readFile(path: string, encoding: 'utf8'): Promise<string>;
  writeFile(path: string, data: string | Uint8Array): Promise<void>;
  mkdir(path: string, options: { recursive: true }): Promise<unknown>;
}

/** Node's modules without an import, so that bundlers of pages do not look for them. @throws ModelError in a page */
function fileSystem(address: string): Fs {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const found = process?.getBuiltinModule?.('node:fs/promises');
  if (found !== undefined) return found as Fs;
  throw new ModelError(
    `file://${address}: files can be opened in Node only. In a page use indexeddb:// or downloads://`,
  );
}

export const files = {
  /** Loading takes the path of model.json, or its folder; saving takes the folder. */
  handler: (path: string): IOHandler => ({
    load: async () => {
      const fs = fileSystem(path);
      const json = path.endsWith('.json') ? path : `${path}/model.json`;
      const folder = json.slice(0, json.lastIndexOf('/') + 1);
      const read = async (file: string): Promise<Uint8Array<ArrayBuffer>> => {
        try {
          return new Uint8Array(await fs.readFile(file));
        } catch (cause) {
          throw new ModelError(`file://${path}: '${file}' can't be read. ${String(cause)}`, { cause });
        }
      };
      const text = new TextDecoder().decode(await read(json));
      return fromModelJson(json, text, (shard) => read(folder + shard));
    },
    save: async (artifacts) => {
      const fs = fileSystem(path);
      await fs.mkdir(path, { recursive: true });
      await fs.writeFile(`${path}/model.json`, modelJsonOf(artifacts, 'weights.bin'));
      if (artifacts.weightData !== undefined)
        await fs.writeFile(`${path}/weights.bin`, new Uint8Array(joined(artifacts.weightData)));
      return { modelArtifactsInfo: infoOf(artifacts) };
    },
  }),
};

/** The text of a file at an address of http or file. @throws ModelError (as a rejection) if it cannot be read */
export async function textAt(address: string): Promise<string> {
  if (address.startsWith('file://')) {
    const path = address.slice('file://'.length);
    return fileSystem(path).readFile(path, 'utf8');
  }
  const response = await fetch(address);
  if (response.ok) return response.text();
  throw new ModelError(`${address}: HTTP ${response.status} ${response.statusText}`.trim());
}
