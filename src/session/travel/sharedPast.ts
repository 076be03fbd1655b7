// The instants of a run that was left, held for the way back: an edit makes another network, and undoing it brings the run
// back with its past. Together those of all edits stay below a budget; what is furthest away is thinned first.

import { LEAST, type Snapshot, type Snapshots } from '../../train/snapshots';
import { leastMissed } from '../../train/snapshotSchedule';

/** Beside what the run itself holds. */
const BUDGET_BYTES = 128 * 2 ** 20;

export class SharedPast {
  #instants: readonly Snapshot[];

  constructor({ kept }: Pick<Snapshots, 'kept'>) {
    this.#instants = kept.map((one) => one.hold());
  }

  /** Ascending. */
  get instants(): readonly Snapshot[] {
    return this.#instants;
  }

  /** Half as many, evenly spread; none where only a few would be left. */
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
 * @param pasts those to be thinned first come first, among equally long ones
 * @param live what the run holds itself: it costs nothing to hold it as well
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
