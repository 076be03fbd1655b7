// Learning-rate schedules: what the GPU computes for a step is what the host says, and what Keras's formulas say in their own
// numbers.

import { beforeAll, describe, expect, it } from 'vitest';
import { defineKernel } from '../../src/kernels/kernel';
import { encodeSchedule, rateAt, SCHEDULES, type Schedule } from '../../src/optimizers/moreSchedules';
import { learningRateAt, type Schedule as KerasSchedule } from '../../src/reference/schedules';
import scheduleWgsl from '../../shaders/lib/schedule.wgsl?raw';
import { testDevice } from '../support/device';
import { runKernel } from '../support/kernelRun';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

const stairs = (decayRate: number, decaySteps: number): KerasSchedule => ({
  ...{ kind: 'stepDecay', learningRate: 0.01, decayRate, decaySteps },
});

/** The rate of every step in `steps`. */
const ratesKernel = defineKernel({
  name: 'scheduled rates',
  source: [
    scheduleWgsl,
    /* wgsl */ `
      @group(0) @binding(0) var<storage, read> steps: array<u32>;
      @group(0) @binding(1) var<storage, read> schedule: array<f32>;
      @group(0) @binding(2) var<storage, read_write> rates: array<f32>;
      @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
        var p: array<f32, SCHEDULE_NUMBERS>;
        for (var i = 0u; i < SCHEDULE_NUMBERS; i++) { p[i] = schedule[2u + i]; }
        rates[id.x] = scheduled_rate(u32(schedule[0]), schedule[1], p, steps[id.x]);
      }`,
  ],
  bindings: { steps: 'read', schedule: 'read', rates: 'read_write' },
  plan: ({ count }: { count: number }) => ({ constants: {}, workgroups: [count, 1, 1], flops: 0 }),
});

/** Ours, and Keras's with the rate 0.01; null where Keras has none. */
const pairs: [Schedule, KerasSchedule | null][] = [
  [{ kind: 'constant' }, null],
  [{ kind: 'step', factor: 0.5, every: 3 }, { ...stairs(0.5, 3) }],
  [{ kind: 'step', factor: 0.9, every: 1000 }, { ...stairs(0.9, 1000) }],
  [
    { kind: 'cosine', decaySteps: 100 },
    { kind: 'cosineDecay', learningRate: 0.01, decaySteps: 100 },
  ],
  [
    { kind: 'cosine', decaySteps: 1000, alpha: 0.1, warmupSteps: 20 },
    {
      ...{ kind: 'cosineDecay', learningRate: 0, warmupTarget: 0.01, warmupSteps: 20, decaySteps: 1000 },
      alpha: 0.1,
    },
  ],
  [
    { kind: 'cosine', decaySteps: 500, warmupSteps: 100, warmupFrom: 0.25 },
    { kind: 'cosineDecay', learningRate: 0.0025, warmupTarget: 0.01, warmupSteps: 100, decaySteps: 500 },
  ],
  [{ kind: 'cosine', decaySteps: 1, warmupSteps: 1 }, null],
  ...[true, false].flatMap((staircase): [Schedule, KerasSchedule][] => [
    [
      { kind: 'exponential', decaySteps: 100, decayRate: 0.96, staircase },
      { kind: 'exponentialDecay', learningRate: 0.01, decaySteps: 100, decayRate: 0.96, staircase },
    ],
    [
      { kind: 'exponential', decaySteps: 7, decayRate: 0.5, staircase },
      { kind: 'exponentialDecay', learningRate: 0.01, decaySteps: 7, decayRate: 0.5, staircase },
    ],
    [
      { kind: 'inverseTime', decaySteps: 100, decayRate: 0.5, staircase },
      { kind: 'inverseTimeDecay', learningRate: 0.01, decaySteps: 100, decayRate: 0.5, staircase },
    ],
    [
      { kind: 'inverseTime', decaySteps: 1, decayRate: 1e-6, staircase },
      { kind: 'inverseTimeDecay', learningRate: 0.01, decaySteps: 1, decayRate: 1e-6, staircase },
    ],
  ]),
  ...[true, false].flatMap((cycle): [Schedule, KerasSchedule][] =>
    [1, 0.5, 2, 2.5].map((power) => [
      { kind: 'polynomial', decaySteps: 1000, alpha: 0.01, power, cycle },
      {
        ...{ kind: 'polynomialDecay', learningRate: 0.01, decaySteps: 1000 },
        ...{ endLearningRate: 1e-4, power, cycle },
      },
    ]),
  ),
  [
    { kind: 'piecewise', boundaries: [20, 100, 1000], factors: [0.5, 0.25, 2] },
    {
      kind: 'piecewiseConstantDecay',
      boundaries: [20, 100, 1000],
      values: [0.01, 0.005, 0.0025, 0.02],
    },
  ],
  [
    { kind: 'cosineRestarts', firstDecaySteps: 100 },
    {
      ...{ kind: 'cosineDecayRestarts', learningRate: 0.01, firstDecaySteps: 100, tMul: 2, mMul: 1 },
      alpha: 0,
    },
  ],
  [
    { kind: 'cosineRestarts', firstDecaySteps: 50, tMul: 1, mMul: 0.9, alpha: 0.1 },
    {
      ...{ kind: 'cosineDecayRestarts', learningRate: 0.01, firstDecaySteps: 50, tMul: 1, mMul: 0.9 },
      alpha: 0.1,
    },
  ],
  [
    { kind: 'cosineRestarts', firstDecaySteps: 5, tMul: 3, mMul: 0.5, alpha: 0.2 },
    {
      ...{ kind: 'cosineDecayRestarts', learningRate: 0.01, firstDecaySteps: 5, tMul: 3, mMul: 0.5 },
      alpha: 0.2,
    },
  ],
];
const schedules = pairs.map(([schedule]) => schedule);
const steps = [
  ...[0, 1, 2, 3, 5, 6, 7, 19, 20, 21, 50, 99, 100, 101, 300, 519, 520, 700, 999, 1000, 1001, 1020, 1021],
  ...[2000, 2001, 3000, 100_000],
];

describe.each(pairs)('%o', (schedule, keras) => {
  it('is on the GPU what it is on the host', async () => {
    const { kind, parameters } = encodeSchedule(schedule);
    const numbers = new Float32Array(22);
    numbers.set([kind, 0.01, ...parameters]);
    const { rates } = await runKernel(
      device,
      ratesKernel,
      { count: steps.length },
      { steps: Uint32Array.from(steps), schedule: numbers, rates: new Float32Array(steps.length) },
    );
    steps.forEach((step, i) => {
      const expected = rateAt(schedule, 0.01, step);
      expect(Math.abs(rates[i]! - expected), `step ${step}`).toBeLessThanOrEqual(2e-6 * expected + 2e-9);
    });
  });

  it.skipIf(keras === null)('is the one of Keras', () => {
    for (const step of steps)
      expect(rateAt(schedule, 0.01, step), `step ${step}`).toBeCloseTo(learningRateAt(keras!, step), 12);
  });
});

it('has the values of Keras at the corners', () => {
  expect(rateAt({ kind: 'step', factor: 0.1, every: 10 }, 1, 9)).toBe(1);
  expect(rateAt({ kind: 'step', factor: 0.1, every: 10 }, 1, 10)).toBe(0.1);
  const cosine = { kind: 'cosine', decaySteps: 100, alpha: 0.2, warmupSteps: 10 } as const;
  expect([0, 5, 10, 60, 110, 500].map((step) => rateAt(cosine, 1, step).toFixed(9))).toEqual(
    [0, 0.5, 1, 0.6, 0.2, 0.2].map((rate) => rate.toFixed(9)),
  );
});

it('numbers every kind', () => {
  expect(SCHEDULES.map((kind) => schedules.some((schedule) => schedule.kind === kind))).toEqual([
    ...SCHEDULES.map(() => true),
  ]);
});

it('refuses a length that is no number of steps', () => {
  expect(() => encodeSchedule({ kind: 'step', factor: 0.5, every: 0 })).toThrow(
    "schedule 'step': every must be a whole number of at least 1. Received 0",
  );
  expect(() => encodeSchedule({ kind: 'cosine', decaySteps: 2.5 })).toThrow(
    'decaySteps must be a whole number',
  );
  const refused =
    (schedule: Schedule): (() => unknown) =>
    () =>
      encodeSchedule(schedule);
  expect(refused({ kind: 'polynomial', decaySteps: 10, alpha: -1 })).toThrow(
    "schedule 'polynomial': alpha must be at least 0. Received -1",
  );
  expect(refused({ kind: 'piecewise', boundaries: [5, 5], factors: [1, 1] })).toThrow(
    "schedule 'piecewise': boundaries must be 1 to 9 rising numbers of steps. Received 5, 5",
  );
  expect(refused({ kind: 'piecewise', boundaries: [5], factors: [1, 1] })).toThrow(
    "schedule 'piecewise': factors must be 1 numbers, one a boundary. Received 1, 1",
  );
  expect(refused({ kind: 'cosineRestarts', firstDecaySteps: 5, tMul: 0.5 })).toThrow(
    "schedule 'cosineRestarts': tMul must be at least 1. Received 0.5",
  );
});
