// The device is taken away at some hundred moments, spread over all that a session does on it: at the k-th call, whichever
// it is. Afterwards everything has to be as if nothing had happened: the run equals one without a loss to the bit, no
// promise fails unheard, and nothing of the lost device is used on the next one.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isLost } from '../../src/gpu/deviceLoss';
import type { NetworkConfig } from '../../src/models/network';
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
  { name: 'training', moments: 16, act: async (session) => {
    session.play();
    await until(session, () => session.hasEnded);
  } },
  { name: 'single steps', moments: 8, act: (session) => steps(session, 2) },
  { name: 'compiling another network', begin: (session) => steps(session, 2), moments: 14, act: (session) =>
    session.editing.change(other, EDIT) },
  { name: 'undo', begin: async (session) => {
    await steps(session, 2);
    await session.editing.change(other, EDIT);
    await steps(session, 1);
  }, moments: 10, act: (session) => session.editing.undo() },
  { name: 'reset', begin: (session) => steps(session, 2), moments: 6, act: (session) => session.reset() },
  { name: 'reading maps', begin: (session) => steps(session, 1), moments: 8, act: (session) => again(async () => [
    await session.explain('conv', [1, 2, 1]),
    await session.mapFacts('conv', 1),
    await session.strengths('conv'),
  ]) },
  { name: 'saving', begin: (session) => steps(session, 2), moments: 8, act: async (session) => {
    const { checkpoint } = await session.save();
    return bytesOf(checkpoint.slabs);
  } },
  { name: 'a weight by hand', begin: (session) => steps(session, 2), moments: 8, act: (session) =>
    session.editing.write({ key: 'weight', values: {} }, [{ layer: 'conv', unit: 0, bias: 0.5 }]) },
  { name: 'time travel', begin: (session) => steps(session, 4), moments: 8, act: (session) => again(async () => {
    await session.travel.lookAt(2);
    if (session.travel.shown.kind === 'past') await session.travel.resume();
  }) },
  { name: 'a live camera', moments: 10, act: async (session) => {
    for (let frame = 0; frame < 4; frame++) {
      session.showPicture(Float32Array.from({ length: 64 }, (_, at) => ((at * 7 + frame) % 11) / 11));
      session.refresh();
      await session.strengths('answer').catch(() => undefined);
    }
    return again(() => session.strengths('answer'));
  } },
  { name: 'tools', begin: (session) => steps(session, 1), moments: 12, act: (session) => again(async () => [
    (await (await session.tools.predictions()).predict(session.data.test))?.slice(),
    await (await session.tools.distributions()).look(),
    (await (await session.tools.microscope()).choose(1)).loss,
  ]) },
  { name: 'evaluating', begin: (session) => steps(session, 1), moments: 6, act: (session) => again(async () => {
    await session.evaluate();
    return session.progress.testAccuracy;
  }) },
];

const bytesOf = (slabs: Readonly<Record<string, ArrayBuffer>>): unknown =>
  Object.fromEntries(Object.entries(slabs).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]));

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

describe('a device that is lost', { timeout: 300_000 }, () => {
  it.each(PHASES)('while $name', async (phase) => {
    const { calls, result } = (await run(phase, null, 'destroyed')) as { calls: number; result: unknown };
    session?.close();
    expect(calls).toBeGreaterThan(0);
    const wrong: string[] = [];
    for (let moment = 0; moment < phase.moments; moment++) {
      const at = Math.floor(((moment + 0.5) * calls) / phase.moments);
      const fault = FAULTS[moment % FAULTS.length]!;
      const check = async (): Promise<void> => {
        const faulty = (await run(phase, at, fault)) as { result: unknown };
        expect(faulty.result).toEqual(result);
        expect(unheard.splice(0)).toEqual([]);
        expect(gpu.uncaptured.splice(0)).toEqual([]);
      };
      await check().catch((error: Error) => {
        wrong.push(`${fault} at call ${at} of ${calls}, ${gpu.struck}: ${error.name} ${error.message} ${error.stack}`);
        session?.close();
      });
    }
    expect(wrong).toEqual([]);
  });
});
