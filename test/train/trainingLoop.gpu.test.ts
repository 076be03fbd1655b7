// The training loop: which steps it takes, where it stops, what it tells, and how it ends.

import { beforeAll, describe, expect, it, vi } from 'vitest';
import { uploadImages, type DeviceDataset } from '../../src/data/deviceDataset';
import type { Pacer } from '../../src/gpu/pacer';
import type { Plan } from '../../src/graph/plan';
import { defineNetwork } from '../../src/models/network';
import { BestWeights } from '../../src/train/bestWeights';
import type { Reading } from '../../src/train/historyReader';
import { NonFiniteLossError } from '../../src/train/nonFiniteLoss';
import { HISTORY_CAPACITY } from '../../src/train/stepGraph';
import { Trainer } from '../../src/train/trainer';
import { trainingLoop, type TrainingEvent, type TrainingOptions } from '../../src/train/trainingLoop';
import { testDevice } from '../support/device';
import { bars } from '../support/tinyData';

const network = defineNetwork({
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 4, kernelSize: 3, activation: 'relu' } },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
});

let device: GPUDevice;
let data: DeviceDataset;
beforeAll(async () => {
  device = await testDevice();
  data = uploadImages(device, bars(250));
});

/** Eight steps an epoch. */
const create = (learningRate = 0.01): Promise<Trainer> =>
  Trainer.create(device, {
    network,
    data,
    loss: 'sparseCategoricalCrossentropy',
    optimizer: { kind: 'adam', options: { learningRate } },
    batchSize: 32,
    seed: 7,
  });

const numbers = async (trainer: Trainer): Promise<number[]> =>
  (await trainer.store.read()).flatMap(({ values }) => [...values]);

async function eventsOf<T>(trainer: Trainer, options: TrainingOptions<T>): Promise<TrainingEvent<T>[]> {
  const events: TrainingEvent<T>[] = [];
  for await (const event of trainer.train(options)) events.push(event);
  return events;
}

const stepsRead = (events: readonly TrainingEvent<unknown>[]): number[] =>
  events.flatMap((event) => (event.kind === 'reading' ? event.records.map(({ step }) => step) : []));
const stops = (events: readonly TrainingEvent<unknown>[]): number[] =>
  events.flatMap((event) => (event.kind === 'stop' ? [event.step] : []));
const upTo = (end: number): number[] => Array.from({ length: end }, (_, step) => step);

/** As many steps in each submit, and no device. */
const pacerOf = (steps: number): Pacer => {
  const submit: Pacer['submit'] = (most, run) => {
    const count = Math.min(most, steps);
    run(count);
    return Promise.resolve(count);
  };
  return { submit, drain: () => Promise.resolve(), stepMs: 1 } as Partial<Pacer> as Pacer;
};

describe('the training loop', () => {
  it('takes the steps asked for, to the same bits as a single submit, and reads each record once', async () => {
    const [trainer, other] = [await create(), await create()];
    const events = await eventsOf(trainer, { until: 21, readEveryMs: 0 });
    expect(stops(events)).toEqual([8, 16, 21]);
    expect(stepsRead(events)).toEqual(upTo(21));
    other.submit(21);
    expect(await numbers(trainer)).toEqual(await numbers(other));
    // What it does not stop at, it does not read, either, until its end.
    const further = await eventsOf(trainer, { from: 21, until: 40, nextStop: () => Infinity });
    expect(further.map(({ kind }) => kind).filter((kind) => kind !== 'steps')).toEqual(['reading', 'stop']);
    expect(stepsRead(further)).toEqual(upTo(40).slice(21));
  });

  it('tells of steps, then of what was read, then of the stop', async () => {
    const trainer = await create();
    const events = await eventsOf(trainer, { until: 16, pacer: pacerOf(4) });
    expect(events.map(({ kind, step }) => [kind, step])).toEqual(
      [8, 16].flatMap((end) => [
        ['steps', end - 4],
        ['steps', end],
        ['reading', end],
        ['stop', end],
      ]),
    );
  });

  it('evaluates at the steps asked for, with the parameters of that moment', async () => {
    const [trainer, other] = [await create(), await create()];
    const [evaluator, others] = [await trainer.evaluator(data, 64), await other.evaluator(data, 64)];
    const asked = [0, 3, 10, 11];
    const events = await eventsOf(trainer, {
      stopFirst: true,
      nextStop: (step) => asked.find((at) => at > step) ?? step,
      evaluate: (step) => (step === 10 ? null : evaluator.run()),
    });
    expect(stops(events)).toEqual(asked);
    let done = 0;
    for (const event of events) {
      if (event.kind !== 'stop') continue;
      if (event.step > done) other.submit(event.step - done);
      done = event.step;
      expect(event.evaluation).toEqual(done === 10 ? null : await others.run());
    }
  });

  it('stops within one submit of an abort, with its reason', async () => {
    const trainer = await create();
    const abort = new AbortController();
    const seen: number[] = [];
    const train = async (): Promise<void> => {
      for await (const event of trainer.train({ until: 800, pacer: pacerOf(2), signal: abort.signal })) {
        if (event.kind !== 'steps') continue;
        seen.push(event.step);
        if (event.step === 6) abort.abort(new Error('enough'));
      }
    };
    await expect(train()).rejects.toThrow('enough');
    expect(seen).toEqual([2, 4, 6]);
    expect((await trainer.read()).step).toBe(6);
  });

  it('ends once it is no longer wanted, with everything read', async () => {
    const trainer = await create();
    let submits = 0;
    const wanted = (): boolean => submits < 3;
    const submit = (steps: number): void => {
      submits++;
      trainer.submit(steps);
    };
    const events = await eventsOf(trainer, { wanted, submit, pacer: pacerOf(3), reads: 'beside' });
    // The stop at step 8 cuts the third submit short.
    expect(stepsRead(events)).toEqual(upTo(8));
    expect(stops(events)).toEqual([8]);
  });

  it('asks at each stop whether it is the last', async () => {
    const trainer = await create();
    let asked = 0;
    const events = await eventsOf(trainer, {
      until: 80,
      wantsEnd: () => ++asked === 2,
      evaluate: (_, last) => last,
    });
    expect(stops(events)).toEqual([8, 16]);
    expect(events.flatMap((event) => (event.kind === 'stop' ? [event.evaluation] : []))).toEqual([
      false,
      true,
    ]);
  });

  it('throws with the operation that gave a non-finite result, after the records before it', async () => {
    const trainer = await create();
    const read: number[] = [];
    const train = async (): Promise<void> => {
      for await (const event of trainer.train({ until: 80 })) {
        if (event.kind === 'reading') read.push(...event.records.map(({ step }) => step));
        if (event.kind === 'stop') trainer.store.write('conv/bias', Float32Array.of(0, NaN, 0, 0));
      }
    };
    const error: unknown = await train().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NonFiniteLossError);
    expect(error).toMatchObject({ step: 8, operation: 'conv/forward', learningRate: 0.01 });
    expect(read).toEqual(upTo(8));
  });

  it('reads beside the steps under way, and waits only for the last reading', async () => {
    const trainer = await create();
    const read = trainer.read.bind(trainer);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const spy = vi.spyOn(trainer, 'read').mockImplementation(async () => {
      const reading = await read();
      await held;
      return reading;
    });
    const events: TrainingEvent[] = [];
    for await (const event of trainer.train({
      until: 40,
      reads: 'beside',
      readEveryMs: 0,
      pacer: pacerOf(4),
    })) {
      events.push(event);
      if (event.kind === 'steps' && event.step === 40) release();
    }
    const firstReading = events.findIndex(({ kind }) => kind === 'reading');
    expect(events.slice(0, firstReading).filter(({ kind }) => kind === 'steps')).toHaveLength(10);
    expect(stepsRead(events)).toEqual(upTo(40));
    expect(spy).toHaveBeenCalledTimes(2);
  });

  it('waits for the steps under way before it tests, so that the pace is not that of the test', async () => {
    const order: string[] = [];
    const pacer = pacerOf(4);
    const drain = (): Promise<void> => Promise.resolve(void order.push('drain'));
    const evaluate = (): Promise<null> => Promise.resolve(void order.push('test')).then(() => null);
    const options = { until: 8, reads: 'beside', pacer: Object.assign(pacer, { drain }), evaluate } as const;
    await eventsOf(await create(), options);
    expect(order.slice(0, 2)).toEqual(['drain', 'test']);
  });

  it('reads before the ring of records runs over', async () => {
    let taken = 0;
    let read = 0;
    const trainer = {
      stepsPerEpoch: Infinity,
      plan: { flops: 0 } as Plan,
      compile: () => Promise.resolve({} as Plan),
      submit: (steps: number) => void (taken += steps),
      read: (): Promise<Reading> => {
        const records = upTo(taken)
          .slice(read)
          .map((step) => ({ step, loss: 1, accuracy: 1, learningRate: 1, rows: 1 }));
        read = taken;
        return Promise.resolve({ step: taken, epoch: 0, batch: taken, halted: false, records });
      },
    } as Partial<Trainer> as Trainer;
    for (const reads of ['awaited', 'beside'] as const) {
      taken = read = 0;
      const steps: number[] = [];
      for await (const event of trainingLoop(trainer, {
        until: 10_000,
        nextStop: () => 1e9,
        reads,
        pacer: pacerOf(256),
      })) {
        if (event.kind !== 'reading') continue;
        expect(event.records.length).toBeLessThan(HISTORY_CAPACITY);
        steps.push(...event.records.map(({ step }) => step));
      }
      expect(steps).toEqual(upTo(10_000));
    }
  });

  it('keeps the best weights, and ends when nothing has improved for long', async () => {
    const trainer = await create(0.02);
    const weights = await BestWeights.create(trainer, bars(64, 99), 24);
    const losses = new Map<number, number>();
    const parameters = new Map<number, number[]>();
    for await (const event of trainer.train({ until: 800, best: { weights, every: 8 } })) {
      if (event.kind !== 'stop') continue;
      losses.set(event.step, event.validation?.loss ?? NaN);
      parameters.set(event.step, await numbers(trainer));
      // From here on it only gets worse.
      if (event.step === 24) trainer.setLearningRate(1);
    }
    const last = Math.max(...losses.keys());
    expect(last).toBeLessThan(800);
    expect(weights.stopping.exhausted).toBe(true);
    const { best } = weights.stopping;
    expect(best?.step).toBeLessThan(last);
    expect(best?.loss).toBe(losses.get(best?.step ?? 0));
    expect(await numbers(trainer)).toEqual(parameters.get(best?.step ?? 0));
    weights.destroy();
  });
});
