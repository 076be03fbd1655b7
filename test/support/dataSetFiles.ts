// Writes files of data sets by their published formats, small ones for tests, so that their claims can be false.

import { strToU8 } from 'fflate';
import { DataSetError } from '../../src/data/files/dataSetError';
import type { NamedBytes } from '../../src/data/files/member';
import type { PictureDecoder } from '../../src/data/files/pictures';

export const bytesOf = (...parts: readonly (readonly number[] | Uint8Array | string)[]): Uint8Array =>
  new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? strToU8(part) : Uint8Array.from(part)))),
  );

export const file = (name: string, bytes: Uint8Array | string): NamedBytes => ({
  name,
  bytes: typeof bytes === 'string' ? strToU8(bytes) : bytes,
});

const bigEndian = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);

/** IDX of unsigned bytes. */
export const idx = (dims: readonly number[], values: ArrayLike<number>, type = 8): Uint8Array =>
  bytesOf([0, 0, type, dims.length], dims.flatMap(bigEndian), Array.from(values));

/** 0, 1, 2, … modulo 256. */
export const counting = (length: number): number[] => Array.from({ length }, (_, i) => i % 256);

/** Grey images of 2 × 3 pixels with labels 0, 1, 0, 1, … */
export const idxPair = (count: number, prefix = ''): NamedBytes[] => [
  file(`${prefix}images-idx3-ubyte`, idx([count, 2, 3], counting(count * 6))),
  file(
    `${prefix}labels-idx1-ubyte`,
    idx(
      [count],
      counting(count).map((i) => i % 2),
    ),
  ),
];

/** A record of CIFAR: labels, then planes of one red, one green and one blue value. */
export const cifarRecord = (
  labels: readonly number[],
  [r, g, b]: readonly [number, number, number],
): Uint8Array => bytesOf(labels, ...[r, g, b].map((value) => new Uint8Array(1024).fill(value)));

export interface NpyOptions {
  readonly dtype?: string;
  readonly fortran?: boolean;
  readonly version?: number;
  /** In place of the dictionary. */
  readonly header?: string;
}

/** A NumPy array, its numbers given as they lie in memory. */
export function npy(
  shape: readonly number[],
  data: Uint8Array,
  { dtype = '|u1', fortran = false, version = 1, header }: NpyOptions = {},
): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text =
    header ?? `{'descr': '${dtype}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${sizes}), }`;
  const lengthBytes = version === 1 ? 2 : 4;
  const pad = 63 - ((6 + 2 + lengthBytes + text.length) % 64);
  const whole = `${text}${' '.repeat(pad)}\n`;
  const length = Array.from({ length: lengthBytes }, (_, i) => (whole.length >>> (8 * i)) & 255);
  return bytesOf([0x93], 'NUMPY', [version, 0], length, whole, data);
}

/** Numbers as bytes. */
export const raw = (values: ArrayBufferView): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Bytes of each number reversed. */
export const swapped = (bytes: Uint8Array, size: number): Uint8Array =>
  bytes.map((_, at) => bytes[at - (at % size) + size - 1 - (at % size)] ?? 0);

const field = (text: string, length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  bytes.set(strToU8(text));
  return bytes;
};

export interface TarFile {
  readonly name: string;
  readonly bytes: Uint8Array | string;
  readonly prefix?: string;
  readonly type?: string;
  /** What the header claims. */
  readonly size?: number;
}

/** A ustar archive. */
export function tar(files: readonly TarFile[]): Uint8Array {
  const blocks = files.map(({ name, bytes, prefix = '', type = '0', size }) => {
    const content = typeof bytes === 'string' ? strToU8(bytes) : bytes;
    const claim = (size ?? content.length).toString(8).padStart(11, '0');
    const header = bytesOf(
      ...[field(name, 100), field('0000644', 8), field('0000000', 8), field('0000000', 8)],
      ...[field(claim, 12), field('00000000000', 12), field('        ', 8), field(type, 1), field('', 100)],
      ...[field('ustar', 6), '00', field('', 80), field(prefix, 155), field('', 12)],
    );
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.set(strToU8(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
    return bytesOf(header, content, new Uint8Array((512 - (content.length % 512)) % 512));
  });
  return bytesOf(...blocks, new Uint8Array(1024));
}

/** What looks like a PNG of 1 × 1, and is decoded to a colour by `decodeStub`. */
export const picture = (r: number, g = r, b = r): Uint8Array =>
  bytesOf([0x89], 'PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR', [0, 0, 0, 1, 0, 0, 0, 1], [r, g, b]);

/** Fails for what `picture` has not made. */
export const decodeStub: PictureDecoder = (bytes, name, size) => {
  if (bytes.length !== 27) return Promise.reject(new Error(`${name} is damaged`));
  return Promise.resolve(Uint8Array.from({ length: size * size * 3 }, (_, i) => bytes[24 + (i % 3)] ?? 0));
};

/** The message of the DataSetError that this ends in. */
export async function refusalOf(act: () => unknown): Promise<string> {
  try {
    await act();
  } catch (error) {
    if (error instanceof DataSetError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}
