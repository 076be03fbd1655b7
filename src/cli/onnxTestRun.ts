// One of ONNX's tests, read and run on the GPU.

import type { TensorProto } from 'onnx-buf';
import type { BackendTest } from '../formats/onnx/backendTest';
import { readConstant, type Constant } from '../formats/onnx/constants';
import { readConstants, readOperators, type ReadGraph } from '../formats/onnx/read';
import { fileLengths, placesOf } from '../formats/onnx/tensorLayout';
import { FormatError } from '../formats/storedModel';
import { readFloats } from '../gpu/readback';
import { Slab } from '../gpu/slab';
import { compilePlan } from '../graph/plan';
import { sizeOf } from '../graph/tensor';
import { defineNetwork } from '../models/anyNetwork';
import type { Network } from '../models/network';
import { ParameterStore } from '../models/parameterStore';
import { forwardGraph } from '../train/stepGraph';

export interface Outcome {
  readonly name: string;
  readonly operators: readonly string[];
  /** `constants`: nothing is left to the network, all is computed while reading. `substituted`: read as another function, and said. */
  readonly result: 'passed' | 'constants' | 'substituted' | 'refused' | 'wrong';
  /** How many inputs the network has, or why it was refused or is wrong. */
  readonly why: string;
}

/** A tensor of the file. */
interface Numbers {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** Remarks of the reader that other numbers come out here. */
const SUBSTITUTED = /rounds to|drops numbers at random/;

export async function runBackendTest(
  device: GPUDevice,
  test: BackendTest,
  tolerance: number,
): Promise<Outcome> {
  const { name, operators } = test;
  const outcome = (result: Outcome['result'], why: string): Outcome => ({ name, operators, result, why });
  const inputs = numbersOf(test.inputs);
  const expected = numbersOf(test.outputs);
  if (inputs === null || expected === null || expected.length === 0)
    return outcome('refused', 'its inputs or outputs are no tensors of numbers');
  let reason = '';
  for (const first of new Set([inputs.length, Math.min(1, inputs.length)])) {
    const read = readOr(() => readOperators(test.withConstants(first), name));
    if (typeof read === 'string') {
      reason = read;
      continue;
    }
    const actual = await outputsOf(device, read, inputs.slice(0, first));
    const difference = compare(actual, expected, tolerance);
    const substituted = read.remarks.find((remark) => SUBSTITUTED.test(remark));
    if (difference !== null && substituted !== undefined) return outcome('substituted', substituted);
    if (difference !== null) return outcome('wrong', difference);
    return outcome(
      'passed',
      first === inputs.length ? 'every input' : 'the first input, the others in the file',
    );
  }
  const constants = readOr(() => readConstants(test.withConstants(0), name));
  if (typeof constants === 'string' || constants.size !== expected.length)
    return outcome('refused', reason === '' ? 'not all of its outputs are computed while reading' : reason);
  const difference = compare([...constants.values()], expected, tolerance);
  return difference === null ? outcome('constants', 'no input') : outcome('wrong', difference);
}

function readOr<T>(read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
}

function numbersOf(tensors: readonly TensorProto[]): readonly Constant[] | null {
  const read = readOr(() => tensors.map((tensor) => readConstant(tensor, 'test')));
  return typeof read === 'string' ? null : read;
}

/** What differs; null: nothing. */
function compare(actual: readonly Numbers[], expected: readonly Numbers[], tolerance: number): string | null {
  for (const [i, { shape, values }] of expected.entries()) {
    const found = actual[i];
    if (found?.shape.join() !== shape.join())
      return `output ${i} has the shape ${found?.shape.join('×') ?? 'of none'}, expected ${shape.join('×')}`;
    let [difference, scale] = [0, 0];
    for (let at = 0; at < values.length; at++) {
      const [a = NaN, b = NaN] = [found.values[at], values[at]];
      if (Object.is(a, b) || a === b) continue;
      difference = Math.max(difference, Number.isNaN(a - b) ? Infinity : Math.abs(a - b));
      scale = Math.max(scale, Math.abs(b));
    }
    if (difference > tolerance * Math.max(scale, 1e-3))
      return `output ${i} differs by ${difference} (largest number ${scale})`;
  }
  return null;
}

async function outputsOf(
  device: GPUDevice,
  read: ReadGraph,
  given: readonly Constant[],
): Promise<readonly Numbers[]> {
  const network = defineNetwork(read.network);
  // In a file without a batch everything is one picture.
  const batches = read.inputs.map(({ axes }, i) => (axes[0] === 0 ? (given[i]?.shape[0] ?? 1) : 1));
  const batch = batches[0] ?? 1;
  const inputs = read.inputs.map((layout, i) => {
    const shape = network.inputs.find(({ name }) => name === layout.name)?.shape ?? [];
    const { values = [] } = given[i] ?? {};
    const places = placesOf(layout, shape, given[i]?.shape ?? []);
    const ours = new Float32Array(batch * sizeOf(shape));
    places.forEach((place, at) => (ours[place] = values[at] ?? NaN));
    return ours;
  });
  const results = await run(device, network, read, inputs, batch);
  return read.outputs.map((layout) => {
    const { shape, values } = results.get(layout.name) ?? { shape: [], values: [] };
    const file = fileLengths(layout, shape, batch);
    return { shape: file, values: [...placesOf(layout, shape, file)].map((place) => values[place] ?? NaN) };
  });
}

async function run(
  device: GPUDevice,
  network: Network,
  { inputs: layouts, weights }: ReadGraph,
  inputs: readonly Float32Array[],
  batch: number,
): Promise<ReadonlyMap<string, Numbers>> {
  const store = new ParameterStore(device, network);
  for (const [name, values] of weights ?? []) store.write(name, values);
  const slab = new Slab('inputs');
  const forward = forwardGraph(network, store, batch, 'outputs', slab);
  slab.allocate(device);
  network.inputs.forEach(({ name }, i) => {
    const values = inputs[layouts.findIndex((layout) => layout.name === name)];
    const storage = forward.inputs[i]?.storage;
    if (values !== undefined && storage?.home === 'slab')
      device.queue.writeBuffer(slab.buffer, storage.offsetBytes, values.slice());
  });
  const plan = await compilePlan(device, forward.graph);
  plan.run();
  const results = new Map<string, Numbers>();
  for (const { name, outputShape } of network.layers) {
    const tensor = forward.results.get(name);
    if (!network.outputs.includes(name) || tensor === undefined) continue;
    results.set(name, { shape: outputShape, values: await readFloats(device, plan.view(tensor)) });
  }
  plan.destroy();
  slab.destroy();
  store.destroy();
  return results;
}
