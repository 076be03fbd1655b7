// A convolution and the max pooling after it as one operation: under every target it is held against the f64 reference of the
// two layers, and to the bit against their separate dispatches.

import { describe, expect, it } from 'vitest';
import type { Dispatch } from '../../src/graph/graph';
import type { Operation } from '../../src/graph/operation';
import * as targetModule from '../../src/kernels/target';
import type { KernelTarget } from '../../src/kernels/target';
import { pooledConv2d } from '../../src/layers/fused/pooledConv2d';
import type { LayerDefinition } from '../../src/layers/layer';
import { checkOptions, type OptionTable, type Resolved } from '../../src/layers/options';
import { LAYERS } from '../../src/layers/all';
import { poolWindow, type PoolOptions } from '../../src/layers/shared/pooling';
import { maxPool2dBackward, maxPool2dForward } from '../../src/reference/maxPool2d';
import { testDevice } from '../support/device';
import { expectLayer, runLayer, type LayerRun } from '../support/layerRun';
import { sample, TRAINING } from '../layers/sample';

const device = await testDevice();
const sharing = device.features.has('subgroups') ? [true, false] : [false];

const conv2d = LAYERS.conv2d as unknown as LayerDefinition;
const maxPooling2d = LAYERS.maxPooling2d as unknown as LayerDefinition;

/** The two layers as a definition of their own, whose passes are those of the operation. */
function pooled(poolOptions: Readonly<Record<string, unknown>>): LayerDefinition {
  const p = checkOptions('maxPooling2d', maxPooling2d.options, poolOptions) as unknown as PoolOptions;
  const window = poolWindow(p);
  const operationOf = (of: LayerDefinition, options: Resolved<OptionTable>): Operation => ({
    fusesActivation: of.fusesActivation,
    fusesInputActivation: of.fusesInputActivation,
    forward: (graph, site) => of.forward(options, graph, site),
    backward: (graph, site) => of.backward(options, graph, site),
  });
  const operation = (o: Resolved<OptionTable>): Operation =>
    pooledConv2d(
      operationOf(conv2d, o),
      operationOf(maxPooling2d, p),
      o as unknown as Parameters<typeof pooledConv2d>[2],
      p,
      'pool',
    );
  return {
    ...conv2d,
    outputShape: (o, inputs) => maxPooling2d.outputShape(p, [conv2d.outputShape(o, inputs)]),
    forward: (o, graph, site) => operation(o).forward(graph, site),
    backward: (o, graph, site) => operation(o).backward(graph, site),
    reference: {
      forward: (o, inputs, parameters, mode) =>
        maxPool2dForward(conv2d.reference.forward(o, inputs, parameters, mode), window).y,
      backward: (o, inputs, parameters, dy, mode) => {
        const map = conv2d.reference.forward(o, inputs, parameters, mode);
        const { argmax } = maxPool2dForward(map, window);
        const dMap = maxPool2dBackward(map.shape, argmax, dy, window);
        return conv2d.reference.backward(o, inputs, parameters, dMap, mode);
      },
    },
  };
}

interface Case {
  readonly title: string;
  readonly conv: Readonly<Record<string, unknown>>;
  readonly pool: Readonly<Record<string, unknown>>;
  readonly input: readonly [number, number, number];
  readonly batch: number;
}

const FUSED: readonly Case[] = [
  {
    title: '2×2, a row in one block, as in LeNet',
    conv: { filters: 6, kernelSize: 5, activation: 'relu' },
    pool: {},
    input: [8, 12, 3],
    batch: 3,
  },
  {
    title: '2×2, several blocks in a row, padding that is odd',
    conv: { filters: 9, kernelSize: 3, padding: 'same', activation: 'tanh' },
    pool: {},
    input: [6, 26, 2],
    batch: 2,
  },
  {
    title: 'windows of 3×3, no bias',
    conv: { filters: 4, kernelSize: [2, 3], padding: 'same', useBias: false, activation: 'leakyRelu' },
    pool: { poolSize: 3 },
    input: [6, 21, 2],
    batch: 2,
  },
  {
    title: 'windows of one row, and a dilation',
    conv: { filters: 5, kernelSize: 3, dilationRate: 2 },
    pool: { poolSize: [1, 4] },
    input: [7, 12, 1],
    batch: 1,
  },
  {
    title: 'windows of one column, 1×1 kernel',
    conv: { filters: 17, kernelSize: 1, activation: 'elu' },
    pool: { poolSize: [2, 1] },
    input: [4, 5, 4],
    batch: 2,
  },
];

/** What the kernels do not do: the layers run one after the other. */
const SEPARATE: readonly Case[] = [
  {
    title: 'windows that do not tile the map',
    conv: { filters: 3, kernelSize: 2, activation: 'relu' },
    pool: {},
    input: [8, 6, 2],
    batch: 2,
  },
  {
    title: 'windows that overlap',
    conv: { filters: 3, kernelSize: 3, activation: 'relu' },
    pool: { poolSize: 3, strides: 2 },
    input: [9, 9, 2],
    batch: 1,
  },
  {
    title: 'a convolution with a stride',
    conv: { filters: 4, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' },
    pool: {},
    input: [8, 8, 2],
    batch: 2,
  },
];

const TARGETS = Object.entries(targetModule)
  .filter(([name]) => name.endsWith('_TARGET'))
  .flatMap(([name, target]) =>
    sharing.map((quads): readonly [string, KernelTarget] => [
      `${name}, quads ${quads ? 'share' : 'do not share'}`,
      { ...(target as KernelTarget), quads, invocations: 128 },
    ]),
  );

/** One that every device can run. */
const OWN: KernelTarget = { ...targetModule.CPU_TARGET, quads: sharing.includes(true) };

const SMALLEST: readonly [string, KernelTarget] = [
  'the smallest blocks',
  {
    ...targetModule.CPU_TARGET,
    quads: sharing.includes(true),
    correlation: { registers: 1, body: 1 },
    weightGradient: { registers: 1, body: 1 },
    invocations: 16,
  },
];

interface Compared {
  readonly run: LayerRun;
  readonly fused: number;
}

async function compare(
  { conv, pool, input, batch }: Case,
  target: KernelTarget,
  change: (dispatches: Dispatch[]) => void = () => undefined,
): Promise<Compared> {
  const definition = pooled(pool);
  const options = checkOptions('conv2d', conv2d.options, conv);
  const given = { ...sample(definition, options, [input], batch), mode: TRAINING };
  let fused = 0;
  const run = await runLayer(device, definition, options, {
    ...given,
    target,
    change: (dispatches) => {
      fused = dispatches.filter(({ parts }) => parts !== undefined).length;
      change(dispatches);
    },
  });
  expectLayer(run, definition, options, given);
  return { run, fused };
}

/** Puts the separate dispatches in the place of every fused one. */
const apart = (dispatches: Dispatch[]): void => {
  dispatches.splice(0, dispatches.length, ...dispatches.flatMap((one) => one.parts?.() ?? [one]));
};

const titled = (cases: readonly Case[]): (readonly [string, Case])[] => cases.map((one) => [one.title, one]);

describe.each([...TARGETS, SMALLEST])('%s', (_, target) => {
  it.each(titled(FUSED))('%s', async (_title, one) => {
    const { run, fused } = await compare(one, target);
    // Forward, to the input, to the weights.
    expect(fused).toBe(target.plain === true ? 0 : 3);
    const separate = await compare(one, target, apart);
    expect(separate.run).toEqual(run);
  });
});

it.each(titled(SEPARATE))('%s: runs one after the other', async (_title, one) => {
  expect((await compare(one, OWN)).fused).toBe(0);
});

it('runs the separate dispatches where a fused one does not compile, and says so', async () => {
  const one = FUSED[0]!;
  const { run } = await compare(one, OWN);
  const broken = await compare(one, OWN, (dispatches) => {
    dispatches.forEach((dispatch, i) => {
      if (dispatch.parts !== undefined)
        dispatches[i] = { ...dispatch, source: `${dispatch.source}\nfn broken(` };
    });
  });
  expect(broken.run.fallbacks).toEqual(['conv2d_pool', 'conv2d_pool_grad_weight', 'conv2d_pool_grad_input']);
  expect({ ...broken.run, fallbacks: [] }).toEqual(run);
});

it('a NaN wins over every number of its window', async () => {
  const definition = pooled({});
  const options = checkOptions('conv2d', conv2d.options, { filters: 4, kernelSize: 1 });
  const { inputs, parameters, dy } = sample(definition, options, [[4, 4, 1]], 1);
  inputs[0]!.data[5] = NaN;
  const { y } = await runLayer(device, definition, options, { inputs, parameters, dy, mode: TRAINING });
  expect([...y.data].map(Number.isNaN)).toEqual([...y.data.keys()].map((at) => at < 4));
});
