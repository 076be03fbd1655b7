// The newest two records, in two slots that are written alternately: whatever happens to one while it is written, the
// other is complete. Tabs share the slots; each write is one transaction into the older slot, so the last write wins
// and nothing is mixed. A record that cannot be read is moved aside, with its reason.
//
// A third slot holds the run that was left by starting a new one, so that it can be restored. The snapshots of all of
// them are stored beside, each once; those that no record lists are removed after each write.

import type { SavedInstant } from '../../session/facade';
import { digestOf, headOf, KeptError, pack, unpack, type Head, type Kept, type Unpacked } from './record';
import type { Storage } from './storage';

const SLOTS = ['run 0', 'run 1'] as const;
const LEFT = 'left';
const ASIDE = 'aside';
const INSTANT = 'instant ';
const keysOf = (place: string): readonly [head: string, bytes: string] => [`${place} head`, `${place} bytes`];

export interface Found {
  /** The newest record that can be read. */
  readonly kept: Kept | null;
  readonly savedAt: number;
  /** Why a newer one could not be; it is set aside. */
  readonly problem: KeptError['reason'] | null;
}

export class Slots {
  constructor(
    private readonly storage: Storage,
    private readonly now: () => number = () => Date.now(),
  ) {}

  /** @throws where storage is forbidden */
  async read(): Promise<Found> {
    let problem: Found['problem'] = null;
    for (const { slot, head } of await this.#heads()) {
      const [, bytesKey] = keysOf(slot);
      const [bytes] = await this.storage.read([bytesKey]);
      try {
        if (head === null) throw new KeptError('damaged', 'its head is not one');
        const kept = await this.#withPast(await unpack(head, bytes));
        return { kept, savedAt: head.savedAt, problem };
      } catch (error) {
        if (!(error instanceof KeptError)) throw error;
        problem ??= error.reason;
        await this.#setAside(slot);
      }
    }
    return { kept: null, savedAt: 0, problem };
  }

  /** @throws where storage is full or forbidden: what was kept before is still there */
  async write(kept: Kept): Promise<void> {
    const heads = await this.#heads();
    const [newest] = heads;
    const slot =
      SLOTS.find((one) => !heads.some((head) => head.slot === one)) ?? heads.at(-1)?.slot ?? SLOTS[0];
    await this.#put(slot, kept, 1 + (newest?.head?.sequence ?? 0));
  }

  /** The run that was left by starting a new one; null if there is none that can be read. */
  async readLeft(): Promise<Kept | null> {
    const [headKey, bytesKey] = keysOf(LEFT);
    const [value, bytes] = await this.storage.read([headKey, bytesKey]);
    const head = headOf(value);
    if (head === null) return null;
    const unpacked = await unpack(head, bytes).catch(() => null);
    return unpacked && this.#withPast(unpacked);
  }

  /** Keeps a run to come back to; null forgets it. */
  async writeLeft(kept: Kept | null): Promise<void> {
    if (kept === null) {
      await this.storage.remove(keysOf(LEFT));
      await this.#sweep();
    } else await this.#put(LEFT, kept, 0);
  }

  /** Moves a run aside that is complete but cannot be resumed. */
  async writeAside(kept: Kept): Promise<void> {
    await this.#put(ASIDE, kept, 0);
  }

  async #put(place: string, kept: Kept, sequence: number): Promise<void> {
    const { head, bytes, instants } = await pack(kept, sequence, this.now());
    const [headKey, bytesKey] = keysOf(place);
    const there = instants.size > 0 ? new Set(await this.storage.keys()) : new Set();
    const fresh = [...instants]
      .map(([digest, instant]) => [`${INSTANT}${digest}`, instant] as const)
      .filter(([key]) => !there.has(key));
    try {
      await this.storage.write([...fresh, [bytesKey, bytes], [headKey, head]]);
    } catch (error) {
      if (fresh.length === 0) throw error;
      // Where there is no room for its past, the run itself may still find some.
      const { past: _, ...run } = kept.run;
      return this.#put(place, { ...kept, run }, sequence);
    }
    await this.#sweep();
  }

  /** With the instants that it lists, those that are there and whole. */
  async #withPast({ kept, past }: Unpacked): Promise<Kept> {
    if (past.length === 0) return kept;
    const values = await this.storage.read(past.map(({ digest }) => `${INSTANT}${digest}`));
    const found = await Promise.all(
      past.map(async ({ digest, ...instant }, at): Promise<SavedInstant | null> => {
        const bytes = values[at];
        return bytes instanceof ArrayBuffer && (await digestOf(bytes)) === digest
          ? { ...instant, bytes }
          : null;
      }),
    );
    return { ...kept, run: { ...kept.run, past: found.filter((one) => one !== null) } };
  }

  /** Removes the instants that no record lists. What two tabs take from each other is left out when it is read. */
  async #sweep(): Promise<void> {
    const kept = (await this.storage.keys()).filter((key) => key.startsWith(INSTANT));
    if (kept.length === 0) return;
    const heads = await this.storage.read([...SLOTS, LEFT, ASIDE].map((place) => keysOf(place)[0]));
    const listed = new Set(heads.flatMap((value) => headOf(value)?.instants ?? []));
    const gone = kept.filter((key) => !listed.has(key.slice(INSTANT.length)));
    if (gone.length > 0) await this.storage.remove(gone);
  }

  /** Of the slots that hold something, newest first. */
  async #heads(): Promise<{ slot: string; head: Head | null }[]> {
    const values = await this.storage.read(SLOTS.map((slot) => keysOf(slot)[0]));
    return SLOTS.flatMap((slot, at) => {
      const value = values[at];
      return value === undefined ? [] : [{ slot, head: headOf(value) }];
    }).sort(
      (a, b) =>
        (b.head?.sequence ?? -1) - (a.head?.sequence ?? -1) ||
        (b.head?.savedAt ?? 0) - (a.head?.savedAt ?? 0),
    );
  }

  /** Moved aside but not lost: another version of the page may still read it. */
  async #setAside(slot: string): Promise<void> {
    const keys = keysOf(slot);
    const values = await this.storage.read(keys);
    const aside = keysOf(ASIDE).map((key, at) => [key, values[at]] as const);
    // If even this fails the record stays, and the next write overwrites it.
    await this.storage
      .write(aside)
      .then(() => this.storage.remove(keys))
      .catch(() => undefined);
  }
}
