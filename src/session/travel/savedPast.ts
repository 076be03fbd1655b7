// A selection of a run's snapshots on the host, which outlives the page and the device. A snapshot never changes, so
// each is read back once, when it is selected. The selection is thinned like the run's own snapshots, evenly on a
// logarithmic axis.

import { readBytes } from '../../gpu/readback';
import { LEAST, type SavedInstant, type Snapshot, type Snapshots } from '../../train/snapshots';
import { leastMissed } from '../../train/snapshotSchedule';

/** LeNet-5 with Adam: 0.8 MB per snapshot. */
const BUDGET_BYTES = 16 * 2 ** 20;

interface Copied {
  readonly of: Snapshot;
  readonly saved: SavedInstant;
}

export class SavedPast {
  #copies: readonly Copied[] = [];
  /** Snapshots that were already selected or skipped. */
  #seen = new WeakSet<Snapshot>();

  constructor(private readonly budgetBytes = BUDGET_BYTES) {}

  /** The selected snapshots up to a step, ascending. */
  upTo(step: number): readonly SavedInstant[] {
    return this.#copies.flatMap(({ saved }) => (saved.step <= step ? [saved] : []));
  }

  /** Updates the selection: adds new snapshots, and removes those that the run has dropped since the last call. */
  async follow(snapshots: Snapshots): Promise<void> {
    const most = Math.floor(this.budgetBytes / snapshots.sizeBytes);
    if (most < LEAST) return;
    const copied = new Map(this.#copies.map(({ of, saved }) => [of, saved]));
    let chosen = snapshots.kept.filter((one) => copied.has(one) || !this.#seen.has(one));
    for (const one of chosen) this.#seen.add(one);
    while (chosen.length > most) {
      const least = leastMissed(
        chosen.map(({ step }) => step),
        (step) => step === snapshots.best,
      );
      chosen = chosen.filter((_, at) => at !== least);
    }
    const held = chosen.map((one) => one.hold());
    try {
      this.#copies = await Promise.all(
        held.map(async (of) => ({ of, saved: copied.get(of) ?? (await copyOf(of)) })),
      );
    } finally {
      snapshots.release(held);
    }
  }

  /** Adds snapshots that came from the host, with the device snapshots made from them. */
  adopt(instants: readonly SavedInstant[], snapshots: Snapshots): void {
    this.#copies = instants.flatMap((saved) => {
      const of = snapshots.at(saved.step);
      return of === undefined ? [] : [{ of, saved }];
    });
    for (const { of, saved } of this.#copies) {
      this.#seen.add(of);
      known.set(of, new WeakRef(saved));
    }
  }
}

/**
 * The copies that something still holds. An undone edit brings a run back with its snapshots, but with a selection of its own:
 * without these, each undo would read 16 MiB again, beside the copies that are being stored.
 */
const known = new WeakMap<Snapshot, WeakRef<SavedInstant>>();

async function copyOf(snapshot: Snapshot): Promise<SavedInstant> {
  const before = known.get(snapshot)?.deref();
  if (before !== undefined) return before;
  const { device, buffer, step, learningRate } = snapshot;
  const saved = Object.freeze({ step, learningRate, bytes: await readBytes(device, buffer) });
  known.set(snapshot, new WeakRef(saved));
  return saved;
}
