// What the curve of a run shows that goes wrong although every number is finite: a loss that has grown far above that of
// guessing, answers that stay as good as guessing, data of one class.

import type { Column } from './columns';
import { mean, type History } from './history';

export type Symptom =
  /**
   * The loss has grown far above that of guessing and its own least, and has not come back from there. `since`: the last step
   * before; `peak`: the largest loss after it.
   */
  | { readonly kind: 'diverged'; readonly since: number; readonly peak: number; readonly guess: number }
  | { readonly kind: 'guessing'; readonly steps: number; readonly accuracy: number; readonly guess: number }
  | { readonly kind: 'oneClass' };

/** What is reached without looking at a picture, by answering with the shares of the classes. */
export interface Guess {
  /** The cross-entropy, nats. */
  readonly loss: number;
  /** The share of the most frequent class. */
  readonly accuracy: number;
}

/** @param labels class indices */
export function guessOf(labels: Uint8Array): Guess {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const shares = [...counts.values()].map((count) => count / labels.length);
  return {
    loss: shares.reduce((sum, share) => sum - share * Math.log(share), 0),
    accuracy: Math.max(...shares),
  };
}

/** Steps that are averaged: a single batch says little. */
const WINDOW = 20;
/** A loss this many times that of guessing, and twice its own least, is far above. */
const FAR = 1.5;
/** A network that has learned nothing after so many steps is said to. */
const PATIENCE = 300;

/**
 * @param history of a run with a cross-entropy loss
 * @returns null: nothing that is known to be wrong
 */
export function symptomOf(
  { step, loss, accuracy }: Pick<History, 'step' | 'loss' | 'accuracy'>,
  guess: Guess,
): Symptom | null {
  const last = step.at(-1) ?? 0;
  if (last > 0 && guess.loss === 0) return { kind: 'oneClass' };
  if (last < WINDOW) return null;
  const stride = last / step.length;
  const means = movingMeans(loss, Math.max(1, Math.round(WINDOW / stride)));
  const now = means.at(-1) ?? NaN;
  // The first loss is that of the initial parameters: where the first step is already too long, no mean is as low.
  const least = Math.min(...means);
  const bound = Math.max(FAR * guess.loss, 2 * least);
  const diverged = (since: number): Symptom => {
    const peak = Math.max(...loss.slice(since + 1));
    return { kind: 'diverged', since: step[since] ?? 0, peak, guess: guess.loss };
  };
  if (now > bound) {
    // A loss that jumps about is low now and then: its mean says when it was well for the last time.
    const well = means.findLastIndex((one) => one <= bound);
    return diverged(loss.slice(0, well + 1).findLastIndex((one) => one <= bound));
  }
  if (last < PATIENCE) return null;
  const count = Math.ceil(PATIENCE / 2 / stride);
  const recent = { loss: mean(loss.slice(-count)), accuracy: mean(accuracy.slice(-count)) };
  if (recent.loss < 0.98 * guess.loss || recent.accuracy > guess.accuracy + 0.03) return null;
  // Units that a step too long has silenced leave a loss that is back at that of guessing.
  const grown = loss.findIndex((one) => one > bound);
  if (grown > 0) return diverged(grown - 1);
  return { kind: 'guessing', steps: last, accuracy: recent.accuracy, guess: guess.accuracy };
}

/** Of each value and those before it, `count` of them; of fewer at the beginning. */
function movingMeans(values: Column, count: number): number[] {
  return Array.from(values, (_, i) => mean(values.slice(Math.max(0, i - count + 1), i + 1)));
}
