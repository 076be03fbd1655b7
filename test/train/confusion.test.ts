import { expect, it } from 'vitest';
import { pcg32 } from '../../src/reference/hash';
import { confusedPairs, confusionOf, picturesOf } from '../../src/train/confusion';

it('counts what got which answer, by hand', () => {
  // Three of class 0 (two right), one of class 1 (taken for 2), none of class 2.
  const probabilities = Float32Array.of(0.7, 0.2, 0.1, 0.5, 0.1, 0.4, 0.1, 0.8, 0.1, 0.2, 0.2, 0.6);
  const confusion = confusionOf([0, 0, 0, 1], probabilities, 3);
  const { matrix, accuracy, macroAccuracy, recall, precision, f1, macroF1 } = confusion;
  expect(matrix).toEqual([
    [2, 1, 0],
    [0, 0, 1],
    [0, 0, 0],
  ]);
  expect(accuracy).toBe(0.5);
  expect(recall).toEqual([2 / 3, 0, NaN]);
  expect(precision).toEqual([1, 0, 0]);
  expect(f1).toEqual([0.8, 0, NaN]); // 2 · ⅔ · 1 / (⅔ + 1)
  expect(macroF1).toBeCloseTo(0.4, 12);
  expect(macroAccuracy).toBeCloseTo(1 / 3, 12); // of the two classes there are pictures of
});

it('an answer that is no class is wrong', () => {
  const { matrix, accuracy } = confusionOf([1, 0], Float32Array.of(0.1, 0.2, 0.7, 0.6, 0.3, 0.1), 2);
  expect(matrix).toEqual([
    [1, 0],
    [0, 0],
  ]);
  expect(accuracy).toBe(0.5);
});

/** Pictures with labels and probabilities from a seed; about half of the answers are right. */
function answered(count: number, classes: number): { labels: Uint8Array; probabilities: Float32Array } {
  const labels = Uint8Array.from({ length: count }, (_, at) => pcg32(7, 0, at) % classes);
  const probabilities = new Float32Array(count * classes);
  labels.forEach((label, at) => {
    const scores = Array.from({ length: classes }, (_, one) => pcg32(7, 1, at * classes + one) % 1000);
    scores[label]! += 350;
    const total = scores.reduce((sum, score) => sum + score, 0);
    probabilities.set(
      scores.map((score) => score / total),
      at * classes,
    );
  });
  return { labels, probabilities };
}

it('every cell holds as many pictures as a plain count finds, and all rows together are all pictures', () => {
  const [count, classes] = [500, 7];
  const { labels, probabilities } = answered(count, classes);
  const confusion = confusionOf(labels, probabilities, classes);
  const rowOf = (at: number): number[] => [...probabilities.slice(at * classes, (at + 1) * classes)];
  for (let label = 0; label < classes; label++)
    for (let answer = 0; answer < classes; answer++) {
      let counted = 0;
      for (let at = 0; at < count; at++)
        if (labels[at] === label && rowOf(at).every((p) => p <= rowOf(at)[answer]!)) counted++;
      expect(confusion.matrix[label]![answer]).toBe(counted);
      expect(picturesOf({ label, answer }, labels, probabilities)).toHaveLength(counted);
    }
  const sums = confusion.matrix.map((row) => row.reduce((a, b) => a + b));
  expect(sums).toEqual(confusion.totals);
  expect(sums.reduce((a, b) => a + b)).toBe(count);
});

it('the pairs confused most come first; right answers are no pairs', () => {
  const matrix = [
    [90, 0, 3],
    [12, 60, 0],
    [3, 1, 80],
  ];
  expect(confusedPairs({ matrix })).toEqual([
    { label: 1, answer: 0, count: 12 },
    { label: 0, answer: 2, count: 3 },
    { label: 2, answer: 0, count: 3 },
    { label: 2, answer: 1, count: 1 },
  ]);
  expect(confusedPairs({ matrix: [[5]] })).toEqual([]);
});

it('of wrong answers the most certain come first, of right ones the least certain', () => {
  const labels = [0, 0, 0, 0, 1];
  const probabilities = Float32Array.of(0.75, 0.25, 0.25, 0.75, 0.5, 0.5, 0.125, 0.875, 0, 1);
  expect(picturesOf({ label: 0, answer: 0 }, labels, probabilities)).toEqual([
    { at: 2, probability: 0.5 },
    { at: 0, probability: 0.75 },
  ]);
  expect(picturesOf({ label: 0, answer: 1 }, labels, probabilities)).toEqual([
    { at: 3, probability: 0.875 },
    { at: 1, probability: 0.75 },
  ]);
  expect(picturesOf({ label: 1, answer: 0 }, labels, probabilities)).toEqual([]);
});

it('answers that are not numbers are in no cell', () => {
  const { matrix, totals, accuracy } = confusionOf([0, 1], Float32Array.of(NaN, NaN, 0.25, 0.75), 2);
  expect(matrix).toEqual([
    [0, 0],
    [0, 1],
  ]);
  expect(totals).toEqual([1, 1]);
  expect(accuracy).toBe(0.5);
});
