// The notebook of runs: each run of the session is added by itself when it pauses, ends or is replaced by another one. Curves
// and settings are kept in the browser, weights as long as there is room.
//
// Nothing is dropped by itself: where there is no room, what is new is there until the page is closed, and the view asks
// whether the oldest may go.

import { checkRun } from '../../formats/convscope/checkRun';
import { storedHistory, type StoredHistory } from '../../formats/convscope/storedHistory';
import { defineNetwork } from '../../models/anyNetwork';
import { inTime, LateError } from '../../data/inTime';
import type {
  NotebookFacade,
  NotebookUse,
  StorageRefusal,
  WeightsState,
} from '../../elements/notebook/notebookFacade';
import type { SavedRun, TrainFacade } from '../../session/facade';
import type { RunSettings } from '../../session/notebook/differences';
import { isSameRun, savedRunOf, type NotebookRun } from '../../session/notebook/notebookRun';
import type { Checkpoint } from '../../train/trainer';
import { refusalOf } from '../kept/refusal';
import { BrowserStorage, type Storage } from '../kept/storage';
import { Recorder, type RunFacts } from './recorder';

/** Runs with fewer steps are not recorded: their curve is shorter than the mean that is shown of it. */
export const MIN_STEPS = 20;

export interface Limits {
  readonly runs: number;
  /** Of the weights of all runs, with what their optimizers keep. LeNet-5 with Adam is 0.8 MB. */
  readonly weightsBytes: number;
  readonly runBytes: number;
}
const LIMITS: Limits = { runs: 100, weightsBytes: 64 * 2 ** 20, runBytes: 16 * 2 ** 20 };

const FORMAT = 'convscope notebook';
const VERSION = 1;
const RUN = 'run ';
const WEIGHTS = 'weights ';

interface StoredRun {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly run: NotebookRun & { readonly history: StoredHistory };
  /** 0: its weights are not kept. */
  readonly weightsBytes: number;
}

/** Null for what this version did not write, or what is damaged. */
function storedRunOf(value: unknown): StoredRun | null {
  if (typeof value !== 'object' || value === null) return null;
  const { format, version, run, weightsBytes } = value as Partial<StoredRun>;
  if (format !== FORMAT || version !== VERSION || typeof run?.id !== 'string') return null;
  try {
    checkRun(savedRunOf(run, { step: run.step, halted: false, slabs: {} }));
  } catch {
    return null;
  }
  return { format, version, run, weightsBytes: Number(weightsBytes) || 0 };
}

/** It has more steps, or was evaluated since. */
const isNewer = (
  a: Pick<NotebookRun, 'step' | 'history'>,
  b: Pick<NotebookRun, 'step' | 'history'>,
): boolean => a.step > b.step || (a.step === b.step && a.history.testStep.length > b.history.testStep.length);

const sizeOf = ({ slabs }: Checkpoint): number =>
  Object.values(slabs).reduce((sum, { byteLength }) => sum + byteLength, 0);

interface Entry {
  readonly run: NotebookRun;
  /** Of its weights in the browser; 0: none. */
  readonly weightsBytes: number;
  /** Weights that are there until the page is closed. */
  readonly unkept: Checkpoint | null;
  /** The run itself is in the browser. */
  readonly kept: boolean;
}

export class Notebook extends EventTarget implements NotebookFacade {
  damaged = 0;
  refusal: StorageRefusal | null = null;
  readonly #entries = new Map<string, Entry>();
  #recorder: Recorder | null = null;
  #removed: Entry | null = null;
  #loaded: Promise<void> | null = null;
  #writes: Promise<void> = Promise.resolve();

  constructor(
    private readonly storage: Storage = new BrowserStorage('convscope-notebook'),
    private readonly limits = LIMITS,
    private readonly now: () => number = () => Date.now(),
  ) {
    super();
  }

  /** Records the runs of a session from now on. */
  async follow(session: TrainFacade): Promise<void> {
    this.#loaded ??= this.#load();
    await this.#loaded;
    if (this.#recorder?.session === session) return;
    this.#recorder?.close();
    this.#recorder = new Recorder(session, {
      known: (run) => this.#known({ ...run, step: run.checkpoint.step }, null)?.run ?? null,
      record: (run, facts) => this.#record(run, facts),
      changed: () => this.#changed(),
    });
    this.#changed();
  }

  get runs(): readonly NotebookRun[] {
    const live = this.#live;
    const known = [...this.#entries.values()].map(({ run }) => run);
    const others = known.filter(({ id }) => id !== live?.id);
    return (live ? [...others, live] : others).sort((a, b) => a.addedAt - b.addedAt);
  }

  get session(): TrainFacade | null {
    return this.#recorder?.session ?? null;
  }

  get currentId(): string | null {
    return this.#live?.id ?? null;
  }

  get use(): NotebookUse {
    return {
      runs: this.#entries.size,
      maxRuns: this.limits.runs,
      weightsBytes: this.#weightsBytes,
      maxWeightsBytes: this.limits.weightsBytes,
      maxRunBytes: this.limits.runBytes,
    };
  }

  get unkept(): number {
    return this.refusal === null ? [...this.#entries.values()].filter(({ kept }) => !kept).length : 0;
  }

  get unkeptWeights(): number {
    return this.refusal === null
      ? [...this.#entries.values()].filter(({ kept, unkept }) => kept && unkept !== null).length
      : 0;
  }

  get removed(): NotebookRun | null {
    return this.#removed?.run ?? null;
  }

  weightsOf(id: string): WeightsState {
    const entry = this.#entries.get(id);
    if (!entry) return 'notYet';
    if (entry.weightsBytes > 0) return 'kept';
    return entry.unkept === null ? 'none' : 'untilClosed';
  }

  edit(id: string, change: Partial<Pick<NotebookRun, 'name' | 'note'>>): void {
    const entry = this.#entries.get(id);
    if (entry) this.#put({ ...entry, run: { ...entry.run, ...change } });
  }

  async remove(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (!entry) return;
    const unkept = await this.#weights(entry).catch(() => null);
    if (id === this.currentId) this.#recorder?.removed();
    this.#entries.delete(id);
    this.#removed = { ...entry, unkept, weightsBytes: 0, kept: false };
    this.#write(() => this.storage.remove([RUN + id, WEIGHTS + id]));
    // There may be room now for what is new.
    for (const one of this.#oldestFirst) if (!one.kept || one.unkept !== null) this.#put(one);
    this.#changed();
  }

  restore(): void {
    const entry = this.#removed;
    this.#removed = null;
    if (!entry) return;
    this.#recorder?.restored();
    this.#put(entry);
  }

  async freeOldestWeights(): Promise<void> {
    const oldest = this.#oldestFirst.find(({ weightsBytes }) => weightsBytes > 0);
    if (!oldest) return;
    this.#entries.set(oldest.run.id, { ...oldest, weightsBytes: 0 });
    this.#write(() => this.storage.remove([WEIGHTS + oldest.run.id]));
    this.#put({ ...oldest, weightsBytes: 0 });
    for (const one of this.#oldestFirst) if (one.unkept !== null) this.#put(one);
    await this.written();
  }

  async savedRun(id: string): Promise<SavedRun | null> {
    const entry = this.#entries.get(id);
    const checkpoint = entry ? await this.#weights(entry) : null;
    return entry && checkpoint ? savedRunOf(entry.run, checkpoint) : null;
  }

  async written(): Promise<void> {
    await this.#writes;
  }

  /** The session's run as it is now; null before its first step, and where the learner removed it. */
  get #live(): NotebookRun | null {
    const recorder = this.#recorder;
    if (!recorder || recorder.isRemoved) return null;
    const { session, facts } = recorder;
    const { progress, network, settings, data } = session;
    const { step, loss, accuracy, testStep, testAccuracy, validation = [] } = session.history;
    const [first = 1, second = 2] = step;
    const now = {
      ...{ network, settings, data: data.reference, step: progress.step },
      history: { step, loss, accuracy, testStep, testAccuracy, validation, stride: second - first },
    };
    const known = this.#known(now, facts.id);
    if (known && !isNewer(now, known.run)) return known.run;
    if (now.step === 0) return null;
    const { rates, fromSeed, durationMs } = facts;
    const parameters = session.layers.reduce((sum, layer) => sum + layer.parameterCount, 0);
    return {
      ...{ name: '', note: '', addedAt: Infinity, ...known?.run },
      ...{ id: known?.run.id ?? facts.id, ...now, rates, fromSeed, durationMs, parameters },
    };
  }

  /** The entry of a run of the session: a run that is opened, or trained again from the same seed, has one already. */
  #known(run: RunSettings & Pick<NotebookRun, 'history' | 'step'>, id: string | null): Entry | null {
    const own = id === null ? undefined : this.#entries.get(id);
    if (own || run.step < MIN_STEPS) return own ?? null;
    return [...this.#entries.values()].findLast((entry) => isSameRun(entry.run, run)) ?? null;
  }

  #record(saved: SavedRun, facts: RunFacts): void {
    const { step } = saved.checkpoint;
    if (step < MIN_STEPS) return;
    const before = this.#known({ ...saved, step }, facts.id);
    const { network, settings, data, history } = saved;
    // The same run was recorded at a later step, or at this one.
    if (before && !isNewer({ step, history }, before.run)) return;
    const run: NotebookRun = {
      ...{ name: '', note: '', addedAt: this.now() },
      ...before?.run,
      ...{
        id: before?.run.id ?? facts.id,
        network,
        settings,
        ...(data && { data }),
      },
      ...{ history, step, rates: facts.rates, fromSeed: facts.fromSeed, durationMs: facts.durationMs },
      parameters: defineNetwork(network).parameterCount,
    };
    const small = sizeOf(saved.checkpoint) <= this.limits.runBytes;
    this.#put({
      run,
      weightsBytes: 0,
      unkept: small ? saved.checkpoint : null,
      kept: before?.kept ?? false,
    });
  }

  get #oldestFirst(): readonly Entry[] {
    return [...this.#entries.values()].sort((a, b) => a.run.addedAt - b.run.addedAt);
  }

  get #weightsBytes(): number {
    return [...this.#entries.values()].reduce((sum, { weightsBytes }) => sum + weightsBytes, 0);
  }

  /** Writes a run, if there is room for it, and its weights, if there is room for them. */
  #put(entry: Entry): void {
    const { run, unkept } = entry;
    const { limits } = this;
    const { id } = run;
    this.#entries.delete(id);
    const kept = [...this.#entries.values()].filter((one) => one.kept).length < limits.runs;
    const size = unkept === null ? 0 : sizeOf(unkept);
    const fits = kept && unkept !== null && this.#weightsBytes + size <= limits.weightsBytes;
    const waiting = [...this.#entries.values()].reduce(
      (sum, one) => sum + (one.unkept === null ? 0 : sizeOf(one.unkept)),
      0,
    );
    const next: Entry = {
      run,
      weightsBytes: fits ? size : unkept === null ? entry.weightsBytes : 0,
      // Memory is bounded, too.
      unkept: fits || waiting + size > limits.weightsBytes ? null : unkept,
      kept,
    };
    this.#entries.set(id, next);
    this.#changed();
    if (!kept) return;
    const stored: StoredRun = {
      ...{ format: FORMAT, version: VERSION, weightsBytes: next.weightsBytes },
      run: { ...run, history: storedHistory(run.history) },
    };
    this.#write(
      () => this.storage.write([[RUN + id, stored], ...(fits ? ([[WEIGHTS + id, unkept]] as const) : [])]),
      // What was not written is still there until the page is closed.
      () =>
        this.#entries.get(id) === next &&
        this.#entries.set(id, { ...next, weightsBytes: 0, unkept, kept: false }),
    );
  }

  /** One after another, so that the last one wins. */
  #write(write: () => Promise<void>, failed: () => void = () => undefined): void {
    this.#writes = this.#writes.then(async () => {
      try {
        await inTime('storage', write);
        this.refusal = null;
      } catch (error) {
        this.refusal = refusalOf(error);
        if (!(error instanceof LateError)) failed();
      }
      this.#changed();
    });
  }

  async #weights({ run: { id }, unkept, weightsBytes }: Entry): Promise<Checkpoint | null> {
    if (unkept !== null || weightsBytes === 0) return unkept;
    await this.#writes;
    const [value] = await inTime('storage', () => this.storage.read([WEIGHTS + id]));
    return (value ?? null) as Checkpoint | null;
  }

  async #load(): Promise<void> {
    try {
      await inTime('storage', async () => {
        const keys = (await this.storage.keys()).filter((key) => key.startsWith(RUN));
        const stored = (await this.storage.read(keys)).map(storedRunOf);
        for (const one of stored) {
          if (one === null) this.damaged++;
          else
            this.#entries.set(one.run.id, {
              ...{ run: one.run, weightsBytes: one.weightsBytes, unkept: null, kept: true },
            });
        }
      });
    } catch (error) {
      this.refusal = refusalOf(error);
    }
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** The notebook of the page. */
export const notebook = new Notebook();
