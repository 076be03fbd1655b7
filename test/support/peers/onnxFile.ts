// ONNX files as other tools write them, a line a node: for tests of what we read.

import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from 'onnx-buf';
import { random, sizeOf } from '../../../src/reference/ndArray';

/** A whole number is an INT, `{f}` a FLOAT, `{t}` a TENSOR. */
export type AttributeValue = number | string | readonly number[] | { f: number } | { t: TensorProto };

export interface FileParts {
  readonly opset?: number;
  /** Without a length: left open, `batch` by name. */
  readonly inputs: Readonly<Record<string, readonly (number | string)[]>>;
  readonly nodes: readonly NodeProto[];
  readonly tensors?: readonly TensorProto[];
  readonly outputs: readonly string[];
  readonly change?: (model: ModelProto) => void;
}

export function onnxFile({
  opset = 17,
  inputs,
  nodes,
  tensors = [],
  outputs,
  change,
}: FileParts): Uint8Array {
  const graph = create(GraphProtoSchema, {
    name: 'main_graph',
    node: [...nodes],
    initializer: [...tensors],
    input: Object.entries(inputs).map(([name, shape]) => valueInfo(name, shape)),
    output: outputs.map((name) => valueInfo(name)),
  });
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    producerName: 'pytorch',
    producerVersion: '2.4.0',
    opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: BigInt(opset) })],
    graph,
  });
  change?.(model);
  return toBinary(ModelProtoSchema, model);
}

/** Decoded, changed, encoded again, as other tools do. */
export function changed(file: Uint8Array, change: (model: ModelProto) => void): Uint8Array {
  const model = fromBinary(ModelProtoSchema, file);
  change(model);
  return toBinary(ModelProtoSchema, model);
}

/** @param io `x, w, b → y`; '' leaves an input out */
export function op(
  opType: string,
  io: string,
  attributes: Readonly<Record<string, AttributeValue>> = {},
): NodeProto {
  const [input = [], output = []] = io
    .split('→')
    .map((names) => (names.trim() === '' ? [] : names.split(',').map((name) => name.trim())));
  return create(NodeProtoSchema, {
    opType,
    name: `/${output[0]}/${opType}`,
    input,
    output,
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  });
}

function attribute(name: string, value: AttributeValue): AttributeProto {
  const { FLOAT, INT, INTS, STRING, TENSOR } = AttributeProto_AttributeType;
  if (typeof value === 'number') return create(AttributeProtoSchema, { name, type: INT, i: BigInt(value) });
  if (typeof value === 'string')
    return create(AttributeProtoSchema, { name, type: STRING, s: new TextEncoder().encode(value) });
  if ('f' in value) return create(AttributeProtoSchema, { name, type: FLOAT, f: value.f });
  if ('t' in value) return create(AttributeProtoSchema, { name, type: TENSOR, t: value.t });
  return create(AttributeProtoSchema, { name, type: INTS, ints: value.map(BigInt) });
}

function valueInfo(name: string, shape?: readonly (number | string)[]): ValueInfoProto {
  const dim = (shape ?? []).map((length) =>
    create(TensorShapeProto_DimensionSchema, {
      value:
        typeof length === 'number'
          ? { case: 'dimValue', value: BigInt(length) }
          : { case: 'dimParam', value: length },
    }),
  );
  const tensor = create(TypeProto_TensorSchema, {
    elemType: TensorProto_DataType.FLOAT,
    shape: shape === undefined ? undefined : create(TensorShapeProtoSchema, { dim }),
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensor } }),
  });
}

/** Of such numbers as weights are, the same for one name; as raw bytes, or in a list. */
export function weights(
  name: string,
  dims: readonly number[],
  { lists = false, low = -1, high = 1 } = {},
): TensorProto {
  const seed = Array.from(name).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1e6, 7);
  const reach = dims.length > 1 ? Math.sqrt(3 / sizeOf(dims.slice(1))) : 0.5;
  const middle = (low + high) / 2;
  const numbers = Float32Array.from(
    random(dims, seed, middle + (low - middle) * reach, middle + (high - middle) * reach).data,
  );
  return floats(name, dims, numbers, { lists });
}

export function floats(
  name: string,
  dims: readonly number[],
  numbers: ArrayLike<number>,
  { lists = false } = {},
): TensorProto {
  const values = Float32Array.from(numbers);
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: TensorProto_DataType.FLOAT,
    ...(lists ? { floatData: [...values] } : { rawData: new Uint8Array(values.buffer) }),
  });
}

export function integers(name: string, numbers: readonly number[], dims = [numbers.length]): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: TensorProto_DataType.INT64,
    rawData: new Uint8Array(BigInt64Array.from(numbers, BigInt).buffer),
  });
}
