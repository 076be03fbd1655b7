// Decides which snapshots of a run are kept and which are dropped: every step at first, then at intervals that grow
// with the run, so that runs of any length have about as many. On a logarithmic axis of steps the snapshots are evenly
// spaced, as is learning: the first hundred steps change as much as the next ten thousand.

/** Up to this step every step is kept. */
const DENSE = 16;
/** Beyond it, the factor between a snapshot's step and the one before. */
const GROWTH = 1.06;

/** The first step after `step` that is kept. It does not depend on where a run was resumed. */
export function nextSnapshot(step: number): number {
  if (step < DENSE) return step + 1;
  let at = DENSE;
  while (at <= step) at = Math.ceil(at * GROWTH);
  return at;
}

/**
 * Selects the snapshot to drop when there are too many: the one with the closest neighbours on a logarithmic axis. The
 * first, the newest and the held ones stay.
 * @param steps ascending
 * @returns its index in `steps`, or -1 if all must stay
 */
export function leastMissed(steps: readonly number[], isHeld: (step: number) => boolean): number {
  let [found, least] = [-1, Infinity];
  for (let at = 1; at < steps.length - 1; at++) {
    const [before = 0, here = 0, after = 0] = steps.slice(at - 1, at + 2);
    const gap = Math.log((after + 1) / (before + 1));
    if (gap >= least || isHeld(here)) continue;
    [found, least] = [at, gap];
  }
  return found;
}
