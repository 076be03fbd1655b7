// Follows the session: when a run begins, pauses, and is replaced by another one. What a run needs to be recorded is copied to
// the host by the session itself (`lastSaved`), at each pause and before a run is replaced; the newest copy is kept here, so
// that nothing is lost with the run.

import { defineNetwork } from '../../models/network';
import { hasInitialValues } from '../../models/initialValues';
import type { SavedRun, TrainFacade } from '../../session/facade';
import type { RateChange } from '../../session/notebook/differences';
import type { NotebookRun } from '../../session/notebook/notebookRun';
import { TrainingClock, type TrainingNews } from './trainingClock';

/** What is known of a run beside its copy. */
export interface RunFacts {
  /** Its own, unless it is a run that is in the notebook already. */
  readonly id: string;
  readonly rates: readonly RateChange[];
  readonly fromSeed: boolean | null;
  readonly durationMs: number;
}

export interface RecorderHost {
  /** The run of the notebook that this one goes on from; null: it is new. */
  known(run: SavedRun): NotebookRun | null;
  record(run: SavedRun, facts: RunFacts): void;
  /** What the notebook shows of the session's run changed. */
  changed(): void;
}

const EVENTS = ['checkpoint', 'progress', 'statechange'] as const;
/** Single steps come one after another. */
const PAUSED_MS = 300;

export class Recorder {
  #history: unknown = null;
  #facts: Omit<RunFacts, 'durationMs'> = { id: '', rates: [], fromSeed: null };
  #latest: SavedRun | null = null;
  #clock = new TrainingClock();
  /** The run of the notebook that it goes on from was looked for. */
  #adopted = false;
  /** The step at which the learner removed the run; it is recorded again once it has gone on. */
  #removedAt: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly session: TrainFacade,
    private readonly host: RecorderHost,
  ) {
    for (const event of EVENTS) session.addEventListener(event, this.#heard);
    this.#begin();
    this.#copied();
  }

  close(): void {
    for (const event of EVENTS) this.session.removeEventListener(event, this.#heard);
    this.flush();
  }

  get facts(): RunFacts {
    return { ...this.#facts, durationMs: this.#clock.until(this.#news) };
  }

  /** The learner removed this run from the notebook. */
  get isRemoved(): boolean {
    return this.#removedAt !== null && this.session.progress.step <= this.#removedAt;
  }

  /** It is recorded again once it has gone on. */
  removed(): void {
    clearTimeout(this.#timer);
    this.#removedAt = this.session.progress.step;
  }

  restored(): void {
    this.#removedAt = null;
  }

  /** Records the newest copy now. */
  flush(): void {
    clearTimeout(this.#timer);
    const run = this.#latest;
    if (run !== null && run.checkpoint.step > (this.#removedAt ?? -1)) this.host.record(run, this.facts);
  }

  readonly #heard = ({ type }: Event): void => {
    const { session } = this;
    if (session.history !== this.#history) {
      // Of the run that was left, the steps since are not known any more.
      this.#clock.rests({ ...this.#news, step: 0 });
      this.flush();
      this.#begin();
    }
    if (session.state === 'training') this.#clock.trains(this.#news);
    else this.#clock.rests(this.#news);
    this.#followRate();
    if (type === 'checkpoint' || this.#isEvaluated) this.#copied();
    this.host.changed();
  };

  /** It was evaluated at rest, after it was copied. */
  get #isEvaluated(): boolean {
    const { state, history } = this.session;
    return state === 'idle' && history.testStep.length > (this.#latest?.history.testStep.length ?? Infinity);
  }

  get #news(): TrainingNews {
    const { progress, settings } = this.session;
    const { step, picturesPerSecond } = progress;
    const stepMs = picturesPerSecond > 0 ? (1000 * settings.batchSize) / picturesPerSecond : 0;
    return { atMs: performance.now(), step, stepMs };
  }

  #begin(): void {
    const { history, progress, settings } = this.session;
    this.#history = history;
    this.#facts = {
      id: crypto.randomUUID(),
      rates: [{ step: 0, value: settings.learningRate }],
      fromSeed: null,
    };
    this.#latest = null;
    this.#clock = new TrainingClock();
    this.#removedAt = null;
    this.#adopted = progress.step === 0;
  }

  #followRate(): void {
    const { settings, progress } = this.session;
    const { rates } = this.#facts;
    const value = settings.learningRate;
    if (rates.at(-1)?.value === value) return;
    const before = rates.filter(({ step }) => step < progress.step);
    const rate = { step: before.length === 0 ? 0 : progress.step, value };
    this.#facts = { ...this.#facts, rates: [...before, rate] };
  }

  #copied(): void {
    const { lastSaved: run, state, settings } = this.session;
    if (run === null) return;
    const { step, slabs } = run.checkpoint;
    if (step === 0 && slabs.parameters)
      this.#facts = {
        ...this.#facts,
        fromSeed: hasInitialValues(defineNetwork(run.network), settings.seed, slabs.parameters),
      };
    if (!this.#adopted) this.#adopt(run);
    // A row has no snapshots: held here, those of a run that was left would be kept beside those of the next one.
    const { past: _, ...row } = run;
    this.#latest = row;
    clearTimeout(this.#timer);
    if (state !== 'training') this.#timer = setTimeout(() => this.flush(), PAUSED_MS);
  }

  /** A run that did not begin here: it was kept, opened, or is set back to one of its steps. */
  #adopt(run: SavedRun): void {
    this.#adopted = true;
    const known = this.host.known(run);
    if (known === null) return;
    const { rates = [], fromSeed, durationMs, step } = known;
    const value = run.settings.learningRate;
    const before = rates.filter((rate) => rate.step <= run.checkpoint.step);
    this.#facts = {
      ...this.#facts,
      rates: before.at(-1)?.value === value ? before : [...before, { step: run.checkpoint.step, value }],
      fromSeed,
    };
    const elsewhereMs = durationMs * Math.min(1, run.checkpoint.step / step);
    this.#clock = new TrainingClock(elsewhereMs + this.#clock.until(this.#news));
    if (this.session.state === 'training') this.#clock.trains(this.#news);
  }
}
