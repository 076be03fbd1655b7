// How often training is looked at: maps computed and drawn, losses read and shown.

/** Losses are read at most this often. */
export const READ_INTERVAL_MS = 100;

/** On a graphics card about one frame; drawing it costs the card little. */
const STEPS_PER_VIEW = 15;

/**
 * On a device that takes longer than READ_INTERVAL_MS for these, and so draws with the processor, a view with all that the
 * browser does for it takes some 40 ms: of so many a twentieth. In steps not fewer and not more than these, because the maps of a
 * large network take long, too, and those of a small one are soon others.
 */
const SLOW_VIEW = { ms: 800, leastSteps: 8, mostSteps: 26 } as const;

/** Another picture, such as one that is being drawn, is shown sooner. */
export const STEPS_PER_PICTURE = 4;

/** A short run is looked at so many times, if it takes long enough. */
const VIEWS_PER_RUN = 8;

/** The time between two readings of losses, from what a step takes and the steps of the whole run. */
export const readEveryMs = (stepMs: number, runSteps: number): number =>
  Math.max(READ_INTERVAL_MS, Math.min(viewEveryMs(stepMs), (stepMs * runSteps) / VIEWS_PER_RUN));

/** The least time between two views of training, from what a step takes. */
export function viewEveryMs(stepMs: number): number {
  const fast = STEPS_PER_VIEW * stepMs;
  if (fast <= READ_INTERVAL_MS) return fast;
  return Math.min(SLOW_VIEW.mostSteps * stepMs, Math.max(SLOW_VIEW.leastSteps * stepMs, SLOW_VIEW.ms));
}
