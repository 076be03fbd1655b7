// What is kept in the browser: whole or not at all, told from what is damaged or old, and never in the way.

import { afterEach, describe, expect, it } from 'vitest';
import { Keeper } from '../../src/app/kept/keeper';
import { StoredPieces, type Store } from '../../src/app/kept/pieceStores';
import type { Kept } from '../../src/app/kept/record';
import type { Refusal } from '../../src/app/kept/refusal';
import { Slots as StoredSlots } from '../../src/app/kept/slots';
import type { Storage } from '../../src/app/kept/storage';
import type { Reached } from '../../src/session/facade';

const CRASH = 'crash';

/** Storage of heads in memory, and beside it the files of pieces. */
class FakeStorage implements Storage {
  readonly values = new Map<string, unknown>();
  readonly files = new Map<string, ArrayBuffer>();
  refuses: Error | null = null;
  writes = 0;
  /** So many bytes, heads, and removals are written before a crash. */
  fuse = Infinity;
  /** How much was written, in the same units. */
  spent = 0;

  /** @returns how much of it happens */
  burn(units: number): number {
    const left = Math.max(0, Math.min(units, this.fuse - this.spent));
    this.spent += left;
    return left;
  }

  #step(): void {
    if (this.burn(1) < 1) throw new Error(CRASH);
  }

  read(keys: readonly string[]): Promise<readonly unknown[]> {
    return Promise.resolve(keys.map((key) => structuredClone(this.values.get(key))));
  }

  write(entries: readonly (readonly [string, unknown])[]): Promise<void> {
    if (this.refuses) return Promise.reject(this.refuses);
    this.writes++;
    return this.#whole(() => {
      for (const [key, value] of entries) this.values.set(key, structuredClone(value));
    });
  }

  remove(keys: readonly string[]): Promise<void> {
    return this.#whole(() => {
      for (const key of keys) this.values.delete(key);
    });
  }

  /** A transaction. */
  #whole(change: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.#step();
      change();
      resolve();
    });
  }

  /** Files, which a crash leaves too short. */
  readonly folder: Store = {
    has: (digest, sizeBytes) => Promise.resolve(this.files.get(digest)?.byteLength === sizeBytes),
    write: (digest, bytes) => {
      if (this.refuses) return Promise.reject(this.refuses);
      const written = this.burn(bytes.byteLength);
      this.files.set(digest, bytes.slice(0, written));
      return written < bytes.byteLength ? Promise.reject(new Error(CRASH)) : Promise.resolve();
    },
    read: (digest) => Promise.resolve(this.files.get(digest)?.slice(0) ?? null),
    names: () => Promise.resolve([...this.files.keys()]),
    remove: (digests) =>
      new Promise((resolve) => {
        for (const digest of digests) {
          this.#step();
          this.files.delete(digest);
        }
        resolve();
      }),
  };

  keys(): Promise<readonly string[]> {
    return Promise.resolve([...this.values.keys()]);
  }
}

class Slots extends StoredSlots {
  constructor(storage: FakeStorage, now?: () => number) {
    const pieces = new StoredPieces([storage.folder]);
    super(storage, () => Promise.resolve(pieces), now);
  }
}

const REACHED: Reached = { step: 900, rates: [[0, 0.002]] };

function keptAt(step: number, reached: Reached | null = null): Kept {
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
    reached,
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

  it('is stored without its numbers where they are those of its seed', async () => {
    const storage = new FakeStorage();
    const { run, page } = keptAt(0);
    await new Slots(storage).write({ run: { ...run, fromSeed: true }, page });
    const { kept } = await new Slots(storage).read();
    expect(kept?.run).toMatchObject({ fromSeed: true, checkpoint: { step: 0, slabs: {} } });
    expect([...storage.files.values()].every((bytes) => bytes.byteLength < 200)).toBe(true);
  });

  it('is the newest of two, written in turn', async () => {
    const storage = new FakeStorage();
    const slots = new Slots(storage);
    expect(await slots.read()).toEqual({ kept: null, savedAt: 0, problem: null });
    for (const step of [1, 2, 3, 4, 5]) {
      await slots.write(keptAt(step));
      expect(await stepOf(slots)).toBe(step);
    }
    expect([...storage.values.keys()].sort()).toEqual(['run 0 head', 'run 1 head']);
    // Two copies, and the page that both have.
    expect(storage.files.size).toBe(3);
  });

  it('is written anew in its place while its copy is the same, with the steps since', async () => {
    const storage = new FakeStorage();
    const slots = new Slots(storage);
    await slots.write(keptAt(1));
    const two = keptAt(2);
    await slots.write(two);
    const { spent } = storage;
    await slots.write({ ...two, reached: REACHED });
    await slots.journal({ ...two.page, sample: 3 }, { ...REACHED, step: 950 });
    expect(storage.spent - spent, 'only heads').toBe(2);
    const found = await new Slots(storage).read();
    expect(found.kept).toEqual({
      ...two,
      page: { ...two.page, sample: 3 },
      reached: { ...REACHED, step: 950 },
    });
    // The copy before is still there.
    storage.files.delete((storage.values.get('run 1 head') as { copy: string[] }).copy[0]!);
    expect(await stepOf(new Slots(storage))).toBe(1);
  });

  it('torn at any byte of any of its writes is the one before or the new one, whole', async () => {
    // What a first, a second and a third write, an instant of the past, and a run that is left write in all.
    const past = [0, 1].map((step) => ({
      step,
      learningRate: 0.01,
      bytes: Float32Array.of(step, 7).buffer,
    }));
    const kept = [1, 2, 3].map((step) => {
      const one = keptAt(step, { step: step + 1, rates: [[0, 0.1]] });
      return { ...one, run: { ...one.run, past } };
    });
    const session = async (storage: FakeStorage): Promise<number> => {
      let written = 0;
      const slots = new Slots(storage);
      try {
        for (const one of kept) {
          await slots.write(one);
          // Sweeping ends a write, but what it leaves undone does no harm.
          if (storage.spent === storage.fuse) break;
          written = one.run.checkpoint.step;
        }
        await slots.writeLeft(keptAt(7));
        await slots.writeLeft(null);
      } catch (error) {
        expect(error).toMatchObject({ message: CRASH });
      }
      return written;
    };
    const whole = new FakeStorage();
    await session(whole);
    expect(whole.spent).toBeGreaterThan(400);
    for (let fuse = 0; fuse <= whole.spent; fuse++) {
      const storage = new FakeStorage();
      storage.fuse = fuse;
      const written = await session(storage);
      storage.fuse = Infinity;
      const found = await new Slots(storage).read();
      expect(found.problem, `after ${fuse} of ${whole.spent}`).toBeNull();
      const step = found.kept?.run.checkpoint.step ?? 0;
      expect([written, written + 1]).toContain(step);
      if (step > 0) expect(found.kept).toEqual(kept[step - 1]);
      // What lies about does not disturb the next one.
      const after = new Slots(storage);
      await after.write(keptAt(9));
      expect((await new Slots(storage).read()).kept).toEqual(keptAt(9));
      await after.write(keptAt(10));
      const heads = [...storage.values].filter(([key]) => key !== 'left head').map(([, head]) => head);
      expect(heads).toHaveLength(2);
    }
  });

  it.each([
    ['a bit differs', (bytes: ArrayBuffer) => void (new Uint8Array(bytes)[bytes.byteLength - 3]! ^= 1)],
    ['it is cut short', (bytes: ArrayBuffer) => bytes.slice(0, 40)],
    ['it is gone', () => null],
    ['the text differs', null],
  ])('is set aside where %s, and the one before is taken', async (_what, damage) => {
    const storage = new FakeStorage();
    const slots = new Slots(storage);
    await slots.write(keptAt(1));
    await slots.write(keptAt(2));
    const head = storage.values.get('run 1 head') as { copy: string[]; text: string };
    const name = head.copy[0]!;
    const bytes = storage.files.get(name)!;
    if (damage === null) head.text = head.text.replace('small', 'smell');
    else {
      const after = damage(bytes);
      if (after === null) storage.files.delete(name);
      else if (after) storage.files.set(name, after);
    }
    const found = await slots.read();
    expect(found.problem).toBe('damaged');
    expect(found.kept?.run.checkpoint.step).toBe(1);
    expect(storage.values.has('aside head'), 'reading changes nothing').toBe(false);
    await slots.setAside();
    expect(storage.values.has('aside head')).toBe(true);
    expect(storage.values.has('run 1 head')).toBe(false);
    // Told once: the next visit finds nothing amiss.
    expect((await slots.read()).problem).toBeNull();
    // Where the copy is whole again, it is not lost.
    await slots.write(keptAt(3));
    expect(storage.files.has(name)).toBe(_what !== 'it is gone');
  });

  it('cannot be read where its pieces cannot: nothing is said to be damaged then', async () => {
    const storage = new FakeStorage();
    await new Slots(storage).write(keptAt(1));
    storage.folder.read = () => Promise.reject(new Error('the worker did not start'));
    await expect(new Slots(storage).read()).rejects.toThrow('did not start');
  });

  it('is read again where another tab replaced it meanwhile', async () => {
    const storage = new FakeStorage();
    const owner = new Slots(storage);
    for (const step of [1, 2]) await owner.write(keptAt(step));
    const read = storage.folder.read.bind(storage.folder);
    let reads = 0;
    storage.folder.read = async (digest) => {
      if (reads++ === 0) for (const step of [3, 4]) await owner.write(keptAt(step));
      return read(digest);
    };
    expect(await new Slots(storage).read()).toMatchObject({ kept: keptAt(4), problem: null });
  });

  it('of another version, or with an invalid network, is set aside', async () => {
    const storage = new FakeStorage();
    const slots = new Slots(storage);
    await slots.write(keptAt(1));
    storage.values.set('run 0 head', { ...(storage.values.get('run 0 head') as object), version: 3 });
    expect(await slots.read()).toMatchObject({ kept: null, problem: 'old' });
    await slots.setAside();
    const broken = keptAt(2);
    await slots.write({
      ...broken,
      run: { ...broken.run, network: { ...broken.run.network, layers: [{ name: 'x', kind: 'unheard' }] } },
    });
    expect(await slots.read()).toMatchObject({ kept: null, problem: 'damaged' });
    await slots.setAside();
    storage.values.set('run 0 head', 'something else');
    expect(await slots.read()).toMatchObject({ kept: null, problem: 'damaged' });
    await slots.setAside();
    await slots.write(keptAt(3));
    expect(await stepOf(slots)).toBe(3);
  });

  it('of two tabs that write at the same time, without locks, is one of them, whole', async () => {
    const storage = new FakeStorage();
    const [one, other] = [new Slots(storage), new Slots(storage)];
    await one.write(keptAt(1));
    await Promise.all([one.write(keptAt(10)), other.write(keptAt(20))]);
    // What one has written when the other sweeps may be swept.
    expect([1, 10, 20]).toContain(await stepOf(one));
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
    // Beside copies and pages.
    const sizes = (): number[] => [...storage.files.values()].map(({ byteLength }) => byteLength);
    const there = (): number => sizes().filter((size) => size === 8).length;
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
    const bytesOf = (key: string): number => new Float32Array(storage.files.get(key)!)[0]!;
    const name = [...storage.files].find(([name, { byteLength }]) => byteLength === 8 && bytesOf(name) === 2);
    storage.files.set(name![0], Float32Array.of(9, 9).buffer);
    const found = await new Slots(storage).read();
    expect(found).toMatchObject({ kept: withPast(5, 3), problem: null });
    expect(found.kept?.run.past).toHaveLength(1);
  });

  it('is kept without its past where there is no room for both', async () => {
    const storage = new FakeStorage();
    const write = storage.folder.write.bind(storage.folder);
    storage.folder.write = (digest, bytes) =>
      bytes.byteLength === 4
        ? Promise.reject(new DOMException('full', 'QuotaExceededError'))
        : write(digest, bytes);
    const kept = keptAt(3);
    const past = [{ step: 1, learningRate: 0.01, bytes: Float32Array.of(1).buffer }];
    await new Slots(storage).write({ ...kept, run: { ...kept.run, past } });
    expect((await new Slots(storage).read()).kept).toEqual(kept);
  });

  it('of a tab that has handed over stays unwritten', async () => {
    const storage = new FakeStorage();
    const slots = new Slots(storage);
    await slots.write(keptAt(1));
    slots.close();
    await slots.write(keptAt(2));
    await slots.journal(keptAt(2).page, REACHED);
    await slots.writeLeft(keptAt(2));
    expect((await new Slots(storage).read()).kept).toEqual(keptAt(1));
    expect(await new Slots(storage).readLeft()).toBeNull();
  });

  it('of a tab that was frozen at any moment of its writes stays unwritten, once another tab has taken over', async () => {
    // What the other one writes, while the first is frozen, and what the first wants to write. Both have the same pictures.
    const [before, late, taken] = [keptAt(3), keptAt(50), keptAt(4, REACHED)];
    const past = [{ step: 1, learningRate: 0.01, bytes: Float32Array.of(1, 7).buffer }];
    const withPast = (kept: Kept): Kept => ({ ...kept, run: { ...kept.run, past } });
    const session = async (frozenAt: number): Promise<number> => {
      const storage = new FakeStorage();
      const folders = [storage.folder, new FakeStorage().folder];
      let moments = 0;
      /** The first tab, each of whose calls may be the one before which it is frozen. */
      const freezing = <T extends object>(of: T): T =>
        new Proxy(of, {
          get: (target, name) => {
            const value: unknown = Reflect.get(target, name);
            if (typeof value !== 'function') return value;
            return async (...given: unknown[]): Promise<unknown> => {
              if (armed && moments++ === frozenAt) await takeOver();
              return (value as (...given: unknown[]) => unknown).apply(target, given);
            };
          },
        });
      let armed = false;
      const slotsOf = (storage: Storage, wrapped: (store: Store) => Store): StoredSlots =>
        new StoredSlots(storage, (generation) =>
          Promise.resolve(
            new StoredPieces([wrapped(folders[generation]!)], () =>
              Promise.resolve(folders.slice(0, generation)),
            ),
          ),
        );
      const other = slotsOf(storage, (store) => store);
      const takeOver = async (): Promise<void> => {
        armed = false;
        await other.claim(true);
        await other.write(taken);
        await other.write({ ...withPast(taken), reached: null });
      };
      const first = slotsOf(freezing<Storage>(storage), freezing);
      await first.claim(false);
      await first.write(before);
      armed = true;
      await first.write(withPast(late));
      await first.journal(late.page, REACHED);
      await first.writeLeft(keptAt(60));
      await first.writeLeft(null);
      if (frozenAt === Infinity) return moments;
      expect(moments, 'it was frozen').toBeGreaterThan(frozenAt);
      // It has woken up, does not know yet, and tries again.
      await first.write(keptAt(70));
      const found = await other.read();
      expect(found.problem, `frozen before call ${frozenAt}`).toBeNull();
      expect(found.kept, `frozen before call ${frozenAt}`).toEqual({ ...withPast(taken), reached: null });
      return moments;
    };
    const calls = await session(Infinity);
    expect(calls).toBeGreaterThan(20);
    for (let at = 0; at < calls; at++) await session(at);
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
  const keepers: Keeper[] = [];
  afterEach(() => {
    for (const keeper of keepers.splice(0)) void keeper.stop();
  });

  function keeping(trainingMs = 600): {
    storage: FakeStorage;
    keeper: Keeper;
    at: { step: number; training: boolean; lineage: (from: number) => boolean };
    refusals: Refusal[];
  } {
    const storage = new FakeStorage();
    const at = { step: 0, training: false, lineage: (_from: number) => true };
    const refusals: Refusal[] = [];
    const keeper = new Keeper(
      new Slots(storage),
      {
        current: () => (at.step === 0 ? null : keptAt(at.step)),
        page: () => keptAt(at.step).page,
        reachedSince: ({ checkpoint }) => (at.lineage(checkpoint.step) ? { step: at.step, rates: [] } : null),
        training: () => at.training,
        refused: (reason) => refusals.push(reason),
        written: () => undefined,
      },
      { trainingMs, restMs: 10 },
    );
    keepers.push(keeper);
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
    await expect.poll(() => storage.writes).toBe(1);
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
    await expect.poll(() => storage.writes).toBeGreaterThanOrEqual(2);
  });

  it('writes the steps taken since while a large copy is on its way, unless they lead from no copy', async () => {
    const { storage, keeper, at } = keeping(20);
    at.training = true;
    at.step = 1;
    keeper.changed();
    await keeper.flush();
    let arrive: () => void = () => undefined;
    const write = storage.folder.write.bind(storage.folder);
    storage.folder.write = async (digest, bytes) => {
      await new Promise<void>((resolve) => (arrive = resolve));
      return write(digest, bytes);
    };
    at.step = 5;
    keeper.changed();
    const reached = async (): Promise<unknown> => (await new Slots(storage).read()).kept?.reached;
    at.step = 8;
    await expect.poll(reached).toEqual({ step: 8, rates: [] });
    expect(await stepOf(new Slots(storage))).toBe(1);
    at.step = 12;
    await expect.poll(reached).toEqual({ step: 12, rates: [] });
    // The reader changes a weight, or begins anew.
    at.lineage = (from) => from > 1;
    at.step = 14;
    await pass(100);
    expect(await reached()).toEqual({ step: 12, rates: [] });
    storage.folder.write = write;
    arrive();
    await expect.poll(async () => stepOf(new Slots(storage))).toBeGreaterThanOrEqual(5);
  });

  it('hands over with the newest steps, and writes nothing afterwards', async () => {
    const { storage, keeper, at } = keeping(1e6);
    at.training = true;
    at.step = 1;
    keeper.changed();
    await keeper.flush();
    at.step = 5;
    // A copy is on its way, and comes too late.
    storage.folder.write = () => new Promise(() => undefined);
    at.training = false;
    keeper.changed();
    void keeper.flush();
    at.step = 6;
    await keeper.handOver();
    keeper.changed();
    expect((await new Slots(storage).read()).kept).toMatchObject({
      run: { checkpoint: { step: 1 } },
      reached: { step: 6 },
    });
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
