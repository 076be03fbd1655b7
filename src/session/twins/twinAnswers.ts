// Compares the answers of two networks to the same pictures: where they agree, and on which pictures they differ.

import { answerAt } from '../../train/testAnswers';

interface Answer {
  readonly answer: number;
  readonly probability: number;
}

/** A picture with different answers. Classes as indices. */
export interface Disagreement {
  /** The index of the picture in the data set. */
  readonly index: number;
  readonly label: number;
  readonly first: Answer;
  readonly second: Answer;
}

export interface AnswersCompared {
  /** The number of pictures compared. */
  readonly count: number;
  readonly firstRight: number;
  readonly secondRight: number;
  /** Among the differing answers: only the first is right, only the second, neither. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
  /** Sorted by confidence: pictures on which both networks are most certain come first. */
  readonly disagreements: readonly Disagreement[];
}

/** @param first, second [count × classes] probabilities, row by row */
export function compareAnswers(
  labels: Uint8Array,
  first: Float32Array,
  second: Float32Array,
  classes: number,
): AnswersCompared {
  const pairs = Array.from(labels, (label, index) => ({
    index,
    label,
    first: answerAt(first, index, classes),
    second: answerAt(second, index, classes),
  }));
  const right = (pick: (pair: Disagreement) => Answer) => (pair: Disagreement) =>
    pick(pair).answer === pair.label;
  const [one, other] = [right((pair) => pair.first), right((pair) => pair.second)];
  const disagreements = pairs.filter((pair) => pair.first.answer !== pair.second.answer);
  const sureness = (pair: Disagreement): number => pair.first.probability + pair.second.probability;
  return {
    count: labels.length,
    firstRight: pairs.filter(one).length,
    secondRight: pairs.filter(other).length,
    onlyFirst: disagreements.filter(one).length,
    onlySecond: disagreements.filter(other).length,
    neither: disagreements.filter((pair) => !one(pair) && !other(pair)).length,
    disagreements: disagreements.sort((a, b) => sureness(b) - sureness(a) || a.index - b.index),
  };
}
