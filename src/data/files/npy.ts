// Arrays of NumPy: a magic string, a version, a header that is a Python dictionary, then the numbers.
// Source: NumPy, "numpy.lib.format", https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

import { sizeOf } from '../../gpu/shape';
import { refuse, type Origin } from './dataSetError';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
/** NumPy itself reads no longer ones unasked. */
const MAX_HEADER_BYTES = 10_000;

export interface NpyArray {
  readonly shape: readonly number[];
  /** Numbers between two neighbours along each axis. */
  readonly strides: readonly number[];
  /** Unsigned bytes, which can be copied. */
  readonly isBytes: boolean;
  readonly isFloat: boolean;
  readonly isBoolean: boolean;
  /** The raw numbers. */
  readonly data: Uint8Array;
  /** The number at a place in memory. */
  readonly at: (index: number) => number;
}

/** The header alone. */
export interface NpyHeader {
  readonly dtype: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  readonly headerBytes: number;
}

export function isNpy(head: Uint8Array): boolean {
  return MAGIC.every((byte, at) => head[at] === byte);
}

/** How many bytes the header has by what it says; Infinity where it is too short to say. */
export function npyHeaderBytes(bytes: Uint8Array): number {
  const begin = bytes[6] === 1 ? 10 : 12;
  if (bytes.length < begin) return Infinity;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return begin + (begin === 10 ? view.getUint16(8, true) : view.getUint32(8, true));
}

/** @throws DataSetError where it is cut off or no header of an array */
export function parseNpyHeader(bytes: Uint8Array, origin: Origin): NpyHeader {
  const header = { at: 'header' } as const;
  const version = bytes[6] ?? 0;
  if (![1, 2, 3].includes(version))
    refuse(origin, header, { wants: 'numpyVersion' }, { is: 'number', value: version });
  const headerBytes = npyHeaderBytes(bytes);
  if (headerBytes > Math.min(bytes.length, MAX_HEADER_BYTES))
    refuse(origin, header, { wants: 'numpyHeader' }, { is: 'otherHeader' });
  const text = new TextDecoder().decode(bytes.subarray(version === 1 ? 10 : 12, headerBytes));
  const descr = /['"]descr['"]\s*:\s*(?:['"]([^'"]*)['"]|(\[))/.exec(text);
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /['"]shape['"]\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (descr === null || order === undefined || shape === undefined)
    return refuse(origin, header, { wants: 'numpyHeader' }, { is: 'otherHeader' });
  return {
    dtype: descr[1] ?? '[…]',
    fortran: order === 'True',
    shape: shape.split(',').flatMap((size) => (/\d/.test(size) ? [parseInt(size.trim(), 10)] : [])),
    headerBytes,
  };
}

/** @throws DataSetError for numbers that are none, or a file that is cut off or too long */
export function parseNpy(bytes: Uint8Array, origin: Origin): NpyArray {
  const { dtype, fortran, shape, headerBytes } = parseNpyHeader(bytes, origin);
  const [, order = '', type = '', digits = ''] = /^([<>|=]?)([a-zA-Z?])(\d*)$/.exec(dtype) ?? [];
  const kind = type === '?' ? 'b1' : `${type}${digits}`;
  const read = Object.hasOwn(READERS, kind) ? READERS[kind] : undefined;
  if (read === undefined)
    return refuse(origin, { at: 'header' }, { wants: 'numbers' }, { is: 'verbatim', text: `'${dtype}'` });
  const size = Number(kind.slice(1));
  const needed = headerBytes + sizeOf(shape) * size;
  if (bytes.length !== needed) {
    const received = { is: 'bytes', bytes: bytes.length, needed } as const;
    refuse(origin, { at: 'values' }, { wants: 'shapeBytes', shape, bytes: needed }, received);
  }
  const data = bytes.subarray(headerBytes);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const little = order !== '>';
  return {
    ...{ shape, strides: stridesOf(shape, fortran), data },
    ...{ isBytes: kind === 'u1', isFloat: kind.startsWith('f'), isBoolean: kind === 'b1' },
    at: (index) => read(view, index * size, little),
  };
}

function stridesOf(shape: readonly number[], fortran: boolean): readonly number[] {
  return shape.map((_, axis) => sizeOf(fortran ? shape.slice(0, axis) : shape.slice(axis + 1)));
}

/** By kind and bytes. */
const READERS: Readonly<Record<string, (view: DataView, at: number, little: boolean) => number>> = {
  b1: (view, at) => Number(view.getUint8(at) !== 0),
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  f2: (view, at, little) => halfOf(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
};

/** IEEE 754 binary16. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
