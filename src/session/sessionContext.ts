// What the parts of a session share: the run, what is shown of it, the state, and the queue of requests. A part calls it
// directly. Whatever concerns other parts is a call of `tell`, and the page hears of everything as an event.

import { NonFiniteLossError } from '../train/nonFiniteLoss';
import { RequestQueue } from './requestQueue';
import { Recovery } from './recovery';
import { Run } from './run';
import { ProbeView } from './probeView';
import { SessionLoop } from './loop';
import type { ChoiceMemory } from '../tuning/calibrate';
import type { SessionSettings, SessionState } from './runFacade';
import type { SessionData, TrainingContext } from './trainingContext';

/** What a part does when something happens to the run. */
export interface SessionPart {
  /** Training is about to go on. */
  starting?(): void;
  /** Training changed the parameters. */
  trained?(): void;
  /** The run was set back to its last good parameters. */
  wentBack?(): void;
  /** The run so far ends: nothing of it is to be held any longer. */
  leaving?(): void;
  /** Another run stands at rest. */
  began?(): void;
}

export interface Notice {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
}

export class SessionContext extends EventTarget {
  state: SessionState = 'compiling';
  error: Error | null = null;
  notice: Notice | null = null;
  /** Training is to go on once a failure is mended: it ran, or was asked for since. */
  resume = false;
  readonly run: Run;
  readonly probeView: ProbeView;
  readonly loop: SessionLoop;
  readonly recovery: Recovery;
  readonly requests = new RequestQueue(
    async () => {
      await this.rest();
      await this.recovery.ended();
    },
    () => this.play(),
  );
  protected parts: readonly SessionPart[] = [];
  /** The device is lost, and another not there yet, or never. */
  #deviceLost = false;
  /** Kernels that run their plain rungs. */
  #fallbacks = '';

  /** @param picture the first one shown, 0…1 */
  protected constructor(
    readonly data: SessionData,
    memory: ChoiceMemory | undefined,
    settings: SessionSettings,
    context: TrainingContext,
    picture: Float32Array,
  ) {
    super();
    const emit = (event: string): void => this.emit(event);
    this.run = new Run(context, settings, emit);
    this.probeView = new ProbeView(context, picture, emit);
    this.loop = new SessionLoop(this);
    this.recovery = new Recovery(this, memory);
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

  async pause(): Promise<void> {
    this.resume = false;
    this.requests.playAfterwards(false);
    await this.rest();
  }

  async rest(): Promise<void> {
    if (this.state === 'training') this.set('idle');
    await this.loop.ended();
  }

  /** In its turn, with training at rest; then training goes on if wanted. */
  inTurn(action: (context: TrainingContext) => Promise<void>): Promise<void> {
    return this.requests.take(() => {
      const { context } = this.run;
      return action(context).catch((error: unknown) => this.recovery.onError(context, error));
    });
  }

  /** In turn as well; what goes wrong is the caller's to hear, and training that was under way goes on. */
  async inTurnFor<T>(action: (context: TrainingContext) => Promise<T>): Promise<T> {
    if (this.state === 'training') this.requests.playAfterwards(true);
    return new Promise<T>((resolve, reject) => {
      void this.inTurn((context) =>
        action(context).then(resolve, async (error: unknown) => {
          const reason = await this.recovery.reasonOf(context, error);
          reject(reason instanceof Error ? reason : new Error(String(reason)));
        }),
      );
    });
  }

  /** Training changed the parameters. */
  trained(): void {
    this.probeView.trained();
    this.tell('trained');
  }

  /** The run was set back; the numbers gone back from may have been huge. */
  wentBack(): void {
    this.tell('wentBack');
    this.probeView.forgetRanges();
    this.probeView.recolour();
  }

  /** Another run stands at rest on the run's training context. */
  began(): void {
    this.tell('began');
    if (!this.#deviceLost) this.error = null;
    this.probeView.forgetRanges();
    this.probeView.adopt(this.run.context);
    this.set('idle');
    this.emit('progress');
    this.sayFallbacks();
  }

  /** The run is at another of its steps, at rest. */
  moved(): void {
    this.error = null;
    this.set('idle');
    this.emit('progress');
  }

  /** The run is over; the person may go on. */
  finished(): void {
    this.notify('finished', {
      epochs: this.run.settings.epochs,
      accuracy: this.run.progress.testAccuracy,
    });
    this.set('idle');
  }

  fail(error: Error): void {
    this.resume = this.state === 'training';
    this.error = error;
    this.set('failed');
  }

  /** The device is gone. Resolves once nothing is under way on it. */
  async lost(): Promise<void> {
    // What failed before the news of the loss came failed of it; then `resume` is known already.
    if (this.state !== 'failed') this.resume = this.state === 'training';
    if (!(this.error instanceof NonFiniteLossError)) this.error = null;
    this.notify('deviceLost', {});
    this.set('recovering');
    this.#deviceLost = true;
    await this.loop.ended();
    await this.requests.acted();
  }

  /** Everything lives on another device now. */
  restored(): void {
    this.#deviceLost = false;
    this.tell('leaving');
    this.probeView.adopt(this.run.context);
    this.notify('deviceRestored', { step: this.run.submitted });
    this.sayFallbacks();
    // A loss that was not finite is still to be answered: by a lower learning rate.
    this.set(this.error === null ? 'idle' : 'failed');
    if (this.resume) this.play();
  }

  /** There is no other device, or none that lasts. */
  lostForGood(error: Error): void {
    this.error = error;
    this.state = 'failed';
    this.emit('statechange');
  }

  /** Says once which kernels run their plain rungs, since they do not compile otherwise. */
  sayFallbacks(): void {
    const { fallbacks } = this.run.context.trainer.plan;
    const kernels = [...new Set(fallbacks.map(({ kernel }) => kernel))].join(', ');
    if (kernels !== '' && kernels !== this.#fallbacks) this.notify('fallback', { kernels });
    this.#fallbacks = kernels;
  }

  notify(key: string, values: Notice['values']): void {
    this.notice = { key, values };
    this.emit('notice');
  }

  set(state: SessionState): void {
    // What still ends on the lost device says nothing of the session.
    if (this.#deviceLost) return;
    this.state = state;
    this.emit('statechange');
  }

  /** Tells the parts, in their order. */
  tell(what: keyof SessionPart): void {
    for (const part of this.parts) part[what]?.();
  }

  emit(event: string): void {
    this.dispatchEvent(new Event(event));
  }
}
