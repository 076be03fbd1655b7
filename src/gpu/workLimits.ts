// How much work one dispatch and one submit may have. Windows resets a graphics card that works on one thing for two
// seconds, Android earlier, and the page loses its device. Work is counted in floating-point operations, whose rate on a device
// is learned while it trains; until then a slow one is assumed.

export interface WorkLimits {
  /** A dispatch with more is divided, by workgroups: the same work in the same order, so the same bits. */
  readonly dispatchFlops: number;
  /** A plan with more is submitted in pieces. */
  readonly submitFlops: number;
}

/** A second on a device that computes 10 GFLOP/s, which is slow for a graphics card; processors have no such watchdog. */
const UNKNOWN: WorkLimits = Object.freeze({ dispatchFlops: 1e10, submitFlops: 1e10 });
/** The duration of a dispatch, and of a submit, at the rate that was learned. */
const MAX_MS = 250;
/** Smaller pieces would cost more than they spare. */
const MIN_FLOPS = 2e8;

const known = new WeakMap<GPUDevice, WorkLimits>();

export const workLimits = (device: GPUDevice): WorkLimits => known.get(device) ?? UNKNOWN;

/** Whether a plan with so much work may be divided, now or once the device is found to be slow. */
export function mayBeDivided(device: GPUDevice, flops: number): boolean {
  const { dispatchFlops, submitFlops } = workLimits(device);
  return flops > Math.min(MIN_FLOPS, dispatchFlops, submitFlops);
}

/** Sets them, in place of those that are learned. */
export function setWorkLimits(device: GPUDevice, limits: WorkLimits): void {
  known.set(device, limits);
}

/** Learns from a training step. One that is over at once tells more of submits than of the device, and is ignored. */
export function learnRate(device: GPUDevice, flops: number, ms: number): void {
  if (flops < MIN_FLOPS || ms <= 0) return;
  const most = Math.max(MIN_FLOPS, (flops / ms) * MAX_MS);
  known.set(device, { dispatchFlops: most, submitFlops: most });
}
