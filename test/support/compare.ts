// How far two arrays are apart, in one number.

import { expect } from 'vitest';
import type { NdArray } from '../../src/reference/ndArray';

/** max |a − b| ÷ max |b|, the scale of the expected array as a whole; the plain difference where b is all zero. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  let scale = 0;
  for (let i = 0; i < expected.length; i++) {
    const d = Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN));
    if (Number.isNaN(d)) return NaN;
    difference = Math.max(difference, d);
    scale = Math.max(scale, Math.abs(expected[i] ?? NaN));
  }
  return scale === 0 ? difference : difference / scale;
}

export function expectClose(actual: NdArray, expected: NdArray, what: string, tolerance = 1e-4): void {
  expect(actual.shape, `${what}: shape`).toEqual(expected.shape);
  expect(relativeError(actual.data, expected.data), `${what}: relative error`).toBeLessThanOrEqual(tolerance);
}
