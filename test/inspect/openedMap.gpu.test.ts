// A map taken apart on the GPU against the f64 reference: each product map is the layer run on one input channel alone,
// and the sum is the layer without its activation.

import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readFloats } from '../../src/gpu/readback';
import type { TensorView } from '../../src/gpu/tensorView';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import { ParameterStore } from '../../src/models/parameterStore';
import { conv2dForward } from '../../src/reference/conv2d';
import { denseForward } from '../../src/reference/dense';
import { depthwiseConv2dForward } from '../../src/reference/depthwiseConv2d';
import { at, map, ndArray, random, sizeOf, type NdArray } from '../../src/reference/ndArray';
import type { Window2d } from '../../src/reference/window';
import type { OpenedMap } from '../../src/session/facade';
import { OpenedMaps } from '../../src/inspect/cell/openedMap';
import { NetworkProbe } from '../../src/inspect/probe/probe';
import { strengthsOf } from '../../src/inspect/strengths';
import { Toolbox } from '../../src/inspect/toolbox';
import { relativeError } from '../support/compare';
import { testDevice } from '../support/device';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});
const made: { destroy(): void }[] = [];
afterEach(() => {
  for (const one of made.splice(0)) one.destroy();
});

/** A network on a picture of random numbers, its parameters random as well, biases included. */
async function setUp(config: NetworkConfig) {
  const network = defineNetwork(config);
  const store = new ParameterStore(device, network);
  store.initialize(3);
  const parameters = new Map<string, NdArray>();
  for (const { name, shape } of await store.read()) {
    const values = random(shape, 40 + parameters.size);
    const [layer = '', parameter = ''] = name.split('/');
    const { storage } = store.of(layer)[parameter]!;
    if (storage.home !== 'slab') throw new Error(`${name} is not in a slab`);
    device.queue.writeBuffer(storage.slab.buffer, storage.offsetBytes, Float32Array.from(values.data));
    parameters.set(name, values);
  }
  const probe = await NetworkProbe.create(device, network, store);
  const picture = random([1, ...network.inputs[0]!.shape], 7);
  probe.write(Float32Array.from(picture.data));
  probe.run();
  const tools = new Toolbox();
  made.push(tools, probe, store);
  let changes = 0;
  const context = { device, network, store, probe, tools };
  const maps = new OpenedMaps(
    () => context,
    () => 0.01,
    () => changes++,
  );
  return { context, maps, parameters, picture, changes: () => changes };
}

async function floats(view: TensorView | null | undefined): Promise<Float32Array> {
  if (!view) throw new Error('nothing to read');
  return readFloats(device, view);
}

/** Channel `c` of [N, H, W, C] alone. */
function channelOf(x: NdArray, c: number): NdArray {
  const channels = x.shape[3] ?? 1;
  return ndArray(
    [...x.shape.slice(0, 3), 1],
    x.data.filter((_, i) => i % channels === c),
  );
}

/** Weight [KH, KW, C, K] for input channel `c` and filter `k` alone. */
function filterOf(weight: NdArray, c: number, k: number): NdArray {
  const [kh = 1, kw = 1] = weight.shape;
  const data = Array.from({ length: kh * kw }, (_, tap) => at(weight, Math.floor(tap / kw), tap % kw, c, k));
  return ndArray([kh, kw, 1, 1], data);
}

async function expectParts(opened: OpenedMap, parts: readonly NdArray[], bias: number): Promise<void> {
  const products = await floats(opened.products);
  parts.forEach((part, c) => {
    const found = [...products].filter((_, i) => i % parts.length === c);
    expect(relativeError(found, part.data), `products of input ${c}`).toBeLessThanOrEqual(1e-4);
  });
  const sums = map(parts[0]!, () => 0).data.map(
    (_, i) => bias + parts.reduce((sum, part) => sum + part.data[i]!, 0),
  );
  expect(relativeError(await floats(opened.sum), sums), 'sum').toBeLessThanOrEqual(1e-4);
  const strengths = parts.map(({ data }) => data.reduce((sum, v) => sum + Math.abs(v), 0) / data.length);
  expect(relativeError(opened.strengths, strengths), 'strengths').toBeLessThanOrEqual(1e-4);
  const reach = Math.max(...[...sums, ...parts.flatMap(({ data }) => [...data])].map(Math.abs));
  expect(opened.domain[1], 'the colours span every number').toBeGreaterThanOrEqual(reach * (1 - 1e-6));
  expect(opened.domain[1], 'and not much more').toBeLessThanOrEqual(2 * reach);
  expect(opened.domain[0]).toBe(-opened.domain[1]);
}

const cases: readonly {
  readonly title: string;
  readonly input: readonly [number, number, number];
  readonly window: Window2d;
}[] = [
  {
    title: '1×1 on one channel',
    input: [3, 5, 1],
    window: { size: [1, 1], strides: [1, 1], padding: 'valid', dilation: [1, 1] },
  },
  {
    title: '5×5 same, as in LeNet',
    input: [9, 8, 1],
    window: { size: [5, 5], strides: [1, 1], padding: 'same', dilation: [1, 1] },
  },
  {
    title: '5×5 valid, six channels',
    input: [14, 14, 6],
    window: { size: [5, 5], strides: [1, 1], padding: 'valid', dilation: [1, 1] },
  },
  {
    title: 'stride 2, same, even input',
    input: [8, 10, 3],
    window: { size: [3, 3], strides: [2, 2], padding: 'same', dilation: [1, 1] },
  },
  {
    title: 'another size and stride a side',
    input: [13, 7, 4],
    window: { size: [2, 5], strides: [3, 1], padding: 'same', dilation: [1, 1] },
  },
  {
    title: 'stride larger than the kernel',
    input: [11, 10, 2],
    window: { size: [2, 2], strides: [3, 3], padding: 'valid', dilation: [1, 1] },
  },
  {
    title: 'dilation 2, more channels than a workgroup',
    input: [7, 6, 67],
    window: { size: [3, 3], strides: [1, 1], padding: 'same', dilation: [2, 2] },
  },
];

const optionsOf = ({ size: kernelSize, strides, padding, dilation }: Window2d) => ({
  kernelSize: [...kernelSize],
  strides: [...strides],
  padding,
  dilationRate: [...dilation],
});

describe('a map taken apart', () => {
  for (const { title, input, window } of cases) {
    it(`of a convolution: ${title}`, async () => {
      const { maps, parameters, picture } = await setUp({
        name: 'one',
        input: [...input],
        layers: [
          {
            name: 'conv',
            kind: 'conv2d',
            options: { filters: 5, ...optionsOf(window), activation: 'relu' },
          },
        ],
      });
      const [weight, bias] = [parameters.get('conv/weight')!, parameters.get('conv/bias')!];
      for (const k of [0, 3]) {
        await maps.open('conv', k);
        // Of a second map of the layer they come after it.
        await expect.poll(() => maps.current?.strengths.length).toBe(input[2]);
        const opened = maps.current!;
        expect(opened.reads).toEqual(
          Array.from({ length: input[2] }, (_, channel) => ({
            input: 0,
            source: 'input',
            channel,
            slice: [channel, k],
          })),
        );
        const parts = opened.reads.map(({ channel }) =>
          conv2dForward(channelOf(picture, channel), filterOf(weight, channel, k), null, window),
        );
        await expectParts(opened, parts, at(bias, k));
      }
    });
  }

  it('of a depthwise convolution: one channel, its own', async () => {
    const { window } = cases[3]!;
    const { maps, parameters, picture } = await setUp({
      name: 'one',
      input: [8, 10, 3],
      layers: [
        { name: 'deep', kind: 'depthwiseConv2d', options: { ...optionsOf(window), depthMultiplier: 2 } },
      ],
    });
    await maps.open('deep', 5);
    const opened = maps.current!;
    expect(opened.reads).toEqual([{ input: 0, source: 'input', channel: 2, slice: [2, 1] }]);
    const part = depthwiseConv2dForward(
      channelOf(picture, 2),
      filterOf(parameters.get('deep/weight')!, 2, 1),
      null,
      window,
    );
    await expectParts(opened, [part], at(parameters.get('deep/bias')!, 5));
  });

  it('of a dense unit behind a flatten: its products, and what each map adds', async () => {
    const { maps, parameters, picture } = await setUp({
      name: 'one',
      input: [4, 3, 5],
      layers: [
        { name: 'flat', kind: 'flatten' },
        { name: 'dense', kind: 'dense', options: { units: 7, useBias: false } },
      ],
    });
    await maps.open('dense', 6);
    const opened = maps.current!;
    expect(opened.reads.map(({ source, channel }) => [source, channel])).toEqual(
      [0, 1, 2, 3, 4].map((channel) => ['input', channel]),
    );
    const weight = parameters.get('dense/weight')!;
    const products = picture.data.map((value, i) => value * at(weight, i, 6));
    expect(relativeError(await floats(opened.products), products)).toBeLessThanOrEqual(1e-4);
    const whole = denseForward(ndArray([1, 60], picture.data), weight, null);
    expect(relativeError(await floats(opened.sum), [at(whole, 0, 6)])).toBeLessThanOrEqual(1e-4);
    const strengths = opened.reads.map(
      ({ channel }) =>
        [...products].filter((_, i) => i % 5 === channel).reduce((sum, v) => sum + Math.abs(v), 0) / 12,
    );
    expect(relativeError(opened.strengths, strengths)).toBeLessThanOrEqual(1e-4);
  });

  it('of a pooling layer has no products, and reads its own channel', async () => {
    const { maps } = await setUp({
      name: 'one',
      input: [4, 4, 3],
      layers: [{ name: 'pool', kind: 'maxPooling2d' }],
    });
    await maps.open('pool', 2);
    expect(maps.current).toMatchObject({
      layer: 'pool',
      channel: 2,
      reads: [{ source: 'input', channel: 2 }],
      products: null,
      sum: null,
    });
  });

  it('follows the picture, and says when its colours span more', async () => {
    const { context, maps, picture, parameters, changes } = await setUp({
      name: 'one',
      input: [5, 5, 2],
      layers: [{ name: 'conv', kind: 'conv2d', options: { filters: 2, kernelSize: 3 } }],
    });
    await maps.open('conv', 1);
    const [before, count] = [maps.current!, changes()];
    const larger = map(picture, (value) => 100 * value);
    context.probe.write(Float32Array.from(larger.data));
    context.probe.run();
    maps.refresh();
    await expect.poll(() => changes()).toBe(count + 1);
    const after = maps.current!;
    expect(after.domain[1]).toBeGreaterThan(before.domain[1]);
    expect(after.products?.buffer).toBe(before.products?.buffer);
    const parts = [0, 1].map((c) =>
      conv2dForward(channelOf(larger, c), filterOf(parameters.get('conv/weight')!, c, 1), null, {
        size: [3, 3],
        strides: [1, 1],
        padding: 'valid',
        dilation: [1, 1],
      }),
    );
    await expectParts(after, parts, at(parameters.get('conv/bias')!, 1));
    maps.close();
    expect(maps.current).toBeNull();
  });

  it('names a layer or map that is not there', async () => {
    const { maps } = await setUp({
      name: 'one',
      input: [4, 4, 1],
      layers: [{ name: 'pool', kind: 'maxPooling2d' }],
    });
    await expect(maps.open('nose', 0)).rejects.toThrow("network 'one': has no layer 'nose'");
    await expect(maps.open('pool', 1)).rejects.toThrow("layer 'pool': has maps 0 to 0. Received 1");
  });
});

it('the strength of a map is the mean size of its numbers', async () => {
  const { context, picture } = await setUp({
    name: 'one',
    input: [6, 5, 70],
    layers: [{ name: 'pad', kind: 'zeroPadding2d', options: { padding: 1 } }],
  });
  const wanted = Array.from(
    { length: 70 },
    (_, c) => channelOf(picture, c).data.reduce((sum, v) => sum + Math.abs(v), 0) / sizeOf([8, 7]),
  );
  expect(relativeError(await strengthsOf(context, 'pad'), wanted)).toBeLessThanOrEqual(1e-4);
});
