// One training run on a training context: its progress, its records, and the copies to which it can be set back. The
// loop (loop.ts) drives it; recovery (recovery.ts) sets it back.

import { StoppingRule, type BestKeeper } from '../train/bestWeights';
import { EpochStoppingRule, NEVER, PlateauRule, type Stopping } from '../train/monitored';
import { Checkpoints } from '../train/checkpoints';
import type { Progress, Reached, SavedRun, SessionSettings } from './runFacade';
import { isLost } from '../gpu/deviceLoss';
import { DeviceLimitError } from '../gpu/slab';
import { RunHistory } from '../train/history';
import type { TrainingContext } from './trainingContext';
import { SavedPast } from './travel/savedPast';
import type { Evaluation } from '../train/evaluator';
import type { Reading } from '../train/historyReader';
import type { SavedInstant, Snapshot } from '../train/snapshots';
import type { Checkpoint } from '../train/trainer';

/** Snapshots with which a run starts. */
export interface RunPast {
  /** Snapshots on the device; the caller remains an owner. */
  readonly shared?: readonly Snapshot[];
  readonly saved?: readonly SavedInstant[];
}

const NO_PROGRESS = {
  loss: NaN,
  accuracy: NaN,
  testAccuracy: NaN,
  testLoss: NaN,
  picturesPerSecond: 0,
};

const sizeOf = ({ slabs }: Checkpoint): number =>
  Object.values(slabs).reduce((sum, { byteLength }) => sum + byteLength, 0);

/** @throws RangeError if it is not a number above 0 */
export function checkLearningRate(value: number): void {
  if (value > 0 && Number.isFinite(value)) return;
  throw new RangeError(`learning rate: must be a number above 0. Received ${value}`);
}

const stoppingRule = (settings: NonNullable<SessionSettings['earlyStopping']>): Stopping =>
  settings.every === 'epoch'
    ? new EpochStoppingRule(settings)
    : new StoppingRule(settings.patience ?? Infinity);

export class Run {
  history = new RunHistory();
  /** Steps submitted to the device; fewer may have been read back. */
  submitted = 0;
  /** The test set has to be evaluated at the current step. */
  testDue = false;
  closed = false;
  /** Which weights are best on the validation pictures, and whether training ends early. */
  #stopping: Stopping = NEVER;
  /** What reduces the learning rate; null where nothing does. */
  #plateau: PlateauRule | null = null;
  /** The newest test of the whole test set that a validation made. */
  #tested: { readonly step: number; readonly evaluation: Evaluation } | null = null;
  /** The run has ended once: training that goes on does not stop early. */
  ended = false;
  readonly checkpoints = new Checkpoints();
  /** What was reached before and is being reached again; null: nothing. Training rests there, unless it `continues`. */
  replay: (Reached & { readonly continues?: boolean }) | null = null;
  /** The copies from which training alone has led to where the run is; another set when anything else changed it. */
  #origins = new WeakSet<Checkpoint>();
  /** The learning rates since these copies, as in `Reached`. */
  #rates: (readonly [step: number, rate: number])[] = [];
  #copying: Promise<void> | null = null;
  /** The copy whose numbers the seed gives, too; null: there is none. */
  #ofSeed: Checkpoint | null = null;
  /** Of a run that was reset: an older copy of it, which has the weights of frozen layers; null: none is needed. */
  #frozen: Checkpoint | null = null;
  #past = new SavedPast();
  /** `lastSaved`, and what it was made of. */
  #lastSaved: { readonly of: readonly unknown[]; readonly run: SavedRun } | null = null;
  #recent = NO_PROGRESS;
  /** All losses up to this step are known. */
  #readUpTo = 0;

  /**
   * @param say dispatches an event of the session
   * @param notCopied there is no memory for a copy of the run; it goes on without one
   */
  constructor(
    public context: TrainingContext,
    public settings: SessionSettings,
    private readonly say: (event: 'progress' | 'checkpoint') => void,
    private readonly notCopied: () => void,
  ) {
    this.#beginsAt(undefined);
    this.keep();
  }

  /** The last step of a run, at which it pauses. */
  get end(): number {
    return this.settings.epochs * this.context.trainer.stepsPerEpoch;
  }

  get progress(): Progress {
    const { stepsPerEpoch } = this.context.trainer;
    const step = this.submitted;
    const epoch = Math.floor(Math.max(0, step - 1) / stepsPerEpoch);
    const learningRate = this.context.trainer.rateAt(step);
    return {
      step,
      epoch,
      stepInEpoch: step - epoch * stepsPerEpoch,
      stepsPerEpoch,
      learningRate,
      ...this.#recent,
    };
  }

  /** @throws RangeError if it is not a number above 0 */
  setLearningRate(learningRate: number): void {
    checkLearningRate(learningRate);
    // A rate that is chosen now holds, also where another one held then.
    if (this.replay !== null) this.replay = { ...this.replay, rates: [] };
    this.#setRate(learningRate);
  }

  #setRate(learningRate: number): void {
    if (learningRate === this.settings.learningRate) return;
    this.settings = { ...this.settings, learningRate };
    this.context.trainer.setLearningRate(this.#rate);
    this.#rates = [...this.#rates.filter(([step]) => step < this.submitted), [this.submitted, learningRate]];
    this.say('progress');
  }

  /** The learning rate before the schedule, as it was reduced. */
  get #rate(): number {
    const { learningRate } = this.settings;
    return this.#plateau?.rate(learningRate) ?? learningRate;
  }

  /** Takes steps, with the scheduled snapshots, and the changes of the learning rate that a replay has, between them. */
  submit(steps: number): void {
    const { trainer, snapshots } = this.context;
    for (const end = this.submitted + steps; this.submitted < end;) {
      const rates = this.replay?.rates ?? [];
      const rate = rates.findLast(([step]) => step <= this.submitted)?.[1];
      if (rate !== undefined) this.#setRate(rate);
      const next = snapshots.nextAfter(this.submitted);
      const change = rates.find(([step]) => step > this.submitted)?.[0] ?? Infinity;
      const reached = Math.min(end, next, change);
      trainer.submit(reached - this.submitted);
      this.submitted = reached;
      if (reached === next) this.keep();
    }
  }

  /** The run is again where it was. */
  endReplay(): void {
    const rate = this.replay?.rates.at(-1)?.[1];
    this.replay = null;
    if (rate !== undefined) this.#setRate(rate);
  }

  /** Takes a snapshot at the current step. */
  keep(): void {
    this.context.snapshots.take(this.submitted, this.settings.learningRate);
  }

  /** The run is as it was made, and this is its copy. @param fromSeed whether its weights are those of its seed */
  begunAt(copy: Checkpoint, fromSeed: boolean): void {
    this.#ofSeed = fromSeed ? copy : null;
    this.checkpoints.keepOnly(copy);
    this.#beginsAt(copy);
    this.started();
  }

  /** The copy with which this run was started is to be kept like any that is made while it trains. */
  started(): void {
    const copy = this.lastKnown;
    if (copy === undefined) return;
    this.checkpoints.made(sizeOf(copy));
    this.say('checkpoint');
  }

  /** Processes the records since the last reading. */
  take({ step, records }: Reading): void {
    if (this.closed) return;
    this.history.add(records);
    if (records.length > 0) {
      const { stepMs, isWarm } = this.context.pacer;
      this.#recent = {
        ...this.#recent,
        ...this.history.shown,
        picturesPerSecond: !isWarm || stepMs === 0 ? 0 : (this.settings.batchSize * 1000) / stepMs,
      };
    }
    this.#readUpTo = step;
    this.say('progress');
  }

  /** Evaluates the whole test set at the current step. */
  async evaluate(): Promise<void> {
    const { context, submitted } = this;
    const evaluation = await context.evaluator.run();
    if (context === this.context && submitted === this.submitted) this.tested(submitted, evaluation);
  }

  /** Processes an evaluation of the test set. */
  tested(step: number, { accuracy, loss }: Evaluation): void {
    this.#recent = { ...this.#recent, testAccuracy: accuracy, testLoss: loss };
    this.history.addTest(step, accuracy);
    this.say('progress');
  }

  /**
   * What validates this run, chooses its best weights and reduces its learning rate; null where nothing does.
   * @param goBack to the step with the best weights, once training has ended
   */
  early(
    goBack: (step: number) => void,
  ): { readonly weights: BestKeeper; readonly every: number; readonly due: boolean } | null {
    const { context } = this;
    const { earlyStopping, reduceOnPlateau } = this.settings;
    const { validation, snapshots } = context;
    if (!(earlyStopping || reduceOnPlateau) || this.ended) return null;
    const stopping = this.#stopping;
    const plateau = this.#plateau;
    const weights: BestKeeper = {
      stopping,
      validate: async (step) => {
        const evaluation = await (validation ?? context).evaluator.run();
        const { loss, accuracy } = evaluation;
        const found = { step, loss, accuracy };
        if (context !== this.context) return found;
        if (validation === null) this.#tested = { step, evaluation };
        this.history.addValidation(found);
        if (plateau?.add(found) === true) context.trainer.setLearningRate(this.#rate);
        if (stopping.add(found) && snapshots.limit > 0) {
          snapshots.best = step;
          this.keep();
        }
        this.say('progress');
        return found;
      },
      restore: () => {
        if (snapshots.best !== null && snapshots.best !== this.submitted) goBack(snapshots.best);
      },
    };
    const every = this.#every;
    const { submitted, history } = this;
    const known = history.validation.some(({ step }) => step === submitted);
    return { weights, every, due: submitted > 0 && submitted % every === 0 && !known };
  }

  /** Steps between two validations. */
  get #every(): number {
    const every = this.settings.earlyStopping?.every ?? 'epoch';
    return every === 'epoch' ? this.context.trainer.stepsPerEpoch : every;
  }

  /** The test of the whole test set at a step, where a validation made it. */
  testAt(step: number): Evaluation | null {
    return this.#tested?.step === step ? this.#tested.evaluation : null;
  }

  /** After the history was replaced or cut. */
  #forgetValidations(): void {
    const { earlyStopping, reduceOnPlateau } = this.settings;
    this.#tested = null;
    this.#stopping = earlyStopping ? stoppingRule(earlyStopping) : NEVER;
    this.#plateau = reduceOnPlateau ? new PlateauRule(reduceOnPlateau) : null;
    for (const one of this.history.validation) {
      this.#stopping.add(one);
      this.#plateau?.add(one);
    }
    if (this.#plateau !== null) this.context.trainer.setLearningRate(this.#rate);
    const best = this.#stopping.best?.step ?? null;
    const { snapshots } = this.context;
    snapshots.best = best !== null && snapshots.at(best) !== undefined ? best : null;
  }

  /** Whether a copy should be made while training; one at a time. */
  get copyDue(): boolean {
    return this.#copying === null && this.checkpoints.due;
  }

  /** Copies the run to the host, as it is after the steps submitted so far; they need not have been taken yet. */
  async saveCheckpoint(): Promise<void> {
    while (this.#copying !== null) await this.#copying.catch(() => undefined);
    const copying = this.#copy().finally(() => (this.#copying = null));
    this.#copying = copying;
    await copying;
  }

  async #copy(): Promise<void> {
    const { context } = this;
    const origins = this.#origins;
    const copied = await Promise.all([
      context.trainer.checkpoint(),
      this.#past.follow(context.snapshots),
    ]).catch(async (error: unknown) => {
      // A lost device may say so, too.
      if (!(error instanceof DeviceLimitError) || (await isLost(context.device))) throw error;
      this.checkpoints.made(context.snapshots.sizeBytes);
      if (context === this.context) this.notCopied();
      return null;
    });
    if (copied === null) return;
    const [checkpoint] = copied;
    // The run may have been changed or replaced meanwhile.
    if (context !== this.context || origins !== this.#origins) return;
    origins.add(checkpoint);
    this.checkpoints.made(sizeOf(checkpoint));
    this.checkpoints.add(checkpoint, this.#readUpTo);
    this.say('checkpoint');
  }

  /** Parameters were changed by hand: no copy before leads to them by training. */
  edited(): void {
    this.#beginsAt(undefined);
    this.checkpoints.hurry();
  }

  /** The run is at a step to which no copy but this one leads. */
  #beginsAt(checkpoint: Checkpoint | undefined): void {
    this.#origins = new WeakSet(checkpoint === undefined ? [] : [checkpoint]);
    this.#rates = [[this.submitted, this.settings.learningRate]];
  }

  /** What training has done since a copy of this run; null if the run has changed in any other way. */
  reachedSince(checkpoint: Checkpoint): Reached | null {
    if (!this.#origins.has(checkpoint)) return null;
    // What is being reached again counts as reached.
    const ahead = this.replay?.rates.filter(([step]) => step > this.submitted) ?? [];
    return { step: Math.max(this.submitted, this.replay?.step ?? 0), rates: [...this.#rates, ...ahead] };
  }

  /** The newest copy on the host for which all losses are known and finite; undefined before the first. */
  get lastKnown(): Checkpoint | undefined {
    return this.checkpoints.upTo(this.#readUpTo);
  }

  /**
   * The run as data, at the newest copy on the host for which all losses are known and finite. Synchronous, without
   * using the device. Null before the first copy.
   */
  get lastSaved(): SavedRun | null {
    const checkpoint = this.lastKnown;
    if (checkpoint === undefined) return null;
    const { history, context, settings } = this;
    const past = this.#past.upTo(checkpoint.step);
    const { testStep, validation } = history;
    // Asked for by all that keep the run: the curve is copied once for all of them.
    const of = [
      checkpoint,
      context,
      settings,
      history,
      testStep.length,
      validation.length,
      past.length,
      ...past,
    ];
    const last = this.#lastSaved;
    if (last === null || of.some((part, at) => part !== last.of[at])) {
      const run: SavedRun = {
        network: context.network.toJSON(),
        settings,
        data: context.data.reference,
        checkpoint,
        ...(checkpoint === this.#ofSeed && { fromSeed: true }),
        history: history.save(checkpoint.step),
        past,
      };
      this.#lastSaved = { of, run };
      return run;
    }
    return last.run;
  }

  /** The snapshots of the run that are on the host. */
  async savedPast(): Promise<readonly SavedInstant[]> {
    await this.#past.follow(this.context.snapshots);
    return this.#past.upTo(this.submitted);
  }

  /**
   * Starts another run on a training context, paused, at the step of its checkpoint, else 0.
   * @param past its snapshots, on the device or on the host
   * @param fromSeed whether the numbers of the checkpoint are those that its seed gives
   */
  startOver(
    context: TrainingContext,
    history: RunHistory,
    checkpoint?: Checkpoint,
    past: RunPast = {},
    fromSeed = false,
  ): void {
    this.#ofSeed = fromSeed ? (checkpoint ?? null) : null;
    // It holds the network before.
    this.#lastSaved = null;
    // What a reset leaves as it is, is nowhere else until the next copy is made.
    this.#frozen =
      checkpoint === undefined && context === this.context ? (this.lastKnown ?? this.#frozen) : null;
    this.context = context;
    this.submitted = checkpoint?.step ?? 0;
    this.history = history;
    this.checkpoints.keepOnly(checkpoint);
    this.#beginsAt(checkpoint);
    this.replay = null;
    this.testDue = false;
    this.#forgetProgress();
    context.snapshots.clear();
    this.keep();
    const { shared = [], saved = [] } = past;
    context.snapshots.addSaved(saved);
    context.snapshots.addShared(shared);
    this.#past = new SavedPast();
    this.#past.adopt(saved, context.snapshots);
    this.#forgetValidations();
    this.ended = this.submitted >= this.end;
  }

  /** At another step of this run: its parameters and training state are those of that step already, as is the copy. */
  movedTo(checkpoint: Checkpoint, history: RunHistory): void {
    this.submitted = checkpoint.step;
    this.history = history;
    this.checkpoints.keepOnly(checkpoint);
    this.#beginsAt(checkpoint);
    this.replay = null;
    this.testDue = false;
    this.#forgetProgress();
    this.#forgetValidations();
  }

  #forgetProgress(): void {
    this.#readUpTo = this.submitted;
    this.#recent = {
      ...NO_PROGRESS,
      ...this.history.shown,
      testAccuracy: this.history.testAccuracy.at(-1) ?? NaN,
    };
  }

  /** Sets a training context to a checkpoint of this run, or without one to its start. */
  goBackTo(context: TrainingContext, checkpoint: Checkpoint | undefined): void {
    const elsewhere = context !== this.context;
    this.context = context;
    if (checkpoint === undefined) {
      if (this.#frozen !== null) context.trainer.restore(this.#frozen);
      context.trainer.reset();
    } else context.trainer.restore(checkpoint);
    // The checkpoint holds the learning rate at its time; the setting may be newer.
    context.trainer.setLearningRate(this.settings.learningRate);
    this.submitted = checkpoint?.step ?? 0;
    this.#beginsAt(checkpoint);
    this.testDue = false;
    this.#readUpTo = this.submitted;
    this.history.cutAfter(this.submitted);
    this.#recent = { ...this.#recent, ...this.history.shown };
    context.snapshots.release(context.snapshots.cutAfter(this.submitted));
    this.keep();
    this.#forgetValidations();
    if (!elsewhere) return;
    // On another device only the snapshots on the host are left.
    const saved = this.#past.upTo(this.submitted);
    context.snapshots.addSaved(saved);
    this.#past.adopt(saved, context.snapshots);
    this.#forgetValidations();
  }
}
