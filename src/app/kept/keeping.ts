// Restores the page as it was, saves it while it is used, starts a new run, and undoes that.
// slots.ts says what is stored where, keeper.ts when it is written.

import type { RequestedDevice } from '../../gpu/requestDevice';
import type { KeptMessage } from '../../elements/frame/keptMessage';
import { MNIST, sameData } from '../../data/dataSet';
import { preset } from '../../models/presets';
import { wantsData, wantsDevice } from '../../session/errorFacts';
import type { OpeningProgress, TrainFacade } from '../../session/facade';
import { DEFAULT_SETTINGS } from '../../session/session';
import { MissingError, firstStart, openSession, seedOf, type SessionStart } from '../openSession';
import { inTime, LateError } from '../../data/inTime';
import { Keeper, refusalOf } from './keeper';
import type { Kept, KeptPage } from './record';
import { Slots, type Found } from './slots';
import { BrowserStorage } from './storage';
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

type OnProgress = (progress: OpeningProgress) => void;

/** Settings that a first visit does not have. */
const NOT_SET = {
  ...{ augmentation: undefined, earlyStopping: undefined, reduceOnPlateau: undefined },
  ...{ schedule: undefined, labelSmoothing: undefined, classWeights: undefined },
};

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
  /** The state of the page; shown once the session is open. */
  #page: KeptPage | null = null;
  /** The worksheet that the session begins with. */
  #sheet: OpenedSheet | null = null;
  /** Storage has not answered; nothing is written before, because it would overwrite what is there. */
  #late: Promise<void> | null = null;
  readonly #slots = new Slots(new BrowserStorage());
  readonly #keeper = new Keeper(this.#slots, {
    current: () => {
      const run = this.#session?.lastSaved ?? null;
      return run === null || this.#late !== null ? null : { run, page: this.host.page() };
    },
    training: () => this.#session?.state === 'training',
    refused: (kind) => {
      if (!this.#told) this.#say({ kind });
      this.#told = true;
    },
  });

  constructor(private readonly host: KeepingHost) {}

  /**
   * Opens the session, with the run that is kept unless the address asks for a seed, or for a worksheet that is not the one
   * that the kept run began with.
   * @throws as openSession does
   */
  async open(onProgress: OnProgress): Promise<TrainFacade> {
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
      if (kept !== null && kept.run.checkpoint.step > 0) await this.#leave(kept);
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
      const { step } = run.checkpoint;
      if (problem !== null) this.message = { kind: 'damagedBefore', step };
      else if (step > 0 || page.drawing !== null)
        this.message = { kind: 'back', step, other: this.#left !== null };
      return session;
    } catch (error) {
      if (error instanceof MissingError || wantsDevice(error) || wantsData(error)) throw error;
      const session = await openSession(onProgress);
      this.message = { kind: 'unfit' };
      await this.#slots.writeAside(kept).catch(() => undefined);
      return session;
    }
  }

  /** Opens the session with something else than what is kept, which can be gone back to. @throws as openSession does */
  async openWith(start: SessionStart): Promise<TrainFacade> {
    const { kept } = await this.#read();
    if (kept !== null && kept.run.checkpoint.step > 0) {
      await this.#leave(kept);
      this.message = { kind: 'afresh' };
    }
    return openSession(() => undefined, this.#on(start));
  }

  /** On the device that there is. */
  #on(start: SessionStart): SessionStart {
    const device = this.host.device();
    return device === null ? start : { ...start, device };
  }

  /** The session is shown: the page is restored, and from now on everything is saved. */
  begin(session: TrainFacade): void {
    this.#session = session;
    if (this.#page !== null) this.host.show(this.#page);
    if (this.#sheet !== null) this.host.begin(this.#sheet);
    for (const event of ['checkpoint', 'progress'] as const) session.addEventListener(event, this.changed);
    document.addEventListener('visibilitychange', this.#leaving);
    window.addEventListener('pagehide', this.#leaving);
  }

  /** Something that is kept changed. */
  readonly changed = (): void => {
    const session = this.#session;
    if (!session) return;
    this.#keeper.changed();
    // The message about the restored run is outdated once the user continues.
    if (this.message?.kind === 'back' && this.message.step !== session.progress.step) this.#say(null);
  };

  /** Resolves when all is written. */
  async written(): Promise<void> {
    await this.#keeper.flush();
  }

  async close(): Promise<void> {
    for (const event of ['checkpoint', 'progress'] as const)
      this.#session?.removeEventListener(event, this.changed);
    document.removeEventListener('visibilitychange', this.#leaving);
    window.removeEventListener('pagehide', this.#leaving);
    this.#session = null;
    await this.#keeper.stop();
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
      this.#say({ kind: 'back', step: to.run.checkpoint.step, other: this.#left !== null });
    });
  }

  async #read(): Promise<Found> {
    const reading = this.#slots.read().then(async (found) => ({ found, left: await this.#slots.readLeft() }));
    try {
      const { found, left } = await inTime('storage', () => reading);
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

  /** The page has opened without; what was kept is one press away, and from now on is kept what there is now. */
  async #cameLate({ kept }: Found, left: Kept | null): Promise<void> {
    this.#told = false;
    const other = kept !== null && kept.run.checkpoint.step > 0 ? kept : null;
    if (other !== null) await this.#leave(other);
    else this.#left = left;
    this.#late = null;
    if (other !== null) this.#say({ kind: 'late', step: other.run.checkpoint.step });
    else if (this.message?.kind === 'silent') this.#say(null);
    this.changed();
  }

  async #current(session: TrainFacade): Promise<Kept> {
    return { run: await session.save(), page: this.host.page() };
  }

  async #leave(kept: Kept | null): Promise<void> {
    this.#left = kept;
    // In this visit one can come back to it even where it cannot be written.
    await this.#slots.writeLeft(kept).catch(() => undefined);
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
    if (document.visibilityState === 'hidden') void this.#keeper.flush();
  };

  #say(message: KeptMessage | null): void {
    this.message = message;
    this.host.changed();
  }
}
