import { expect, it } from 'vitest';
import { confusionOf } from '../../src/train/confusion';

it('counts what got which answer, by hand', () => {
  // Three of class 0 (two right), one of class 1 (taken for 2), none of class 2.
  const probabilities = Float32Array.of(0.7, 0.2, 0.1, 0.5, 0.1, 0.4, 0.1, 0.8, 0.1, 0.2, 0.2, 0.6);
  const { matrix, accuracy, macroAccuracy, recall, precision } = confusionOf([0, 0, 0, 1], probabilities, 3);
  expect(matrix).toEqual([
    [2, 1, 0],
    [0, 0, 1],
    [0, 0, 0],
  ]);
  expect(accuracy).toBe(0.5);
  expect(recall).toEqual([2 / 3, 0, NaN]);
  expect(precision).toEqual([1, 0, 0]);
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
