import { expect, test } from 'vitest';
import { straightLine, summarise } from '../../src/bench/statistics';

test('median, quartiles and the smallest, worked out by hand', () => {
  expect(summarise([4, 1, 3, 2, 5])).toEqual({ median: 3, q1: 2, q3: 4, min: 1, max: 5, count: 5 });
  expect(summarise([1, 2, 3, 4])).toMatchObject({ median: 2.5, q1: 1.75, q3: 3.25 });
  expect(summarise([7])).toEqual({ median: 7, q1: 7, q3: 7, min: 7, max: 7, count: 1 });
});

test('a time of 3 and 2 for each lies on its line; a disturbed one is so far away', () => {
  const exact = straightLine([
    [1, 5],
    [10, 23],
    [100, 203],
  ]);
  expect(exact.fixed).toBeCloseTo(3, 9);
  expect(exact.each).toBeCloseTo(2, 9);
  expect(exact.deviation).toBeCloseTo(0, 9);
  // Twice as long as it should be, and the line goes between: at most a third away from either.
  const bent = straightLine([
    [1, 1],
    [1, 2],
    [1000, 1000],
    [1000, 2000],
  ]);
  expect(bent.deviation).toBeGreaterThan(0.3);
  expect(bent.deviation).toBeLessThan(0.7);
});

test('nothing, or something that is no time, has no summary', () => {
  expect(() => summarise([])).toThrow(RangeError);
  expect(() => summarise([1, NaN])).toThrow(RangeError);
});
