// Label smoothing, weights of classes and of samples, checked.

import type { Shape } from '../graph/tensor';
import type { LossDefinition, LossOptions } from './loss';

/** @throws RangeError naming loss, option, expected and received */
export function checkLossOptions(
  loss: LossDefinition,
  output: Shape,
  { labelSmoothing = 0, classWeights, sampleWeights }: LossOptions,
): void {
  const refuse = (option: string, expected: string, received: string): never => {
    throw new RangeError(`loss '${loss.kind}': ${option} must be ${expected}. Received ${received}`);
  };
  if (!loss.smooths && labelSmoothing !== 0) refuse('labelSmoothing', '0', String(labelSmoothing));
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
    refuse('labelSmoothing', 'between 0 and 1', String(labelSmoothing));
  const bad = Array.from(sampleWeights ?? []).find((one) => !(one >= 0 && one < Infinity));
  if (bad !== undefined) refuse('sampleWeights', 'numbers of at least 0', String(bad));
  if (classWeights === undefined) return;
  const count = loss.weightedClasses(output);
  if (count === 0) refuse('classWeights', 'absent', `${classWeights.length} numbers`);
  const fits = classWeights.length === count && classWeights.every((one) => one >= 0 && one < Infinity);
  if (!fits) refuse('classWeights', `${count} numbers of at least 0`, classWeights.join(', '));
}
