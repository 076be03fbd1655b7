// The layers that change pictures at random, and some others, against Keras's own numbers (keras/make.py wrote them), forward and
// for the gradient, with factors that leave nothing to chance; and what is drawn: its range, its mean, and when it is another.

import { beforeAll, describe, expect, it } from 'vitest';
import { LAYERS, layerDefinition } from '../../src/layers/all';
import type { LayerDefinition } from '../../src/layers/layer';
import { checkOptions } from '../../src/layers/options';
import { ndArray, type NdArray, type Shape } from '../../src/reference/ndArray';
import { expectClose } from '../support/compare';
import { testDevice } from '../support/device';
import { runLayer } from '../support/layerRun';
import numbersOfKeras from './keras/numbers.json';
import { TRAINING } from './sample';

interface Case {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly input: Shape;
  readonly scale: number;
  readonly offset: number;
  readonly y: readonly number[];
  readonly dx: readonly number[];
}

const { cases, flips, factors } = numbersOfKeras as unknown as {
  readonly cases: readonly Case[];
  readonly flips: Readonly<Record<string, readonly number[]>>;
  readonly factors: Readonly<Record<string, readonly [number, number]>>;
};

/** The numbers that make.py gave Keras. */
function numbers(seed: number, shape: Shape, scale = 1, offset = 0): NdArray {
  const x = ndArray(shape);
  x.data.forEach((_, i) => (x.data[i] = Math.fround(offset + scale * Math.sin(i * 1.7 + seed))));
  return x;
}

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

interface Drawing {
  readonly seed?: number;
  readonly step?: number;
  readonly name?: string;
}

/** What training makes of pictures. */
async function changed(
  kind: string,
  given: Readonly<Record<string, unknown>>,
  x: NdArray,
  drawing: Drawing = {},
): Promise<NdArray> {
  const definition: LayerDefinition = layerDefinition(kind);
  const options = checkOptions(kind, definition.options, given);
  const mode = { ...TRAINING, ...drawing };
  return (await runLayer(device, definition, options, { inputs: [x], parameters: {}, dy: x, mode })).y;
}

describe('what Keras computes', () => {
  it.each(cases.map((one) => [one.kind, JSON.stringify(one.options), one] as const))(
    '%s %s',
    async (kind, _, { options: given, input, scale, offset, y, dx }) => {
      const definition: LayerDefinition = layerDefinition(kind);
      const options = checkOptions(kind, definition.options, given);
      const x = numbers(1, input, scale, offset);
      const dy = ndArray(
        input,
        y.map((__, i) => Math.cos(i * 0.9)),
      );
      const run = await runLayer(device, definition, options, {
        ...{ inputs: [x], parameters: {}, dy, mode: TRAINING },
      });
      expectClose(run.y, ndArray(input, y), 'y', 1e-5);
      expectClose(run.dInputs[0]!, ndArray(input, dx), 'dx', 1e-5);
    },
  );

  it.each(Object.keys(flips))('randomFlip %s, or the picture as it is', async (mode) => {
    const one = numbers(1, [1, 3, 4, 2]);
    const many = ndArray([32, 3, 4, 2], Array.from({ length: 32 }, () => [...one.data]).flat());
    const y = await changed('randomFlip', { mode }, many);
    const seen = Array.from({ length: 32 }, (_, n) =>
      [...y.data.subarray(24 * n, 24 * n + 24)].map((value) => value.toFixed(5)).join(),
    );
    const [plain, mirrored] = [[...one.data], flips[mode]!].map((values) =>
      values.map((value) => value.toFixed(5)).join(),
    );
    expect(new Set(seen)).toEqual(new Set([plain, mirrored]));
  });
});

describe('what is drawn', () => {
  const COUNT = 512;
  /** A number each: at (0, 0) 0, one to the right of it 1. */
  const ramps = (height: number, width: number, of: (i: number, j: number) => number): NdArray => {
    const x = ndArray([COUNT, height, width, 1]);
    x.data.forEach((_, at) => {
      const pixel = at % (height * width);
      x.data[at] = of(Math.floor(pixel / width), pixel % width);
    });
    return x;
  };
  const middle = (y: NdArray, at: number): number[] => {
    const length = y.data.length / COUNT;
    return Array.from({ length: COUNT }, (_, n) => y.data[n * length + at]!);
  };

  /** A number that a layer draws for each picture, measured at its result; its ends and mean as Keras would draw it. */
  const measured: Readonly<
    Record<string, { ends: readonly [number, number]; draw: (drawing: Drawing) => Promise<number[]> }>
  > = {
    // Where the middle of a ramp comes from: the angle is the arc tangent of its slopes.
    randomRotation: {
      ends: factors.randomRotation!,
      draw: async (drawing) => {
        const rows = await changed(
          'randomRotation',
          { factor: 0.2 },
          ramps(7, 7, (i) => i),
          drawing,
        );
        const columns = await changed(
          'randomRotation',
          { factor: 0.2 },
          ramps(7, 7, (_, j) => j),
          drawing,
        );
        const right = [middle(rows, 25), middle(columns, 25)];
        return right[0]!.map((row, n) => Math.atan2(row - 3, right[1]![n]! - 3) / (2 * Math.PI));
      },
    },
    randomZoom: {
      ends: [0.8, 1.2],
      draw: async (drawing) => {
        const y = await changed(
          'randomZoom',
          { heightFactor: 0.2 },
          ramps(7, 7, (i) => i),
          drawing,
        );
        return middle(y, 4 * 7 + 3).map((row) => row - 3);
      },
    },
    randomTranslation: {
      ends: [-0.2, 0.2],
      draw: async (drawing) => {
        const options = { heightFactor: 0.2, widthFactor: 0 };
        const y = await changed(
          'randomTranslation',
          options,
          ramps(9, 3, (i) => i),
          drawing,
        );
        return middle(y, 4 * 3 + 1).map((row) => (4 - row) / 9);
      },
    },
    randomContrast: {
      ends: [1 - factors.randomContrast![0], 1 + factors.randomContrast![1]],
      draw: async (drawing) => {
        const y = await changed(
          'randomContrast',
          { factor: 0.2 },
          ramps(1, 3, (_, j) => 100 + 50 * j),
          drawing,
        );
        return middle(y, 2).map((value) => (value - 150) / 50);
      },
    },
    randomBrightness: {
      ends: factors.randomBrightness!,
      draw: async (drawing) => {
        const y = await changed(
          'randomBrightness',
          { factor: 0.2 },
          ramps(1, 1, () => 128),
          drawing,
        );
        return middle(y, 0).map((value) => (value - 128) / 255);
      },
    },
  };

  it.each(Object.entries(measured))(
    '%s: from end to end, evenly, another for each picture',
    async (_, { ends: [from, to], draw }) => {
      const drawn = await draw({});
      const slack = 1e-4 * (to - from);
      expect(Math.min(...drawn)).toBeGreaterThanOrEqual(from - slack);
      expect(Math.max(...drawn)).toBeLessThanOrEqual(to + slack);
      expect(new Set(drawn.map((value) => value.toFixed(6))).size).toBeGreaterThan(COUNT * 0.9);
      // Of a uniform distribution: 5 standard errors of the mean, and each tenth has its share.
      const mean = drawn.reduce((a, b) => a + b, 0) / COUNT;
      expect(Math.abs(mean - (from + to) / 2)).toBeLessThan((5 * (to - from)) / Math.sqrt(12 * COUNT));
      const tenths = Array.from({ length: 10 }, () => 0);
      for (const value of drawn) tenths[Math.min(9, Math.floor((10 * (value - from)) / (to - from)))]!++;
      const chi2 = tenths.reduce((sum, count) => sum + (count - COUNT / 10) ** 2 / (COUNT / 10), 0);
      // 9 degrees of freedom: beyond 27.9 once in a thousand.
      expect(chi2).toBeLessThan(27.9);
    },
  );

  it.each(Object.entries(measured))(
    '%s: the same again, others in another step, run or layer',
    async (_, { draw }) => {
      const first = await draw({});
      expect(await draw({})).toEqual(first);
      for (const other of [{ step: 4 }, { seed: 12 }, { name: 'other' }])
        expect((await draw(other)).filter((value, n) => value === first[n]).length).toBeLessThan(10);
    },
  );

  it('randomFlip mirrors half of the pictures', async () => {
    const y = await changed(
      'randomFlip',
      { mode: 'horizontal' },
      ramps(1, 2, (_, j) => j),
    );
    const mirrored = middle(y, 0).filter((value) => value === 1).length;
    // 5 standard deviations.
    expect(Math.abs(mirrored - COUNT / 2)).toBeLessThan(5 * Math.sqrt(COUNT / 4));
  });
});

it('all of them pass pictures on in evaluation, without a dispatch', async () => {
  const kinds = Object.values(LAYERS as Readonly<Record<string, LayerDefinition>>).filter(
    ({ augments }) => augments === true,
  );
  expect(kinds.map(({ className }) => className)).toEqual([
    ...['RandomFlip', 'RandomRotation', 'RandomZoom', 'RandomTranslation', 'RandomContrast'],
    'RandomBrightness',
  ]);
  const { Graph } = await import('../../src/graph/graph');
  const { targetOf } = await import('../../src/kernels/target');
  for (const definition of kinds) {
    const graph = new Graph('evaluation', targetOf(device));
    const x = graph.tensor('x', [2, 4, 4, 1]);
    const options = checkOptions(definition.kind, definition.options, definition.cases[0]!.options);
    const site = { name: 'layer', inputs: [x], parameters: {}, training: false, trainingState: null };
    expect(
      definition.forward(options, graph, { ...site, activation: { kind: 'linear', alpha: 0 } as never }).y,
    ).toBe(x);
    expect(graph.dispatches).toHaveLength(0);
  }
});
