// What the test pictures say of a network at the end of a run.

import { calibrationOf, type Calibration } from '../train/calibration';
import { confusionOf, type Confusion } from '../train/confusion';
import { atTemperature } from '../train/temperature';

export interface Measures {
  readonly confusion: Confusion;
  readonly calibration: Calibration;
  /** What the logits were divided by; null where no pictures were held out to fit it. */
  readonly temperature: number | null;
  /** The calibration error without it. */
  readonly errorBefore: number;
}

/** As Guo et al. measure. */
const BINS = 15;

/**
 * @param probabilities [pictures × answers], row by row
 * @param temperature at which they are
 */
export function measuresOf(
  labels: ArrayLike<number>,
  probabilities: Float32Array,
  classes: number,
  temperature: number | null,
): Measures {
  const calibration = calibrationOf(labels, probabilities, BINS);
  const before =
    temperature === null ? probabilities : atTemperature(probabilities, classes, 1 / temperature);
  return {
    ...{ confusion: confusionOf(labels, probabilities, classes), calibration, temperature },
    errorBefore: calibrationOf(labels, before, BINS).error,
  };
}
