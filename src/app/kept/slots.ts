// The newest two copies of the run, in two slots: whatever happens to one while it is written, the other is complete. While
// the copy is the same, its record is written anew in its own slot; of another copy it goes to the older slot. A record that
// cannot be read is moved aside, with its reason.
//
// A third slot holds the run that was left by starting a new one, so that it can be restored. Pieces and values that no
// record lists are removed after a copy is written.

import type { Reached } from '../../session/facade';
import type { Checkpoint } from '../../train/trainer';
import { digestOf } from './digest';
import type { Pieces } from './pieces';
import {
  copyParts,
  cut,
  headFor,
  headOf,
  historyBytes,
  KeptError,
  pageParts,
  readRecord,
  type Cut,
  type Cuts,
  type CutInstant,
  type Head,
  type Kept,
  type KeptPage,
  type Parts,
} from './record';
import { GENERATION, generationOf, headKeyOf, LEFT, named, SLOTS, type Storage } from './storage';
import type { HeadOfVersion1 } from './version1';

const ASIDE = 'aside';
const PLACES = [...SLOTS, LEFT, ASIDE];
/** How often reading begins anew because another tab has written meanwhile. */
const MAX_READS = 4;

export interface Found {
  /** The newest record that can be read. */
  readonly kept: Kept | null;
  readonly savedAt: number;
  /** Why a newer one could not be; `setAside` moves it. */
  readonly problem: KeptError['reason'] | null;
}

export class Slots {
  /** Slots that hold what cannot be read. */
  #unreadable: readonly string[] = [];
  /** What was written last. */
  #last: { readonly kept: Kept; readonly cuts: Cuts } | null = null;
  /** Pieces were written since the last sweep. */
  #unswept = true;
  /** Pieces that are there: listed by a record. */
  #there: ReadonlySet<string> = new Set();
  /** How copies and instants were cut. */
  readonly #cutBefore = new WeakMap<object, Cut>();
  /** The digests of the histories they were cut with: the text of one is 200 KB. */
  readonly #histories = new WeakMap<Checkpoint, string>();
  /** Copies are written one after another, and so are heads. */
  #copies: Promise<unknown> = Promise.resolve();
  #heads: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** Of this tab; null: it only reads. */
  #generation: number | null = null;
  #opened: { readonly generation: number; readonly pieces: Promise<Pieces> } | null = null;

  /** @param openPieces called with the first that is read or written */
  constructor(
    private readonly storage: Storage,
    private readonly openPieces: (generation: number) => Promise<Pieces>,
    private readonly now: () => number = () => Date.now(),
  ) {}

  /**
   * This tab writes from now on.
   * @param taken from a tab that may not know yet: what that one still writes is read by nobody
   */
  async claim(taken: boolean): Promise<void> {
    const before = await this.#current();
    if (taken) {
      const heads = await this.storage.read(this.#keys(PLACES, before));
      const keys = this.#keys(PLACES, before + 1);
      const entries = keys.flatMap((key, at) => (heads[at] === undefined ? [] : [[key, heads[at]] as const]));
      await this.storage.write([[GENERATION, before + 1], ...entries]);
    }
    this.#generation = taken ? before + 1 : before;
  }

  async #current(): Promise<number> {
    const [value] = await this.storage.read([GENERATION]);
    return generationOf(value);
  }

  /** Those of its heads. */
  #keys(places: readonly string[], generation: number): string[] {
    return places.map((place) => named(headKeyOf(place), generation));
  }

  async #keysOf(places: readonly string[]): Promise<string[]> {
    return this.#keys(places, this.#generation ?? (await this.#current()));
  }

  async #pieces(): Promise<Pieces> {
    const generation = this.#generation ?? (await this.#current());
    if (this.#opened?.generation !== generation) {
      const opened = { generation, pieces: this.openPieces(generation) };
      this.#opened = opened;
      // Their code may be there at the next attempt.
      opened.pieces.catch(() => (this.#opened = null));
    }
    return this.#opened.pieces;
  }

  /** Changes nothing. @param alive called after each piece @throws where storage is forbidden */
  async read(alive: () => void = () => undefined): Promise<Found> {
    for (let reads = 1; ; reads++) {
      const { heads, ...found } = await this.#readOnce(alive);
      const changed = async (): Promise<boolean> =>
        JSON.stringify(heads) !== JSON.stringify(await this.#inSlots());
      if (found.problem === null || reads === MAX_READS || !(await changed())) return found;
    }
  }

  async #readOnce(alive: () => void): Promise<Found & { readonly heads: unknown }> {
    const heads = await this.#inSlots();
    let problem: Found['problem'] = null;
    this.#unreadable = [];
    for (const { slot, head } of heads) {
      try {
        if (head === null) throw new KeptError('damaged', 'its head is not one');
        return { kept: await this.#readHead(slot, head, alive), savedAt: head.savedAt, problem, heads };
      } catch (error) {
        if (!(error instanceof KeptError)) throw error;
        problem ??= error.reason;
        this.#unreadable = [...this.#unreadable, slot];
      }
    }
    return { kept: null, savedAt: 0, problem, heads };
  }

  /** The run that was left by starting a new one; null if there is none that can be read. */
  async readLeft(alive: () => void = () => undefined): Promise<Kept | null> {
    const [value] = await this.storage.read(await this.#keysOf([LEFT]));
    const head = headOf(value);
    return head && (await this.#readHead(LEFT, head, alive).catch(() => null));
  }

  /**
   * Moves what could not be read aside: another version of the page may still read it. If even this fails it stays, and the
   * next write overwrites it.
   */
  async setAside(): Promise<void> {
    const slots = this.#unreadable;
    this.#unreadable = [];
    for (const slot of slots) await this.#move(slot, ASIDE).catch(() => undefined);
  }

  /** @throws where storage is full or forbidden: what was kept before is still there */
  async write(kept: Kept, alive: () => void = () => undefined): Promise<void> {
    await this.#put(null, kept, alive);
  }

  /** Writes anew what is small of the run last written, of which it has the copy and the pictures. */
  async journal(page: KeptPage, reached: Reached | null): Promise<void> {
    if (this.#last === null) return;
    const { kept, cuts } = this.#last;
    const { picture, drawing } = kept.page;
    await this.#putHead(null, { run: kept.run, page: { ...page, picture, drawing }, reached }, cuts);
  }

  /** Keeps a run to come back to; null forgets it. */
  async writeLeft(kept: Kept | null): Promise<void> {
    if (kept !== null) await this.#put(LEFT, kept);
    else if (!this.#closed)
      await this.#copiesInTurn(async () => {
        await this.storage.remove(await this.#keysOf([LEFT]));
        await this.#sweep();
      });
  }

  /** Moves a run aside that is complete but cannot be resumed. */
  async writeAside(kept: Kept): Promise<void> {
    await this.#put(ASIDE, kept);
  }

  /** From now on nothing is written: another tab does. */
  close(): void {
    this.#closed = true;
  }

  /** @param place null: one of the slots */
  async #put(place: string | null, kept: Kept, alive: () => void = () => undefined): Promise<void> {
    const put = async (): Promise<void> => {
      try {
        const { cuts, past } = await this.#cuts(kept, alive);
        await this.#putHead(place, { ...kept, run: { ...kept.run, past } }, cuts);
        if (place === null) this.#last = { kept, cuts };
      } finally {
        // Also of what was begun and found no room.
        if (this.#unswept) await this.#sweep().catch(() => undefined);
      }
    };
    await this.#copiesInTurn(put);
  }

  /** Stores what is not there. */
  async #cuts(
    { run, page }: Kept,
    alive: () => void,
  ): Promise<{ readonly cuts: Cuts; readonly past: Kept['run']['past'] }> {
    const { checkpoint, past = [] } = run;
    const history = historyBytes(run);
    const digest = await digestOf(history);
    if (this.#histories.get(checkpoint) !== digest) this.#cutBefore.delete(checkpoint);
    this.#histories.set(checkpoint, digest);
    const copy = await this.#cut(checkpoint, () => copyParts(run, history), alive);
    const last = this.#last?.kept.page;
    const samePictures = last?.picture === page.picture && last.drawing === page.drawing;
    const pictures = await this.#cut(
      (samePictures ? this.#last?.cuts.page : null) ?? page,
      () => pageParts(page),
      alive,
    );
    const instants: CutInstant[] = [];
    const kept: (typeof past)[number][] = [];
    for (const instant of past) {
      const { step, learningRate, bytes } = instant;
      // Where there is no room for its past, the run itself may still find some.
      const found = await this.#cut(bytes, () => new Map([['instant', bytes]]), alive).catch(() => null);
      if (found === null) break;
      instants.push({ step, learningRate, ...found });
      kept.push(instant);
    }
    return { cuts: { copy, page: pictures, past: instants }, past: kept };
  }

  async #cut(of: object, parts: () => Parts, alive: () => void): Promise<Cut> {
    const before = this.#cutBefore.get(of);
    if (before?.pieces.every((piece) => this.#there.has(piece)) === true) return before;
    this.#unswept = true;
    const made = await cut(parts(), await this.#pieces(), alive);
    // A cut leads to itself, too: what is kept of a page is its cut alone.
    for (const key of [of, made]) this.#cutBefore.set(key, made);
    return made;
  }

  async #putHead(place: string | null, kept: Kept, cuts: Cuts): Promise<void> {
    const turn = this.#heads.then(async () => {
      const heads = await this.#inSlots();
      const [newest, older] = heads;
      const sequence = place === null ? 1 + (newest?.head?.sequence ?? 0) : 0;
      const head = await headFor(kept, cuts, { sequence, savedAt: this.now() });
      const same = newest?.head?.copy !== undefined && newest.head.copy.join() === head.copy?.join();
      const free = SLOTS.find((slot) => heads.every((one) => one.slot !== slot));
      const slot = place ?? (same ? newest.slot : (free ?? older?.slot)) ?? SLOTS[0];
      const [key = ''] = await this.#keysOf([slot]);
      if (!this.#closed) await this.storage.write([[key, head]]);
    });
    this.#heads = turn.catch(() => undefined);
    await turn;
  }

  async #copiesInTurn(action: () => Promise<void>): Promise<void> {
    const turn = this.#copies.then(() => (this.#closed ? undefined : action()));
    this.#copies = turn.catch(() => undefined);
    await turn;
  }

  async #readHead(place: string, head: Head, alive: () => void): Promise<Kept> {
    if (head.version !== 1) return readRecord(head, await this.#pieces(), alive);
    const { readVersion1 } = await import('./version1');
    return readVersion1(head as unknown as HeadOfVersion1, place, this.storage);
  }

  /** Removes what no record lists. */
  async #sweep(): Promise<void> {
    const generation = await this.#current();
    // Another tab has taken over.
    if (this.#generation !== null && this.#generation !== generation) this.#closed = true;
    if (this.#closed) return;
    const headKeys = this.#keys(PLACES, generation);
    const heads = (await this.storage.read(headKeys)).map(headOf);
    const listed = heads.flatMap((head) => [...(head?.copy ?? []), ...(head?.others ?? [])]);
    this.#there = new Set(listed);
    await (await this.#pieces()).keepOnly(listed);
    this.#unswept = false;
    // Values beside the heads are those of version 1.
    const { bytesKeyOf, instantKeyOf } = await import('./version1');
    const wanted = new Set(
      heads.flatMap((head, at) => {
        const first = head?.version === 1 ? (head as unknown as HeadOfVersion1) : null;
        return first ? [bytesKeyOf(PLACES[at] ?? ''), ...(first.instants ?? []).map(instantKeyOf)] : [];
      }),
    );
    const older = new Set(
      Array.from({ length: generation }, (_, before) => this.#keys(PLACES, before)).flat(),
    );
    const gone = (await this.storage.keys()).filter(
      (key) => older.has(key) || (!wanted.has(key) && / bytes$|^instant /.test(key)),
    );
    if (gone.length > 0) await this.storage.remove(gone);
  }

  /** Of the slots that hold something, newest first. */
  async #inSlots(): Promise<{ slot: string; head: Head | null }[]> {
    const values = await this.storage.read(await this.#keysOf(SLOTS));
    return SLOTS.flatMap((slot, at) => {
      const value = values[at];
      return value === undefined ? [] : [{ slot, head: headOf(value) }];
    }).sort(
      (a, b) =>
        (b.head?.sequence ?? -1) - (a.head?.sequence ?? -1) ||
        (b.head?.savedAt ?? 0) - (a.head?.savedAt ?? 0),
    );
  }

  async #move(from: string, to: string): Promise<void> {
    const { bytesKeyOf } = await import('./version1');
    const [fromHead = '', toHead = ''] = await this.#keysOf([from, to]);
    const keys = [fromHead, bytesKeyOf(from)];
    const values = await this.storage.read(keys);
    await this.storage.write([toHead, bytesKeyOf(to)].map((key, at) => [key, values[at]] as const));
    await this.storage.remove(keys);
  }
}
