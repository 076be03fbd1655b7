// Evaluation of a network on held-out pictures.

import { calibrationOf, type Calibration } from '../train/calibration';
import { confusionOf, type Confusion } from '../train/confusion';
import { answerAt } from '../train/testAnswers';
import type { Prediction } from './trained';

export interface Mistake {
  /** The index among the held-out pictures. */
  readonly at: number;
  readonly label: number;
  readonly answer: number;
  readonly probability: number;
}

export interface Report {
  readonly confusion: Confusion;
  readonly count: number;
  readonly calibration: Calibration;
  /** The most confident first. */
  readonly mistakes: readonly Mistake[];
  readonly threshold: Threshold;
}

/** The lowest probability with which an answer is given; below it is "not sure". */
export interface Threshold {
  readonly value: number;
  /** Of the held-out answers above it, the share of right ones, and their number. */
  readonly right: number;
  readonly count: number;
}

const BINS = 5;
/** The default without better evidence. */
const USUAL_THRESHOLD = 0.6;
const WANTED_RIGHT = 0.9;
/** With fewer answers the estimate is unreliable. */
const FEWEST = 8;

export function reportOf({ images, probabilities }: Pick<Prediction, 'images' | 'probabilities'>): Report {
  const { labels, count, classNames } = images;
  const classes = classNames.length;
  const answers = Array.from(labels, (label, at) => ({ at, label, ...answerAt(probabilities, at, classes) }));
  return {
    confusion: confusionOf(labels, probabilities, classes),
    count,
    calibration: calibrationOf(labels, probabilities, BINS),
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
