// A model's bytes. What is small is encoded by the protobuf library; the weights are copied once, straight to their
// place, so that half a gigabyte of them (VGG-16) takes half a gigabyte more and not two.
//
// Protobuf lets a message's fields come in any order: the weights are appended behind the graph's other fields.
// Source: https://protobuf.dev/programming-guides/encoding/

import { create, toBinary } from '@bufbuild/protobuf';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  TensorProtoSchema,
  type GraphProto,
  type ModelProto,
} from 'onnx-buf';
import type { Initializer } from './graphWriter';

/** Field numbers of onnx.proto, each with its length before it. */
const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;
const TENSOR_RAW_DATA = 9;

/** Protobuf's, for a whole message. */
export const MAX_BYTES = 2 ** 31 - 1;

/**
 * @param model all but its graph
 * @param graph all but its initializers
 * @returns null where the file would be larger than protobuf allows
 */
export function encodeModel(
  model: ModelProto,
  graph: GraphProto,
  initializers: readonly Initializer[],
): Uint8Array | null {
  const tensors = initializers.map(({ name, shape, dataType, bytes }) => {
    const head = toBinary(
      TensorProtoSchema,
      create(TensorProtoSchema, { name, dims: shape.map(BigInt), dataType }),
    );
    const raw = prefix(TENSOR_RAW_DATA, bytes.length);
    const length = head.length + raw.length + bytes.length;
    return [prefix(GRAPH_INITIALIZER, length), head, raw, bytes];
  });
  const graphParts = [toBinary(GraphProtoSchema, graph), ...tensors.flat()];
  const graphLength = lengthOf(graphParts);
  const parts = [toBinary(ModelProtoSchema, model), prefix(MODEL_GRAPH, graphLength), ...graphParts];
  const length = lengthOf(parts);
  if (length > MAX_BYTES) return null;
  const file = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** Tag and length of a field whose content comes behind. */
function prefix(field: number, length: number): Uint8Array {
  const bytes = [field * 8 + 2];
  let left = length;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes.push((left % 0x80) | 0x80);
  bytes.push(left);
  return Uint8Array.from(bytes);
}
