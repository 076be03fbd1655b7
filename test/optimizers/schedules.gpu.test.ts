// Learning-rate schedules: what the GPU computes for a step is what the host says.

import { beforeAll, describe, expect, it } from 'vitest';
import { defineKernel } from '../../src/kernels/kernel';
import { encodeSchedule, rateAt, SCHEDULES, type Schedule } from '../../src/optimizers/schedules';
import scheduleWgsl from '../../shaders/lib/schedule.wgsl?raw';
import { testDevice } from '../support/device';
import { runKernel } from '../support/kernelRun';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
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
        let p = vec3f(schedule[2], schedule[3], schedule[4]);
        rates[id.x] = scheduled_rate(u32(schedule[0]), schedule[1], p, steps[id.x]);
      }`,
  ],
  bindings: { steps: 'read', schedule: 'read', rates: 'read_write' },
  plan: ({ count }: { count: number }) => ({ constants: {}, workgroups: [count, 1, 1], flops: 0 }),
});

const schedules: Schedule[] = [
  { kind: 'constant' },
  { kind: 'step', factor: 0.5, every: 3 },
  { kind: 'step', factor: 0.9, every: 1000 },
  { kind: 'cosine', decaySteps: 100 },
  { kind: 'cosine', decaySteps: 1000, alpha: 0.1, warmupSteps: 20 },
  { kind: 'cosine', decaySteps: 1, warmupSteps: 1 },
];
const steps = [0, 1, 2, 3, 5, 19, 20, 21, 50, 99, 100, 101, 519, 520, 1000, 1020, 1021, 3000, 100_000];

describe.each(schedules)('$kind %o', (schedule) => {
  it('is on the GPU what it is on the host', async () => {
    const { kind, parameters } = encodeSchedule(schedule);
    const { rates } = await runKernel(
      device,
      ratesKernel,
      { count: steps.length },
      {
        steps: Uint32Array.from(steps),
        schedule: Float32Array.of(kind, 0.01, parameters[0] ?? 0, parameters[1] ?? 0, parameters[2] ?? 0),
        rates: new Float32Array(steps.length),
      },
    );
    steps.forEach((step, i) => {
      const expected = rateAt(schedule, 0.01, step);
      expect(Math.abs(rates[i]! - expected), `step ${step}`).toBeLessThanOrEqual(1e-6 * expected + 2e-9);
    });
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
    true,
    true,
    true,
  ]);
});

it('refuses a length that is no number of steps', () => {
  expect(() => encodeSchedule({ kind: 'step', factor: 0.5, every: 0 })).toThrow(
    "schedule 'step': every must be a whole number of at least 1. Received 0",
  );
  expect(() => encodeSchedule({ kind: 'cosine', decaySteps: 2.5 })).toThrow(
    'decaySteps must be a whole number',
  );
});
