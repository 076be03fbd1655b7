// Models in files and folders, for the terminal programs: any format of src/formats is read, and the name of what is
// written says in which.

import { existsSync, statSync, type Stats } from 'node:fs';
import { mkdir, open, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import {
  FORMATS,
  MODEL_ENTRY,
  checkSize,
  formatByName,
  readModel,
  writeModel,
  type NamedFile,
  type ReadResult,
  type WritableFormat,
} from '../formats/formats';
import type { ReadingGoal } from '../formats/keras/code/goal';
import { isSource } from '../formats/keras/code/sources';
import { FormatError, type StoredModel } from '../formats/storedModel';
import { writeZip } from '../formats/zip';
import { readScriptAt, type ScriptModel } from './scripts';
import { thresholdOf } from '../train/answerThreshold';

/** Where a model is written, and as what: `html` is a web page of its own. */
export interface SaveTarget {
  readonly path: string;
  readonly format: WritableFormat | 'html';
  /** A folder of files in the place of one. */
  readonly folder: boolean;
}

const WEB_PAGE = '.html';
/** Who reads a web page, as a few words. */
export const WEB_PAGE_READERS = 'browsers with WebGPU: a page that classifies pictures and the camera';

/** What `--help` says of the formats: a line each. */
export const FORMAT_LINES = [...FORMATS, { extension: WEB_PAGE, readers: WEB_PAGE_READERS }]
  .map(({ extension, readers }) => `  ${`NAME${extension}`.padEnd(18)} for ${readers}`)
  .join('\n');

/**
 * By the extension; a folder, or a name without one, is a folder of tfjs.
 * @throws Error if the extension is not a known format, or the folder does not exist
 */
export function saveTarget(path: string): SaveTarget {
  const format = path.toLowerCase().endsWith(WEB_PAGE) ? 'html' : formatByName(path);
  const isFolder = path.endsWith('/') || path.endsWith(sep) || isDirectory(path);
  if (format === null && extname(path) !== '' && !isFolder) {
    const known = [...FORMATS.map(({ extension }) => extension), WEB_PAGE].join(', ');
    throw new Error(`'${path}': no format has this extension. Known: ${known}, or a folder for tfjs`);
  }
  if (format !== null && isFolder) throw new Error(`'${path}' is a folder`);
  const parent = dirname(resolve(path));
  if (!existsSync(parent)) throw new Error(`'${path}': there is no folder '${parent}'`);
  return { path, format: format ?? 'tfjs', folder: format === null };
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    // A part of the path is a file: the write then reports it.
    return false;
  }
}

/** A network that a Keras script or notebook describes, without weights. */
export interface ReadScript extends ScriptModel {
  readonly kind: 'model';
  readonly format: 'script';
  readonly file: string;
  readonly run: null;
}

/**
 * @param path of a file, of a folder that holds a model, of a tfjs model's JSON, whose shards are read with it, or of a script
 * @param goal for scripts: pictures that the network shall tell apart
 * @throws FormatError, or an Error where it cannot be read
 */
export async function readModelAt(
  path: string,
  goal: ReadingGoal | null = null,
): Promise<ReadResult | ReadScript> {
  const facts = await stat(path).catch((cause: unknown) => {
    throw new Error(`'${path}' cannot be read: there is no such file or folder`, { cause });
  });
  if (isSource(path) && facts.isFile())
    return {
      ...(await readScriptAt(path, goal)),
      ...{ kind: 'model', format: 'script' },
      file: path,
      run: null,
    };
  return readModel(facts.isDirectory() ? await folderFiles(path) : await fileFiles(path, facts.size));
}

/**
 * As many bytes as the file says it has. A device or a pipe has no length: it would be read without end.
 * @throws FormatError if it is no file, an Error where it cannot be read
 */
async function readWhole(path: string): Promise<Uint8Array> {
  const facts = await stat(path);
  if (!facts.isFile()) throw new FormatError(path, `expected a file. Received ${kindOf(facts)}`);
  checkSize([{ name: path, size: facts.size }]);
  const file = await open(path);
  try {
    const bytes = new Uint8Array(facts.size);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}

function kindOf(facts: Stats): string {
  if (facts.isCharacterDevice() || facts.isBlockDevice()) return 'a device';
  if (facts.isFIFO()) return 'a pipe';
  return facts.isDirectory() ? 'a folder' : 'something else';
}

/**
 * @param labels names of the classes, for a web page
 * @returns bytes written, and what the format could not say
 */
export async function writeModelTo(
  { path, format, folder }: SaveTarget,
  model: StoredModel,
  labels: readonly string[] = [],
): Promise<{ readonly bytes: number; readonly remarks: readonly string[] }> {
  if (format === 'html') {
    const page = await webPageOf(model, labels);
    await writeWhole(path, page);
    return { bytes: page.byteLength, remarks: [] };
  }
  const { files, remarks } = await writeModel(format, model);
  if (folder) {
    await mkdir(path, { recursive: true });
    for (const { name, bytes } of files) await writeWhole(join(path, name), bytes);
    return { bytes: files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0), remarks };
  }
  const [first] = files;
  const packed =
    format === 'tfjs' ? writeZip(new Map(files.map(({ name, bytes }) => [name, bytes]))) : first?.bytes;
  if (packed === undefined) throw new Error(`format '${format}': nothing to write`);
  await writeWhole(path, packed);
  return { bytes: packed.byteLength, remarks };
}

/** The page is built for it. @throws FormatError where the model does not classify pictures with these labels */
async function webPageOf({ network, weights }: StoredModel, labels: readonly string[]): Promise<Uint8Array> {
  const [{ writeWebPage }, { buildTemplate }] = await Promise.all([
    import('../formats/html/webPage'),
    import('../../standalone/build'),
  ]);
  const html = writeWebPage(await buildTemplate(), {
    ...{ network, weights: weights ?? new Map<string, Float32Array>() },
    ...{ labels: { en: labels, ja: labels }, threshold: thresholdOf(labels.length) },
  });
  return new TextEncoder().encode(html);
}

/** Whole or not at all: what stood there before stays until the new is written. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const half = `${path}.part`;
  await writeFile(half, bytes);
  await rename(half, path);
}

async function fileFiles(path: string, size: number): Promise<readonly NamedFile[]> {
  const name = basename(path);
  checkSize([{ name, size }]);
  const file = { name, bytes: await readWhole(path) };
  if (extname(path).toLowerCase() !== '.json') return [file];
  const shards = await shardsOf(file);
  const found = await Promise.all(
    shards.map(async (shard) => {
      const bytes = await readWhole(join(dirname(path), shard)).catch((error: unknown) => {
        // The reader says which shard is missing.
        if (error instanceof FormatError) throw error;
        return null;
      });
      return bytes === null ? [] : [{ name: shard, bytes }];
    }),
  );
  return [file, ...found.flat()];
}

/** What a model.json names; none where it is something else. Paths out of its folder are left for the reader to refuse. */
async function shardsOf({ name, bytes }: NamedFile): Promise<readonly string[]> {
  const [{ readManifest }, { parseJson }] = await Promise.all([
    import('../formats/tfjs/files'),
    import('../formats/json'),
  ]);
  try {
    const { groups } = readManifest(name, parseJson(name, bytes));
    const inside = (shard: string): boolean => !relative('/m', resolve('/m', shard)).startsWith('..');
    return (groups ?? []).flatMap(({ paths }) => paths).filter(inside);
  } catch (error) {
    if (error instanceof FormatError) return [];
    throw error;
  }
}

async function folderFiles(path: string): Promise<readonly NamedFile[]> {
  const names = (await readdir(path)).filter((name) => MODEL_ENTRY.test(name)).sort();
  const files = await Promise.all(
    names.map(async (name) => ({ name, size: (await stat(join(path, name))).size })),
  );
  if (files.length === 0) throw new FormatError(path, 'is a folder without a model in it');
  checkSize(files);
  return Promise.all(files.map(async ({ name }) => ({ name, bytes: await readWhole(join(path, name)) })));
}
