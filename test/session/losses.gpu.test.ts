// The device is taken away at some hundred moments, spread over all that a session does on it: at the k-th call, whichever
// it is. Afterwards everything has to be as if nothing had happened: the run equals one without a loss to the bit, no
// promise fails unheard, and nothing of the lost device is used on the next one.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { oursOn } from '../../src/bench/engines/ours';
import { DeviceLostError, isLost } from '../../src/gpu/deviceLoss';
import { readBytes } from '../../src/gpu/readback';
import { NoMemoryError } from '../../src/gpu/slab';
import { requestGpuDevice } from '../../src/gpu/requestDevice';
import { Trial } from '../../src/inspect/trial';
import { defineNetwork } from '../../src/models/network';
import { onDevice } from '../../src/session/recovery';
import { Run } from '../../src/session/run';
import type { Features } from '../../src/transfer/featureExtractor';
import { trainHead } from '../../src/transfer/trainHead';
import type { NetworkConfig } from '../../src/models/network';
import { Trainer } from '../../src/train/trainer';
import { TrainingSession, type SessionOptions } from '../../src/session/session';
import { FaultyGpu, turnsOfTheLoop, type Fault } from '../support/faultyGpu';
import { bars } from '../support/tinyData';
import { until } from '../support/until';

const network: NetworkConfig = {
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 2, kernelSize: 3, activation: 'relu' } },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};
const other: NetworkConfig = {
  ...network,
  name: 'other',
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 3, kernelSize: 3, activation: 'relu' } },
    { name: 'pool', kind: 'maxPooling2d', options: { poolSize: 2 } },
    ...network.layers.slice(1),
  ],
};

const EDIT = { key: 'network', values: {} } as const;
const data = { train: bars(128), test: bars(32, 99) };
const options: SessionOptions = {
  network,
  loadData: () => Promise.resolve(data),
  ...{ batchSize: 32, learningRate: 0.02, seed: 5, epochs: 3 },
};

let gpu: FaultyGpu;
let session: TrainingSession | null = null;
const unheard: unknown[] = [];
const hear = (reason: unknown): void => void unheard.push(reason);

beforeEach(() => {
  gpu = FaultyGpu.install();
  process.on('unhandledRejection', hear);
});
afterEach(async () => {
  session?.close();
  session = null;
  await turnsOfTheLoop(3);
  process.off('unhandledRejection', hear);
  vi.restoreAllMocks();
});

/** What a session does on the device, and what is known of it afterwards beside the run. */
interface Phase {
  readonly name: string;
  readonly moments: number;
  readonly begin?: (session: TrainingSession) => Promise<void>;
  readonly act: (session: TrainingSession) => Promise<unknown>;
}

const opened = async (): Promise<TrainingSession> => (session = await TrainingSession.open(options));

/** Nothing is under way. */
async function settled(session: TrainingSession): Promise<void> {
  await turnsOfTheLoop(2);
  await until(session, () => session.state === 'idle' || session.state === 'failed');
  await session.ended();
}

const steps = async (session: TrainingSession, count: number): Promise<void> => {
  for (let step = 0; step < count; step++) await session.step();
};

/** Once more when the session is well again: what looks at it hears of that, and asks anew. */
async function again<T>(action: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    const { device } = session!;
    try {
      return await action();
    } catch (error) {
      if (tries === 2 || !(await isLost(device))) throw error;
      await until(session!, () => session!.device !== device && session!.state !== 'recovering');
    }
  }
}

const PHASES: readonly Phase[] = [
  {
    name: 'training',
    moments: 12,
    act: async (session) => {
      session.play();
      await until(session, () => session.hasEnded);
    },
  },
  { name: 'single steps', moments: 6, act: (session) => steps(session, 2) },
  {
    name: 'compiling another network',
    begin: (session) => steps(session, 2),
    moments: 12,
    act: (session) => session.editing.change(other, EDIT),
  },
  {
    name: 'undo',
    begin: async (session) => {
      await steps(session, 2);
      await session.editing.change(other, EDIT);
      await steps(session, 1);
    },
    moments: 8,
    act: (session) => session.editing.undo(),
  },
  { name: 'reset', begin: (session) => steps(session, 2), moments: 4, act: (session) => session.reset() },
  {
    name: 'reading maps',
    begin: (session) => steps(session, 1),
    moments: 6,
    act: (session) =>
      again(async () => [
        await session.explain('conv', [1, 2, 1]),
        await session.mapFacts('conv', 1),
        await session.strengths('conv'),
      ]),
  },
  {
    name: 'saving',
    begin: (session) => steps(session, 2),
    moments: 6,
    act: async (session) => {
      const { checkpoint } = await session.save();
      return bytesOf(checkpoint.slabs);
    },
  },
  {
    name: 'a weight by hand',
    begin: (session) => steps(session, 2),
    moments: 6,
    act: (session) =>
      session.editing.write({ key: 'weight', values: {} }, [{ layer: 'conv', unit: 0, bias: 0.5 }]),
  },
  {
    name: 'time travel',
    begin: (session) => steps(session, 4),
    moments: 6,
    act: (session) =>
      again(async () => {
        await session.travel.lookAt(2);
        if (session.travel.shown.kind === 'past') await session.travel.resume();
      }),
  },
  {
    name: 'a live camera',
    moments: 6,
    act: async (session) => {
      for (let frame = 0; frame < 4; frame++) {
        session.showPicture(Float32Array.from({ length: 64 }, (_, at) => ((at * 7 + frame) % 11) / 11));
        session.refresh();
        await session.strengths('answer').catch(() => undefined);
      }
      return again(() => session.strengths('answer'));
    },
  },
  {
    name: 'tools',
    begin: (session) => steps(session, 1),
    moments: 6,
    act: (session) =>
      again(async () => [
        (await (await session.tools.predictions()).predict(session.data.test))?.slice(),
        await (await session.tools.distributions()).look(),
        (await (await session.tools.microscope()).choose(1)).loss,
      ]),
  },
  {
    name: 'evaluating',
    begin: (session) => steps(session, 1),
    moments: 4,
    act: (session) =>
      again(async () => {
        await session.evaluate();
        return session.progress.testAccuracy;
      }),
  },
];

const bytesOf = (slabs: Readonly<Record<string, ArrayBuffer>>): unknown =>
  Object.fromEntries(
    Object.entries(slabs).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
  );

async function found(session: TrainingSession, told: unknown): Promise<unknown> {
  await settled(session);
  const { checkpoint, history, network, settings } = await session.save();
  const { loss, step } = history;
  return {
    told,
    state: session.state,
    error: session.error?.message ?? null,
    network,
    settings,
    step: checkpoint.step,
    steps: [...step],
    losses: [...loss],
    slabs: bytesOf(checkpoint.slabs),
    edits: [session.editing.entries.length, session.editing.position],
    compiling: session.compiling,
  };
}

/** A phase with a fault at call `at`; null: without. */
async function run(phase: Phase, at: number | null, fault: Fault): Promise<unknown> {
  const session = await opened();
  await phase.begin?.(session);
  await settled(session);
  if (at === null) gpu.count();
  else gpu.arm(at, fault);
  const told = await phase.act(session);
  await settled(session);
  const calls = gpu.calls.length;
  const { struck } = gpu;
  if (at === null) return { calls, result: await found(session, told) };
  const result = await found(session, told);
  session.close();
  return { struck, result };
}

const FAULTS = ['destroyed', 'unknown', 'crash'] as const;

/** Everything goes as without a fault, at moments that are spread over all calls of a phase. */
async function atEachMoment(
  moments: number,
  { calls, result }: { readonly calls: number; readonly result: unknown },
  act: (at: number, fault: (typeof FAULTS)[number]) => Promise<unknown>,
): Promise<void> {
  expect(calls).toBeGreaterThan(0);
  const wrong: string[] = [];
  for (let moment = 0; moment < moments; moment++) {
    const at = Math.floor(((moment + 0.5) * calls) / moments);
    const fault = FAULTS[moment % FAULTS.length]!;
    try {
      expect(await act(at, fault)).toEqual(result);
      expect(unheard.splice(0), 'rejections that nobody handles').toEqual([]);
      expect(gpu.uncaptured.splice(0), 'errors that the device reports').toEqual([]);
    } catch (error) {
      const { message, stack = '' } = error as Error;
      wrong.push(`${fault} at call ${at} of ${calls}, ${gpu.struck ?? 'not reached'}: ${message} ${stack}`);
      unheard.length = 0;
    }
    session?.close();
  }
  expect(wrong).toEqual([]);
}

/** Opens a session and takes a step, without a loss and at each of so many moments. */
async function whileOpening(given: Partial<SessionOptions>, moments: number): Promise<void> {
  const open = async (): Promise<{ calls: number; result: unknown }> => {
    session = await TrainingSession.open({ ...options, ...given });
    const calls = gpu.calls.length;
    await settled(session);
    await steps(session, 1);
    return { calls, result: await found(session, null) };
  };
  gpu.count();
  const whole = await open();
  session?.close();
  await atEachMoment(moments, whole, async (at, fault) => {
    gpu.arm(at, fault);
    return (await open()).result;
  });
}

describe('a device that is lost', { timeout: 300_000 }, () => {
  it.each(PHASES)('while $name', async (phase) => {
    const whole = (await run(phase, null, 'destroyed')) as { calls: number; result: unknown };
    session?.close();
    await atEachMoment(phase.moments, whole, async (at, fault) => {
      const { result } = (await run(phase, at, fault)) as { result: unknown };
      return result;
    });
  });

  const weights = new Map([
    ['conv/weight', Float32Array.from({ length: 18 }, (_, at) => (at % 5) / 9 - 0.2)],
  ]);
  it.each<[string, Partial<SessionOptions>, number]>([
    ['a first visit', {}, 10],
    ['with weights of its own', { weights }, 4],
    [
      'with data that the device renders',
      {
        loadData: async (_, { device }) => {
          await readBytes(device, device.createBuffer({ size: 64, usage: GPUBufferUsage.COPY_SRC }));
          return data;
        },
      },
      6,
    ],
  ])('while the page opens: %s', async (_, given, moments) => {
    await whileOpening(given, moments);
  });

  it('while a run of an earlier visit is opened', async () => {
    const before = await opened();
    await steps(before, 3);
    const kept = await before.save();
    before.close();
    await whileOpening({ run: kept }, 4);
  });

  it('while a network of the gallery is tried: it is refused in time, and the next trial is right', async () => {
    const picture = Float32Array.from({ length: 64 }, (_, at) => ((at * 7) % 11) / 11);
    const trial = async (device: GPUDevice): Promise<unknown> => {
      const opened = await Trial.open(device, defineNetwork(network), 5);
      const { answers } = await opened.forward(picture);
      const { loss } = await opened.step(
        Uint8Array.from(picture, (value) => 255 * value),
        1,
      );
      const found = { answers: [...answers], loss, ranges: [...(await opened.ranges())] };
      opened.destroy();
      return found;
    };
    const first = await requestGpuDevice();
    gpu.count();
    const result = await trial(first.device);
    const calls = gpu.calls.length;
    first.device.destroy();
    await atEachMoment(6, { calls, result }, async (at, fault) => {
      const { device } = await onDevice((given) => Promise.resolve(given));
      gpu.arm(at, fault);
      await expect(trial(device)).rejects.toBeInstanceOf(DeviceLostError);
      const next = await onDevice((given) => Promise.resolve(given));
      const again = await trial(next.device);
      next.device.destroy();
      return again;
    });
  });

  it('while a head is trained, or a benchmark runs: the failure is told in time', async () => {
    const features: Features = {
      ...{ shape: [6], length: 6, count: 16 },
      values: Float32Array.from({ length: 96 }, (_, at) => ((at * 13) % 17) / 17),
      labels: Uint8Array.from({ length: 16 }, (_, at) => at % 2),
    };
    const works = [
      (device: GPUDevice) => trainHead(device, features, { classNames: ['a', 'b'], seed: 1, epochs: 2 }),
      async (device: GPUDevice) => {
        const prepared = await oursOn(device).prepare({
          kind: 'train',
          network: defineNetwork(network),
          batch: 4,
        });
        await prepared.run(2);
        prepared.destroy();
      },
    ];
    for (const work of works) {
      gpu.count();
      const first = await requestGpuDevice();
      gpu.count();
      await work(first.device);
      const calls = gpu.calls.length;
      first.device.destroy();
      await atEachMoment(3, { calls, result: 'told' }, async (at, fault) => {
        const { device } = await onDevice((given) => Promise.resolve(given));
        gpu.arm(at, fault);
        await work(device).catch(() => undefined);
        return (await isLost(device)) ? 'told' : 'nothing was lost';
      });
    }
  });

  it('for one with smaller limits and fewer features: training goes on there', async () => {
    const session = await opened();
    await steps(session, 2);
    const { device } = session;
    Object.assign(gpu.limits, {
      maxComputeInvocationsPerWorkgroup: 256,
      maxComputeWorkgroupStorageSize: 16384,
    });
    gpu.features = [];
    gpu.lose(device, 'unknown');
    await until(session, () => session.device !== device && session.state === 'idle');
    expect([...session.device.features].filter((feature) => feature !== 'core-features-and-limits')).toEqual(
      [],
    );
    expect(session.device.limits.maxComputeInvocationsPerWorkgroup).toBe(256);
    await steps(session, 1);
    expect([...session.history.step]).toEqual([1, 2, 3]);
    expect(session.history.loss.every(Number.isFinite)).toBe(true);
  });

  it('during a step, and a buffer of it is said to have no memory: the step is taken on the next device', async () => {
    const session = await opened();
    await steps(session, 1);
    const { device } = session;
    vi.spyOn(Trainer.prototype, 'checkpoint').mockImplementationOnce(() => {
      gpu.lose(device);
      return Promise.reject(new NoMemoryError({ label: 'readback', bytes: 4 }, null));
    });
    await steps(session, 1);
    await settled(session);
    expect(session.device).not.toBe(device);
    expect([...session.history.step]).toEqual([1, 2]);
    expect(session.notice?.key).toBe('deviceRestored');
  });

  it('during a step, of which no error tells: the step is taken on the next device', async () => {
    const session = await opened();
    await steps(session, 1);
    const { device } = session;
    vi.spyOn(Run.prototype, 'saveCheckpoint').mockImplementationOnce(() => {
      gpu.lose(device);
      return Promise.resolve();
    });
    await steps(session, 1);
    await settled(session);
    expect(session.device).not.toBe(device);
    expect([...session.history.step]).toEqual([1, 2]);
  });

  it('again and again at the same step: training rests, and says so', async () => {
    const session = await opened();
    const told: (string | undefined)[] = [];
    session.addEventListener('notice', () => {
      told.push(session.notice?.key);
      if (session.notice?.key === 'deviceLostAgain') return;
      if (session.notice?.key === 'deviceRestored') gpu.lose(session.device);
    });
    session.play();
    gpu.lose(session.device);
    await until(session, () => told.includes('deviceLostAgain'));
    expect(told.filter((key) => key === 'deviceLost').length).toBeGreaterThanOrEqual(3);
  });
});
