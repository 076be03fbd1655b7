// All formats: what a file is, by its content first and then by its name, and one reader and one writer for each,
// loaded when they are needed. Whatever a file holds is checked here once more: a network that can be built, and all
// of its weights, finite.

import { defineNetwork } from '../models/anyNetwork';
import type { SavedRun } from '../session/facade';
import type { WeightGroup } from './fitWeights';
import { FormatError, type StoredModel } from './storedModel';
import { checkWeights } from './weights';

/** A file as it was picked or dropped; `name` with its folders where they are known. */
export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type ReadableFormat =
  'convscope' | 'keras' | 'h5' | 'safetensors' | 'pytorch' | 'tfjs' | 'onnx' | 'json';

export type ReadResult =
  | {
      readonly kind: 'model';
      readonly format: ReadableFormat;
      readonly file: string;
      readonly model: StoredModel;
      /** Of a whole session. */
      readonly run: SavedRun | null;
    }
  | {
      /** Weights without an architecture, for `fitWeights`. */
      readonly kind: 'weights';
      readonly format: ReadableFormat;
      readonly file: string;
      readonly groups: readonly WeightGroup[];
      readonly remarks: readonly string[];
    };

export type WritableFormat =
  'convscope' | 'keras' | 'h5' | 'weights.h5' | 'safetensors' | 'tfjs' | 'onnx' | 'json';

export interface FormatEntry {
  readonly id: WritableFormat;
  /** What the name of a file ends with; of several files, of the archive or folder that holds them. */
  readonly extension: string;
  /** Who reads it, as a few words for the terminal. */
  readonly readers: string;
}

/** What a model can be written as. */
export const FORMATS: readonly FormatEntry[] = [
  { id: 'convscope', extension: '.zip', readers: 'Convscope' },
  { id: 'keras', extension: '.keras', readers: 'Keras 3' },
  { id: 'h5', extension: '.h5', readers: 'Keras 2 and 3, tf.keras' },
  { id: 'weights.h5', extension: '.weights.h5', readers: 'load_weights of Keras 3' },
  { id: 'safetensors', extension: '.safetensors', readers: 'safetensors in any language' },
  { id: 'tfjs', extension: '.tfjs.zip', readers: 'TensorFlow.js' },
  { id: 'onnx', extension: '.onnx', readers: 'ONNX Runtime and others' },
  { id: 'json', extension: '.json', readers: 'any language' },
];

/** What is read: each of these, and PyTorch's. */
export const READABLE_EXTENSIONS: readonly string[] = [
  ...FORMATS.map(({ extension }) => extension),
  '.pt',
  '.pth',
];

/** Of all files of a model together: what one buffer can hold. */
export const MAX_BYTES = 2 ** 31 - 2 ** 20;

/** The format that a name asks for; the longest extension counts. Null where none does. */
export function formatByName(name: string): WritableFormat | null {
  const found = FORMATS.filter(({ extension }) => name.toLowerCase().endsWith(extension));
  return found.sort((a, b) => b.extension.length - a.extension.length)[0]?.id ?? null;
}

/** To be asked before files are read into memory. @throws FormatError where they are too large together */
export function checkSize(files: readonly { readonly name: string; readonly size: number }[]): void {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (total <= MAX_BYTES) return;
  const gibibytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);
  throw new FormatError(
    files[0]?.name ?? 'model',
    `${gibibytes(total)} GiB are more than the ${gibibytes(MAX_BYTES)} GiB that can be read`,
  );
}

/**
 * @param files one file, or those of a tfjs model together
 * @throws FormatError naming what cannot be read, and where
 */
export async function readModel(files: readonly NamedFile[]): Promise<ReadResult> {
  const [first] = files;
  if (first === undefined) throw new FormatError('model', 'there is no file');
  checkSize(files.map(({ name, bytes }) => ({ name, size: bytes.byteLength })));
  const result = await (files.length === 1 ? readOne(first) : readMany(files));
  if (result.kind === 'model' && result.model.weights !== null)
    checkWeights(result.file, defineNetwork(result.model.network), result.model.weights);
  return result;
}

/**
 * @param name of the files, without an extension
 * @throws FormatError where the format has no words for the model, or needs weights and there are none
 */
export async function writeModel(
  format: WritableFormat,
  model: StoredModel,
  name: string = model.network.name,
): Promise<{ readonly files: readonly NamedFile[]; readonly remarks: readonly string[] }> {
  const { extension } = FORMATS.find(({ id }) => id === format) ?? { extension: '' };
  const one = (bytes: Uint8Array, remarks: readonly string[] = []) => ({
    files: [{ name: name + extension, bytes }],
    remarks,
  });
  const forKeras = async (): Promise<readonly string[]> =>
    (await import('./keras/topology')).remarksForKeras(name + extension, defineNetwork(model.network));
  switch (format) {
    case 'convscope':
      return one((await import('./convscope/archive')).writeConvscopeModel(model));
    case 'keras':
      return one(await (await import('./keras/archive')).writeKerasArchive(model), await forKeras());
    case 'h5':
      return one(await (await import('./hdf5/kerasHdf5')).writeKerasModel(model), await forKeras());
    case 'weights.h5':
      return one(await (await import('./hdf5/kerasHdf5')).writeKerasWeights(model, 'keras3'));
    case 'safetensors':
      return one((await import('./safetensors/safetensors')).writeSafeTensors(model));
    case 'json':
      return one(new TextEncoder().encode((await import('./convscope/json')).writeNetworkJson(model)));
    case 'onnx':
      return one((await import('./onnx/write')).writeOnnx(model));
    case 'tfjs': {
      const { files, remarks } = (await import('./tfjs/files')).writeTfjs(model);
      return { files: [...files].map(([path, bytes]) => ({ name: path, bytes })), remarks };
    }
    default:
      return format satisfies never;
  }
}

const endsWith = ({ name }: NamedFile, ...extensions: readonly string[]): boolean =>
  extensions.some((extension) => name.toLowerCase().endsWith(extension));

async function readOne(file: NamedFile): Promise<ReadResult> {
  const { name: where, bytes } = file;
  const { looksLikeZip } = await import('./zip');
  if (looksLikeZip(bytes) || endsWith(file, '.keras', '.zip')) return readArchive(file);
  const { looksLikeHdf5 } = await import('./hdf5/library');
  if (looksLikeHdf5(bytes) || endsWith(file, '.h5', '.hdf5')) {
    const read = await (await import('./hdf5/kerasHdf5')).readKerasHdf5(where, bytes);
    return 'network' in read ? modelResult('h5', where, read) : weightsResult('h5', where, read, []);
  }
  const safetensors = await import('./safetensors/safetensors');
  if (safetensors.looksLikeSafeTensors(bytes) || endsWith(file, '.safetensors')) {
    const read = safetensors.readSafeTensors(where, bytes);
    const model = safetensors.modelOf(where, read);
    if (model !== null) return modelResult('safetensors', where, model);
    const { groupTensors } = await import('./fitWeights');
    return weightsResult('safetensors', where, groupTensors(read.tensors), read.remarks);
  }
  if (looksLikeJson(bytes) || endsWith(file, '.json')) return readJson(file);
  if (endsWith(file, '.onnx') || bytes[0] === ONNX_FIRST_BYTE)
    return modelResult('onnx', where, (await import('./onnx/read')).readOnnx(bytes, where));
  const { looksLikePickle } = await import('./pytorch/checkpoint');
  throw new FormatError(where, looksLikePickle(bytes) ? PICKLE_ALONE : unknownText(file));
}

const PICKLE_ALONE =
  'is a pickle, as PyTorch wrote before version 1.6. Load it there and save it again: torch.save(state_dict, …)';

/** Of an ONNX model: field 1 (ir_version), a number. */
const ONNX_FIRST_BYTE = 0x08;

function unknownText(file: NamedFile): string {
  if (file.bytes.byteLength === 0) return 'is empty';
  if (endsWith(file, '.bin')) return 'holds weights of a tfjs model; open its model.json together with it';
  return `is not a file that can be read. Known: ${READABLE_EXTENSIONS.join(', ')}, model.json with its shards`;
}

function looksLikeJson(bytes: Uint8Array): boolean {
  const start = bytes.findIndex((byte) => byte > 0x20);
  return bytes[start] === 0x7b;
}

async function readJson(file: NamedFile): Promise<ReadResult> {
  const { name: where, bytes } = file;
  const { parseJson } = await import('./json');
  const json = parseJson(where, bytes);
  const ours = await import('./convscope/json');
  if (ours.isNetworkJson(json)) return modelResult('json', where, ours.readNetworkJson(where, json));
  return readTfjsFiles([file]);
}

async function readArchive(file: NamedFile): Promise<ReadResult> {
  const { name: where, bytes } = file;
  const { ZipArchive } = await import('./zip');
  const zip = new ZipArchive(where, bytes);
  const convscope = await import('./convscope/archive');
  if (zip.has(convscope.MANIFEST)) {
    const { model, run } = convscope.readConvscope(where, bytes);
    const result = modelResult('convscope', where, model);
    return run === undefined ? result : { ...result, run };
  }
  const keras = await import('./keras/archive');
  if (zip.has(keras.CONFIG) || zip.has(keras.WEIGHTS))
    return modelResult('keras', where, await keras.readKerasArchive(where, bytes));
  const pytorch = await import('./pytorch/checkpoint');
  const pickle = pytorch.pickleEntry(zip);
  if (pickle !== null) {
    const { tensors, remarks } = pytorch.readCheckpoint(where, zip, pickle);
    const { groupTensors } = await import('./fitWeights');
    return weightsResult('pytorch', where, groupTensors(tensors), remarks);
  }
  // A folder that was packed: what would be read of it unpacked.
  const inside = zip.names.filter((name) => MODEL_ENTRY.test(name) && !name.startsWith('__MACOSX/'));
  if (inside.length === 0 || zip.names.some((name) => name.endsWith('.zip'))) {
    const there = zip.names.slice(0, 8).join(', ') || 'nothing';
    throw new FormatError(where, `holds no model that can be read. It holds ${there}`);
  }
  try {
    const result = await readModel(inside.map((name) => ({ name, bytes: zip.read(name) })));
    return { ...result, file: where };
  } catch (cause) {
    if (!(cause instanceof FormatError) || cause.message.startsWith(where)) throw cause;
    throw new FormatError(where, cause.message, { cause });
  }
}

/** Names of files that hold a model or a part of one: what is looked at in a folder or an archive. */
export const MODEL_ENTRY = /\.(json|bin|h5|hdf5|safetensors|onnx|keras|pth?|ckpt)$/i;

/** The files of a tfjs model, or a model among files that are none. */
async function readMany(files: readonly NamedFile[]): Promise<ReadResult> {
  if (files.some((file) => endsWith(file, '.json'))) return readTfjsFiles(files);
  const models = files.filter((file) => FORMATS.some(({ extension }) => endsWith(file, extension)));
  const [model, another] = models;
  if (model === undefined) throw new FormatError(files[0]?.name ?? 'model', unknownText(files[0] ?? EMPTY));
  if (another !== undefined)
    throw new FormatError(model.name, `'${another.name}' is a model too; open one at a time`);
  return readOne(model);
}

const EMPTY: NamedFile = { name: 'model', bytes: new Uint8Array(0) };

async function readTfjsFiles(files: readonly NamedFile[]): Promise<ReadResult> {
  const { readTfjs } = await import('./tfjs/files');
  const model = readTfjs(new Map(files.map(({ name, bytes }) => [name, bytes])));
  const json = files.find((file) => endsWith(file, '.json'));
  return modelResult('tfjs', json?.name ?? 'model.json', model);
}

function modelResult(
  format: ReadableFormat,
  file: string,
  model: StoredModel,
): ReadResult & { kind: 'model' } {
  return { kind: 'model', format, file, model, run: null };
}

function weightsResult(
  format: ReadableFormat,
  file: string,
  groups: readonly WeightGroup[],
  remarks: readonly string[],
): ReadResult {
  return { kind: 'weights', format, file, groups, remarks };
}
