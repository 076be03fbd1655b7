// Every optimizer on the GPU against hand-checked numbers and the f64 reference over twenty steps; L2 decay, frozen
// runs, halted training, equal bits in two runs; and the bias correction of Adam up to a million steps.

import { beforeAll, describe, expect, it } from 'vitest';
import { checkOptions } from '../../src/graph/options';
import { defineKernel } from '../../src/kernels/kernel';
import { OPTIMIZERS } from '../../src/optimizers/more';
import { optimizerDefinition } from '../../src/optimizers/optimizers';
import { referenceOf } from '../../src/optimizers/reference';
import { map, ndArray, random, zip, type NdArray } from '../../src/reference/ndArray';
import updateWgsl from '../../shaders/lib/update.wgsl?raw';
import { relativeError } from '../support/compare';
import { testDevice } from '../support/device';
import { runKernel } from '../support/kernelRun';
import { runOptimizer } from './optimizerRun';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

const variants: { kind: string; options: Record<string, unknown> }[] = [
  { kind: 'sgd', options: {} },
  { kind: 'sgd', options: { momentum: 0.9 } },
  { kind: 'sgd', options: { momentum: 0.9, nesterov: true } },
  { kind: 'sgd', options: { nesterov: true } },
  { kind: 'adam', options: {} },
  { kind: 'adam', options: { beta1: 0, beta2: 0.5, epsilon: 1e-3 } },
  { kind: 'adamw', options: {} },
  { kind: 'adamw', options: { learningRate: 0.01, weightDecay: 0.5 } },
  { kind: 'rmsprop', options: {} },
  { kind: 'rmsprop', options: { momentum: 0.9, rho: 0.5 } },
  { kind: 'rmsprop', options: { centered: true } },
  { kind: 'rmsprop', options: { centered: true, momentum: 0.5 } },
  { kind: 'adadelta', options: { learningRate: 1, epsilon: 0.01 } },
  { kind: 'adagrad', options: {} },
  { kind: 'adamax', options: {} },
  { kind: 'nadam', options: { weightDecay: 0.1 } },
];

const SIZE = 192;
const STEPS = 20;
const parameters = random([SIZE], 1);
// Large and small gradients, some zero.
const gradients = Array.from({ length: STEPS }, (_, step) =>
  map(random([SIZE], 100 + step), (g) => (Math.abs(g) < 0.05 ? 0 : g ** 3)),
);

/** The parameters after each step, in f64. */
function referenceRun(
  kind: string,
  options: Readonly<Record<string, unknown>>,
  { decay = 0, l1 = 0, rates }: { decay?: number; l1?: number; rates?: readonly number[] } = {},
): NdArray[] {
  const definition = optimizerDefinition(kind);
  const step = referenceOf(definition, checkOptions(kind, definition.options, options), parameters);
  let params = parameters;
  return gradients.map((gradient, i) => {
    params = step(
      zip(gradient, params, (g, w) => g + 2 * decay * w + l1 * Math.sign(w)),
      rates?.[i],
    );
    return params;
  });
}

describe('by hand', () => {
  const one = (value: number): number[] => new Array<number>(64).fill(value);
  const after = async (kind: string, options: Record<string, unknown>, count: number): Promise<number[]> => {
    const gradient = Array.from({ length: count }, () => one(2));
    const run = await runOptimizer(device, optimizerDefinition(kind), {
      options,
      parameters: one(8),
      gradients: gradient,
    });
    return run.parameters.map((w) => w[5]!);
  };

  it('SGD goes downhill by rate times gradient', async () => {
    expect(await after('sgd', { learningRate: 0.5 }, 3)).toEqual([7, 6, 5]);
  });

  it('momentum adds up', async () => {
    // v: −1, −1.5, −1.75
    expect(await after('sgd', { learningRate: 0.5, momentum: 0.5 }, 3)).toEqual([7, 5.5, 3.75]);
  });

  it("Nesterov's momentum looks ahead", async () => {
    // v: −1, −1.5; step: v / 2 − 1
    expect(await after('sgd', { learningRate: 0.5, momentum: 0.5, nesterov: true }, 2)).toEqual([6.5, 4.75]);
  });

  it('Adam goes by the learning rate at first, whatever the gradient', async () => {
    const [w] = await after('adam', { learningRate: 0.25 }, 1);
    expect(w).toBeCloseTo(7.75, 5);
  });

  it('AdamW first takes its share of the parameter', async () => {
    const [w] = await after('adamw', { learningRate: 0.25, weightDecay: 0.5 }, 1);
    expect(w).toBeCloseTo(8 - 8 * 0.125 - 0.25, 5);
  });

  it('RMSprop divides by the root of the mean square', async () => {
    // v = 0.75 · 0 + 0.25 · 4 = 1
    const [w] = await after('rmsprop', { learningRate: 0.25, rho: 0.75, epsilon: 0 }, 1);
    expect(w).toBeCloseTo(8 - 0.25 * 2, 6);
  });
});

describe.each(variants)('$kind $options', ({ kind, options }) => {
  const definition = optimizerDefinition(kind);
  const given = { options, parameters: parameters.data, gradients: gradients.map(({ data }) => data) };

  it('takes the path of the reference', async () => {
    const run = await runOptimizer(device, definition, given);
    referenceRun(kind, options).forEach((expected, i) => {
      expect(relativeError(run.parameters[i]!, expected.data), `step ${i + 1}`).toBeLessThanOrEqual(2e-6);
      // Not only the parameters, the way they went, too.
      const moved = (w: ArrayLike<number>): number[] =>
        Array.from(w, (value, j) => value - parameters.data[j]!);
      expect(
        relativeError(moved(run.parameters[i]!), moved(expected.data)),
        `way up to step ${i + 1}`,
      ).toBeLessThanOrEqual(1e-4);
    });
  });

  it('follows a learning rate that changes, and adds the L2 and L1 decay to the gradient', async () => {
    const rates = gradients.map((_, i) => 0.01 / (1 + i));
    const run = await runOptimizer(device, definition, {
      ...given,
      rates,
      decay: [0, 0.3, 0.05],
      l1: [0, 0, 0.02],
    });
    const plain = referenceRun(kind, options, { rates }).at(-1)!;
    const strong = referenceRun(kind, options, { rates, decay: 0.3 }).at(-1)!;
    const weak = referenceRun(kind, options, { rates, decay: 0.05, l1: 0.02 }).at(-1)!;
    const last = run.parameters.at(-1)!;
    expect(relativeError(last.slice(0, 64), plain.data.slice(0, 64))).toBeLessThanOrEqual(3e-6);
    expect(relativeError(last.slice(64, 128), strong.data.slice(64, 128))).toBeLessThanOrEqual(3e-6);
    expect(relativeError(last.slice(128), weak.data.slice(128))).toBeLessThanOrEqual(3e-6);
  });

  it('changes nothing while training is halted', async () => {
    const before = await runOptimizer(device, definition, {
      ...given,
      gradients: given.gradients.slice(0, 3),
    });
    const broken = new Float64Array(SIZE).fill(NaN);
    const run = await runOptimizer(device, definition, {
      ...given,
      gradients: [...given.gradients.slice(0, 3), broken, broken],
      halted: (step) => step >= 3,
    });
    expect(run.parameters.at(-1)).toEqual(before.parameters.at(-1));
    expect(run.slots).toEqual(before.slots);
  });

  it('leaves frozen runs alone', async () => {
    const run = await runOptimizer(device, definition, { ...given, decay: [0, -1, 0] });
    const last = run.parameters.at(-1)!;
    expect(last.slice(64, 128)).toEqual(Float32Array.from(parameters.data.slice(64, 128)));
    for (const slot of Object.values(run.slots)) expect(slot.slice(64, 128)).toEqual(new Float32Array(64));
    const free = await runOptimizer(device, definition, given);
    expect(last.slice(0, 64)).toEqual(free.parameters.at(-1)!.slice(0, 64));
  });

  it('padding of zeros stays zero', async () => {
    const zero = new Float64Array(SIZE);
    const run = await runOptimizer(device, definition, {
      options,
      parameters: zero,
      gradients: [zero, zero],
    });
    expect(run.parameters.at(-1)).toEqual(new Float32Array(SIZE));
  });

  it('gives the same bits twice', async () => {
    expect(await runOptimizer(device, definition, given)).toEqual(
      await runOptimizer(device, definition, given),
    );
  });

  it('keeps its options through a file', () => {
    const complete = checkOptions(kind, definition.options, options);
    expect(
      checkOptions(kind, definition.options, JSON.parse(JSON.stringify(complete)) as Record<string, unknown>),
    ).toEqual(complete);
  });
});

it.each([64, 256, 320, 4096 + 64])('reaches every one of %i parameters', async (size) => {
  const start = random([size], 2);
  const gradient = random([size], 3);
  const run = await runOptimizer(device, optimizerDefinition('sgd'), {
    options: { learningRate: 1 },
    parameters: start.data,
    gradients: [gradient.data],
  });
  expect(run.parameters[0]).toEqual(Float32Array.from(zip(start, gradient, (w, g) => w - g).data));
});

describe('bias correction', () => {
  const kernel = defineKernel({
    name: 'one minus power',
    source: [
      updateWgsl,
      /* wgsl */ `
        @group(0) @binding(0) var<storage, read> logBase: array<f32>;
        @group(0) @binding(1) var<storage, read> exponent: array<u32>;
        @group(0) @binding(2) var<storage, read_write> result: array<f32>;
        @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
          result[id.x] = one_minus_power(logBase[0], exponent[id.x]);
        }`,
    ],
    bindings: { logBase: 'read', exponent: 'read', result: 'read_write' },
    plan: ({ count }: { count: number }) => ({ constants: {}, workgroups: [count, 1, 1], flops: 0 }),
  });
  const exponents = [
    ...Array.from({ length: 100 }, (_, i) => i + 1),
    499,
    500,
    501,
    692,
    693,
    694,
    1000,
    4999,
    5000,
    5001,
    10_000,
    65_537,
    100_000,
    500_000,
    999_999,
    1_000_000,
  ];

  it.each([0.5, 0.9, 0.99, 0.999, 0.9999, 0.999999])(
    '1 − %fᵗ has six digits for t from one to a million',
    async (base) => {
      const { result } = await runKernel(
        device,
        kernel,
        { count: exponents.length },
        {
          logBase: Float32Array.of(Math.log(base)),
          exponent: Uint32Array.from(exponents),
          result: new Float32Array(exponents.length),
        },
      );
      exponents.forEach((t, i) => {
        const exact = -Math.expm1(t * Math.log(base));
        expect(Math.abs(result[i]! / exact - 1), `t = ${t}`).toBeLessThanOrEqual(1e-6);
      });
    },
  );

  it.each([1, 2, 10, 1000, 1_000_000])(
    'Adam makes the right first update from step %i',
    async (firstStep) => {
      const run = await runOptimizer(device, optimizerDefinition('adam'), {
        options: { learningRate: 0.5, epsilon: 0 },
        parameters: new Float64Array(64),
        gradients: [new Float64Array(64).fill(3)],
        firstStep,
      });
      const [corrected1, corrected2] = [
        -Math.expm1(firstStep * Math.log(0.9)),
        -Math.expm1(firstStep * Math.log(0.999)),
      ];
      const expected = (-0.5 * Math.sqrt(corrected2) * 0.3) / corrected1 / Math.sqrt(0.009);
      expect(Math.abs(run.parameters[0]![0]! / expected - 1)).toBeLessThanOrEqual(1e-5);
    },
  );
});

describe('names', () => {
  it('are those of Keras', () => {
    expect(Object.values(OPTIMIZERS).map(({ className }) => className)).toEqual([
      'SGD',
      'Adam',
      'AdamW',
      'RMSprop',
      'Adadelta',
      'Adagrad',
      'Adamax',
      'Nadam',
      'Lion',
    ]);
    expect(optimizerDefinition('RMSprop').kind).toBe('rmsprop');
  });

  it('an unknown optimizer is refused with those there are', () => {
    expect(() => optimizerDefinition('ftrl')).toThrow(
      "there is no optimizer 'ftrl'. Known: sgd, adam, adamw, rmsprop, adadelta, adagrad, adamax, nadam, lion",
    );
  });

  it('a missing slot is named', async () => {
    const bad = { ...optimizerDefinition('adam'), slots: () => ['momentum'] };
    await expect(
      runOptimizer(device, bad, { parameters: ndArray([64]).data, gradients: [] }),
    ).rejects.toThrow("optimizer 'adam': needs slot 'velocity'. Received momentum");
  });
});
