import { describe, expect, test } from 'vitest';
import {
  accumulate,
  asRows,
  at,
  checkShape,
  lengths4,
  ndArray,
  offset,
  put,
  random,
  shapeText,
  sizeOf,
  strides,
  zip,
} from '../../src/reference/ndArray';

describe('ndArray', () => {
  // Two images of 1×3 pixels with 2 channels, numbered in memory order.
  const x = ndArray([2, 1, 3, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);

  test('size and strides', () => {
    expect(sizeOf([2, 3, 4])).toBe(24);
    expect(sizeOf([])).toBe(1);
    expect(sizeOf([3, 0])).toBe(0);
    expect(strides([2, 3, 4])).toEqual([12, 4, 1]);
    expect(strides([])).toEqual([]);
    expect(shapeText([1, 28, 28, 3])).toBe('1×28×28×3');
  });

  test('the last index moves fastest', () => {
    expect(at(x, 0, 0, 0, 1)).toBe(1);
    expect(at(x, 0, 0, 1, 0)).toBe(2);
    expect(at(x, 1, 0, 2, 1)).toBe(11);
    expect(offset(x, 1, 0, 2, 1)).toBe(11);
  });

  test('an index outside its axis is an error, not a neighbour', () => {
    expect(() => at(x, 0, 0, 3, 0)).toThrow(
      'offset: index on axis 2 needs to be 0 to 2. Received 3 (shape 2×1×3×2)',
    );
    expect(() => at(x, 0, -1, 0, 0)).toThrow('Received -1');
    expect(() => at(x, 0, 0, 0)).toThrow('offset: shape 2×1×3×2 needs 4 indices. Received 3');
  });

  test('put replaces, accumulate adds', () => {
    const y = ndArray([2]);
    put(y, 5, 1);
    accumulate(y, 2, 1);
    accumulate(y, 2, 0);
    expect([...y.data]).toEqual([2, 7]);
  });

  test('rows share the data', () => {
    const table = asRows(x);
    expect(table.shape).toEqual([6, 2]);
    expect(table.data).toBe(x.data);
    expect(asRows(ndArray([3, 0])).shape).toEqual([0, 0]);
  });

  test('wrong shapes are named', () => {
    expect(() => ndArray([2, 2], [1, 2, 3])).toThrow(
      'ndArray: shape 2×2 needs 4 elements. Received 3 elements',
    );
    expect(() => ndArray([1.5])).toThrow('whole numbers');
    expect(() => checkShape('conv2d', 'bias', [4], [3])).toThrow('conv2d: bias needs shape 4. Received 3');
    expect(() => checkShape('conv2d', 'bias', [4], [4, 1])).toThrow(RangeError);
    expect(() => lengths4('conv2d', 'x', ndArray([2, 2]))).toThrow(
      'conv2d: x needs 4 axes. Received 2 (shape 2×2)',
    );
    expect(() => zip(ndArray([2]), ndArray([3]), (a) => a)).toThrow(RangeError);
  });

  test('random repeats, fills its range and is exact in 32-bit floats', () => {
    const a = random([1000], 7);
    expect(a).toEqual(random([1000], 7));
    expect(a).not.toEqual(random([1000], 8));
    expect(a.data).toEqual(Float64Array.from(Float32Array.from(a.data)));
    expect(Math.min(...a.data)).toBeLessThan(-0.98);
    expect(Math.max(...a.data)).toBeGreaterThan(0.98);
    const b = random([1000], 7, 2, 3);
    expect(b.data.every((value) => value >= 2 && value < 3)).toBe(true);
  });
});
