// The weights of a tfjs model: a list of names, shapes and types, and one run of bytes that holds them one after the
// other. Numbers may be quantised to one or two bytes: value = min + scale · stored, or be halves.
// Source: tfjs-core, io/types.ts and io/io_utils.ts.

import { sizeOf, type Shape } from '../../graph/tensor';
import { toFloat32, WIDTHS } from '../floats';
import { listAt, received, recordAt, textAt } from '../json';
import { FormatError } from '../storedModel';

export interface WeightSpec {
  /** `conv2d_1/kernel` */
  readonly name: string;
  readonly shape: Shape;
  /** Weights of layers are float32; the others are an optimizer's. */
  readonly dtype: (typeof DTYPES)[number];
  readonly quantization?: Quantization;
  /** `optimizer`: no weight of a layer, but a moment of the optimizer. */
  readonly group?: string;
}

export type Quantization =
  | { readonly dtype: 'uint8' | 'uint16'; readonly scale: number; readonly min: number }
  | { readonly dtype: 'float16' };

const DTYPES = ['float32', 'int32', 'bool', 'complex64'] as const;

const STORED = { float32: 'F32', float16: 'F16', uint16: 'U16', uint8: 'U8' } as const;

const OTHER_WIDTHS = { int32: 4, bool: 1, complex64: 8 } as const;

function storedAs({ quantization }: WeightSpec): (typeof STORED)[keyof typeof STORED] {
  return STORED[quantization?.dtype ?? 'float32'];
}

/** How many bytes a weight takes in the file. */
export function storedBytes(spec: WeightSpec): number {
  const { shape, dtype, quantization } = spec;
  const isFloat = dtype === 'float32' || quantization !== undefined;
  return sizeOf(shape) * (isFloat ? WIDTHS[storedAs(spec)] : OTHER_WIDTHS[dtype]);
}

/** @throws FormatError naming the weight */
export function readWeightSpecs(where: string, json: unknown): readonly WeightSpec[] {
  return listAt(where, "'weights'", json).map((entry, i) => {
    const record = recordAt(where, `weight ${i + 1}`, entry);
    const name = textAt(where, `'name' of weight ${i + 1}`, record.name);
    const at = `${where}: weight '${name}'`;
    const shape = listAt(at, "'shape'", record.shape);
    if (!shape.every((length) => Number.isSafeInteger(length) && Number(length) >= 0))
      throw new FormatError(at, `'shape' must be whole numbers. Received ${received(shape)}`);
    const dtype = DTYPES.find((one) => one === record.dtype);
    if (dtype === undefined)
      throw new FormatError(
        at,
        `'dtype' must be one of ${DTYPES.join(', ')}. Received ${received(record.dtype)}`,
      );
    const quantization = readQuantization(at, record.quantization);
    return {
      name,
      shape: shape as number[],
      dtype,
      ...(quantization === null ? {} : { quantization }),
      ...(typeof record.group === 'string' ? { group: record.group } : {}),
    };
  });
}

function readQuantization(where: string, json: unknown): Quantization | null {
  if (json === undefined || json === null) return null;
  const { dtype, scale, min } = recordAt(where, "'quantization'", json);
  if (dtype === 'float16') return { dtype };
  if (dtype !== 'uint8' && dtype !== 'uint16') {
    throw new FormatError(
      where,
      `quantised to must be uint8, uint16 or float16. Received ${received(dtype)}`,
    );
  }
  const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
  if (!isNumber(scale) || !isNumber(min)) {
    throw new FormatError(
      where,
      `quantised needs 'scale' and 'min' as numbers. Received ${received(scale)} and ${received(min)}`,
    );
  }
  return { dtype, scale, min };
}

/**
 * @param where for messages, the weight's name included
 * @param bytes storedBytes(spec) of them
 * @returns the numbers that tfjs makes of them, bit by bit
 * @throws FormatError unless they are float32
 */
export function decodeWeight(where: string, spec: WeightSpec, bytes: Uint8Array): Float32Array<ArrayBuffer> {
  if (spec.dtype !== 'float32')
    throw new FormatError(
      where,
      `a layer's weight must be float32, quantised or not. Received ${spec.dtype}`,
    );
  const values = toFloat32(storedAs(spec), bytes);
  const { quantization } = spec;
  if (quantization === undefined || quantization.dtype === 'float16') return values;
  const { scale, min } = quantization;
  // In f64, and rounded once.
  return values.map((stored) => stored * scale + min);
}
