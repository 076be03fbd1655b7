// Watches the curve of the run: what goes wrong although every number is finite is said once, with what mends it.

import { optimizerDefinition } from '../optimizers/optimizers';
import type { Guess, Symptom } from '../train/symptoms';
import type { Notice } from './runFacade';
import type { SessionContext, SessionPart } from './sessionContext';
import type { SessionData } from './trainingContext';

/** The curve is looked at so many steps after the last time, and less often the longer it is. */
const EVERY_STEPS = 20;
const EVERY_PART = 0.05;

export class Health implements SessionPart {
  /** The newest step whose loss was known. */
  #step = 0;
  #next = 0;
  #told: Symptom['kind'] | null = null;
  #guess: { readonly data: SessionData; readonly guess: Guess } | null = null;

  constructor(private readonly session: SessionContext) {
    session.addEventListener('progress', () => this.#known());
  }

  leaving(): void {
    this.#forget();
  }

  wentBack(): void {
    this.#forget();
  }

  /** More losses may be known. */
  #known(): void {
    const step = this.session.run.history.step.at(-1) ?? 0;
    // The run was set back.
    if (step < this.#step) this.#forget();
    this.#step = step;
    if (step === 0 || step < this.#next) return;
    this.#next = step + Math.max(EVERY_STEPS, EVERY_PART * step);
    // Its code comes with the first step.
    void this.#look().catch(() => undefined);
  }

  async #look(): Promise<void> {
    const { run } = this.session;
    const { context, history } = run;
    const { guessOf, symptomOf } = await import('../train/symptoms');
    if (context !== run.context || history !== run.history) return;
    const { data } = context;
    if (this.#guess?.data !== data) this.#guess = { data, guess: guessOf(data.train.labels) };
    const symptom = symptomOf(history, this.#guess.guess);
    if (symptom === null || symptom.kind === this.#told) return;
    this.#told = symptom.kind;
    this.session.notify(symptom.kind, this.#valuesOf(symptom));
  }

  #valuesOf(symptom: Symptom): Notice['values'] {
    if (symptom.kind !== 'diverged') {
      const { kind: _, ...values } = symptom;
      return values;
    }
    const { since, peak, guess } = symptom;
    const { context, settings } = this.session.run;
    // The loss of a step is that of the parameters before it.
    const back = context.snapshots.steps.filter((step) => step < since).at(-1) ?? 0;
    // A tenth of a rate that is a thousand times too large is too large as well.
    const usual = Number(optimizerDefinition(settings.optimizer).options.learningRate?.default ?? Infinity);
    return { since, peak, guess, back, rate: Math.min(usual, settings.learningRate / 10) };
  }

  #forget(): void {
    this.#step = 0;
    this.#next = 0;
    const { notice } = this.session;
    if (this.#told !== null && notice?.key === this.#told) this.session.unsay();
    this.#told = null;
  }
}
