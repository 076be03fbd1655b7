// The training loop: submits steps, tries the test set on the way, and never waits for a result. What the device
// recorded is read beside it, at most ten times a second.

import type { TrainingContext } from './trainingContext';
import type { Run } from './run';
import { nextTest } from '../train/testTimes';

/** Results come back this often at most, and at most once in the time of so many steps: on a slow device, news cost as well. */
export const READ_INTERVAL_MS = 100;
const STEPS_A_READING = 8;

export interface LoopHost {
  /** Is training wanted? */
  wanted(): boolean;
  /** Is the session paused, so that a loop that ended did so by itself or by a pause? */
  paused(): boolean;
  /** The parameters changed. */
  moved(): void;
  /** The run came to its end. */
  finished(): void;
  /** A loop came to rest, all it did is read. */
  rested(): void;
  /** A loss was not finite. */
  onNonFiniteLoss(step: number): Promise<void>;
  /** Something failed. */
  onError(context: TrainingContext, error: unknown): Promise<void>;
}

export class TrainingLoop {
  #underWay: Promise<void> | null = null;
  #reading: Promise<void> | null = null;
  #readAt = 0;

  constructor(
    private readonly run: Run,
    private readonly host: LoopHost,
  ) {}

  /** A loop that is still coming to rest goes first: there is never more than one. */
  start(): void {
    const loop = (this.#underWay ?? Promise.resolve())
      .then(() => this.#train())
      .finally(() => {
        if (this.#underWay === loop) this.#underWay = null;
      });
    this.#underWay = loop;
  }

  /** Resolves once no loop is under way. */
  async ended(): Promise<void> {
    await this.#underWay;
  }

  /** A reading of a device that is gone never comes back. */
  forgetReading(): void {
    this.#reading = null;
  }

  /** One step, read back. */
  async one(): Promise<void> {
    const { run, host } = this;
    const { context } = run;
    await context.pacer.submit(1, (steps) => run.submit(steps));
    await context.pacer.drain();
    host.moved();
    await run.read();
    if (run.haltedAt !== null) await host.onNonFiniteLoss(run.haltedAt);
    else await run.saveCheckpoint();
  }

  async #train(): Promise<void> {
    const { run, host } = this;
    const { context } = run;
    const here = (): boolean => context === run.context;
    try {
      while (host.wanted() && here() && run.haltedAt === null) {
        if (run.testDue) {
          await this.#test();
          continue;
        }
        const next = nextTest(run.submitted, context.trainer.stepsPerEpoch);
        await context.pacer.submit(next - run.submitted, (steps) => run.submit(steps));
        host.moved();
        this.#readNowAndThen(context);
        if (run.checkpoints.due) await run.saveCheckpoint();
        if (run.submitted === next) run.testDue = true;
      }
      await context.pacer.drain();
      await this.#reading;
      if (here()) await run.read();
      if (here() && run.haltedAt !== null) await host.onNonFiniteLoss(run.haltedAt);
      else if (host.paused()) {
        host.rested();
        await run.saveCheckpoint();
      }
    } catch (error) {
      await host.onError(context, error);
    }
  }

  #readNowAndThen(context: TrainingContext): void {
    const now = performance.now();
    const interval = Math.max(READ_INTERVAL_MS, STEPS_A_READING * context.pacer.stepMs);
    if (this.#reading !== null || now - this.#readAt <= interval) return;
    this.#readAt = now;
    this.#reading = this.run
      .read()
      .catch((error: unknown) => this.host.onError(context, error))
      .finally(() => (this.#reading = null));
  }

  /** A pause breaks the test off; it is made up for when training goes on. */
  async #test(): Promise<void> {
    const { run, host } = this;
    run.testDue = !(await run.evaluateWhile(() => host.wanted()));
    if (!run.testDue && run.submitted === run.end) host.finished();
  }
}
