// The record kernel: means over the valid rows, the history ring, and the clock, whose steps must be those of
// clockAt(), its twin on the host.

import { beforeAll, expect, it } from 'vitest';
import { CLOCK, clockAt, type ClockStart } from '../../src/kernels/clock';
import { record, type RecordParams } from '../../src/kernels/record';
import { clockSchedule, rateAt } from '../../src/optimizers/schedules';
import { random } from '../../src/reference/ndArray';
import { testDevice } from '../support/device';
import { runKernel } from '../support/kernelRun';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

interface Recorded {
  readonly clock: Uint32Array;
  readonly history: Float32Array;
}

interface Given extends Partial<RecordParams> {
  readonly loss: ArrayLike<number>;
  readonly correct?: ArrayLike<number>;
  readonly clock: Uint32Array<ArrayBuffer>;
  readonly history?: Float32Array<ArrayBuffer>;
  readonly times?: number;
}

async function runRecord({ loss, correct = loss, clock, times = 1, ...given }: Given): Promise<Recorded> {
  const { positions = 1, capacity = 4, advance = true, rows = loss.length / positions } = given;
  const after = await runKernel(
    device,
    record,
    { rows, positions, capacity, advance },
    {
      rowLoss: Float32Array.from(loss),
      rowCorrect: Float32Array.from(correct),
      clock,
      history: given.history ?? new Float32Array(4 * capacity),
    },
    times,
  );
  return { clock: after.clock as Uint32Array, history: after.history as Float32Array };
}

const start: ClockStart = { seed: 7, samples: 10, batchSize: 4, shuffle: true, learningRate: 0.5 };

it('averages the valid rows', async () => {
  // The third batch has 2 of 4 pictures.
  const { history } = await runRecord({
    loss: [1, 2, 100, 100],
    correct: [0, 1, 1, 1],
    clock: clockAt({ ...start, step: 2 }),
  });
  expect([...history.slice(8, 12)]).toEqual([1.5, 0.5, 0.5, 2]);
});

it('counts positions as rows, and pictures in the history', async () => {
  const { history } = await runRecord({
    loss: [1, 2, 3, 4, 5, 6, 9, 9],
    correct: [1, 1, 1, 0, 0, 0, 0, 0],
    positions: 2,
    clock: clockAt({ ...start, samples: 3 }),
  });
  expect([...history.slice(0, 4)]).toEqual([21 / 6, 0.5, 0.5, 3]);
});

it('adds many rows, to the same bits every time', async () => {
  const loss = random([5000], 3, 0, 1).data;
  const given = { loss, clock: clockAt({ ...start, samples: 5000, batchSize: 5000 }) };
  const [first, second] = [await runRecord(given), await runRecord(given)];
  const mean = loss.reduce((a, b) => a + b, 0) / 5000;
  expect(first.history[0]! / mean).toBeCloseTo(1, 6);
  expect(second).toEqual(first);
});

it.each([
  { samples: 10, batchSize: 4 },
  { samples: 8, batchSize: 4 },
  { samples: 3, batchSize: 8 },
  { samples: 1, batchSize: 1 },
])(
  'sets the clock on as clockAt() does: $samples samples in batches of $batchSize',
  async ({ samples, batchSize }) => {
    for (const times of [1, 2, 3, 7]) {
      const settings = { ...start, samples, batchSize };
      const { clock } = await runRecord({
        loss: new Array<number>(batchSize).fill(1),
        clock: clockAt(settings),
        times,
      });
      expect(clock).toEqual(clockAt({ ...settings, step: times }));
    }
  },
);

it('writes the rate of each step by the schedule', async () => {
  const schedule = { kind: 'step', factor: 0.5, every: 2 } as const;
  const { clock, history } = await runRecord({
    loss: [1, 1, 1, 1],
    clock: clockAt({ ...start, schedule: clockSchedule(schedule) }),
    times: 4,
  });
  expect([2, 6, 10, 14].map((i) => history[i])).toEqual(
    [0, 1, 2, 3].map((step) => rateAt(schedule, 0.5, step)),
  );
  expect(new Float32Array(clock.buffer)[CLOCK.rate]).toBe(0.25);
});

it('begins the history again where it ends', async () => {
  const { history } = await runRecord({
    loss: [1],
    clock: clockAt({ ...start, samples: 1, batchSize: 1 }),
    capacity: 2,
    history: Float32Array.of(9, 9, 9, 9, 8, 8, 8, 8),
    times: 3,
  });
  expect([...history]).toEqual([1, 1, 0.5, 1, 1, 1, 0.5, 1]);
});

it('without `advance` leaves the clock where it is', async () => {
  const clock = clockAt({ ...start, step: 2 });
  const run = await runRecord({ loss: [1, 1, 1, 1], clock, advance: false, times: 3 });
  expect(run.clock).toEqual(clock);
  expect(run.history[8]).toBe(1);
});

it.each([NaN, Infinity, -Infinity])('a loss of %f halts the clock, once and for all', async (value) => {
  const clock = clockAt({ ...start, step: 1 });
  const good = Float32Array.from({ length: 16 }, (_, i) => i);
  const run = await runRecord({ loss: [1, value, 1, 1], clock, history: good, times: 3 });
  expect(Number.isFinite(run.history[4])).toBe(false);
  expect([...run.history.slice(0, 4), ...run.history.slice(8)]).toEqual([
    ...good.slice(0, 4),
    ...good.slice(8),
  ]);
  const expected = clock.slice();
  expected[CLOCK.halted] = 1;
  expect(run.clock).toEqual(expected);
  // A good loss afterwards changes nothing either.
  const later = await runRecord({ loss: [1, 1, 1, 1], clock: expected, history: good });
  expect(later).toEqual({ clock: expected, history: good });
});

it('a broken number beyond the valid rows halts nothing', async () => {
  const run = await runRecord({ loss: [1, 2, NaN, NaN], clock: clockAt({ ...start, step: 2 }) });
  expect(run.clock[CLOCK.halted]).toBe(0);
  expect(run.history[8]).toBe(1.5);
});

it('losses that only add up to infinity halt it, too', async () => {
  const run = await runRecord({ loss: [3e38, 3e38, 3e38, 3e38], clock: clockAt(start) });
  expect(run.clock[CLOCK.halted]).toBe(1);
});
