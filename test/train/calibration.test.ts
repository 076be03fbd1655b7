import { expect, it } from 'vitest';
import { calibrationOf } from '../../src/train/calibration';

it('is counted by hand', () => {
  // Five answers of two: 0.9 right, 0.8 wrong, 0.85 right, 0.6 right, 1 right.
  const probabilities = Float32Array.of(0.9, 0.1, 0.8, 0.2, 0.15, 0.85, 0.6, 0.4, 0, 1);
  const { error, bins } = calibrationOf([0, 1, 1, 0, 1], probabilities, 5);
  expect(bins.map(({ from, to, count }) => [from, to, count])).toEqual([
    [0, 0.2, 0],
    [0.2, 0.4, 0],
    [0.4, 0.6, 0],
    [0.6, 0.8, 1],
    [0.8, 1, 4],
  ]);
  expect(bins[0]).toMatchObject({ confidence: null, accuracy: null });
  expect(bins[3]!.confidence).toBeCloseTo(0.6, 6);
  expect(bins[4]!.confidence).toBeCloseTo((0.9 + 0.8 + 0.85 + 1) / 4, 6);
  expect(bins[4]!.accuracy).toBe(0.75);
  expect(error).toBeCloseTo((1 * 0.4 + 4 * (0.8875 - 0.75)) / 5, 6);
});

it('is perfect where one is always sure and right, and as bad as can be where one is sure and wrong', () => {
  expect(calibrationOf([0, 1], Float32Array.of(1, 0, 0, 1)).error).toBe(0);
  expect(calibrationOf([1, 0], Float32Array.of(1, 0, 0, 1)).error).toBe(1);
  expect(calibrationOf([], new Float32Array()).error).toBeNaN();
});
