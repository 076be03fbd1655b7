// A convolution is compiled as one of many shaders: how big its blocks are, whether quads share their loads and how its
// sum is split depend on what it is planned for. Every variant must compute the same: here all targets, and two that no
// device asks for, run the same shapes and are held against the f64 reference.

import { describe, expect, it } from 'vitest';
import type { Dispatch } from '../../src/graph/graph';
import { LINEAR } from '../../src/kernels/activation';
import { loadVariants } from '../../src/tuning/calibrate';
import { GPU_CANDIDATES } from '../../src/tuning/candidates';
import {
  conv2dForward,
  conv2dGradInput,
  gradInputPhases,
  conv2dGradWeight,
  weightGradientSplits,
  type Conv2dGeometry,
} from '../../src/kernels/conv2d';
import { splitsOf } from '../../src/kernels/splitConvolution';
import { winogradGradInput, winogradSuits } from '../../src/kernels/winograd';
import { gradWeightSuits } from '../../src/kernels/winogradGradWeight';
import * as targetModule from '../../src/kernels/target';
import type { KernelTarget } from '../../src/kernels/target';
import type { LayerCase, LayerDefinition } from '../../src/layers/layer';
import { checkOptions, type OptionTable, type Resolved } from '../../src/layers/options';
import { LAYERS } from '../../src/layers/all';
import { loadWinograd } from '../../src/tuning/prepareKernels';
import { fusedActivation } from '../../src/layers/shared/activated';
import { windowGeometry } from '../../src/layers/shared/sliding';
import type { NdArray } from '../../src/reference/ndArray';
import type { Window2d } from '../../src/reference/window';
import { expectClose } from '../support/compare';
import { testDevice } from '../support/device';
import { runLayer, type LayerInputs, type LayerRun } from '../support/layerRun';
import { sample, TRAINING } from '../layers/sample';

/** Known before the tests are listed: which variants there are depends on it. */
const device = await testDevice();
await loadVariants();
await loadWinograd();
const sharing = device.features.has('subgroups') ? [true, false] : [false];

const { CPU_TARGET, GPU_TARGET, SWIFTSHADER_TARGET } = targetModule;

type Variant = readonly [title: string, target: KernelTarget];

const shared = (quads: boolean): string => (quads ? 'quads share' : 'quads do not share');

/**
 * All that target.ts exports, so that a new device is tested as soon as it is named, and what a device that is not known
 * may be found to like. On a device of many invocations so little work would be cut as small as can be; it is planned as
 * if they were few, and candidates that are then the same are tested once.
 */
const EXPORTED = [
  ...new Map(
    [
      ...Object.entries(targetModule).filter((entry): entry is [string, KernelTarget] =>
        entry[0].endsWith('_TARGET'),
      ),
      ...GPU_CANDIDATES.map((target): [string, KernelTarget] => [target.name, target]),
    ]
      .reverse() // the first of equal ones stays
      .map(([title, target]): [string, Variant] => {
        const { name, ...numbers } = { ...target, invocations: Math.min(target.invocations, 128) };
        return [JSON.stringify(numbers), [title, { name, ...numbers }]];
      }),
  ).values(),
]
  .reverse()
  .flatMap(([title, target]) =>
    sharing.map((quads): Variant => [`${title}, ${shared(quads)}`, { ...target, quads }]),
  );

const room = (registers: number, body: number): Pick<KernelTarget, 'correlation' | 'weightGradient'> => ({
  correlation: { registers, body },
  weightGradient: { registers, body },
});

/** One column, four filters, one pair: the block that is always allowed. Splits that have nothing to add. */
const SMALLEST = sharing.map((quads): Variant => [
  `the smallest blocks, ${shared(quads)}`,
  { ...CPU_TARGET, quads, ...room(16, 1), invocations: 16 },
]);

/** Longer bodies than any device needs, stores written out. More than 128 sums take lavapipe minutes to compile. */
const LARGEST: Variant = [
  'the largest blocks',
  {
    ...CPU_TARGET,
    quads: sharing.includes(true),
    loadCost: 40,
    carryCost: 0,
    ...room(190, 400),
    writesOut: { terms: 1e9, numbers: 0 },
    invocations: 1,
  },
];

/** The largest tiles; sums split wherever they can be; lanes wherever they can be. */
const MATRIX_VARIANTS: readonly Variant[] = [
  ['lanes everywhere', { ...GPU_TARGET, convolution: 'lanes', quads: false, invocations: 8 }],
  [
    'the largest tiles',
    { ...GPU_TARGET, convolution: 'tiles', quads: sharing.includes(true), loadCost: 1000, invocations: 1 },
  ],
  [
    'split sums',
    { ...GPU_TARGET, convolution: 'tiles', quads: sharing.includes(true), invocations: 1 << 20 },
  ],
];

type Case = LayerCase<Readonly<Record<string, unknown>>>;

/** What a block and a quad can get wrong: run by all variants; the first alone by those that have tiles or lanes instead. */
const BLOCKS: readonly Case[] = [
  {
    title: 'one column and one filter less than a block',
    options: { filters: 7, kernelSize: [2, 3], padding: 'same', activation: 'relu' },
    inputs: [[2, 7, 3]],
    batch: 1,
  },
  {
    title: 'one more of each',
    options: { filters: 9, kernelSize: [1, 2], activation: 'tanh', useBias: false },
    inputs: [[2, 18, 2]],
    batch: 1,
  },
  {
    title: 'filters for three blocks of eight, or for two of sixteen of which one is half full',
    options: { filters: 24, kernelSize: [1, 2] },
    inputs: [[2, 9, 3]],
    batch: 1,
  },
  {
    title: 'a row in one block, padded on both sides in the input gradient',
    options: { filters: 4, kernelSize: [2, 5] },
    inputs: [[3, 6, 2]],
    batch: 1,
  },
];

/** What a window, a workgroup and a split can get wrong: once a device is enough. */
const WINDOWS: readonly Case[] = [
  {
    title: 'exactly one block',
    options: { filters: 16, kernelSize: 1 },
    inputs: [[1, 16, 4]],
    batch: 1,
  },
  {
    title: 'stride 2 under same, odd sizes',
    options: { filters: 6, kernelSize: 3, strides: 2, padding: 'same' },
    inputs: [[5, 9, 2]],
    batch: 1,
  },
  {
    title: 'dilation under same',
    options: { filters: 3, kernelSize: [3, 2], dilationRate: 2, padding: 'same', useBias: false },
    inputs: [[6, 9, 1]],
    batch: 2,
  },
  {
    title: 'a kernel larger than the picture',
    options: { filters: 2, kernelSize: 5, padding: 'same', activation: 'sigmoid' },
    inputs: [[2, 3, 1]],
    batch: 2,
  },
  {
    title: 'a kernel of one column: many pairs to an invocation, and a prime number of them',
    options: { filters: 4, kernelSize: [1, 1] },
    inputs: [[3, 4, 13]],
    batch: 1,
  },
  {
    title: 'batch 3, workgroups that begin and end within a row of pictures',
    options: { filters: 3, kernelSize: 3, padding: 'same', activation: 'relu' },
    inputs: [[29, 5, 1]],
    batch: 3,
  },
];

/** What a tile, a warp and a split sum can get wrong: run by the kernels of graphics cards. */
const MATRICES: readonly Case[] = [
  {
    title: 'whole vectors; a few pixels and a few outputs more than a tile',
    options: { filters: 36, kernelSize: 3, padding: 'same', activation: 'relu' },
    inputs: [[5, 7, 8]],
    batch: 1,
  },
  {
    title: 'a last vector of one channel, long sums',
    options: { filters: 5, kernelSize: 3, strides: [1, 2], activation: 'tanh' },
    inputs: [[4, 6, 33]],
    batch: 2,
  },
  {
    title: 'a stride larger than the kernel: pixels without taps',
    options: { filters: 4, kernelSize: 2, strides: 3, useBias: false },
    inputs: [[7, 40, 12]],
    batch: 2,
  },
  {
    title: 'stride 2, sums of the input gradient long enough to be split, of one tap to four',
    options: { filters: 132, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' },
    inputs: [[5, 6, 3]],
    batch: 2,
  },
];

const LONG_DENSE: Case = {
  title: 'dense, sums long enough to be split: whole vectors',
  options: { units: 72, activation: 'relu' },
  inputs: [[400]],
  batch: 9,
};

const MANY_ROWS: Case = {
  title: 'dense on maps, so many positions that sums of the weight gradient are split',
  options: { units: 13, activation: 'relu' },
  inputs: [[15, 9, 11]],
  batch: 2,
};

const DENSE: Case = {
  title: 'dense, prime everywhere',
  options: { units: 13, activation: 'tanh', useBias: false },
  inputs: [[11]],
  batch: 19,
};

interface Compared {
  readonly run: LayerRun;
  readonly again: () => Promise<LayerRun>;
}

/** The numbers of a case and what the reference makes of them: all targets run the same. */
const references = new WeakMap<Case, ReturnType<typeof referenceOf>>();

function referenceOf(definition: LayerDefinition, { options: given, inputs: shapes, batch }: Case) {
  const options = checkOptions(definition.kind, definition.options, given);
  const numbers = sample(definition, options, shapes, batch);
  const { inputs, parameters, dy } = numbers;
  return {
    ...{ options, numbers },
    y: definition.reference.forward(options, inputs, parameters, TRAINING),
    gradients: definition.reference.backward(options, inputs, parameters, dy, TRAINING),
  };
}

/** Runs a case under a target and holds all that it computes against the reference. */
async function compare(
  definition: LayerDefinition,
  target: KernelTarget,
  one: Case,
  change?: LayerInputs['change'],
  tolerance?: number,
): Promise<Compared> {
  const reference = references.get(one) ?? referenceOf(definition, one);
  references.set(one, reference);
  const { options, numbers, y, gradients } = reference;
  const again = (): Promise<LayerRun> =>
    runLayer(device, definition, options, {
      ...{ ...numbers, mode: TRAINING, target },
      ...(change && { change }),
    });
  const run = await again();
  expectClose(run.y, y, 'y', tolerance);
  expectClose(run.dInputs[0]!, gradients.inputs[0]!, 'dx', tolerance);
  for (const [name, gradient] of Object.entries(run.dParameters))
    expectClose(gradient, gradients.parameters[name]!, `d ${name}`);
  return { run, again };
}

const conv2d = LAYERS.conv2d as unknown as LayerDefinition;
const dense = LAYERS.dense as unknown as LayerDefinition;

const titled = (cases: readonly Case[]): (readonly [string, Case])[] => cases.map((one) => [one.title, one]);

/** Every variant once a device: as it shares, where it can. */
const ONE_A_DEVICE = [...EXPORTED, ...SMALLEST].filter(([, { quads }]) => quads === sharing[0]);

describe.each([...EXPORTED, ...SMALLEST, LARGEST])('%s', (_, target) => {
  it.each(titled(target.convolution === 'blocks' ? BLOCKS : BLOCKS.slice(0, 1)))(
    'conv2d: %s',
    async (_title, one) => {
      await compare(conv2d, target, one);
    },
  );

  it(DENSE.title, async () => {
    await compare(dense, target, DENSE);
  });

  it('gives the same bits every time', async () => {
    const { run, again } = await compare(conv2d, target, BLOCKS[0]!);
    expect(await again()).toEqual(run);
  });
});

describe.each(ONE_A_DEVICE)('%s: windows, workgroups and splits', (_, target) => {
  it.each(titled(WINDOWS))('conv2d: %s', async (_title, one) => {
    await compare(conv2d, target, one);
  });
});

describe.each([
  ...EXPORTED.filter(([, { convolution, quads }]) => convolution !== 'blocks' && quads === sharing[0]),
  ...MATRIX_VARIANTS,
])('%s: tiles, lanes and splits', (_, target) => {
  it.each(titled(MATRICES))('conv2d: %s', async (_title, one) => {
    await compare(conv2d, target, one);
  });

  it.each(titled([LONG_DENSE, MANY_ROWS, DENSE]))('%s', async (_title, one) => {
    const { run, again } = await compare(dense, target, one);
    expect(await again()).toEqual(run);
  });
});

/** Wherever it computes a shape at all. */
const ALWAYS = { product: 0, tile: 0, kernel: 0 };

const WINOGRAD: readonly Variant[] = [
  ...[CPU_TARGET, SWIFTSHADER_TARGET].flatMap((target) =>
    sharing.map((quads): Variant => [
      `Winograd on ${target.name}, ${shared(quads)}`,
      { ...target, quads, winograd: ALWAYS },
    ]),
  ),
  [`Winograd, the smallest blocks`, { ...SMALLEST[0]![1], winograd: ALWAYS }],
  ...[1, 1 << 20].map((invocations): Variant => [
    `Winograd on a card that ${invocations} invocations keep busy`,
    { ...GPU_TARGET, convolution: 'tiles', quads: sharing.includes(true), winograd: ALWAYS, invocations },
  ]),
];

const VALID: Case = {
  title: 'valid: padding in the input gradient alone',
  options: { filters: 5, kernelSize: 3, activation: 'tanh' },
  inputs: [[9, 12, 3]],
  batch: 1,
};

/** What a tile of 4 × 4 outputs, a transform and a product of tiles can get wrong. */
const TILES: readonly Case[] = [
  {
    title: 'same, whole tiles, whole blocks',
    options: { filters: 16, kernelSize: 3, padding: 'same', activation: 'relu' },
    inputs: [[8, 8, 8]],
    batch: 2,
  },
  VALID,
  {
    title: 'tiles that reach beyond odd sides, filters that do not fill a block',
    options: { filters: 17, kernelSize: 3, padding: 'same', useBias: false },
    inputs: [[7, 5, 6]],
    batch: 3,
  },
  {
    title: 'a picture smaller than a tile',
    options: { filters: 4, kernelSize: 3, padding: 'same' },
    inputs: [[1, 2, 1]],
    batch: 1,
  },
  {
    title: 'more tiles than a workgroup has invocations',
    options: { filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' },
    inputs: [[33, 41, 2]],
    batch: 9,
  },
  {
    title: 'long sums',
    options: { filters: 8, kernelSize: 3, padding: 'same' },
    inputs: [[8, 8, 256]],
    batch: 1,
  },
  {
    title: 'many tiles, cut into runs of which the last is shorter, a prime number of channels',
    options: { filters: 7, kernelSize: 3, padding: 'same' },
    inputs: [[21, 22, 5]],
    batch: 7,
  },
];

/** On cards, forward needs whole vectors of channels, and the gradient of the input of filters. */
const transforms = (target: KernelTarget, { options, inputs: [input] }: Case): boolean[] =>
  [input!.at(-1), Number(options.filters)].map(
    (count) => target.convolution === 'blocks' || count! % 4 === 0,
  );

/** On cards, of those that are computed directly there, the first. */
const tilesOf = (target: KernelTarget): Case[] =>
  TILES.filter((one) => transforms(target, one).includes(true) || one === VALID);

describe.each(WINOGRAD)('%s', (_, target) => {
  it.each(titled(tilesOf(target)))('conv2d: %s', async (_title, one) => {
    const used = new Set<string>();
    const { run, again } = await compare(conv2d, target, one, (dispatches) =>
      dispatches.forEach(({ kernel }) => used.add(kernel.name)),
    );
    const uses = transforms(target, one);
    expect(used.has('winograd_multiply')).toBe(uses.includes(true));
    expect(used.has('conv2d_correlate')).toBe(uses.includes(false));
    // On cards, the gradient of the weights is computed directly.
    expect(used.has('winograd_grad_multiply')).toBe(target.convolution === 'blocks');
    expect(await again()).toEqual(run);
  });
});

// One that has blocks, one that has tiles.
describe.each([WINOGRAD[0]!, WINOGRAD.at(-1)!])('%s leaves other kernels and steps alone', (_, target) => {
  it.each(titled([BLOCKS[0]!, ...WINDOWS]))('conv2d: %s', async (_title, one) => {
    await compare(conv2d, target, one);
  });
});

describe("Winograd's convolution", () => {
  const target = WINOGRAD[0]![1];

  it('stays a tenth of the bound of 1e-4 away from the reference, where sums are as long as those of VGG-16', async () => {
    const options = { filters: 8, kernelSize: 3, padding: 'same' };
    await compare(conv2d, target, { title: '', options, inputs: [[8, 8, 512]], batch: 1 }, undefined, 1e-5);
  });

  it('applies the derivative of the activation before it', async () => {
    const options = checkOptions(conv2d.kind, conv2d.options, { filters: 4, kernelSize: 3, padding: 'same' });
    const numbers = sample(conv2d, options, [[6, 6, 3]], 2);
    const dxOf = async (winograd: KernelTarget['winograd']): Promise<NdArray> => {
      const given = {
        ...numbers,
        mode: TRAINING,
        target: { ...target, winograd },
        inputActivation: fusedActivation('relu'),
      };
      return (await runLayer(device, conv2d, options, given)).dInputs[0]!;
    };
    const [direct, transformed] = [await dxOf(null), await dxOf(ALWAYS)];
    expect(direct.data.some((value) => value === 0)).toBe(true);
    expectClose(transformed, direct, 'dx');
  });

  it('a broken shader of a last dispatch: the plain rung computes the whole pass', async () => {
    const broken = (dispatches: Dispatch[]): void => {
      dispatches.forEach((one, index) => {
        if (/winograd_(output|grad_weight)/.test(one.kernel.name))
          dispatches[index] = { ...one, source: `${one.source}\nfn broken(` };
      });
    };
    const { run } = await compare(conv2d, target, VALID, broken);
    expect([...run.fallbacks].sort()).toEqual(['winograd_grad_weight', 'winograd_output', 'winograd_output']);
  });

  const shape = (batch: number, size: number, channels: number, filters: number): Conv2dGeometry => ({
    ...{ batch, channels, filters, height: size, width: size, outputHeight: size, outputWidth: size },
    ...{ windowHeight: 3, windowWidth: 3, strides: [1, 1], dilation: [1, 1], padTop: 1, padLeft: 1 },
  });

  it.each([CPU_TARGET, SWIFTSHADER_TARGET])('on $name it is used where it was measured to pay', (device) => {
    const suits = (...sizes: Parameters<typeof shape>): boolean => winogradSuits(shape(...sizes), device);
    for (const pays of [
      ...[suits(32, 32, 32, 32), suits(32, 16, 64, 64), suits(1, 14, 512, 512), suits(1, 224, 64, 64)],
      ...[suits(1, 32, 32, 32), suits(32, 8, 32, 32)],
    ])
      expect(pays).toBe(true);
    for (const doesNotPay of [
      ...[suits(1, 224, 3, 64), suits(32, 32, 16, 16), suits(1, 7, 512, 512), suits(1, 14, 16, 16)],
    ])
      expect(doesNotPay).toBe(false);
  });

  it('is not used where its scratch would exceed a binding, on cards, and by plain shaders', () => {
    const g = shape(32, 16, 64, 64);
    const bytes = 4 * 36 * 32 * 16 * 64;
    expect(winogradSuits(g, { ...CPU_TARGET, bindingBytes: bytes })).toBe(true);
    expect(winogradSuits(g, { ...CPU_TARGET, bindingBytes: bytes - 4 })).toBe(false);
    expect(winogradSuits(shape(1, 28, 512, 512), { ...CPU_TARGET, bindingBytes: 4 * 36 * 512 * 512 })).toBe(
      true,
    );
    expect(
      winogradSuits(shape(1, 28, 512, 512), { ...CPU_TARGET, bindingBytes: 4 * 36 * 512 * 512 - 4 }),
    ).toBe(false);
    expect(winogradSuits(shape(1, 32, 32, 8000), { ...CPU_TARGET, bindingBytes: 1e9 })).toBe(false);
    expect(winogradSuits(g, GPU_TARGET)).toBe(false);
    expect(winogradSuits(g, { ...CPU_TARGET, plain: true })).toBe(false);
    expect(winogradSuits({ ...g, dilation: [1, 2] }, CPU_TARGET)).toBe(false);
    expect(winogradSuits(winogradGradInput({ ...g, weights: 'f32' }).window, CPU_TARGET)).toBe(true);
  });

  it('the gradient of the weights is transformed where the forward pass is, but for cards and what exceeds a binding', () => {
    const g = shape(32, 16, 64, 64);
    expect(gradWeightSuits(g, CPU_TARGET)).toBe(true);
    expect(gradWeightSuits(shape(32, 32, 16, 16), CPU_TARGET)).toBe(false);
    expect(gradWeightSuits(g, { ...GPU_TARGET, convolution: 'tiles', winograd: ALWAYS })).toBe(false);
    // One position more than the forward pass has.
    const bytes = 4 * 37 * 32 * 16 * 64;
    expect(gradWeightSuits(g, { ...CPU_TARGET, bindingBytes: bytes })).toBe(true);
    expect(gradWeightSuits(g, { ...CPU_TARGET, bindingBytes: bytes - 4 })).toBe(false);
  });
});

it('plain shaders are those of every target: no sum is split', async () => {
  const target = { ...MATRIX_VARIANTS.at(-1)![1], plain: true };
  await compare(conv2d, target, MATRICES[1]!);
  await compare(dense, target, LONG_DENSE);
});

// The device's own target runs these in the layers' contract.
describe.each(SMALLEST.slice(0, 1))("%s: the layers' own cases", (_, target) => {
  it.each(titled(conv2d.cases))('conv2d: %s', async (_title, one) => {
    await compare(conv2d, target, one);
  });
});

describe('the cases above', () => {
  type Numbers = Readonly<Record<string, number>>;

  /** What a case of a convolution is planned with: the constants of its three shaders. */
  function planned(target: KernelTarget, { options: given, inputs: [input = []], batch }: Case): Numbers[] {
    const o: Resolved<OptionTable> = checkOptions('conv2d', conv2d.options, given);
    const window = {
      ...{ size: o.kernelSize, strides: o.strides, padding: o.padding, dilation: o.dilationRate },
    } as Window2d;
    const g = { ...windowGeometry(window, [batch, ...input]), filters: o.filters as number };
    const useBias = o.useBias as boolean;
    const splits = splitsOf('gradInput', g, target);
    return [
      conv2dForward.plan(
        {
          ...{ ...g, splits: splitsOf('forward', g, target), useBias },
          ...{ activation: LINEAR, weights: 'f32' },
        },
        target,
      ),
      ...gradInputPhases(g).map((phase) =>
        conv2dGradInput.plan({ ...g, ...phase, splits, inputActivation: LINEAR, weights: 'f32' }, target),
      ),
      conv2dGradWeight.plan({ ...g, useBias, splits: weightGradientSplits(g, target) }, target),
    ].map(({ constants, workgroups: [x, y] }) => ({ ...constants, workgroups: x * y }));
  }

  const plans = [
    ...[...EXPORTED, ...SMALLEST, LARGEST].flatMap(([, target]) =>
      BLOCKS.flatMap((one) => planned(target, one)),
    ),
    ...ONE_A_DEVICE.flatMap(([, target]) => WINDOWS.flatMap((one) => planned(target, one))),
  ];

  // The kernels tell themselves apart by their constants.
  const matrices = [...EXPORTED, ...MATRIX_VARIANTS]
    .filter(([, { convolution }]) => convolution !== 'blocks')
    .flatMap(([, target]) => [...WINDOWS, ...MATRICES].flatMap((one) => planned(target, one)));
  const tiling = matrices.filter((c) => 'COLUMNS' in c && 'DEPTH' in c);
  const lanes = matrices.filter((c) => 'GROUP' in c && 'WITH_BIAS' in c);
  const correlating = plans.filter((c) => 'INPUTS' in c);
  const weighing = plans.filter((c) => 'PAIRS' in c);
  const weightTiles = matrices.filter((c) => 'ROWS' in c);
  const blocks = (c: Numbers): number => Math.ceil(c.OW! / c.COLUMNS!);
  const rows = (c: Numbers): number => c.N! * c.OH!;

  it.each<readonly [what: string, where: Numbers[], is: (c: Numbers) => boolean]>([
    ['the smallest block', correlating, (c) => c.COLUMNS === 1 && c.FILTERS === 4 && c.INPUTS === 1],
    ['blocks of filters: 8', correlating, (c) => c.FILTERS === 8],
    // Only shared loads pay for blocks that wide.
    ...(sharing.includes(true)
      ? [['blocks of filters: 16', correlating, (c: Numbers) => c.FILTERS === 16] as const]
      : []),
    ['several channels to a turn', correlating, (c) => c.INPUTS! > 1],
    ['a padded row in one block', correlating, (c) => c.PADDED === 1 && c.OW! > 1 && blocks(c) === 1],
    ['a padded row in several', correlating, (c) => c.PADDED === 1 && blocks(c) > 1],
    ['no padding', correlating, (c) => c.PADDED === 0],
    ['columns that do not fill the last block', correlating, (c) => c.OW! % c.COLUMNS! !== 0],
    ['outputs that do not fill the last block', correlating, (c) => c.O! % c.FILTERS! !== 0],
    ['outputs that do not fill a vector', correlating, (c) => c.O! % 4 !== 0],
    ['weights that do not fill the last quad', correlating, (c) => (c.KW! * c.FILTERS!) % 16 !== 0],
    ['stores written out', correlating, (c) => c.WRITE_OUT === 1],
    ['stores in a loop', correlating, (c) => c.WRITE_OUT === 0],
    [
      'workgroups that begin within a row of all pictures',
      correlating,
      (c) => c.workgroups! > 1 && c.GROUP! % (c.N! * blocks(c)) !== 0,
    ],
    ['the smallest tiles', tiling, (c) => c.COLUMNS === 4 && c.FILTERS === 4],
    ['the largest tiles', tiling, (c) => c.COLUMNS === 8 && c.FILTERS === 8],
    ['outputs in several tiles, the last not full', tiling, (c) => c.O! > 32 && c.O! % 32 !== 0],
    ['pixels in several tiles', tiling, (c) => c.N! * c.OH! * c.OW! > 64],
    ['split sums forward', tiling, (c) => c.SPLITS! > 1 && c.FLIP === 0],
    ['split sums in the input gradient', tiling, (c) => c.SPLITS! > 1 && c.FLIP === 1],
    [
      'split sums in the phases of an input gradient',
      tiling,
      (c) => c.SPLITS! > 1 && c.FLIP === 1 && c.PLACE_STEP_Y === 2,
    ],
    ['a weight gradient in one sum', weightTiles, (c) => c.SPLITS === 1],
    [
      'a weight gradient in several, the last shorter',
      weightTiles,
      (c) => c.SPLITS! > 1 && (c.N! * c.OH! * c.OW!) % c.SPLITS! !== 0,
    ],
    ['a weight gradient in several tiles of rows', weightTiles, (c) => c.KH! * c.KW! * c.C! > 64],
    ['phases without taps in tiles', tiling, (c) => c.NO_TAPS === 1],
    ['lanes with four pixels', lanes, (c) => c.COLUMNS === 4],
    ['lanes with eight', lanes, (c) => c.COLUMNS === 8],
    ['lanes whose last block is not full', lanes, (c) => (c.N! * c.OH! * c.OW!) % c.COLUMNS! !== 0],
    ['one sum for a weight', weighing, (c) => c.SPLITS === 1],
    ['a sum of rows', weighing, (c) => c.SPLITS === rows(c) && rows(c) > 1],
    ['a last split of fewer rows', weighing, (c) => rows(c) % Math.ceil(rows(c) / c.SPLITS!) !== 0],
    ['a split without any', weighing, (c) => (c.SPLITS! - 1) * Math.ceil(rows(c) / c.SPLITS!) >= rows(c)],
    ['several pairs to an invocation', weighing, (c) => c.PAIRS! > 1],
    ['pairs that do not fill the last', weighing, (c) => (c.KH! * c.C!) % c.PAIRS! !== 0],
    ['columns beyond the row', weighing, (c) => c.OW! % c.COLUMNS! !== 0],
  ])('meet %s', (_, where, is) => {
    expect(where.some(is)).toBe(true);
  });
});
