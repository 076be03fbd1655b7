// What the kernels of convolutions ask of a graphics card's memory, computed from the addresses of their own shaders. No card
// is needed, and a kernel that is said to load whole lines cannot do less. The table in docs/kernels.md is held against it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { LINEAR } from '../../src/kernels/activation';
import {
  conv2dForward,
  conv2dGradInput,
  conv2dGradWeight,
  weightGradientSplits,
  type Conv2dGeometry,
} from '../../src/kernels/conv2d';
import type { KernelPlan } from '../../src/kernels/kernel';
import { splitsOf } from '../../src/kernels/splitConvolution';
import { CPU_TARGET, GPU_TARGET, SWIFTSHADER_TARGET, type KernelTarget } from '../../src/kernels/target';
import { winogradForward, winogradMultiply } from '../../src/kernels/winograd';
import { loadVariants } from '../../src/tuning/calibrate';
import { GPU_CANDIDATES } from '../../src/tuning/candidates';
import { CARDS, memoryCosts, occupancy, type MemoryCosts } from '../../src/tuning/memoryCosts';

beforeAll(loadVariants);

/** A 3×3 convolution with padding. */
const convolution = (batch: number, size: number, channels: number, filters: number): Conv2dGeometry => ({
  ...{ batch, channels, filters, height: size, width: size, outputHeight: size, outputWidth: size },
  ...{ windowHeight: 3, windowWidth: 3, strides: [1, 1], dilation: [1, 1], padTop: 1, padLeft: 1 },
});

/** A dense layer is a 1×1 convolution of one row. */
const dense = (rows: number, inputs: number, units: number): Conv2dGeometry => ({
  ...{ batch: 1, height: 1, width: rows, channels: inputs, outputHeight: 1, outputWidth: rows },
  ...{ filters: units, windowHeight: 1, windowWidth: 1, strides: [1, 1], dilation: [1, 1] },
  ...{ padTop: 0, padLeft: 0 },
});

/** By these names in docs/kernels.md. */
const SHAPES: Readonly<Record<string, Conv2dGeometry>> = {
  '3×3, 64→64, 16², batch 32': convolution(32, 16, 64, 64),
  '3×3, 3→32, 32², batch 32': convolution(32, 32, 3, 32),
  '3×3, 256→256, 14², batch 8': convolution(8, 14, 256, 256),
  'dense 1024→256, batch 64': dense(64, 1024, 256),
  '3×3, 512→512, stride 2, 14², batch 8': {
    ...convolution(8, 14, 512, 512),
    ...{ strides: [2, 2], outputHeight: 7, outputWidth: 7, padTop: 0, padLeft: 0 },
  },
  'dense 384→96, 1568 rows': dense(1568, 384, 96),
};

const PASSES: Readonly<Record<string, (g: Conv2dGeometry, target: KernelTarget) => KernelPlan>> = {
  forward: (g, target) =>
    conv2dForward.plan(
      {
        ...{ ...g, splits: splitsOf('forward', g, target) },
        ...{ useBias: true, activation: LINEAR, weights: 'f32' },
      },
      target,
    ),
  'to the input': (g, target) =>
    conv2dGradInput.plan(
      {
        ...{ ...g, splits: splitsOf('gradInput', g, target), phase: [0, 0] },
        ...{ inputActivation: LINEAR, weights: 'f32' },
      },
      target,
    ),
  'to the weights': (g, target) =>
    conv2dGradWeight.plan({ ...g, useBias: true, splits: weightGradientSplits(g, target) }, target),
};

const known = new Map<string, MemoryCosts>();
function costsOf(pass: string, shape: string, convolution: KernelTarget['convolution']): MemoryCosts {
  const key = [pass, shape, convolution].join();
  const costs =
    known.get(key) ?? memoryCosts(pass, PASSES[pass]!(SHAPES[shape]!, { ...GPU_TARGET, convolution }));
  known.set(key, costs);
  return costs;
}

/** The most lines that a load touches on average, over all buffers that matter: x or dy, and weights. */
const linesOf = ({ lines }: MemoryCosts): number =>
  Math.max(
    ...['x', 'dy', 'weight'].flatMap((buffer) => (lines[buffer] === undefined ? [] : [lines[buffer].mean])),
  );

const [USUAL] = Object.keys(SHAPES);

/** Of the last two shapes the passes that have too few tiles for a card, so that their sums are split. */
const SPLIT = [
  ['3×3, 512→512, stride 2, 14², batch 8', 'to the input'],
  ['dense 384→96, 1568 rows', 'to the weights'],
] as const;
const CASES: readonly (readonly [shape: string, pass: string])[] = [
  ...Object.keys(SHAPES)
    .filter((shape) => !SPLIT.some(([split]) => split === shape))
    .flatMap((shape) => Object.keys(PASSES).map((pass) => [shape, pass] as const)),
  ...SPLIT,
];

describe('blocks, neighbouring invocations being neighbouring columns', () => {
  it.each(['forward', 'to the input'])('%s: a load of x touches a line per invocation', (pass) => {
    const { lines, ceiling } = costsOf(pass, USUAL!, 'blocks');
    expect(lines.x?.mean).toBe(32);
    expect(ceiling).toBeLessThan(0.1);
  });

  it('to the weights: neighbours are neighbouring channels, and share their lines', () => {
    expect(linesOf(costsOf('to the weights', USUAL!, 'blocks'))).toBeLessThanOrEqual(2);
  });
});

describe('lanes along filters, forward', () => {
  it('a warp loads weights line by line, and one line of x for each pixel', () => {
    const { lines, ceiling, workgroupBytes } = costsOf('forward', USUAL!, 'lanes');
    // 16 lanes are 64 filters: a warp has two blocks of pixels.
    expect(lines).toMatchObject({ x: { most: 2 }, weight: { most: 2 } });
    expect(ceiling).toBe(1);
    expect(workgroupBytes).toBe(0);
  });
});

describe('tiles in workgroup memory', () => {
  it.each(CASES)(
    '%s, %s: no load touches more than 8 lines, and loads leave most of the arithmetic',
    (shape, pass) => {
      const costs = costsOf(pass, shape, 'tiles');
      expect(linesOf(costs)).toBeLessThanOrEqual(8);
      expect(costs.ceiling).toBeGreaterThan(0.6);
      expect(costs.bytesPerFlop).toBeLessThan(costsOf(pass, shape, 'blocks').bytesPerFlop);
    },
  );

  it('a vector of four channels a lane: 512 bytes of x from 8 pixels, in 8 lines', () => {
    expect(costsOf('forward', USUAL!, 'tiles').lines.x).toEqual({ mean: 8, most: 8 });
  });
});

describe('too few tiles for a card', () => {
  const target: KernelTarget = { ...GPU_TARGET, convolution: 'tiles' };

  it.each(SPLIT)(
    '%s, %s: sums are split, for more workgroups that load no more for a product',
    (shape, pass) => {
      const g = SHAPES[shape]!;
      const splits =
        pass === 'to the input' ? splitsOf('gradInput', g, target) : weightGradientSplits(g, target);
      expect(splits).toBeGreaterThan(1);
      const [split, whole] = [target, { ...target, invocations: 1 }].map((one) =>
        memoryCosts(pass, PASSES[pass]!(g, one)),
      );
      expect(split!.workgroups).toBeGreaterThan(whole!.workgroups);
    },
  );

  it('on software devices nothing is split that was not', () => {
    for (const [shape, pass] of SPLIT) {
      for (const software of [CPU_TARGET, SWIFTSHADER_TARGET]) {
        const g = SHAPES[shape]!;
        const splits =
          pass === 'to the input' ? splitsOf('gradInput', g, software) : weightGradientSplits(g, software);
        expect(splits).toBe(1);
      }
    }
  });
});

it('two slices of small tiles take twice the workgroup memory, and no more lines', () => {
  const few = { registers: 56, body: 150 };
  const small: KernelTarget = { ...GPU_TARGET, convolution: 'tiles', correlation: few, weightGradient: few };
  for (const pass of ['forward', 'to the weights'] as const) {
    const [one, two] = [false, true].map((doubleBuffered) =>
      memoryCosts(pass, PASSES[pass]!(SHAPES[USUAL!]!, { ...small, doubleBuffered, invocations: 1 << 20 })),
    );
    expect(two!.workgroupBytes).toBe(2 * one!.workgroupBytes);
    expect(two!.lines).toEqual(one!.lines);
  }
});

/** The products of Winograd's convolution; forward and to the input they are alike where channels and filters are. */
const WINOGRAD_SHAPES = ['3×3, 64→64, 16², batch 32', '3×3, 256→256, 14², batch 8'];
const winogradCosts = (shape: string): MemoryCosts =>
  memoryCosts(
    'products',
    winogradMultiply.plan(winogradForward({ ...SHAPES[shape]!, weights: 'f32' }), {
      ...GPU_TARGET,
      convolution: 'tiles',
    }),
  );
const winogradLines = ({ lines }: MemoryCosts): number =>
  Math.max(...['v', 'u'].map((buffer) => lines[buffer]?.mean ?? NaN));

describe("the products of Winograd's convolution", () => {
  it.each(WINOGRAD_SHAPES)('%s: as tiles, by whole lines', (shape) => {
    const costs = winogradCosts(shape);
    expect(winogradLines(costs)).toBeLessThanOrEqual(8);
    expect(costs.ceiling).toBeGreaterThan(0.6);
    expect(costs.workgroupBytes).toBeLessThanOrEqual(16 << 10);
    for (const card of CARDS) expect(occupancy(costs, card)).toBeGreaterThan(0.1);
  });
});

it.each(
  GPU_CANDIDATES.filter(({ convolution }) => convolution !== 'blocks').map((one) => [one.name, one] as const),
)(
  '%s: workgroups keep to the limits that every device has, and some of them are resident on every card',
  (_, target) => {
    for (const [shape, pass] of CASES) {
      const costs = memoryCosts(pass, PASSES[pass]!(SHAPES[shape]!, target));
      expect(costs.workgroupBytes).toBeLessThanOrEqual(16 << 10);
      expect(costs.group).toBeLessThanOrEqual(256);
      for (const card of CARDS) expect(occupancy(costs, card)).toBeGreaterThan(0.1);
    }
  },
);

/** Where lanes do not suit a shape, tiles stand in for them. */
const usesLanes = (shape: string): boolean => costsOf('forward', shape, 'lanes').workgroupBytes === 0;

const percent = (share: number): string => `${Math.round(100 * share)} %`;

function rowOf(shape: string, pass: string, variant: string, lines: number, costs: MemoryCosts): string[] {
  const { bytesPerFlop, ceiling, registers, workgroupBytes, workgroups } = costs;
  return [
    ...[shape, pass, variant, lines.toFixed(0), bytesPerFlop.toFixed(2)],
    ...[percent(ceiling), `${workgroupBytes / 1024}`, `${registers}`, `${workgroups}`],
    CARDS.map((card) => percent(occupancy(costs, card))).join(', '),
  ];
}

it('docs/kernels.md shows these costs', () => {
  const rows = CASES.flatMap(([shape, pass]) =>
    (['blocks', 'lanes', 'tiles'] as const)
      .filter((convolution) => convolution !== 'lanes' || pass === 'forward')
      .filter((convolution) => convolution !== 'lanes' || usesLanes(shape))
      .map((convolution) => {
        const costs = costsOf(pass, shape, convolution);
        return rowOf(shape, pass, convolution, linesOf(costs), costs);
      }),
  );
  for (const shape of WINOGRAD_SHAPES) {
    const costs = winogradCosts(shape);
    rows.push(rowOf(shape, 'products', 'Winograd', winogradLines(costs), costs));
  }
  const page = readFileSync(join(import.meta.dirname, '../../docs/kernels.md'), 'utf8');
  const missing = rows.map((cells) => `| ${cells.join(' | ')} |`).filter((row) => !page.includes(row));
  expect(missing).toEqual([]);
});
