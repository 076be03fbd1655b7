// The record kernel: means over the valid rows, the history ring, and the training state, which must
// agree with trainingStateAt(), its twin on the host.

import { beforeAll, expect, it } from 'vitest';
import { record, type RecordParams } from '../../src/kernels/record';
import { TRAINING_STATE, trainingStateAt, type TrainingStateOptions } from '../../src/kernels/trainingState';
import { encodeSchedule, rateAt } from '../../src/optimizers/schedules';
import { random } from '../../src/reference/ndArray';
import { testDevice } from '../support/device';
import { runKernel } from '../support/kernelRun';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

interface Recorded {
  readonly trainingState: Uint32Array;
  readonly history: Float32Array;
}

interface Given extends Partial<RecordParams> {
  readonly loss: ArrayLike<number>;
  readonly correct?: ArrayLike<number>;
  readonly trainingState: Uint32Array<ArrayBuffer>;
  readonly history?: Float32Array<ArrayBuffer>;
  readonly times?: number;
}

async function runRecord({
  loss,
  correct = loss,
  trainingState,
  times = 1,
  ...given
}: Given): Promise<Recorded> {
  const { positions = 1, capacity = 4, advance = true, rows = loss.length / positions } = given;
  const after = await runKernel(
    device,
    record,
    { rows, positions, capacity, advance },
    {
      rowLoss: Float32Array.from(loss),
      rowCorrect: Float32Array.from(correct),
      trainingState,
      history: given.history ?? new Float32Array(4 * capacity),
    },
    times,
  );
  return { trainingState: after.trainingState as Uint32Array, history: after.history as Float32Array };
}

const start: TrainingStateOptions = { seed: 7, samples: 10, batchSize: 4, shuffle: true, learningRate: 0.5 };

it('averages the valid rows', async () => {
  // The third batch has 2 of 4 pictures.
  const { history } = await runRecord({
    loss: [1, 2, 100, 100],
    correct: [0, 1, 1, 1],
    trainingState: trainingStateAt({ ...start, step: 2 }),
  });
  expect([...history.slice(8, 12)]).toEqual([1.5, 0.5, 0.5, 2]);
});

it('counts positions as rows, and pictures in the history', async () => {
  const { history } = await runRecord({
    loss: [1, 2, 3, 4, 5, 6, 9, 9],
    correct: [1, 1, 1, 0, 0, 0, 0, 0],
    positions: 2,
    trainingState: trainingStateAt({ ...start, samples: 3 }),
  });
  expect([...history.slice(0, 4)]).toEqual([21 / 6, 0.5, 0.5, 3]);
});

it('adds many rows, to the same bits every time', async () => {
  const loss = random([5000], 3, 0, 1).data;
  const given = { loss, trainingState: trainingStateAt({ ...start, samples: 5000, batchSize: 5000 }) };
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
  'sets the training state on as trainingStateAt() does: $samples samples in batches of $batchSize',
  async ({ samples, batchSize }) => {
    for (const times of [1, 2, 3, 7]) {
      const settings = { ...start, samples, batchSize };
      const { trainingState } = await runRecord({
        loss: new Array<number>(batchSize).fill(1),
        trainingState: trainingStateAt(settings),
        times,
      });
      expect(trainingState).toEqual(trainingStateAt({ ...settings, step: times }));
    }
  },
);

it('writes the rate of each step by the schedule', async () => {
  const schedule = { kind: 'step', factor: 0.5, every: 2 } as const;
  const { trainingState, history } = await runRecord({
    loss: [1, 1, 1, 1],
    trainingState: trainingStateAt({ ...start, schedule: encodeSchedule(schedule) }),
    times: 4,
  });
  expect([2, 6, 10, 14].map((i) => history[i])).toEqual(
    [0, 1, 2, 3].map((step) => rateAt(schedule, 0.5, step)),
  );
  expect(new Float32Array(trainingState.buffer)[TRAINING_STATE.rate]).toBe(0.25);
});

it('begins the history again where it ends', async () => {
  const { history } = await runRecord({
    loss: [1],
    trainingState: trainingStateAt({ ...start, samples: 1, batchSize: 1 }),
    capacity: 2,
    history: Float32Array.of(9, 9, 9, 9, 8, 8, 8, 8),
    times: 3,
  });
  expect([...history]).toEqual([1, 1, 0.5, 1, 1, 1, 0.5, 1]);
});

it('without `advance` leaves the training state where it is', async () => {
  const trainingState = trainingStateAt({ ...start, step: 2 });
  const run = await runRecord({ loss: [1, 1, 1, 1], trainingState, advance: false, times: 3 });
  expect(run.trainingState).toEqual(trainingState);
  expect(run.history[8]).toBe(1);
});

it.each([NaN, Infinity, -Infinity])('a loss of %f halts training, once and for all', async (value) => {
  const trainingState = trainingStateAt({ ...start, step: 1 });
  const good = Float32Array.from({ length: 16 }, (_, i) => i);
  const run = await runRecord({ loss: [1, value, 1, 1], trainingState, history: good, times: 3 });
  expect(Number.isFinite(run.history[4])).toBe(false);
  expect([...run.history.slice(0, 4), ...run.history.slice(8)]).toEqual([
    ...good.slice(0, 4),
    ...good.slice(8),
  ]);
  const expected = trainingState.slice();
  expected[TRAINING_STATE.halted] = 1;
  expect(run.trainingState).toEqual(expected);
  // A good loss afterwards changes nothing either.
  const later = await runRecord({ loss: [1, 1, 1, 1], trainingState: expected, history: good });
  expect(later).toEqual({ trainingState: expected, history: good });
});

it('a broken number beyond the valid rows halts nothing', async () => {
  const run = await runRecord({
    loss: [1, 2, NaN, NaN],
    trainingState: trainingStateAt({ ...start, step: 2 }),
  });
  expect(run.trainingState[TRAINING_STATE.halted]).toBe(0);
  expect(run.history[8]).toBe(1.5);
});

it('losses that only add up to infinity halt it, too', async () => {
  const run = await runRecord({ loss: [3e38, 3e38, 3e38, 3e38], trainingState: trainingStateAt(start) });
  expect(run.trainingState[TRAINING_STATE.halted]).toBe(1);
});
