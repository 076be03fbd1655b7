// Restores the page as it was, saves it while it is used, starts a new run, and undoes that.
// slots.ts says what is stored where, keeper.ts when it is written, ownership.ts by which tab. They are loaded when there is
// something to read, else after the first maps.

import type { RequestedDevice } from '../../gpu/requestDevice';
import type { KeptMessage } from '../../elements/frame/keptMessage';
import { MNIST, sameData } from '../../data/dataSet';
import { preset } from '../../models/presets';
import { wantsData, wantsDevice } from '../../session/errorFacts';
import type { OpeningProgress, TrainFacade } from '../../session/facade';
import { DEFAULT_SETTINGS } from '../../session/session';
import {
  MissingError,
  firstStart,
  openSession,
  requestDevice,
  seedOf,
  type SessionStart,
} from '../openSession';
import { inTime, LateError } from '../../data/inTime';
import type { Keeper } from './keeper';
import type { Elsewhere, Ownership } from './ownership';
import type { Kept, KeptPage } from './record';
import { refusalOf, type Refusal } from './refusal';
import type { Found, Slots } from './slots';
import { BrowserStorage, GENERATION, headKeyOf, LEFT, SLOTS } from './storage';
import { sheetOf } from '../worksheet/sheetOf';
import type { OpenedSheet } from '../worksheet/openedSheet';

export interface KeepingHost {
  /** What the page shows. */
  page(): KeptPage;
  /** Shows it again; null: as on the first visit. */
  show(page: KeptPage | null): void;
  /** Turns to what a worksheet begins with, besides what `show` is given. */
  begin(sheet: OpenedSheet): void;
  /** The message changed. */
  changed(): void;
  /** A device that there is already, which the session takes over. */
  device(): RequestedDevice | null;
}

const EVENTS = ['checkpoint', 'progress', 'statechange'] as const;

type OnProgress = (progress: OpeningProgress) => void;

/** Settings that a first visit does not have. */
const NOT_SET = {
  ...{ augmentation: undefined, earlyStopping: undefined, reduceOnPlateau: undefined },
  ...{ schedule: undefined, labelSmoothing: undefined, classWeights: undefined },
  lossWeights: undefined,
};

/** So long after the first copy that was written while training there is something to lose. */
const MS_BEFORE_PERSISTING = 30_000;

/** Where the run was, which may be beyond the copy of it. */
const stepOf = ({ run, reached }: Kept): number => reached?.step ?? run.checkpoint.step;

const NOTHING: Found = { kept: null, savedAt: 0, problem: null };

export class Keeping {
  message: KeptMessage | null = null;
  busy = false;
  /** Nothing was kept, and the address asks for nothing. */
  first = false;
  #session: TrainFacade | null = null;
  /** It was said that nothing can be kept. */
  #told = false;
  /** The run that can be restored. */
  #left: Kept | null = null;
  /** What the session is opened with. */
  #opened: Kept | null = null;
  /** The state of the page; shown once the session is open. */
  #page: KeptPage | null = null;
  /** The worksheet that the session begins with. */
  #sheet: OpenedSheet | null = null;
  /** What the session is opened on, if it is there or on its way. */
  #device: SessionStart['device'] | null = null;
  /** Storage has not answered; nothing is written before, because it would overwrite what is there. */
  #late: Promise<void> | null = null;
  readonly #storage = new BrowserStorage();
  /** Null: another tab writes; the next to write are others. */
  #slots: Promise<Slots> | null = null;
  /** Null: nothing is written, not yet or because another tab does. */
  #keeper: Keeper | null = null;
  #ownership: Ownership | null = null;
  /** Resolves when it is known whether this tab keeps the run. */
  #started: Promise<void> = Promise.resolve();
  /** What is to be written once this tab keeps the run. */
  #due: ((slots: Slots) => Promise<void>)[] = [];
  /** When the run was written for the first time while training; Infinity: the browser was asked to keep it. */
  #writtenAt: number | null = null;

  /** Another tab keeps its run, or did until it was closed; what is done here is lost. */
  elsewhere: Elsewhere | null = null;

  constructor(private readonly host: KeepingHost) {}

  /**
   * Opens the session, with the run that is kept unless the address asks for a seed, or for a worksheet that is not the one
   * that the kept run began with.
   * @throws as openSession does
   */
  async open(onProgress: OnProgress): Promise<TrainFacade> {
    // While storage is read.
    this.#device = this.host.device() ?? requestDevice();
    const found = await this.#read();
    const text = sheetOf(location.hash);
    if (text === null || text === found.kept?.page.worksheet) return this.#openKept(found, onProgress);
    try {
      return await this.#openSheet(text, found, onProgress);
    } catch (error) {
      if (error instanceof MissingError || wantsDevice(error) || wantsData(error)) throw error;
      const session = await this.#openKept(found, onProgress);
      this.message = { kind: 'worksheetRefused', error };
      return session;
    }
  }

  async #openSheet(text: string, { kept }: Found, onProgress: OnProgress): Promise<TrainFacade> {
    const { openedSheet } = await import('../worksheet/openedSheet');
    const sheet = await openedSheet(text);
    const session = await openSession(onProgress, this.#on(sheet.start));
    if (kept !== null) await this.#leave(kept);
    this.#page = sheet.page;
    this.#sheet = sheet;
    this.message = { kind: 'worksheet', other: this.#left !== null };
    return session;
  }

  async #openKept({ kept, problem }: Found, onProgress: OnProgress): Promise<TrainFacade> {
    const seed = seedOf(location.hash);
    if (seed !== null) {
      if (kept !== null && stepOf(kept) > 0) await this.#leave(kept);
      if (this.#left !== null) this.message = { kind: 'seed', seed };
      return openSession(onProgress, this.#on({ seed }));
    }
    if (kept === null) {
      if (problem !== null) this.message = { kind: problem };
      this.first = location.hash.length <= 1;
      return openSession(onProgress, this.#on({}));
    }
    const { run, page } = kept;
    try {
      const session = await openSession(onProgress, this.#on({ run }));
      this.#page = page;
      this.#opened = kept;
      const step = stepOf(kept);
      if (problem !== null) this.message = { kind: 'damagedBefore', step };
      else if (step > 0 || page.drawing !== null)
        this.message = { kind: 'back', step, other: this.#left !== null };
      return session;
    } catch (error) {
      if (error instanceof MissingError || wantsDevice(error) || wantsData(error)) throw error;
      const session = await openSession(onProgress);
      this.message = { kind: 'unfit' };
      this.#due.push((slots) => slots.writeAside(kept));
      return session;
    }
  }

  /** Opens the session with something else than what is kept, which can be gone back to. @throws as openSession does */
  async openWith(start: SessionStart): Promise<TrainFacade> {
    const { kept } = await this.#read();
    if (kept !== null && stepOf(kept) > 0) {
      await this.#leave(kept);
      this.message = { kind: 'afresh' };
    }
    return openSession(() => undefined, this.#on(start));
  }

  /** On the device that there is. */
  #on(start: SessionStart): SessionStart {
    const device = this.#device ?? this.host.device();
    this.#device = null;
    return device === null ? start : { ...start, device };
  }

  /** The session is shown: the page is restored, and from now on everything is saved. */
  begin(session: TrainFacade): void {
    this.#session = session;
    if (this.#page !== null) this.host.show(this.#page);
    if (this.#sheet !== null) this.host.begin(this.#sheet);
    for (const event of EVENTS) session.addEventListener(event, this.changed);
    document.addEventListener('visibilitychange', this.#leaving);
    window.addEventListener('pagehide', this.#leaving);
    if (this.#opened !== null) this.#catchUp(session, this.#opened);
    this.#opened = null;
    this.#started = this.#start(session).catch((error: unknown) => this.#say({ kind: 'failed', error }));
  }

  async #start(session: TrainFacade): Promise<void> {
    const { Ownership } = await import('./ownership');
    if (this.#session !== session) return;
    this.#ownership = new Ownership({
      gained: (taken) => void (this.#started = this.#own(taken)),
      handOver: async () => this.#keeper?.handOver(),
      elsewhere: (where) => {
        void this.#keeper?.stop();
        void this.#slots?.then((slots) => slots.close());
        [this.#keeper, this.#slots, this.#due, this.elsewhere] = [null, null, [], where];
        this.host.changed();
      },
    });
    await this.#ownership.begin();
    if (this.#ownership.owns) await this.#started;
  }

  /** This tab keeps its run from now on. What another tab has kept is one press away. */
  async #own(taken: boolean): Promise<void> {
    const [slots, { Keeper }] = await Promise.all([this.#openSlots(), import('./keeper')]);
    await this.#late;
    // Where storage is forbidden the keeper says so.
    await slots.claim(taken).catch(() => undefined);
    for (const write of this.#due.splice(0)) await write(slots).catch(() => undefined);
    await slots.setAside();
    if (this.elsewhere !== null) await this.#leaveOther(slots).catch(() => undefined);
    this.elsewhere = null;
    if (this.#session === null || this.#ownership?.owns !== true) return;
    this.#keeper = new Keeper(slots, {
      current: () => {
        const run = this.#session?.lastSaved ?? null;
        return run && { run, page: this.host.page(), reached: this.#session?.reachedSince(run) ?? null };
      },
      page: () => this.host.page(),
      reachedSince: (run) => this.#session?.reachedSince(run) ?? null,
      training: () => this.#session?.state === 'training',
      refused: (kind, kept) => void this.#refused(kind, kept),
      written: () => this.#written(),
    });
    this.#keeper.changed();
    this.host.changed();
  }

  async #leaveOther(slots: Slots): Promise<void> {
    const { kept } = await slots.read();
    const session = this.#session;
    if (kept === null || session === null || stepOf(kept) === 0) return;
    const same =
      stepOf(kept) === session.progress.step &&
      kept.run.settings.seed === session.settings.seed &&
      JSON.stringify(kept.run.network) === JSON.stringify(session.network);
    if (same) return;
    this.#left = kept;
    await slots.writeLeft(kept);
    this.#say({ kind: 'mine' });
  }

  /** Keeps this tab's run in the place of the other's. */
  async takeOver(): Promise<void> {
    await this.#ownership?.take();
    await this.#started;
  }

  /** The steps that the run had taken since the copy of it are taken again. */
  #catchUp(session: TrainFacade, { run, reached = null }: Kept): void {
    if (reached === null || reached.step <= run.checkpoint.step) return;
    session.catchUp(reached);
    const { step: to } = reached;
    if (this.message === null || this.message.kind === 'back')
      this.message = { kind: 'catchingUp', step: run.checkpoint.step, to, other: this.#left !== null };
  }

  #written(): void {
    const kind = this.message?.kind;
    if (this.#told && (kind === 'full' || kind === 'forbidden' || kind === 'silent')) this.#say(null);
    this.#told = false;
    if (this.#session?.state !== 'training') return;
    const now = performance.now();
    this.#writtenAt ??= now;
    if (now - this.#writtenAt < MS_BEFORE_PERSISTING) return;
    this.#writtenAt = Infinity;
    void import('./persistence').then(({ askToPersist }) => askToPersist());
  }

  async #refused(kind: Refusal, { run }: Kept): Promise<void> {
    if (this.#told) return;
    this.#told = true;
    if (kind !== 'full') {
      this.#say({ kind });
      return;
    }
    const { sizesOf } = await import('./persistence');
    this.#say({ kind, sizes: await sizesOf(run) });
  }

  /** Something that is kept changed. */
  readonly changed = (): void => {
    const session = this.#session;
    if (!session) return;
    this.#keeper?.changed();
    const { message } = this;
    const { step } = session.progress;
    if (message?.kind === 'catchingUp' && session.catchingUpTo === null)
      this.#say({ kind: 'back', step, other: message.other });
    // The message about the restored run is outdated once the user continues.
    else if (message?.kind === 'back' && message.step !== step) this.#say(null);
  };

  /** Resolves when all is written. */
  async written(): Promise<void> {
    await this.#started;
    await this.#keeper?.flush();
  }

  async close(): Promise<void> {
    for (const event of EVENTS) this.#session?.removeEventListener(event, this.changed);
    document.removeEventListener('visibilitychange', this.#leaving);
    window.removeEventListener('pagehide', this.#leaving);
    this.#session = null;
    this.#ownership?.close();
    const keeper = this.#keeper;
    [this.#keeper, this.#ownership] = [null, null];
    await keeper?.stop();
  }

  dismiss(): void {
    this.#say(null);
  }

  /** Opens a worksheet in place of the current run, which is kept and can be restored. */
  async openWorksheet(text: string): Promise<void> {
    await this.#change(
      async (session) => {
        const { openedSheet } = await import('../worksheet/openedSheet');
        const sheet = await openedSheet(text);
        const left = await this.#current(session);
        const { data = MNIST, network, ...settings } = sheet.start;
        await session.openData(data, {
          network: typeof network === 'string' ? preset(network) : network,
          settings: { ...NOT_SET, ...settings },
        });
        await this.#leave(left);
        this.host.show(sheet.page);
        this.host.begin(sheet);
        this.#say({ kind: 'worksheet', other: true });
      },
      (error) => ({ kind: 'worksheetRefused', error }),
    );
  }

  /** Starts as on the first visit; the current run is kept and can be restored. */
  async startAfresh(): Promise<void> {
    await this.#change(async (session) => {
      const left = await this.#current(session);
      const { network: name, data = MNIST, ...first } = firstStart(location.hash);
      const network = preset(name);
      if (!sameData(session.data.reference, data)) await session.openData(data, { network });
      await session.startAfresh(network, { ...NOT_SET, ...DEFAULT_SETTINGS, ...first });
      await this.#leave(left);
      this.host.show(null);
      this.#say({ kind: 'afresh' });
    });
  }

  /** Restores the run that was left; the current one is kept in turn, if it was trained. */
  async goToOther(): Promise<void> {
    await this.#change(async (session) => {
      const to = this.#left;
      if (to === null) return;
      const from = await this.#current(session);
      await session.load(to.run);
      await this.#leave(from.run.checkpoint.step > 0 ? from : null);
      this.host.show(to.page);
      this.#say({ kind: 'back', step: stepOf(to), other: this.#left !== null });
      this.#catchUp(session, to);
    });
  }

  async #read(): Promise<Found> {
    let reading = Promise.resolve({ found: NOTHING, left: null as Kept | null });
    try {
      const { found, left } = await inTime('storage', (alive) => (reading = this.#readAll(alive)));
      this.#left = left;
      return found;
    } catch (error) {
      this.message = { kind: refusalOf(error) };
      this.#told = true;
      if (error instanceof LateError)
        this.#late = reading.then(({ found, left }) => this.#cameLate(found, left)).catch(() => undefined);
      return NOTHING;
    }
  }

  async #readAll(alive: () => void): Promise<{ readonly found: Found; readonly left: Kept | null }> {
    const heads = await this.#storage.read([GENERATION, ...[...SLOTS, LEFT].map(headKeyOf)]);
    // Not on a first visit.
    if (heads.every((head) => head === undefined)) return { found: NOTHING, left: null };
    const slots = await this.#openSlots();
    return { found: await slots.read(alive), left: await slots.readLeft(alive) };
  }

  #openSlots(): Promise<Slots> {
    this.#slots ??= import('./slots').then(
      ({ Slots }) =>
        new Slots(this.#storage, (generation) =>
          import('./pieces').then(({ WorkerPieces }) => new WorkerPieces(generation)),
        ),
    );
    return this.#slots;
  }

  /** The page has opened without; what was kept is one press away, and from now on is kept what there is now. */
  async #cameLate({ kept }: Found, left: Kept | null): Promise<void> {
    this.#told = false;
    const other = kept !== null && stepOf(kept) > 0 ? kept : null;
    if (other !== null) await this.#leave(other);
    else this.#left = left;
    this.#late = null;
    if (other !== null) this.#say({ kind: 'late', step: stepOf(other) });
    else if (this.message?.kind === 'silent') this.#say(null);
    this.changed();
  }

  async #current(session: TrainFacade): Promise<Kept> {
    return { run: await session.save(), page: this.host.page() };
  }

  async #leave(kept: Kept | null): Promise<void> {
    this.#left = kept;
    const write = async (slots: Slots): Promise<void> => slots.writeLeft(kept);
    // In this visit one can come back to it even where it cannot be written.
    if (this.#keeper !== null && this.#slots !== null) await write(await this.#slots).catch(() => undefined);
    else if (this.elsewhere === null) this.#due.push(write);
  }

  async #change(
    change: (session: TrainFacade) => Promise<void>,
    failed: (error: unknown) => KeptMessage = (error) => ({ kind: 'failed', error }),
  ): Promise<void> {
    const session = this.#session;
    if (!session || this.busy) return;
    this.busy = true;
    this.host.changed();
    try {
      await session.pause();
      await change(session);
    } catch (error) {
      this.#say(failed(error));
    } finally {
      this.busy = false;
      this.changed();
      this.host.changed();
    }
  }

  readonly #leaving = (): void => {
    if (document.visibilityState === 'hidden') void this.#keeper?.flush();
  };

  #say(message: KeptMessage | null): void {
    this.message = message;
    this.host.changed();
  }
}
