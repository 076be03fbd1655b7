// State shared by the parts of a session: the run, the display, the status, and the queue of requests. A part calls it
// directly. Calls that concern other parts go through `tell`; the page receives everything as events.

import type { Evaluation } from '../train/evaluator';
import { NonFiniteLossError } from '../train/nonFiniteLoss';
import { RequestQueue } from './requestQueue';
import { Recovery } from './recovery';
import { Run } from './run';
import { ProbeView } from './probeView';
import { SessionLoop } from './loop';
import type { ChoiceMemory } from '../tuning/choiceMemory';
import type { Notice, Reached, SessionSettings, SessionState } from './runFacade';
import type { DataLoader, SessionData, TrainingContext } from './trainingContext';

/** Callbacks of a part for events of the run. */
export interface SessionPart {
  /** Training is about to continue. */
  starting?(): void;
  /** Training changed the parameters. */
  trained?(): void;
  /** The run was set back to its last good parameters. */
  wentBack?(): void;
  /** The current run ends: nothing of it may be kept any longer. */
  leaving?(): void;
  /** Another run is set up and paused. */
  began?(): void;
  /** Training has ended after the step with the best weights, to which the run is to go back. */
  wentPast?(best: number): void;
}

/** How often an action is repeated because its device was lost. */
const MAX_REPEATS = 3;

function settled<T>(outcome: { readonly value: T } | { readonly error: unknown } | null): T {
  if (outcome !== null && 'value' in outcome) return outcome.value;
  const error = outcome?.error;
  throw error instanceof Error ? error : new Error(String(error));
}

export class SessionContext extends EventTarget {
  state: SessionState = 'compiling';
  error: Error | null = null;
  notice: Notice | null = null;
  /** Training continues after recovery: it was running, or was requested since. */
  resume = false;
  /** Training waits for its shaders. */
  compiling = false;
  readonly run: Run;
  readonly probeView: ProbeView;
  readonly loop: SessionLoop;
  readonly recovery: Recovery;
  readonly requests = new RequestQueue(
    async () => {
      do {
        // What a lost device took from a run at rest is made up for before anything else changes it.
        if (this.#makesUp) await this.loop.ended();
        await this.rest();
        await this.recovery.ended();
      } while (this.#makesUp);
    },
    () => this.play(),
  );
  protected parts: readonly SessionPart[] = [];
  /** The steps that a loss took may be taken again: nobody has paused training since. */
  #mayMakeUp = false;
  /** After a loss: the steps of a run that was at rest are taken again. */
  get #makesUp(): boolean {
    return this.state === 'training' && this.run.replay?.continues === false;
  }
  /** The device is lost, and no other one is ready. */
  #deviceLost = false;
  /** Kernels that are known to use their plain shaders. */
  readonly #fallbacks = new Set<string>();

  /** @param picture the first picture, 0…1 */
  protected constructor(
    readonly loadData: DataLoader,
    memory: ChoiceMemory | undefined,
    settings: SessionSettings,
    context: TrainingContext,
    picture: Float32Array,
  ) {
    super();
    const emit = (event: string): void => {
      if (event === 'checkpoint' && this.notice?.key === 'notCopied') this.unsay();
      this.emit(event);
    };
    this.run = new Run(context, settings, emit, () => {
      if (this.notice?.key !== 'notCopied') this.notify('notCopied', {});
    });
    this.probeView = new ProbeView(context, picture, emit);
    this.loop = new SessionLoop(this);
    this.recovery = new Recovery(this, memory);
  }

  get data(): SessionData {
    return this.run.context.data;
  }

  wholeData(): Promise<SessionData> {
    return this.reading(async () => {
      const { data, device } = this.run.context;
      await data.completeOn?.(device);
      return data;
    });
  }

  /** Tests the network of the run on the whole test set; null if it was cancelled. */
  test(context: TrainingContext, wanted: () => boolean): Promise<Evaluation | null> {
    return context.evaluator.run({ wanted });
  }

  play(): void {
    if (this.requests.waiting) {
      this.requests.playAfterwards(true);
      return;
    }
    if (this.state === 'recovering') this.resume = true;
    if (this.state !== 'idle') return;
    this.tell('starting');
    this.set('training');
    this.loop.start();
  }

  prepareTraining(how?: 'patiently'): void {
    const { trainer } = this.run.context;
    if (this.state !== 'idle' || trainer.compiled) return;
    // A failure is reported when training needs the step: compiling it then fails again.
    trainer.compile({ patient: how === 'patiently' }).then(
      () => this.sayFallbacks(),
      () => undefined,
    );
  }

  /** Compiles the step of a run that is about to train. @throws as `Trainer.compile` */
  async compileTraining({ trainer }: TrainingContext): Promise<void> {
    this.compiling = true;
    this.emit('statechange');
    try {
      await trainer.compile();
    } finally {
      this.compiling = false;
      this.emit('statechange');
    }
    this.sayFallbacks();
  }

  async pause(): Promise<void> {
    this.run.replay = null;
    this.resume = false;
    this.#mayMakeUp = false;
    this.requests.playAfterwards(false);
    await this.rest();
  }

  async rest(): Promise<void> {
    if (this.state === 'training') this.set('idle');
    await this.loop.ended();
  }

  /**
   * Queues an action and pauses training for it; training then continues if it should. If the device is lost meanwhile, the
   * action is repeated on the next one, before any other: until it ends, an action changes nothing that outlives its device.
   */
  inTurn(action: (context: TrainingContext) => Promise<void>): Promise<void> {
    return this.#repeated(action, (context, error) => this.recovery.onError(context, error));
  }

  /** As `inTurn`, but errors go to the caller. When it resolves, training continues if it was running. */
  async inTurnFor<T>(action: (context: TrainingContext) => Promise<T>): Promise<T> {
    if (this.state === 'training') this.requests.playAfterwards(true);
    let outcome: { readonly value: T } | { readonly error: unknown } | null = null;
    await this.#repeated(
      async (context) => (outcome = { value: await action(context) }),
      async (context, error) => (outcome = { error: await this.recovery.reasonOf(context, error) }),
    );
    return settled(outcome);
  }

  #repeated(
    action: (context: TrainingContext) => Promise<unknown>,
    refused: (context: TrainingContext, error: unknown) => Promise<unknown>,
  ): Promise<void> {
    let left = MAX_REPEATS;
    return this.requests.take(async () => {
      const { context } = this.run;
      try {
        await action(context);
      } catch (error) {
        if (left-- > 0 && (await this.recovery.replaces(context))) return 'again';
        await refused(context, error);
      }
      return 'done';
    });
  }

  /**
   * Reads something beside the queue. If the device is lost meanwhile, it is read again from the next one.
   * @param read asks the session for its context itself, since another one may be shown then
   */
  async reading<T>(read: () => Promise<T>): Promise<T> {
    for (let left = MAX_REPEATS; ; left--) {
      const { context } = this.run;
      try {
        return await read();
      } catch (error) {
        if (left === 0 || !(await this.recovery.replaces(context)))
          throw await this.recovery.reasonOf(context, error);
        await this.recovery.ended();
      }
    }
  }

  /** Training changed the parameters. */
  trained(): void {
    this.probeView.trained();
    this.tell('trained');
  }

  /** The run was set back; the discarded numbers may have been very large. */
  wentBack(): void {
    this.tell('wentBack');
    this.probeView.forgetRanges();
    this.probeView.recolour();
  }

  /** Another run is set up and paused on the run's training context. */
  began(): void {
    this.tell('began');
    if (!this.#deviceLost) this.error = null;
    this.probeView.forgetRanges();
    this.probeView.adopt(this.run.context);
    this.set('idle');
    this.emit('progress');
    this.sayFallbacks();
  }

  /** The run was set to another of its steps, and is paused. */
  moved(): void {
    this.error = null;
    this.set('idle');
    this.emit('progress');
  }

  /** The run reached its last step, or stopped early; the user may continue it. */
  finished(): void {
    const { run } = this;
    run.ended = true;
    run.endReplay();
    const { step, stepsPerEpoch, testAccuracy: accuracy } = run.progress;
    this.notify('finished', { epochs: Math.ceil(step / stepsPerEpoch), accuracy });
    this.set('idle');
  }

  /** The run is again where it was. */
  caughtUp(): void {
    const continues = this.run.replay?.continues === true;
    this.run.endReplay();
    if (!continues) this.set('idle');
  }

  fail(error: Error): void {
    this.run.replay = null;
    this.resume = this.state === 'training';
    this.error = error;
    this.set('failed');
  }

  /**
   * The device is lost. Resolves once nothing is in flight on it.
   * @returns whether an action was under way, which is repeated on the next device
   */
  async lost(): Promise<boolean> {
    // Its steps are taken again when it is repeated; before it began, the run was copied.
    const acting = this.requests.acting;
    this.#mayMakeUp = true;
    // Failures before the loss was reported are due to it; `resume` is already set then.
    if (this.state !== 'failed') this.resume = this.state === 'training';
    if (!(this.error instanceof NonFiniteLossError)) this.error = null;
    this.notify('deviceLost', {});
    this.set('recovering');
    this.#deviceLost = true;
    await this.loop.ended();
    await this.requests.acted();
    return acting;
  }

  /**
   * Everything was recreated on another device.
   * @param reached how far the run was; null where training alone does not lead there
   */
  restored(reached: Reached | null): void {
    this.#deviceLost = false;
    this.tell('leaving');
    this.probeView.adopt(this.run.context);
    this.notify('deviceRestored', { step: this.run.submitted });
    this.sayFallbacks();
    // A non-finite loss is still to be handled: by a lower learning rate.
    this.set(this.error === null ? 'idle' : 'failed');
    // The steps since the copy are taken again, to the same bits, even if training was at rest.
    const { run } = this;
    const behind = this.#mayMakeUp && this.error === null && reached !== null && reached.step > run.submitted;
    if (behind) run.replay = { ...reached, continues: this.resume && run.replay === null };
    if (behind && !this.resume) {
      this.tell('starting');
      this.set('training');
      this.loop.start();
    } else if (this.resume) this.play();
  }

  /** No other device is available, or none stays. */
  lostForGood(error: Error): void {
    this.error = error;
    this.state = 'failed';
    this.emit('statechange');
  }

  /** Reports once which kernels use their plain shaders because the tuned ones do not compile. */
  sayFallbacks(): void {
    const { probe, trainer } = this.run.context;
    const fallbacks = [...probe.fallbacks, ...(trainer.compiled ? trainer.plan.fallbacks : [])];
    const kernels = new Set(fallbacks.map(({ kernel }) => kernel));
    if ([...kernels].every((kernel) => this.#fallbacks.has(kernel))) return;
    for (const kernel of kernels) this.#fallbacks.add(kernel);
    this.notify('fallback', { kernels: [...kernels].join(', ') });
  }

  notify(key: string, values: Notice['values']): void {
    this.notice = { key, values };
    this.emit('notice');
  }

  /** The message is no longer true. */
  unsay(): void {
    this.notice = null;
    this.emit('notice');
  }

  set(state: SessionState): void {
    // Work that still ends on the lost device says nothing about the session.
    if (this.#deviceLost) return;
    this.state = state;
    this.emit('statechange');
  }

  /** Calls the parts, in their order. */
  tell(what: Exclude<keyof SessionPart, 'wentPast'>): void {
    for (const part of this.parts) part[what]?.();
  }

  wentPast(best: number): void {
    for (const part of this.parts) part.wentPast?.(best);
  }

  emit(event: string): void {
    this.dispatchEvent(new Event(event));
  }
}
