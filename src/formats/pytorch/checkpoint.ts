// Files of `torch.save` (.pt, .pth): a zip with a pickle that names tensors, and an entry of numbers for each storage. The
// weights are read as tensors; the pickle is never executed (pickle.ts).

import { sizeOf } from '../../graph/tensor';
import { EXACT, toFloat32, WIDTHS, type NumberType } from '../floats';
import { FormatError, type StoredTensor } from '../storedModel';
import type { ZipArchive } from '../zip';
import { isCounter } from './layout';
import { PickledTensor, readPickle, type Pickled } from './pickle';

const PICKLE = /(?:^|\/)data\.pkl$/;

/** The entry with the pickle; null where the archive is none of PyTorch's. */
export const pickleEntry = ({ names }: Pick<ZipArchive, 'names'>): string | null =>
  names.find((name) => PICKLE.test(name)) ?? null;

/** Before PyTorch 1.6 a file was pickles one after another; so are those of Python itself. */
export const looksLikePickle = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x80 && (bytes[1] ?? 0) >= 2 && (bytes[1] ?? 0) <= 5;

const TYPES: Readonly<Record<string, NumberType>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

/** Where training scripts keep the weights in a checkpoint. */
const USUAL_KEYS = ['state_dict', 'model_state_dict', 'model', 'module', 'net', 'weights'];
/** Put before every name by DataParallel and by torch.compile. */
const WRAPPERS = /^(?:module\.|_orig_mod\.)+/;

export interface Checkpoint {
  readonly tensors: readonly StoredTensor[];
  readonly remarks: readonly string[];
}

/** @throws FormatError */
export function readCheckpoint(where: string, zip: ZipArchive, pickle: string): Checkpoint {
  const folder = pickle.slice(0, pickle.lastIndexOf('/') + 1);
  if (zip.has(`${folder}constants.pkl`))
    throw new FormatError(
      where,
      'is a TorchScript program. Save only the weights: torch.save(model.state_dict(), …)',
    );
  if (zip.has(`${folder}byteorder`)) {
    const order = new TextDecoder().decode(zip.read(`${folder}byteorder`, 16)).trim();
    if (order !== 'little')
      throw new FormatError(where, `its numbers are ${order}-endian; only little is read`);
  }
  const value = readPickle(`${where}, entry '${pickle}'`, zip.read(pickle));
  const { found, key } = weightsIn(where, value);
  const storages = new Map<string, Float32Array>();
  const remarks: string[] = key === null ? [] : [`${where}: the weights are those of '${key}'`];
  const tensors = found.map(([name, tensor]) => {
    const { type, numbers } = storageOf(where, name, tensor, zip, folder, storages);
    if (!EXACT.has(type)) remarks.push(`${where}: '${name}' is ${type}, and was rounded to f32`);
    return { name, shape: tensor.shape, values: gathered(where, name, tensor, numbers) };
  });
  const wrapped = tensors.every(({ name }) => WRAPPERS.test(name));
  return {
    tensors: wrapped ? tensors.map((one) => ({ ...one, name: one.name.replace(WRAPPERS, '') })) : tensors,
    remarks,
  };
}

/** Keys are text; a number is one of a plain list of tensors. */
const keyText = (key: Pickled): string =>
  typeof key === 'string' || typeof key === 'number' ? String(key) : 'another key';

type NamedTensor = readonly [name: string, tensor: PickledTensor];

const tensorsOf = (value: Pickled): readonly NamedTensor[] =>
  value instanceof Map
    ? [...value].flatMap(([name, tensor]): NamedTensor[] =>
        tensor instanceof PickledTensor && !isCounter({ name: keyText(name) })
          ? [[keyText(name), tensor]]
          : [],
      )
    : [];

/** The tensors of a state_dict, or of the one in a checkpoint, with the key that has it. */
function weightsIn(where: string, value: Pickled): { found: readonly NamedTensor[]; key: string | null } {
  const direct = tensorsOf(value);
  if (direct.length > 0) return { found: direct, key: null };
  const entries = value instanceof Map ? [...value] : [];
  const inside = entries
    .map(([key, one]) => ({ key: keyText(key), found: tensorsOf(one) }))
    .filter(({ found }) => found.length > 0);
  const usual = USUAL_KEYS.flatMap((key) => inside.filter((one) => one.key === key));
  const chosen = usual[0] ?? (inside.length === 1 ? inside[0] : undefined);
  if (chosen !== undefined) return chosen;
  if (inside.length > 1)
    throw new FormatError(
      where,
      `holds several sets of tensors: ${inside.map(({ key }) => key).join(', ')}. Save one of them alone`,
    );
  const held = entries.map(([key]) => keyText(key)).slice(0, 8);
  throw new FormatError(where, `holds no tensors${held.length > 0 ? `; it holds ${held.join(', ')}` : ''}`);
}

function storageOf(
  where: string,
  name: string,
  { storage }: PickledTensor,
  zip: ZipArchive,
  folder: string,
  storages: Map<string, Float32Array>,
): { type: NumberType; numbers: Float32Array } {
  const type = TYPES[storage.type.split('.').at(-1) ?? ''];
  if (type === undefined)
    throw new FormatError(
      `${where}, tensor '${name}'`,
      `is of ${storage.type}; known are ${Object.keys(TYPES).join(', ')}`,
    );
  let numbers = storages.get(storage.key);
  if (numbers === undefined) {
    const bytes = zip.read(`${folder}data/${storage.key}`);
    if (bytes.byteLength !== storage.length * WIDTHS[type])
      throw new FormatError(
        `${where}, tensor '${name}'`,
        `its ${storage.length} numbers of ${type} need ${storage.length * WIDTHS[type]} bytes. The entry has ${bytes.byteLength}`,
      );
    storages.set(storage.key, (numbers = toFloat32(type, bytes)));
  }
  return { type, numbers };
}

/** The numbers of a tensor in row-major order. */
function gathered(
  where: string,
  name: string,
  { offset, shape, strides }: PickledTensor,
  numbers: Float32Array,
): Float32Array {
  const size = sizeOf(shape);
  const last = shape.reduce((sum, length, axis) => sum + (length - 1) * (strides[axis] ?? 0), offset);
  if (size > numbers.length || (size > 0 && last >= numbers.length))
    throw new FormatError(
      `${where}, tensor '${name}'`,
      `reaches number ${Math.max(last, offset + size - 1)} of a storage of ${numbers.length}`,
    );
  const values = new Float32Array(size);
  if (size === 0) return values;
  let to = 0;
  const visit = (axis: number, from: number): void => {
    const length = shape[axis];
    if (length === undefined) values[to++] = numbers[from] ?? NaN;
    else for (let i = 0; i < length; i++) visit(axis + 1, from + i * (strides[axis] ?? 0));
  };
  visit(0, offset);
  return values;
}
