// What is kept in the browser: whole or not at all, told from what is damaged or old, and never in the way.

import { describe, expect, it } from 'vitest';
import { Keeper, type Refusal } from '../../src/app/kept/keeper';
import type { Kept } from '../../src/app/kept/record';
import { Slots } from '../../src/app/kept/slots';
import type { Storage } from '../../src/app/kept/storage';

/** Storage in memory. `tearAt`: that many values of the next write are written before a crash. */
class FakeStorage implements Storage {
  readonly values = new Map<string, unknown>();
  tearAt: number | null = null;
  refuses: Error | null = null;
  writes = 0;

  read(keys: readonly string[]): Promise<readonly unknown[]> {
    return Promise.resolve(keys.map((key) => structuredClone(this.values.get(key))));
  }

  write(entries: readonly (readonly [string, unknown])[]): Promise<void> {
    if (this.refuses) return Promise.reject(this.refuses);
    this.writes++;
    for (const [at, [key, value]] of entries.entries()) {
      if (at === this.tearAt) return Promise.reject(new Error('crash'));
      this.values.set(key, structuredClone(value));
    }
    return Promise.resolve();
  }

  remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.values.delete(key);
    return Promise.resolve();
  }

  keys(): Promise<readonly string[]> {
    return Promise.resolve([...this.values.keys()]);
  }
}

function keptAt(step: number): Kept {
  return {
    run: {
      network: {
        name: 'small',
        input: [4, 4, 1],
        layers: [
          { name: 'flatten', kind: 'flatten' },
          { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
        ],
      },
      settings: {
        network: 'small',
        optimizer: 'adam',
        learningRate: 0.002,
        batchSize: 64,
        epochs: 5,
        seed: 7,
      },
      checkpoint: {
        step,
        halted: false,
        slabs: {
          parameters: Float32Array.of(step, 0.1, -0.2).buffer,
          clock: Uint32Array.of(step, 0).buffer,
        },
      },
      history: { step: [1], loss: [2.3], accuracy: [0.1], testStep: [], testAccuracy: [], stride: 1 },
    },
    page: {
      sample: null,
      picture: Float32Array.of(0, 0.5, 1),
      drawing: Uint8Array.of(0, 255),
      pointed: { layer: 'answer', index: [1], slice: null },
      stage: { kernels: false, expanded: ['conv2'] },
    },
  };
}

const stepOf = async (slots: Slots): Promise<number | undefined> =>
  (await slots.read()).kept?.run.checkpoint.step;

describe('a kept run', () => {
  it('comes back as it was, to the bit', async () => {
    const storage = new FakeStorage();
    await new Slots(storage, () => 1234).write(keptAt(214));
    const found = await new Slots(storage).read();
    expect(found).toEqual({ kept: keptAt(214), savedAt: 1234, problem: null });
  });

  it('is the newest of two, written in turn', async () => {
    const storage = new FakeStorage();
    const slots = new Slots(storage);
    expect(await slots.read()).toEqual({ kept: null, savedAt: 0, problem: null });
    for (const step of [1, 2, 3, 4, 5]) {
      await slots.write(keptAt(step));
      expect(await stepOf(slots)).toBe(step);
    }
    expect([...storage.values.keys()].sort()).toEqual([
      'run 0 bytes',
      'run 0 head',
      'run 1 bytes',
      'run 1 head',
    ]);
  });

  it.each([0, 1])('torn after %i of its parts leaves the one before readable', async (tearAt) => {
    const storage = new FakeStorage();
    const slots = new Slots(storage);
    await slots.write(keptAt(1));
    await slots.write(keptAt(2));
    storage.tearAt = tearAt;
    await expect(slots.write(keptAt(3))).rejects.toThrow('crash');
    storage.tearAt = null;
    expect(await stepOf(new Slots(storage))).toBe(2);
    await slots.write(keptAt(4));
    expect(await stepOf(new Slots(storage))).toBe(4);
  });

  it('torn when it was the first leaves none, and no broken one', async () => {
    const storage = new FakeStorage();
    storage.tearAt = 1;
    await expect(new Slots(storage).write(keptAt(1))).rejects.toThrow('crash');
    expect(await new Slots(storage).read()).toEqual({ kept: null, savedAt: 0, problem: null });
  });

  it.each([
    ['a bit differs', (bytes: ArrayBuffer) => void (new Uint8Array(bytes)[bytes.byteLength - 3]! ^= 1)],
    ['the text differs', (bytes: ArrayBuffer) => void (new Uint8Array(bytes)[9]! ^= 4)],
    ['it is cut short', (bytes: ArrayBuffer) => bytes.slice(0, 40)],
    ['it is gone', () => undefined],
  ])('is set aside where %s, and the one before is taken', async (_what, damage) => {
    const storage = new FakeStorage();
    const slots = new Slots(storage);
    await slots.write(keptAt(1));
    await slots.write(keptAt(2));
    const bytes = storage.values.get('run 1 bytes') as ArrayBuffer;
    const after = damage(bytes);
    storage.values.set('run 1 bytes', after === undefined && _what !== 'it is gone' ? bytes : after);
    const found = await slots.read();
    expect(found.problem).toBe('damaged');
    expect(found.kept?.run.checkpoint.step).toBe(1);
    expect(storage.values.has('aside head')).toBe(true);
    expect(storage.values.has('run 1 head')).toBe(false);
    // Told once: the next visit finds nothing amiss.
    expect((await slots.read()).problem).toBeNull();
  });

  it('of another version, or with an invalid network, is set aside', async () => {
    const storage = new FakeStorage();
    const slots = new Slots(storage);
    await slots.write(keptAt(1));
    storage.values.set('run 0 head', { ...(storage.values.get('run 0 head') as object), version: 0 });
    expect(await slots.read()).toMatchObject({ kept: null, problem: 'old' });
    const broken = keptAt(2);
    await slots.write({
      ...broken,
      run: { ...broken.run, network: { ...broken.run.network, layers: [{ name: 'x', kind: 'unheard' }] } },
    });
    expect(await slots.read()).toMatchObject({ kept: null, problem: 'damaged' });
    storage.values.set('run 0 head', 'something else');
    expect(await slots.read()).toMatchObject({ kept: null, problem: 'damaged' });
    await slots.write(keptAt(3));
    expect(await stepOf(slots)).toBe(3);
  });

  it('of two tabs that write at the same time is one of them, whole', async () => {
    const storage = new FakeStorage();
    const [one, other] = [new Slots(storage), new Slots(storage)];
    await one.write(keptAt(1));
    await Promise.all([one.write(keptAt(10)), other.write(keptAt(20))]);
    expect([10, 20]).toContain(await stepOf(one));
    await other.write(keptAt(30));
    expect(await stepOf(one)).toBe(30);
  });

  it('brings its past along: each instant is written once, and goes with the last run that lists it', async () => {
    const storage = new FakeStorage();
    const slots = new Slots(storage);
    const instants = [0, 1, 2, 3].map((step) => ({
      step,
      learningRate: 0.01,
      bytes: Float32Array.of(step, 7).buffer,
    }));
    const withPast = (step: number, ...which: number[]): Kept => {
      const kept = keptAt(step);
      return { ...kept, run: { ...kept.run, past: which.map((at) => instants[at]!) } };
    };
    const there = (): number => [...storage.values.keys()].filter((key) => key.startsWith('instant ')).length;
    await slots.write(withPast(2, 0, 1));
    expect((await new Slots(storage).read()).kept).toEqual(withPast(2, 0, 1));
    await slots.write(withPast(4, 1, 2));
    expect(there()).toBe(3);
    await slots.writeLeft(withPast(1, 0));
    await slots.write(withPast(5, 2, 3));
    // The slot that listed 0 is overwritten; the run that was left lists it still.
    expect(there()).toBe(4);
    await slots.writeLeft(null);
    expect(there()).toBe(3);
    // One that is gone or damaged is left out, and the run is whole.
    const bytesOf = (key: string): number => new Float32Array(storage.values.get(key) as ArrayBuffer)[0]!;
    const key = [...storage.values.keys()].find((one) => one.startsWith('instant ') && bytesOf(one) === 2);
    storage.values.set(key!, Float32Array.of(9, 9).buffer);
    const found = await new Slots(storage).read();
    expect(found).toMatchObject({ kept: withPast(5, 3), problem: null });
    expect(found.kept?.run.past).toHaveLength(1);
  });

  it('is kept without its past where there is no room for both', async () => {
    const storage = new FakeStorage();
    const write = storage.write.bind(storage);
    storage.write = (entries) =>
      entries.some(([key]) => key.startsWith('instant '))
        ? Promise.reject(new DOMException('full', 'QuotaExceededError'))
        : write(entries);
    const kept = keptAt(3);
    const past = [{ step: 1, learningRate: 0.01, bytes: Float32Array.of(1).buffer }];
    await new Slots(storage).write({ ...kept, run: { ...kept.run, past } });
    expect((await new Slots(storage).read()).kept).toEqual(kept);
  });

  it('that was left is kept apart', async () => {
    const slots = new Slots(new FakeStorage());
    expect(await slots.readLeft()).toBeNull();
    await slots.writeLeft(keptAt(500));
    await slots.write(keptAt(0));
    expect((await slots.readLeft())?.run.checkpoint.step).toBe(500);
    expect(await stepOf(slots)).toBe(0);
    await slots.writeLeft(null);
    expect(await slots.readLeft()).toBeNull();
  });
});

describe('keeping', () => {
  function keeping(trainingMs = 600): {
    storage: FakeStorage;
    keeper: Keeper;
    at: { step: number; training: boolean };
    refusals: Refusal[];
  } {
    const storage = new FakeStorage();
    const at = { step: 0, training: false };
    const refusals: Refusal[] = [];
    const keeper = new Keeper(
      new Slots(storage),
      {
        current: () => (at.step === 0 ? null : keptAt(at.step)),
        training: () => at.training,
        refused: (reason) => refusals.push(reason),
      },
      { trainingMs, restMs: 10 },
    );
    return { storage, keeper, at, refusals };
  }

  const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  it('writes soon after a change at rest, and once for several', async () => {
    const { storage, keeper, at } = keeping();
    keeper.changed();
    await pass(100);
    expect(storage.writes, 'nothing to keep yet').toBe(0);
    at.step = 3;
    for (let times = 0; times < 5; times++) keeper.changed();
    await pass(100);
    expect(storage.writes).toBe(1);
    expect(await stepOf(new Slots(storage))).toBe(3);
  });

  it('writes at once when asked to, and only what is new', async () => {
    const { storage, keeper, at } = keeping();
    at.step = 8;
    keeper.changed();
    await keeper.flush();
    expect(storage.writes).toBe(1);
    await keeper.flush();
    expect(storage.writes).toBe(1);
  });

  it.each([
    ['full', new DOMException('The quota has been exceeded.', 'QuotaExceededError')],
    ['forbidden', new DOMException('The operation is insecure.', 'SecurityError')],
  ] as const)('says once that storage is %s, and goes on when it is not any more', async (reason, error) => {
    const { storage, keeper, at, refusals } = keeping();
    storage.refuses = error;
    for (at.step = 1; at.step < 4; at.step++) {
      keeper.changed();
      await keeper.flush();
    }
    expect(refusals).toEqual([reason]);
    storage.refuses = null;
    keeper.changed();
    await keeper.flush();
    expect(await stepOf(new Slots(storage))).toBe(4);
  });

  it('writes every few seconds while training', async () => {
    const { storage, keeper, at } = keeping();
    at.training = true;
    at.step = 1;
    keeper.changed();
    await keeper.flush();
    for (let times = 0; times < 10; times++) {
      keeper.changed();
      await pass(10);
    }
    expect(storage.writes, 'within the interval').toBe(1);
    await pass(900);
    expect(storage.writes).toBe(2);
  });

  it('writes at once when training comes to rest, without waiting for its turn', async () => {
    const { storage, keeper, at } = keeping(1e6);
    at.training = true;
    at.step = 1;
    keeper.changed();
    await keeper.flush();
    keeper.changed();
    at.training = false;
    at.step = 2;
    keeper.changed();
    await expect.poll(() => storage.writes).toBe(2);
    expect(await stepOf(new Slots(storage))).toBe(2);
  });
});
