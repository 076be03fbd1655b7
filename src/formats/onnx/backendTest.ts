// One of the tests that ONNX has for its operators: a model, its inputs, and what it must give.
// Source: https://github.com/onnx/onnx/blob/main/docs/OnnxBackendTest.md

import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProtoSchema, type ModelProto, type TensorProto } from 'onnx-buf';

export interface BackendTest {
  readonly name: string;
  /** Of its nodes, each once, with their domain where it is not ONNX's own. */
  readonly operators: readonly string[];
  /** The model with the inputs from `first` on inside the file. */
  withConstants(first: number): Uint8Array;
  /** In the order of the model's inputs. */
  readonly inputs: readonly TensorProto[];
  readonly outputs: readonly TensorProto[];
}

/**
 * @param inputs and
 * @param outputs as serialized tensors, or sequences, which are kept as tensors without a type
 */
export function readBackendTest(
  name: string,
  bytes: Uint8Array,
  inputs: readonly Uint8Array[],
  outputs: readonly Uint8Array[],
): BackendTest {
  const model = fromBinary(ModelProtoSchema, bytes);
  const given = inputs.map(tensorOf);
  return {
    name: name.replace(/^test_/, ''),
    operators: [
      ...new Set(
        model.graph?.node.map(({ domain, opType }) => (domain === '' ? opType : `${domain}.${opType}`)),
      ),
    ],
    withConstants: (first) => toBinary(ModelProtoSchema, withConstants(model, given, first)),
    inputs: given,
    outputs: outputs.map(tensorOf),
  };
}

function tensorOf(bytes: Uint8Array): TensorProto {
  try {
    return fromBinary(TensorProtoSchema, bytes);
  } catch {
    return create(TensorProtoSchema, {});
  }
}

function withConstants(model: ModelProto, given: readonly TensorProto[], first: number): ModelProto {
  const { graph } = model;
  if (graph === undefined) return model;
  const held = new Set(graph.initializer.map(({ name }) => name));
  const inputs = graph.input.filter(({ name }) => !held.has(name));
  const constants = inputs.slice(first).flatMap(({ name }, i) => {
    const tensor = given[first + i];
    return tensor === undefined ? [] : [{ ...tensor, name }];
  });
  return {
    ...model,
    graph: { ...graph, input: inputs.slice(0, first), initializer: [...graph.initializer, ...constants] },
  };
}
