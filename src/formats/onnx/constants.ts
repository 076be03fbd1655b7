// Tensors that lie in the file: initializers, and what Constant nodes hold.
//
// Numbers come as raw bytes or in lists of their own type, as f32 or in other widths; integers are kept as numbers,
// since they are axes, shapes and borders. How many there are is checked before anything is made of them.

import { TensorProto_DataLocation, TensorProto_DataType, type TensorProto } from 'onnx-buf';
import { shapeText, sizeOf, type Shape } from '../../graph/tensor';
import { FormatError } from '../storedModel';

export interface Constant {
  readonly is: 'constant';
  /** The initializer it came from, by which layers are named; empty for what was computed. */
  readonly name: string;
  readonly shape: Shape;
  /** Integers may be NaN: the batch, whatever it will be. */
  readonly values: Float32Array | readonly number[];
}

/** No shape has more numbers than this. */
export const MOST_NUMBERS = 2 ** 31;

/** The protobuf has them as plain numbers. */
type Types = Readonly<Record<keyof typeof TensorProto_DataType, number>>;
const types: Types = TensorProto_DataType;
const { FLOAT, DOUBLE, FLOAT16, BFLOAT16, INT64, INT32, INT16, INT8 } = types;
const { UINT64, UINT32, UINT16, UINT8, BOOL } = types;

/** Bytes of a number in `raw_data`. */
const WIDTHS: Readonly<Record<number, number | undefined>> = {
  [FLOAT]: 4,
  [DOUBLE]: 8,
  [FLOAT16]: 2,
  [BFLOAT16]: 2,
  [INT64]: 8,
  [UINT64]: 8,
  [INT32]: 4,
  [UINT32]: 4,
  [INT16]: 2,
  [UINT16]: 2,
  [INT8]: 1,
  [UINT8]: 1,
  [BOOL]: 1,
};

/** @throws FormatError where the numbers lie elsewhere, are not there, or of a type that weights do not have */
export function readConstant(tensor: TensorProto, file: string): Constant {
  const { name, dataType } = tensor;
  const where = `${file}, tensor '${name}'`;
  if (tensor.dataLocation === TensorProto_DataLocation.EXTERNAL || tensor.externalData.length > 0) {
    const elsewhere = tensor.externalData.find(({ key }) => key === 'location')?.value ?? 'another file';
    throw new FormatError(
      where,
      `its numbers lie in '${elsewhere}', outside this file. Save the model with its weights inside`,
    );
  }
  const width = WIDTHS[dataType];
  if (width === undefined) {
    const type = TensorProto_DataType[dataType] ?? `number ${dataType}`;
    throw new FormatError(where, `numbers of type ${type} cannot be read`);
  }
  const shape = tensor.dims.map(Number);
  const count = sizeOf(shape);
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0) || count > MOST_NUMBERS) {
    throw new FormatError(where, `a shape of ${shapeText(shape)} cannot be read`);
  }
  const { rawData } = tensor;
  const lists = [tensor.floatData, tensor.int32Data, tensor.int64Data, tensor.doubleData, tensor.uint64Data];
  const list = lists.find(({ length }) => length > 0) ?? [];
  const received = rawData.length > 0 ? rawData.length / width : list.length;
  if (received !== count) {
    throw new FormatError(
      where,
      `a shape of ${shapeText(shape)} needs ${count} numbers. Received ${received}`,
    );
  }
  const values = rawData.length > 0 ? fromBytes(dataType, rawData) : fromList(dataType, list);
  return { is: 'constant', name, shape, values };
}

/** In the lists, halves are the bits of each, as an integer. */
function fromList(type: number, list: readonly (number | bigint)[]): Constant['values'] {
  if (type === FLOAT16) return Float32Array.from(list, (bits) => fromHalf(Number(bits)));
  if (type === BFLOAT16) return Float32Array.from(list, (bits) => fromBits(Number(bits) << 16));
  return isFloat(type) ? Float32Array.from(list, Number) : list.map(Number);
}

function fromBytes(type: number, bytes: Uint8Array): Constant['values'] {
  if (type === FLOAT) return new Float32Array(bytes.slice().buffer);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = WIDTHS[type] ?? 1;
  const read = readerOf(type, view);
  const count = bytes.length / width;
  if (!isFloat(type)) return Array.from({ length: count }, (_, i) => read(i * width));
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = read(i * width);
  return values;
}

function isFloat(type: number): boolean {
  return type === FLOAT || type === DOUBLE || type === FLOAT16 || type === BFLOAT16;
}

function readerOf(type: number, view: DataView): (at: number) => number {
  switch (type) {
    case DOUBLE:
      return (at) => view.getFloat64(at, true);
    case FLOAT16:
      return (at) => fromHalf(view.getUint16(at, true));
    case BFLOAT16:
      return (at) => fromBits(view.getUint16(at, true) << 16);
    case INT64:
      return (at) => Number(view.getBigInt64(at, true));
    case UINT64:
      return (at) => Number(view.getBigUint64(at, true));
    case INT32:
      return (at) => view.getInt32(at, true);
    case UINT32:
      return (at) => view.getUint32(at, true);
    case INT16:
      return (at) => view.getInt16(at, true);
    case UINT16:
      return (at) => view.getUint16(at, true);
    case INT8:
      return (at) => view.getInt8(at);
    default:
      return (at) => view.getUint8(at);
  }
}

const word = new DataView(new ArrayBuffer(4));

function fromBits(bits: number): number {
  word.setInt32(0, bits);
  return word.getFloat32(0);
}

/** IEEE 754 binary16: one bit of sign, 5 of exponent (bias 15), 10 of fraction. */
function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
