// What the test pictures say of a network at the end of a run.

import { calibrationOf, type Calibration } from '../train/calibration';
import { confusionOf, type Confusion } from '../train/confusion';

export interface Measures {
  readonly confusion: Confusion;
  readonly calibration: Calibration;
}

/** @param probabilities [pictures × answers], row by row */
export function measuresOf(
  labels: ArrayLike<number>,
  probabilities: Float32Array,
  classes: number,
): Measures {
  return {
    confusion: confusionOf(labels, probabilities, classes),
    calibration: calibrationOf(labels, probabilities),
  };
}
