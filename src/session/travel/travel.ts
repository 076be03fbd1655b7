// Time travel: looking at an instant of the run's past, at what changed between two, and training on from one. The
// views are given another rig to look at (past.ts, difference.ts); training does not notice. Going on from an instant
// keeps what came after it as a branch, until the new run has overtaken it or it is dropped; till then it can be undone.

import type { Instant, SessionSettings, Travel } from '../facade';
import { Difference } from './difference';
import { RunHistory, type SavedHistory } from '../../train/history';
import type { Look } from '../look';
import { Past } from './past';
import type { Rig } from '../rig';
import type { Run } from '../run';
import { SessionError } from '../sessionError';
import type { Snapshot } from '../../train/snapshots';

/** What came after the step that training was taken back to. */
interface Branch {
  readonly rig: Rig;
  readonly from: number;
  readonly end: Snapshot;
  readonly tail: readonly Snapshot[];
  readonly history: SavedHistory;
  readonly settings: SessionSettings;
}

export interface TravelHost {
  /** Something of this changed. */
  changed(): void;
  /** Runs with training at rest; what goes wrong is the caller's to hear. */
  inTurn<T>(action: (rig: Rig) => Promise<T>): Promise<T>;
  /** The run is at another step. @throws Error where the session is in no state for that */
  moved(): void;
}

const NOW: Instant = Object.freeze({ kind: 'now' });

export class TimeTravel implements Travel {
  shown: Instant = NOW;
  pins: Travel['pins'] = { a: null, b: null };
  #branch: Branch | null = null;
  /** The newest wish: one that was asked for before it comes to nothing. */
  #wish = 0;

  constructor(
    private readonly run: Run,
    private readonly look: Look,
    private readonly host: TravelHost,
  ) {}

  get moments(): readonly number[] {
    return this.run.rig.snapshots.steps;
  }

  get branch(): Travel['branch'] {
    if (this.#branch === null) return null;
    const { from, end, history } = this.#branch;
    return { from, to: end.step, history };
  }

  async lookAt(step: number): Promise<void> {
    const { rig } = this.run;
    const nearest = this.#nearest(step);
    if (nearest === this.run.submitted) {
      this.backToNow();
      return;
    }
    const wish = ++this.#wish;
    rig.snapshots.held.add(nearest);
    const past = await rig.tools.get('past', () => Past.create(rig));
    const snapshot = rig.snapshots.at(nearest);
    if (wish !== this.#wish || rig !== this.run.rig || snapshot === undefined) return;
    past.show(snapshot);
    const entering = this.shown.kind !== 'past';
    this.#show({ kind: 'past', step: nearest });
    if (entering) this.look.adopt(past.rig, 'past');
    this.look.stale = true;
    this.host.changed();
  }

  backToNow(): void {
    this.#wish++;
    if (this.shown.kind === 'now') return;
    this.#show(NOW);
    this.look.adopt(this.run.rig);
    this.host.changed();
  }

  pin(which: 'a' | 'b', step: number | null): void {
    const at = step === null ? null : this.#nearest(step);
    // The present can be pinned too: it becomes an instant like the others.
    if (at === this.run.submitted) this.run.keep();
    this.pins = { ...this.pins, [which]: at };
    if (this.shown.kind === 'difference') this.backToNow();
    this.#hold();
    this.host.changed();
  }

  async showDifference(): Promise<void> {
    const { rig } = this.run;
    const { a, b } = this.pins;
    const wish = ++this.#wish;
    if (a === null || b === null)
      throw new SessionError('difference: two instants have to be pinned first', { code: 'notPinned' });
    const difference = await rig.tools.get('difference', () => Difference.create(rig));
    const [from, to] = [rig.snapshots.at(a), rig.snapshots.at(b)];
    if (wish !== this.#wish || rig !== this.run.rig || from === undefined || to === undefined) return;
    difference.compare(from, to);
    await this.look.prepareChanges(difference.rig);
    if (wish !== this.#wish || rig !== this.run.rig) return;
    this.#show({ kind: 'difference', a, b });
    this.look.adopt(difference.rig, 'change');
    this.host.changed();
  }

  async compare(layer: string, place: number): Promise<{ a: number; b: number }> {
    const { rig } = this.run;
    return (await rig.tools.get('difference', () => Difference.create(rig))).both(layer, place);
  }

  async resume(): Promise<void> {
    if (this.shown.kind !== 'past') return;
    const { step } = this.shown;
    await this.host.inTurn(async (rig) => {
      const snapshot = rig.snapshots.at(step);
      if (snapshot === undefined) {
        throw new SessionError(`step ${step}: is not kept any more`, { code: 'notKept', step });
      }
      const branch = this.#cut(rig, step);
      this.#forgetBranch();
      this.#branch = branch;
      const history = RunHistory.from(branch.history);
      history.cutAfter(step);
      await this.#moveTo(rig, snapshot, history, this.run.settings);
    });
  }

  async undo(): Promise<void> {
    await this.host.inTurn(async (rig) => {
      const branch = this.#branch;
      if (branch === null) return;
      this.#branch = null;
      rig.snapshots.release(rig.snapshots.cutAfter(branch.from));
      rig.snapshots.add(branch.tail);
      await this.#moveTo(rig, branch.end, RunHistory.from(branch.history), branch.settings);
      rig.snapshots.release([branch.end]);
    });
  }

  dropBranch(): void {
    this.#forgetBranch();
    this.host.changed();
  }

  /** Training went on: a branch that is overtaken is let go. */
  trained(): void {
    if (this.#branch !== null && this.run.submitted >= this.#branch.end.step) this.dropBranch();
  }

  /** Another run, or another rig: there is no past yet. */
  forget(): void {
    this.#wish++;
    this.shown = NOW;
    this.pins = { a: null, b: null };
    this.#forgetBranch();
    this.host.changed();
  }

  /** The run was set back by itself: what came after is gone. */
  setBack(): void {
    const left = (step: number | null): number | null =>
      step === null || step > this.run.submitted ? null : step;
    this.pins = { a: left(this.pins.a), b: left(this.pins.b) };
    this.backToNow();
    this.#hold();
    this.host.changed();
  }

  /** What the run holds after a step, taken out of it. */
  #cut(rig: Rig, from: number): Branch {
    const { submitted, settings, history } = this.run;
    const end = rig.snapshots.capture(submitted, settings.learningRate);
    return { rig, from, end, tail: rig.snapshots.cutAfter(from), history: history.save(), settings };
  }

  async #moveTo(rig: Rig, snapshot: Snapshot, history: RunHistory, settings: SessionSettings): Promise<void> {
    rig.snapshots.restore(snapshot);
    this.run.settings = { ...settings, learningRate: snapshot.learningRate };
    this.run.movedTo(snapshot.step, history);
    this.setBack();
    this.look.trained();
    this.host.moved();
    await this.run.saveCheckpoint();
  }

  #forgetBranch(): void {
    if (this.#branch === null) return;
    const { rig, end, tail } = this.#branch;
    rig.snapshots.release([end, ...tail]);
    this.#branch = null;
  }

  #nearest(step: number): number {
    const nearer = (a: number, b: number): number => (Math.abs(b - step) < Math.abs(a - step) ? b : a);
    return this.moments.reduce(nearer, this.run.submitted);
  }

  #show(instant: Instant): void {
    this.shown = instant;
    this.#hold();
  }

  /** What is looked at and what is pinned must not be let go. */
  #hold(): void {
    const { held } = this.run.rig.snapshots;
    held.clear();
    for (const step of [this.shown.kind === 'past' ? this.shown.step : null, this.pins.a, this.pins.b])
      if (step !== null) held.add(step);
  }
}
