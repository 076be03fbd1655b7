// What the losses around a weight say of its gradient, and whether another ε would say more.

import type { Nudge } from '../../inspect/microscope/microscope';

/**
 * same      the measured slope is the gradient
 * silenced  the gradient is 0 because the unit is silenced: no ε changes that
 * unreached no loss is another: nothing of the weight reaches the answer
 * flat      the loss moves less than f32 can tell: a larger ε helps
 * corner    the loss bends at the weight itself: no ε helps
 * bend      the loss bends further off: a smaller ε helps
 */
export type NudgeVerdict = 'same' | 'silenced' | 'unreached' | 'flat' | 'corner' | 'bend';

/** Slopes that differ by less than this share of the larger one are the same. */
const ALIKE = 0.02;

export function nudgeVerdict(
  { slope, gradient, resolution, points }: Nudge,
  { silenced = false }: { readonly silenced?: boolean } = {},
): NudgeVerdict {
  if (silenced && gradient === 0) return 'silenced';
  const alike = (a: number, b: number, limit: number): boolean =>
    Math.abs(a - b) <= Math.max(limit, ALIKE * Math.max(Math.abs(a), Math.abs(b)));
  if (Math.max(Math.abs(slope), Math.abs(gradient)) < resolution)
    return gradient === 0 && points.every(({ loss }) => loss === points[0]?.loss) ? 'unreached' : 'flat';
  if (alike(slope, gradient, resolution)) return 'same';
  // Half an ε apart, so each is known four times less well than the slope between ±ε.
  const [outerLeft, left, right, outerRight] = [2, 3, 4, 5].map((at) => {
    const [from, to] = [points[at], points[at + 1]];
    return ((to?.loss ?? NaN) - (from?.loss ?? NaN)) / ((to?.weight ?? NaN) - (from?.weight ?? NaN));
  }) as [number, number, number, number];
  const close = (a: number, b: number): boolean => alike(a, b, 4 * resolution);
  const straight = close(outerLeft, left) && close(right, outerRight) && !close(left, right);
  return straight && (close(left, gradient) || close(right, gradient)) ? 'corner' : 'bend';
}
