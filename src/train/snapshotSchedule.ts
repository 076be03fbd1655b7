// When the past of a run is kept, and what is let go: every step while everything changes, then in steps that grow with
// the run, so that a run of any length has as many. On a logarithmic axis of steps the instants are evenly spread,
// as learning is: the first hundred steps change as much as the next ten thousand.

/** Up to here every step is kept. */
const DENSE = 16;
/** After that each instant lies this much further than the one before. */
const GROWTH = 1.06;

/** The first step after `step` that is kept. The instants do not depend on where a run was taken up. */
export function nextSnapshot(step: number): number {
  if (step < DENSE) return step + 1;
  let at = DENSE;
  while (at <= step) at = Math.ceil(at * GROWTH);
  return at;
}

/**
 * Which instant to let go when there are too many: the one whose neighbours are closest on a logarithmic axis. The
 * first and the newest stay, and so do those that are held.
 * @param steps ascending
 * @returns its place in `steps`, or -1 if all must stay
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
