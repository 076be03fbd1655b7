// How often training is looked at: maps computed and drawn, losses read and shown.

/** Losses are read at most this often. */
export const READ_INTERVAL_MS = 100;

/** On a graphics card about one frame; drawing it costs the card little. */
const STEPS_PER_VIEW = 15;

/**
 * On a device that takes longer than READ_INTERVAL_MS for these, and so draws with the processor, a view with all that the
 * browser does for it costs as much as a step of LeNet-5, or a little more: at most a twentieth of so many.
 */
const SLOW_STEPS_PER_VIEW = 26;

/** Another picture, such as one that is being drawn, is shown sooner. */
export const STEPS_PER_PICTURE = 4;

/** The least time between two views of training, from what a step takes. */
export function viewEveryMs(stepMs: number): number {
  const fast = STEPS_PER_VIEW * stepMs;
  return fast <= READ_INTERVAL_MS ? fast : SLOW_STEPS_PER_VIEW * stepMs;
}
