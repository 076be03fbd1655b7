// A thousand graphs that no one has thought of: valid files with operators, wires, options, shapes and versions changed
// at random. Most are refused. What we and ONNX Runtime both take must mean the same to both.

import { expect, it } from 'vitest';
import type { ModelProto } from 'onnx-buf';
import { readOnnx } from '../../../src/formats/onnx/read';
import { writeOnnx } from '../../../src/formats/onnx/write';
import { FormatError, type StoredModel } from '../../../src/formats/storedModel';
import { seededUniform } from '../../../src/initializers/initializers';
import { defineNetwork } from '../../../src/models/network';
import type { NdArray } from '../../../src/reference/ndArray';
import { relativeError } from '../../support/compare';
import { referenceOutputs } from '../../support/networkRun';
import { changed } from '../../support/peers/onnxFile';
import { runOnnx } from '../../support/peers/onnxRuntime';
import { randomInputs, randomNetwork, randomWeights } from '../../../src/fuzz/randomNetworks';

const OPERATORS = (
  'Abs Add AveragePool Celu Clip Concat Conv DepthToSpace Div Dropout Elu Flatten Gather Gemm GlobalAveragePool GlobalMaxPool ' +
  'HardSigmoid Identity LRN LeakyRelu MatMul Max MaxPool Mean Min Mul Neg Pad ReduceL1 ReduceMax ReduceMean ReduceMin ReduceSum Relu ' +
  'Reshape Sigmoid Slice Softmax SpaceToDepth Split Squeeze Sub Sum Tanh Transpose Unsqueeze'
).split(' ');

function change(model: ModelProto, uniform: () => number): void {
  const whole = (below: number): number => Math.floor(uniform() * below);
  const oneOf = <T>(list: readonly T[]): T | undefined => list[whole(list.length)];
  const graph = model.graph!;
  const node = oneOf(graph.node)!;
  const names = [...graph.node.flatMap(({ output }) => output), ...graph.initializer.map(({ name }) => name)];
  const attribute = oneOf(node.attribute);
  const [input] = graph.input;
  const changes = [
    () => (node.opType = oneOf(OPERATORS)!),
    () => (node.input[whole(node.input.length)] = oneOf(names)!),
    () => node.input.pop(),
    () => node.input.push(oneOf(names)!),
    () => attribute !== undefined && (attribute.i = BigInt(whole(6) - 1)),
    () => attribute !== undefined && (attribute.ints[whole(attribute.ints.length)] = BigInt(whole(6) - 1)),
    () => (model.opsetImport[0]!.version = BigInt(7 + whole(14))),
    () => {
      const type = input!.type!.value;
      const dim = type.case === 'tensorType' ? oneOf(type.value.shape!.dim) : undefined;
      if (dim !== undefined) dim.value = { case: 'dimValue', value: BigInt(1 + whole(12)) };
    },
  ];
  oneOf(changes)!();
}

/** The numbers of a batch of one, by the names that the file has for its inputs; null where we read other inputs. */
function feeds(
  { network }: StoredModel,
  file: readonly string[],
  inputs: readonly NdArray[],
): Record<string, NdArray> | null {
  return file.length === defineNetwork(network).inputs.length
    ? Object.fromEntries(file.map((name, i) => [name, inputs[i]!]))
    : null;
}

it.each([0, 1, 2, 3, 4])('means the same to ONNX Runtime and to us, or is refused, part %i', async (part) => {
  const uniform = seededUniform(part, 'changed graphs');
  let compared = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const network = randomNetwork(300 + (seed % 60));
    const own = { network: network.toJSON(), weights: randomWeights(network, seed), remarks: [] };
    let inputNames: string[] = [];
    const file = changed(writeOnnx(own), (model) => {
      model.metadataProps = [];
      change(model, uniform);
      inputNames = model.graph!.input.map(({ name }) => name);
    });
    let read: StoredModel;
    try {
      read = readOnnx(file, 'changed.onnx');
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError);
      continue;
    }
    // With other axes than the file, which the other tests compare.
    if (read.remarks.length > 0) continue;
    const inputs = randomInputs(defineNetwork(read.network), seed);
    const given = feeds(read, inputNames, inputs);
    const theirs = given === null ? null : await runOnnx(file, given).catch(() => null);
    if (theirs === null) continue;
    const ours = referenceOutputs(defineNetwork(read.network), read.weights!, inputs);
    const [[, expected], [, actual]] = [[...theirs][0]!, [...ours][0]!];
    if (!expected.data.every(Number.isFinite)) continue;
    expect(relativeError(actual.data, expected.data), `graph ${seed}`).toBeLessThan(1e-4);
    compared++;
  }
  expect(compared).toBeGreaterThan(20);
});
