// A choice of a run's instants on the host, so that they outlive the page and the device. An instant never changes: each
// is read back once, when it is chosen. The choice is thinned as the run's own past is, evenly on a logarithmic axis.

import { readBytes } from '../../gpu/readback';
import { LEAST, type SavedInstant, type Snapshot, type Snapshots } from '../../train/snapshots';
import { leastMissed } from '../../train/snapshotSchedule';

/** LeNet-5 with Adam: 0.8 MB an instant. */
const BUDGET_BYTES = 16 * 2 ** 20;

interface Copied {
  readonly of: Snapshot;
  readonly saved: SavedInstant;
}

export class SavedPast {
  #copies: readonly Copied[] = [];
  /** Those that were chosen or passed over already. */
  #seen = new WeakSet<Snapshot>();

  constructor(private readonly budgetBytes = BUDGET_BYTES) {}

  /** The instants up to a step, ascending. */
  upTo(step: number): readonly SavedInstant[] {
    return this.#copies.flatMap(({ saved }) => (saved.step <= step ? [saved] : []));
  }

  /** Takes up what was kept, and lets go what was let go, since the last time. */
  async follow(snapshots: Snapshots): Promise<void> {
    const most = Math.floor(this.budgetBytes / snapshots.sizeBytes);
    if (most < LEAST) return;
    const copied = new Map(this.#copies.map(({ of, saved }) => [of, saved]));
    let chosen = snapshots.kept.filter((one) => copied.has(one) || !this.#seen.has(one));
    for (const one of chosen) this.#seen.add(one);
    while (chosen.length > most) {
      const least = leastMissed(
        chosen.map(({ step }) => step),
        () => false,
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

  /** Takes over instants that came from the host, by the snapshots that were made of them. */
  adopt(instants: readonly SavedInstant[], snapshots: Snapshots): void {
    this.#copies = instants.flatMap((saved) => {
      const of = snapshots.at(saved.step);
      return of === undefined ? [] : [{ of, saved }];
    });
    for (const { of } of this.#copies) this.#seen.add(of);
  }
}

async function copyOf({ device, buffer, step, learningRate }: Snapshot): Promise<SavedInstant> {
  return Object.freeze({ step, learningRate, bytes: await readBytes(device, buffer) });
}
