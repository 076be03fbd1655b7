// Snapshots of runs that were left by an edit: an edit creates another network, and undoing it restores the run with
// its past. All of them together stay below a budget; the farthest in the undo list are thinned first.

import { LEAST, type Snapshot, type Snapshots } from '../../train/snapshots';
import { leastMissed } from '../../train/snapshotSchedule';

/** The budget besides the snapshots of the run itself: some forty of LeNet-5's. More would grow for half an hour of edits. */
const BUDGET_BYTES = 32 * 2 ** 20;

export class SharedPast {
  #instants: readonly Snapshot[];

  constructor({ kept }: Pick<Snapshots, 'kept'>) {
    this.#instants = kept.map((one) => one.hold());
  }

  /** Ascending. */
  get instants(): readonly Snapshot[] {
    return this.#instants;
  }

  /** Half of the snapshots, evenly spaced; none if only a few would be left. */
  thin(): void {
    const count = Math.floor(this.#instants.length / 2);
    if (count < LEAST) {
      this.release();
      return;
    }
    while (this.#instants.length > count) {
      const steps = this.#instants.map(({ step }) => step);
      const least = leastMissed(steps, () => false);
      letGo(this.#instants.slice(least, least + 1));
      this.#instants = this.#instants.filter((_, at) => at !== least);
    }
  }

  release(): void {
    letGo(this.#instants);
    this.#instants = [];
  }
}

/**
 * Thins pasts until they fit a budget.
 * @param pasts in the order in which they are thinned, among equally long ones
 * @param live the snapshots of the run itself: sharing them costs nothing
 */
export function fitPasts(
  pasts: readonly SharedPast[],
  live: Pick<Snapshots, 'kept'>,
  budgetBytes = BUDGET_BYTES,
): void {
  const own = new Set(live.kept);
  const strange = ({ instants }: SharedPast): readonly Snapshot[] => instants.filter((one) => !own.has(one));
  for (;;) {
    const all = new Set(pasts.flatMap(strange));
    if ([...all].reduce((sum, { buffer }) => sum + buffer.size, 0) <= budgetBytes) return;
    const [first] = [...pasts].sort((a, b) => strange(b).length - strange(a).length);
    first?.thin();
  }
}

function letGo(snapshots: readonly Snapshot[]): void {
  for (const one of snapshots) if (one.letGo()) one.buffer.destroy();
}
