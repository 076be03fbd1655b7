import { expect, test } from 'vitest';
import { summarise } from '../../src/bench/statistics';

test('median, quartiles and the smallest, worked out by hand', () => {
  expect(summarise([4, 1, 3, 2, 5])).toEqual({ median: 3, q1: 2, q3: 4, min: 1, max: 5, count: 5 });
  expect(summarise([1, 2, 3, 4])).toMatchObject({ median: 2.5, q1: 1.75, q3: 3.25 });
  expect(summarise([7])).toEqual({ median: 7, q1: 7, q3: 7, min: 7, max: 7, count: 1 });
});

test('nothing, or something that is no time, has no summary', () => {
  expect(() => summarise([])).toThrow(RangeError);
  expect(() => summarise([1, NaN])).toThrow(RangeError);
});
