// Forward passes with weights as f16: what they compute is what the reference does with the same weights rounded, and as
// exactly as with f32, for the sums are f32.

import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readFloats } from '../../src/gpu/readback';
import { MissingFeatureError } from '../../src/gpu/requireF16';
import { Slab } from '../../src/gpu/slab';
import { compilePlan } from '../../src/graph/plan';
import type { LayerKind } from '../../src/layers/all';
import { HalfParameters, HalfRangeError } from '../../src/models/halfParameters';
import { defineNetwork, type Network } from '../../src/models/network';
import { ParameterStore } from '../../src/models/parameterStore';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import { forwardGraph } from '../../src/train/stepGraph';
import { expectClose, relativeError } from '../support/compare';
import { pretendTarget } from '../../src/kernels/target';
import { testDevice } from '../support/device';
import { roundedToF16 } from '../../src/reference/float16';
import { INFERENCE, sample } from './sample';

const device = await testDevice();
const hasF16 = device.features.has('shader-f16');
afterEach(() => {
  pretendTarget(device, null);
});

function oneLayer(kind: LayerKind, options: Record<string, unknown>, input: readonly number[]): Network {
  return defineNetwork({ name: 'one', input, layers: [{ name: 'layer', kind, options }] });
}

async function forward(
  network: Network,
  store: ParameterStore | HalfParameters,
  x: NdArray,
): Promise<{ y: NdArray; dispatches: number }> {
  const slab = new Slab('x');
  const { graph, results } = forwardGraph(network, store, x.shape[0]!, 'outputs', slab);
  slab.allocate(device);
  device.queue.writeBuffer(slab.buffer, 0, Float32Array.from(x.data));
  const plan = await compilePlan(device, graph);
  plan.run();
  const y = results.get('layer')!;
  const numbers = await readFloats(device, plan.view(y));
  plan.destroy();
  slab.destroy();
  return { y: ndArray(y.shape, numbers), dispatches: graph.dispatches.length };
}

/** Runs the layer with f16 weights, after the f32 weights are gone, and holds it against the reference. */
async function compare(network: Network, batch: number, tolerance = 2e-6): Promise<number> {
  const { definition, options } = network.layers[0]!;
  const { inputs, parameters } = sample(definition, options, [network.inputs[0]!.shape], batch);
  const store = new ParameterStore(device, network);
  for (const [name, { data }] of Object.entries(parameters))
    store.write(`layer/${name}`, Float32Array.from(data));
  const half = await HalfParameters.create(store);
  store.destroy();
  const { y, dispatches } = await forward(network, half, inputs[0]!);
  half.destroy();
  const { weight, ...rest } = parameters;
  const rounded = { ...rest, weight: ndArray(weight!.shape, weight!.data.map(roundedToF16)) };
  expectClose(y, definition.reference.forward(options, inputs, rounded, INFERENCE), 'y', tolerance);
  // With the weights as they were it would not be the same: f16 it was.
  const exact = definition.reference.forward(options, inputs, parameters, INFERENCE);
  expect(relativeError(y.data, exact.data)).toBeGreaterThan(2e-5);
  return dispatches;
}

describe.runIf(hasF16)('with f16 weights on a device that has them', () => {
  const map = { activation: 'tanh', kernelSize: 3 };
  it.each([
    ['padded, filters that do not fill a block', { ...map, filters: 7, padding: 'same' }, [5, 9, 3]],
    ['many filters and channels', { ...map, filters: 40, padding: 'same' }, [6, 6, 8]],
    ['one column', { ...map, filters: 5, kernelSize: [3, 1] }, [7, 1, 2]],
    ['an odd number of weights, no bias', { filters: 1, kernelSize: 3, useBias: false }, [6, 5, 1]],
  ])('a convolution: %s', async (_, options, input) => {
    await compare(oneLayer('conv2d', options, input), 2);
  });

  it('a convolution without shared loads', async () => {
    pretendTarget(device, { quads: false });
    await compare(oneLayer('conv2d', { ...map, filters: 7, padding: 'same' }, [5, 9, 3]), 1);
  });

  it("Winograd's convolution", async () => {
    pretendTarget(device, { winograd: { product: 0, tile: 0, kernel: 0 } });
    const network = oneLayer('conv2d', { ...map, filters: 7, padding: 'same' }, [5, 9, 3]);
    expect(await compare(network, 2, 1e-5)).toBe(4);
  });

  it('plain rungs', async () => {
    pretendTarget(device, { plain: true });
    await compare(oneLayer('conv2d', { ...map, filters: 7, padding: 'same' }, [5, 9, 3]), 2);
    await compare(oneLayer('dense', { units: 13, activation: 'leakyRelu' }, [37]), 3);
  });

  it('a depthwise convolution', async () => {
    const options = { kernelSize: 3, padding: 'same', depthMultiplier: 3, activation: 'relu' };
    await compare(oneLayer('depthwiseConv2d', options, [5, 6, 3]), 2);
  });

  it.each([1, 5])('a dense layer on %d rows', async (rows) => {
    await compare(oneLayer('dense', { units: 13, activation: 'tanh' }, [37]), rows);
  });

  it.each([1, 5])('a dense layer in strips, rounded in pieces, on %d rows', async (rows) => {
    // 128 rows of 7 numbers are a strip as f16; as f32 the same bytes are 384 numbers, three times 128.
    pretendTarget(device, { bindingBytes: 128 * 7 * 2 });
    expect(await compare(oneLayer('dense', { units: 7 }, [300]), rows)).toBe(3 * 2 + 2 + 1);
  });

  it('large weights are refused by name', async () => {
    const store = new ParameterStore(device, oneLayer('dense', { units: 2 }, [2]));
    store.write('layer/weight', Float32Array.of(1, -65504, 65520, 7e4));
    const made = HalfParameters.create(store);
    await expect(made).rejects.toThrow(HalfRangeError);
    await expect(made).rejects.toThrow(/65504.*'layer\/weight' has 2/);
    store.destroy();
  });

  it('a copy is made anew when the weights changed, and only then', async () => {
    const network = oneLayer('dense', { units: 1 }, [1]);
    const store = new ParameterStore(device, network);
    const x = ndArray([1, 1], [2]);
    store.write('layer/weight', Float32Array.of(3));
    const half = await HalfParameters.create(store);
    const submit = vi.spyOn(device.queue, 'submit');
    await half.refresh();
    expect(submit).not.toHaveBeenCalled();
    submit.mockRestore();
    store.write('layer/weight', Float32Array.of(5));
    store.write('layer/bias', Float32Array.of(0.25));
    await half.refresh();
    expect((await forward(network, half, x)).y.data[0]).toBe(10.25);
    half.destroy();
    store.destroy();
  });
});

describe('on a device without f16', () => {
  let plain: GPUDevice;
  beforeAll(async () => {
    plain = await (await navigator.gpu.requestAdapter())!.requestDevice();
  });

  it('f16 weights are refused before anything is allocated', async () => {
    const store = new ParameterStore(plain, oneLayer('dense', { units: 2 }, [2]));
    const create = vi.spyOn(plain, 'createBuffer');
    const made = HalfParameters.create(store);
    await expect(made).rejects.toThrow(MissingFeatureError);
    await expect(made).rejects.toThrow(/shader-f16.*Use f32 weights/);
    expect(create).not.toHaveBeenCalled();
    store.destroy();
    plain.destroy();
  });
});
