// Time travel: displaying a snapshot of the run's past, displaying the difference of two, and continuing training from
// one. The views get another training context to display (past.ts, difference.ts); training is not affected. Continuing
// from a snapshot keeps the steps after it as a branch, until the new run has overtaken it or it is dropped; until then
// it can be undone.

import type { Instant, SessionSettings, Travel } from '../facade';
import type { Difference } from './difference';
import { RunHistory, type SavedHistory } from '../../train/history';
import type { ProbeView } from '../probeView';
import { Past } from './past';
import type { TrainingContext } from '../trainingContext';
import type { Run } from '../run';
import type { SessionContext, SessionPart } from '../sessionContext';
import { SessionError } from '../sessionError';
import type { Snapshot } from '../../train/snapshots';
import type { Checkpoint } from '../../train/trainer';

/** The steps after the one to which training was set back. */
interface Branch {
  readonly context: TrainingContext;
  readonly from: number;
  readonly end: Snapshot;
  readonly tail: readonly Snapshot[];
  readonly history: SavedHistory;
  readonly settings: SessionSettings;
}

const NOW: Instant = Object.freeze({ kind: 'now' });

export class TimeTravel implements Travel, SessionPart {
  shown: Instant = NOW;
  pins: Travel['pins'] = { a: null, b: null };
  #branch: Branch | null = null;
  #goingBack: Promise<void> = Promise.resolve();
  /** The number of the newest request; an older one is ignored when its result arrives. */
  #wish = 0;

  constructor(private readonly session: SessionContext) {}

  get #run(): Run {
    return this.session.run;
  }

  get #probeView(): ProbeView {
    return this.session.probeView;
  }

  get moments(): readonly number[] {
    return this.#run.context.snapshots.steps;
  }

  get branch(): Travel['branch'] {
    if (this.#branch === null) return null;
    const { from, end, history } = this.#branch;
    return { from, to: end.step, history };
  }

  async lookAt(step: number): Promise<void> {
    const { context } = this.#run;
    const nearest = this.#nearest(step);
    if (nearest === this.#run.submitted) {
      this.backToNow();
      return;
    }
    const wish = ++this.#wish;
    context.snapshots.held.add(nearest);
    const past = await context.tools.get('past', () => Past.create(context));
    const snapshot = context.snapshots.at(nearest);
    if (wish !== this.#wish || context !== this.#run.context || snapshot === undefined) return;
    past.show(snapshot);
    const entering = this.shown.kind !== 'past';
    this.#show({ kind: 'past', step: nearest });
    if (entering) this.#probeView.adopt(past.context, 'past');
    this.#probeView.stale = true;
    this.session.emit('travelchange');
  }

  backToNow(): void {
    this.#wish++;
    if (this.shown.kind === 'now') return;
    this.#show(NOW);
    this.#probeView.adopt(this.#run.context);
    this.session.emit('travelchange');
  }

  pin(which: 'a' | 'b', step: number | null): void {
    const at = step === null ? null : this.#nearest(step);
    // The present can be pinned, too: a snapshot is taken of it.
    if (at === this.#run.submitted) this.#run.keep();
    this.pins = { ...this.pins, [which]: at };
    if (this.shown.kind === 'difference') this.backToNow();
    this.#hold();
    this.session.emit('travelchange');
  }

  async showDifference(): Promise<void> {
    const { context } = this.#run;
    const { a, b } = this.pins;
    const wish = ++this.#wish;
    if (a === null || b === null)
      throw new SessionError('difference: two instants have to be pinned first', { code: 'notPinned' });
    const difference = await this.#difference(context);
    const [from, to] = [context.snapshots.at(a), context.snapshots.at(b)];
    if (wish !== this.#wish || context !== this.#run.context || from === undefined || to === undefined)
      return;
    difference.compare(from, to);
    await this.#probeView.prepareChanges(difference.context);
    if (wish !== this.#wish || context !== this.#run.context) return;
    this.#show({ kind: 'difference', a, b });
    this.#probeView.adopt(difference.context, 'change');
    this.session.emit('travelchange');
  }

  async compare(layer: string, place: number): Promise<{ a: number; b: number }> {
    const { context } = this.#run;
    return (await this.#difference(context)).both(layer, place);
  }

  /** Its code comes when it is first wanted. */
  async #difference(context: TrainingContext): Promise<Difference> {
    const { Difference } = await import('./difference');
    return context.tools.get('difference', () => Difference.create(context));
  }

  async resume(): Promise<void> {
    if (this.shown.kind !== 'past') return;
    await this.#goOnFrom(this.shown.step);
    this.#run.ended = false;
  }

  wentPast(best: number): void {
    const end = this.#run.submitted;
    const back = async (): Promise<void> => {
      await this.#goOnFrom(best);
      await this.#run.evaluate();
      const { testAccuracy: accuracy } = this.#run.progress;
      if (this.#run.submitted === best) this.session.notify('backAtBest', { step: best, end, accuracy });
    };
    // A device that is lost meanwhile is reported by the recovery, which sets the run to its last checkpoint.
    this.#goingBack = back().catch(() => undefined);
  }

  /** Resolves once the run is back at its best weights, if it is on the way there. */
  settled(): Promise<void> {
    return this.#goingBack;
  }

  /** Continues from a snapshot; the steps after it become a branch. */
  async #goOnFrom(step: number): Promise<void> {
    await this.#inTurn(async (context) => {
      const snapshot = context.snapshots.at(step);
      if (snapshot === undefined) {
        throw new SessionError(`step ${step}: is not kept any more`, { code: 'notKept', step });
      }
      const copy = await context.snapshots.read(snapshot);
      const branch = this.#cut(context, step);
      this.#forgetBranch();
      this.#branch = branch;
      const history = RunHistory.from(branch.history);
      history.cutAfter(step);
      this.#moveTo(context, snapshot, copy, history, this.#run.settings);
    });
  }

  async undo(): Promise<void> {
    await this.#inTurn(async (context) => {
      const branch = this.#branch;
      if (branch === null) return;
      const copy = await context.snapshots.read(branch.end);
      this.#branch = null;
      context.snapshots.release(context.snapshots.cutAfter(branch.from));
      context.snapshots.add(branch.tail);
      this.#moveTo(context, branch.end, copy, RunHistory.from(branch.history), branch.settings);
      context.snapshots.release([branch.end]);
    });
  }

  dropBranch(): void {
    this.#forgetBranch();
    this.session.emit('travelchange');
  }

  /** Training continued: a branch that is overtaken is dropped. */
  trained(): void {
    if (this.#branch !== null && this.#run.submitted >= this.#branch.end.step) this.dropBranch();
  }

  /** Another run, or another training context: it has no past yet. */
  leaving(): void {
    this.#wish++;
    this.shown = NOW;
    this.pins = { a: null, b: null };
    this.#forgetBranch();
    this.session.emit('travelchange');
  }

  /** The session ends. */
  close(): void {
    this.#wish++;
    this.#forgetBranch();
  }

  /** Recovery set the run back: the later snapshots are removed. */
  wentBack(): void {
    const left = (step: number | null): number | null =>
      step === null || step > this.#run.submitted ? null : step;
    this.pins = { a: left(this.pins.a), b: left(this.pins.b) };
    this.backToNow();
    this.#hold();
    this.session.emit('travelchange');
  }

  /** Pauses training for an action. @throws SessionError if the state of the session does not allow it */
  #inTurn<T>(action: (context: TrainingContext) => Promise<T>): Promise<T> {
    return this.session.inTurnFor(async (context) => {
      const { state } = this.session;
      if (state !== 'idle' && state !== 'failed')
        throw new SessionError(`time travel: not while the session is ${state}`, { code: 'notWhile', state });
      return action(context);
    });
  }

  /** Removes the snapshots of the run after a step and returns them. */
  #cut(context: TrainingContext, from: number): Branch {
    const { submitted, settings, history } = this.#run;
    const end = context.snapshots.capture(submitted, settings.learningRate);
    return { context, from, end, tail: context.snapshots.cutAfter(from), history: history.save(), settings };
  }

  /** @param copy of the snapshot, on the host */
  #moveTo(
    context: TrainingContext,
    snapshot: Snapshot,
    copy: Checkpoint,
    history: RunHistory,
    settings: SessionSettings,
  ): void {
    context.snapshots.restore(snapshot);
    this.#run.settings = { ...settings, learningRate: snapshot.learningRate };
    this.#run.movedTo(copy, history);
    this.wentBack();
    this.#probeView.trained();
    this.session.moved();
    this.#run.started();
  }

  #forgetBranch(): void {
    if (this.#branch === null) return;
    const { context, end, tail } = this.#branch;
    context.snapshots.release([end, ...tail]);
    this.#branch = null;
  }

  #nearest(step: number): number {
    const nearer = (a: number, b: number): number => (Math.abs(b - step) < Math.abs(a - step) ? b : a);
    return this.moments.reduce(nearer, this.#run.submitted);
  }

  #show(instant: Instant): void {
    this.shown = instant;
    this.#hold();
  }

  /** Displayed and pinned snapshots must not be dropped. */
  #hold(): void {
    const { held } = this.#run.context.snapshots;
    held.clear();
    for (const step of [this.shown.kind === 'past' ? this.shown.step : null, this.pins.a, this.pins.b])
      if (step !== null) held.add(step);
  }
}
