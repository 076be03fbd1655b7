// The session's training: the training loop (train/trainingLoop.ts) on the run's context, started and paused from the
// page. It evaluates the test set on the way and never waits for a reading.

import { DeviceLostError, isLost } from '../gpu/deviceLoss';
import type { Evaluation } from '../train/evaluator';
import { nextTest } from '../train/testTimes';
import type { TrainingOptions } from '../train/trainingLoop';
import type { TrainingContext } from './trainingContext';
import type { SessionContext } from './sessionContext';
import { readEveryMs } from './viewPace';

export class SessionLoop {
  #underWay: Promise<void> | null = null;

  constructor(private readonly session: SessionContext) {}

  /** A loop that is still coming to rest goes first: there is never more than one. */
  start(): void {
    const loop = (this.#underWay ?? Promise.resolve())
      .then(() => this.#play())
      .finally(() => {
        if (this.#underWay === loop) this.#underWay = null;
      });
    this.#underWay = loop;
  }

  /** Resolves once no loop is under way. */
  async ended(): Promise<void> {
    await this.#underWay;
  }

  /** One step, read back. @throws DeviceLostError if the device was lost, also where the work on it ended as if it had been done */
  async one(): Promise<void> {
    const { run } = this.session;
    const { context } = run;
    const until = run.submitted + 1;
    await this.#train(context, { until }, false);
    const early = run.early(() => undefined);
    if (early?.due === true) await early.weights.validate(run.submitted);
    await run.saveCheckpoint();
    // The queue of a lost device may say that its work is done, and buffers of it that there was no memory for them.
    const isKnown = context === run.context && run.lastKnown?.step === until;
    if (!isKnown && (await isLost(context.device)))
      throw new DeviceLostError('the device was lost during the step');
  }

  async #play(): Promise<void> {
    const { session } = this;
    const { run } = session;
    const { context } = run;
    if (run.replay !== null && run.replay.step <= run.submitted) session.caughtUp();
    const wanted = (): boolean => session.state === 'training';
    let best = null as number | null;
    const early = run.early((step) => (best = step));
    const { stepsPerEpoch } = context.trainer;
    const tests = (step: number): number => nextTest(step, stepsPerEpoch);
    const validations = (step: number): number =>
      early === null ? Infinity : (Math.floor(step / early.every) + 1) * early.every;
    let test = run.testDue ? run.submitted : tests(run.submitted);
    try {
      await this.#train(context, {
        best: early,
        // Played on from its end, a run has none.
        until: run.submitted < run.end && (run.replay?.step ?? 0) <= run.end ? run.end : Infinity,
        wanted: () => wanted() && context === run.context,
        nextStop: (step) => Math.min(tests(step), validations(step), run.replay?.step ?? Infinity),
        stopFirst: run.testDue || (early?.due ?? false),
        evaluate: (step, last) => {
          if (step === run.replay?.step && !last) session.caughtUp();
          if (step < test && !last) return null;
          test = tests(step);
          // A pause breaks the test off; it is made up for when training goes on.
          run.testDue = true;
          const known = run.testAt(step);
          if (known !== null) return known;
          return session.test(context, wanted);
        },
      });
      if (early?.weights.stopping.exhausted === true && wanted()) session.finished();
      // The last steps may have come after the page's last refresh.
      if (session.state !== 'idle') return;
      session.emit('statechange');
      await run.saveCheckpoint();
      if (best !== null) session.wentPast(best);
    } catch (error) {
      await session.recovery.onError(context, error);
    }
  }

  async #train(context: TrainingContext, options: TrainingOptions<Evaluation>, keeps = true): Promise<void> {
    const { session } = this;
    const { run } = session;
    const { trainer, pacer } = context;
    const failures: unknown[] = [];
    if (!trainer.compiled) await session.compileTraining(context);
    for await (const event of trainer.train({
      ...{ from: run.submitted, pacer, submit: (steps) => run.submit(steps), reads: 'beside', ...options },
      readEveryMs: () => readEveryMs(pacer.stepMs, run.end),
    })) {
      if (context !== run.context) break;
      if (event.kind === 'steps') {
        session.trained();
        if (failures.length > 0) throw failures[0];
        // Training does not wait for the copy.
        if (keeps && run.copyDue) void run.saveCheckpoint().catch((error: unknown) => failures.push(error));
      } else if (event.kind === 'reading') {
        session.probeView.read();
        run.take(event);
      } else if (event.evaluation !== null) {
        run.testDue = false;
        run.tested(event.step, event.evaluation);
        if (event.step === run.end) session.finished();
      }
    }
  }
}
