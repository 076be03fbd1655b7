import { expect, test } from 'vitest';
import { compareResults, differenceText, relativeError } from '../../src/bench/compare';

const named = (y: number[], gradient: number[]): Map<string, Float32Array> =>
  new Map([
    ['y', Float32Array.from(y)],
    ['d weight', Float32Array.from(gradient)],
  ]);

test('the error is relative to the largest number', () => {
  expect(relativeError(Float32Array.of(0, 10), Float32Array.of(1, 10))).toBeCloseTo(0.1);
  expect(relativeError(Float32Array.of(0), Float32Array.of(0))).toBe(0);
});

test('what cannot be compared is not taken for agreement', () => {
  expect(relativeError(Float32Array.of(1), Float32Array.of(1, 2))).toBeNaN();
  expect(relativeError(Float32Array.of(NaN), Float32Array.of(1))).toBeNaN();
  expect(relativeError(Float32Array.of(Infinity), Float32Array.of(Infinity))).toBeNaN();
});

test('engines that agree pass, with the result that is nearest to its tolerance', () => {
  const { worst, failed } = compareResults(
    [
      ['tfjs', named([1, 2], [100, 200])],
      ['ours', named([1, 2.00002], [100, 200])],
    ],
    () => 1e-4,
  );
  expect(failed).toEqual([]);
  expect(worst).toMatchObject([{ engine: 'ours', reference: 'tfjs', result: 'y' }]);
});

test('a wrong gradient fails, and is named with its numbers', () => {
  const { failed } = compareResults(
    [
      ['tfjs', named([1, 2], [100, 200])],
      ['jax', named([1, 2], [100, 200])],
      ['ours', named([1, 2], [100, 220])],
    ],
    () => 1e-3,
  );
  expect(failed).toHaveLength(1);
  expect(failed.map(differenceText)).toEqual([
    'ours against tfjs: d weight differs by 1.0e-1 (tolerance 1e-3)',
  ]);
});

test('a result that one engine does not have fails', () => {
  const { failed } = compareResults(
    [
      ['tfjs', named([1], [2])],
      ['ours', new Map([['y', Float32Array.of(1)]])],
    ],
    () => 1,
  );
  expect(failed.map(differenceText)).toEqual([
    'ours against tfjs: d weight is not comparable (tolerance 1e+0)',
  ]);
});

test('one engine alone is compared with nothing', () => {
  expect(compareResults([['ours', named([1], [2])]], () => 1e-4)).toEqual({ worst: [], failed: [] });
});
