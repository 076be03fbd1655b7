// Tensors that lie in the file: initializers, and what Constant nodes hold.
//
// Numbers come as raw bytes or in lists of their own type, as f32 or in other widths; integers are kept as numbers,
// since they are axes, shapes and borders. How many there are is checked before anything is made of them.

import { TensorProto_DataLocation, TensorProto_DataType, type TensorProto } from 'onnx-buf';
import { shapeText, sizeOf, type Shape } from '../../graph/tensor';
import { toFloat32, WIDTHS, type NumberType, type ShortFloat } from '../floats';
import { FormatError } from '../storedModel';

export interface Constant {
  readonly is: 'constant';
  /** The initializer it came from, by which layers are named; empty for what was computed. */
  readonly name: string;
  readonly shape: Shape;
  /** Integers may be NaN: the batch, whatever it will be. */
  readonly values: Float32Array | readonly number[];
  /** Whole numbers of fewer than 32 bits, which begin anew beyond their range: nothing is computed with them. */
  readonly isNarrow?: boolean;
}

/** No shape has more numbers than this. */
export const MAX_NUMBERS = 2 ** 31;

/** The protobuf has types as plain numbers. */
const TYPES: ReadonlyMap<number, NumberType> = new Map([
  [TensorProto_DataType.FLOAT, 'F32'],
  [TensorProto_DataType.DOUBLE, 'F64'],
  [TensorProto_DataType.FLOAT16, 'F16'],
  [TensorProto_DataType.BFLOAT16, 'BF16'],
  [TensorProto_DataType.INT64, 'I64'],
  [TensorProto_DataType.UINT64, 'U64'],
  [TensorProto_DataType.INT32, 'I32'],
  [TensorProto_DataType.UINT32, 'U32'],
  [TensorProto_DataType.INT16, 'I16'],
  [TensorProto_DataType.UINT16, 'U16'],
  [TensorProto_DataType.INT8, 'I8'],
  [TensorProto_DataType.UINT8, 'U8'],
  [TensorProto_DataType.BOOL, 'BOOL'],
]);
/** What may be cast to. */
export const FLOAT_TYPES: ReadonlySet<number> = new Set([
  TensorProto_DataType.FLOAT,
  TensorProto_DataType.DOUBLE,
  TensorProto_DataType.FLOAT16,
  TensorProto_DataType.BFLOAT16,
]);
export const WHOLE_TYPES: ReadonlySet<number> = new Set([
  TensorProto_DataType.INT32,
  TensorProto_DataType.INT64,
]);
/** Those that have fewer digits than f32. */
export const SHORT_FLOAT_TYPES: ReadonlyMap<number, ShortFloat> = new Map([
  [TensorProto_DataType.FLOAT16, 'F16'],
  [TensorProto_DataType.BFLOAT16, 'BF16'],
]);
const NARROW: ReadonlySet<NumberType> = new Set<NumberType>(['I16', 'U16', 'I8', 'U8']);
const FLOATS: ReadonlySet<NumberType> = new Set<NumberType>(['F64', 'F32', 'F16', 'BF16']);

/** @throws FormatError where the numbers lie elsewhere, are not there, or of a type that weights do not have */
export function readConstant(tensor: TensorProto, file: string): Constant {
  const { name, dataType } = tensor;
  const where = `${file}, tensor '${name}'`;
  if (tensor.dataLocation === TensorProto_DataLocation.EXTERNAL || tensor.externalData.length > 0) {
    const elsewhere = tensor.externalData.find(({ key }) => key === 'location')?.value ?? 'another file';
    throw new FormatError(
      where,
      `its values are in '${elsewhere}', outside this file. Save the model with its weights inside`,
    );
  }
  const type = TYPES.get(dataType);
  if (type === undefined) {
    const typeName = TensorProto_DataType[dataType] ?? `${dataType}`;
    throw new FormatError(where, `numbers of type ${typeName} cannot be read`);
  }
  const shape = tensor.dims.map(Number);
  const count = sizeOf(shape);
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0) || count > MAX_NUMBERS) {
    throw new FormatError(where, `a shape of ${shapeText(shape)} cannot be read`);
  }
  const { rawData } = tensor;
  const lists = [tensor.floatData, tensor.int32Data, tensor.int64Data, tensor.doubleData, tensor.uint64Data];
  const list = lists.find(({ length }) => length > 0) ?? [];
  const received = rawData.length > 0 ? rawData.length / WIDTHS[type] : list.length;
  if (received !== count) {
    throw new FormatError(
      where,
      `a shape of ${shapeText(shape)} needs ${count} numbers. Received ${received}`,
    );
  }
  const values = rawData.length > 0 ? fromBytes(type, rawData) : fromList(type, list);
  return { is: 'constant', name, shape, values, ...(NARROW.has(type) ? { isNarrow: true } : {}) };
}

/** In the lists, halves are the bits of each, as an integer. */
function fromList(type: NumberType, list: readonly (number | bigint)[]): Constant['values'] {
  if (type === 'F16' || type === 'BF16')
    return toFloat32(type, new Uint8Array(Uint16Array.from(list, Number).buffer));
  return FLOATS.has(type) ? Float32Array.from(list, Number) : list.map(Number);
}

function fromBytes(type: NumberType, bytes: Uint8Array): Constant['values'] {
  const values = toFloat32(type, bytes);
  return FLOATS.has(type) ? values : [...values];
}
