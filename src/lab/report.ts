// Honest numbers of a network on pictures that it has not learned from.

import { confusionOf, type Confusion } from '../train/confusion';
import { answerAt } from '../train/testAnswers';
import type { Answered } from './trained';

/** Answers that were about equally sure. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean of the probabilities given, and share of right answers; NaN without answers. */
  readonly said: number;
  readonly right: number;
}

export interface Mistake {
  /** Place among the held-out pictures. */
  readonly at: number;
  readonly label: number;
  readonly answer: number;
  readonly probability: number;
}

export interface Report {
  readonly confusion: Confusion;
  readonly count: number;
  readonly bins: readonly CalibrationBin[];
  /** Expected calibration error: mean distance of said and right, weighted by how many answers it is about. */
  readonly calibrationError: number;
  /** The surest first. */
  readonly mistakes: readonly Mistake[];
  readonly threshold: Threshold;
}

/** From which probability on an answer is given; below it is "not sure". */
export interface Threshold {
  readonly value: number;
  /** Of the held-out answers that reach it, the share that is right, and how many there are. */
  readonly right: number;
  readonly count: number;
}

const BINS = 5;
/** Where nothing says better. */
const USUAL_THRESHOLD = 0.6;
const WANTED_RIGHT = 0.9;
/** Fewer answers say too little. */
const FEWEST = 8;

/** Guo et al., "On Calibration of Modern Neural Networks", 2017, arXiv:1706.04599, §2, for the bins and their error. */
export function reportOf({ images, probabilities }: Pick<Answered, 'images' | 'probabilities'>): Report {
  const { labels, count, classNames } = images;
  const classes = classNames.length;
  const answers = Array.from(labels, (label, at) => ({ at, label, ...answerAt(probabilities, at, classes) }));
  const bins = Array.from({ length: BINS }, (_, bin): CalibrationBin => {
    const [from, to] = [bin / BINS, (bin + 1) / BINS];
    const own = answers.filter(({ probability: p }) => p >= from && (p < to || bin === BINS - 1));
    const share = (sum: number): number => sum / own.length;
    return {
      ...{ from, to, count: own.length },
      said: share(own.reduce((sum, { probability }) => sum + probability, 0)),
      right: share(own.filter(({ label, answer }) => label === answer).length),
    };
  });
  return {
    confusion: confusionOf(labels, probabilities, classes),
    count,
    bins,
    calibrationError: bins.reduce(
      (sum, { count: own, said, right }) => sum + (own === 0 ? 0 : (own / count) * Math.abs(said - right)),
      0,
    ),
    mistakes: answers
      .filter(({ label, answer }) => label !== answer)
      .sort((a, b) => b.probability - a.probability),
    threshold: thresholdOf(answers, classes),
  };
}

/** The lowest probability from which on nine of ten answers are right. */
function thresholdOf(
  answers: readonly { readonly label: number; readonly answer: number; readonly probability: number }[],
  classes: number,
): Threshold {
  const at = (value: number): Threshold => {
    const sure = answers.filter(({ probability }) => probability >= value);
    const right = sure.filter(({ label, answer }) => label === answer).length / sure.length;
    return { value, right, count: sure.length };
  };
  // A guess among all is never sure.
  const least = Math.max(0.4, 1.5 / classes);
  for (let value = Math.min(0.95, Math.ceil(least * 20) / 20); value < 0.96; value += 0.05) {
    const found = at(Math.round(value * 100) / 100);
    if (found.count >= FEWEST && found.right >= WANTED_RIGHT) return found;
  }
  return at(Math.max(USUAL_THRESHOLD, Math.round(least * 100) / 100));
}
