// The operations that only move numbers, or take each by itself: padding, merging, concatenating, resizing, scaling, reshaping,
// dropping.

import { describe, expect, test } from 'vitest';
import { dropoutBackward, dropoutForward } from '../../src/reference/dropout';
import {
  concatenateBackward,
  concatenateForward,
  mergeBackward,
  mergeForward,
  type MergeRule,
} from '../../src/reference/merge';
import { ndArray, random } from '../../src/reference/ndArray';
import { resampleBackward, resampleForward } from '../../src/reference/resample';
import { normalize, rescale } from '../../src/reference/rescaling';
import {
  flattenBackward,
  flattenForward,
  reshapeBackward,
  reshapeForward,
} from '../../src/reference/reshape';
import { zeroPadding2dBackward, zeroPadding2dForward, type Border } from '../../src/reference/zeroPadding2d';
import { expectClose, expectGradient, tf, tfGradients, toTf, weightedSum } from './oracles';

describe('zeroPadding2d', () => {
  test('by hand: [[top, bottom], [left, right]]', () => {
    const x = ndArray([1, 1, 2, 1], [5, 6]);
    const border: Border = [
      [1, 0],
      [0, 2],
    ];
    const y = zeroPadding2dForward(x, border);
    expect(y.shape).toEqual([1, 2, 4, 1]);
    expect([...y.data]).toEqual([0, 0, 0, 0, 5, 6, 0, 0]);
    const dx = zeroPadding2dBackward(x.shape, ndArray(y.shape, [1, 2, 3, 4, 5, 6, 7, 8]), border);
    expect([...dx.data]).toEqual([5, 6]);
  });

  test.each<{ shape: number[]; rows: [number, number]; columns: [number, number] }>([
    { shape: [1, 1, 1, 1], rows: [0, 0], columns: [0, 0] },
    { shape: [2, 3, 5, 2], rows: [1, 2], columns: [3, 0] },
    { shape: [1, 4, 3, 3], rows: [2, 2], columns: [2, 2] },
  ])('$shape with $rows and $columns agrees with TensorFlow.js', ({ shape, rows, columns }) => {
    const border: Border = [rows, columns];
    const tfPad = (a: tf.Tensor) => tf.pad(a, [[0, 0], rows, columns, [0, 0]]);
    const x = random(shape, 1);
    const y = zeroPadding2dForward(x, border);
    const r = random(y.shape, 2);
    const dx = zeroPadding2dBackward(shape, r, border);
    expectClose(y, tfPad(toTf(x)));
    expectClose(dx, tfGradients(tfPad, [x], r)[0]!);
    expectGradient((v) => weightedSum(zeroPadding2dForward(v, border), r), x, dx);
  });

  test('refuses a negative border', () => {
    const [rows, columns] = [
      [-1, 0],
      [0, 0],
    ] as const;
    expect(() => zeroPadding2dForward(ndArray([1, 2, 2, 1]), [rows, columns])).toThrow(
      'zeroPadding2d: border needs whole numbers of 0 or more. Received -1,0 and 0,0',
    );
  });
});

describe('merging number by number', () => {
  const inTf: Readonly<Record<MergeRule, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor>> = {
    sum: tf.add,
    mean: (a, b) => tf.div(tf.add(a, b), 2),
    difference: tf.sub,
    product: tf.mul,
    // Its gradient of these is of the larger shape.
    maximum: (a, b) => tf.maximum(tf.add(a, tf.zerosLike(b)), tf.add(b, tf.zerosLike(a))),
    minimum: (a, b) => tf.minimum(tf.add(a, tf.zerosLike(b)), tf.add(b, tf.zerosLike(a))),
  };
  const rules = Object.keys(inTf) as MergeRule[];

  test.each(rules)('%s of two agrees with TensorFlow.js, broadcast too', (rule) => {
    for (const shapes of [
      [
        [2, 3, 1, 2],
        [2, 3, 1, 2],
      ],
      [
        [2, 3, 4, 2],
        [2, 1, 1, 2],
      ],
      [
        [2, 1, 4, 2],
        [2, 3, 1, 2],
      ],
    ]) {
      const inputs = shapes.map((shape, seed) => random(shape, seed + 1));
      const y = mergeForward(rule, inputs);
      const r = random(y.shape, 9);
      expectClose(y, inTf[rule](toTf(inputs[0]!), toTf(inputs[1]!)));
      const expected = tfGradients((...given) => inTf[rule](given[0]!, given[1]!), inputs, r);
      mergeBackward(rule, inputs, r).forEach((dx, i) => expectClose(dx, expected[i]!));
    }
  });

  test('three inputs, by hand', () => {
    const inputs = [[1, 5, 2], [4, 5, 0], [2, 3, 2]].map((row) => ndArray([1, 3], row)); // prettier-ignore
    const of = (rule: MergeRule) => [...mergeForward(rule, inputs).data];
    expect(of('sum')).toEqual([7, 13, 4]);
    expect(of('product')).toEqual([8, 75, 0]);
    expect(of('maximum')).toEqual([4, 5, 2]);
    expect(of('minimum')).toEqual([1, 3, 0]);
    const dx = mergeBackward('maximum', inputs, ndArray([1, 3], [1, 10, 100]));
    // Of equal ones the first.
    expect(dx.map(({ data }) => [...data])).toEqual([[0, 10, 100], [1, 0, 0], [0, 0, 0]]); // prettier-ignore
    const dProduct = mergeBackward('product', inputs, ndArray([1, 3], [1, 1, 1]));
    expect(dProduct.map(({ data }) => [...data])).toEqual([[8, 15, 0], [2, 15, 4], [4, 25, 0]]); // prettier-ignore
  });

  test('a row is one number a channel of a map, as in Keras', () => {
    const map = ndArray([1, 1, 2, 2], [1, 2, 3, 4]);
    expect([...mergeForward('product', [map, ndArray([1, 2], [10, 100])]).data]).toEqual([10, 200, 30, 400]);
  });

  test('one input comes back as a copy', () => {
    const x = random([2, 3], 1);
    const y = mergeForward('sum', [x]);
    expect(y).toEqual(x);
    expect(y.data).not.toBe(x.data);
  });

  test('names what does not fit', () => {
    expect(() => mergeForward('sum', [])).toThrow('merge: needs at least 1 input. Received 0');
    expect(() => mergeForward('sum', [ndArray([2, 3]), ndArray([2, 4])])).toThrow(
      'merge: inputs need shape 2×3, or 1 where they differ. Received 2×4',
    );
  });
});

describe('concatenate', () => {
  test('by hand: channels side by side', () => {
    const inputs = [ndArray([2, 1], [1, 2]), ndArray([2, 2], [10, 11, 20, 21])];
    const y = concatenateForward(inputs);
    expect(y.shape).toEqual([2, 3]);
    expect([...y.data]).toEqual([1, 10, 11, 2, 20, 21]);
    const shapes = inputs.map((x) => x.shape);
    expect(concatenateBackward(shapes, y)).toEqual(inputs);
  });

  test.each([0, 1, 2, 3, -1, -4])('axis %d agrees with TensorFlow.js', (axis) => {
    const inputs = [1, 5, 2].map((length, seed) => {
      const shape = [2, 3, 1, 4];
      shape[axis < 0 ? axis + 4 : axis] = length;
      return random(shape, seed);
    });
    const tfConcat = (...tensors: tf.Tensor[]) => tf.concat(tensors, axis);
    const y = concatenateForward(inputs, axis);
    const r = random(y.shape, 9);
    const shapes = inputs.map((x) => x.shape);
    const expected = tfGradients(tfConcat, inputs, r);
    expectClose(y, tfConcat(...inputs.map((x) => toTf(x))));
    concatenateBackward(shapes, r, axis).forEach((dx, i) => expectClose(dx, expected[i]!));
  });

  test('names what does not fit', () => {
    expect(() => concatenateForward([ndArray([2, 3]), ndArray([3, 3])])).toThrow(
      'concatenate: input 1 needs shape 2×3. Received 3×3',
    );
    expect(() => concatenateForward([ndArray([2, 3])], 2)).toThrow(
      'concatenate: axis needs to be −2 to 1. Received 2 (shape 2×3)',
    );
    expect(() => concatenateForward([])).toThrow('concatenate: needs at least 1 input');
  });
});

describe('resample', () => {
  const row = ndArray([1, 1, 2, 1], [0, 8]);
  const [nearest, bilinear] = [false, true];

  test('by hand: pixels are taken by their middles', () => {
    // Middles of four lie at 1/4, 3/4, 5/4, 7/4 of two pixels, whose middles are 1/2 and 3/2.
    expect([...resampleForward(row, [1, 4], bilinear).data]).toEqual([0, 2, 6, 8]);
    expect([...resampleForward(row, [1, 4], nearest).data]).toEqual([0, 0, 8, 8]);
    expect([...resampleForward(row, [1, 3], bilinear).data]).toEqual([0, 4, 8]);
    // The middle of the second of three lies on the border of the two, and belongs to the next.
    expect([...resampleForward(row, [1, 3], nearest).data]).toEqual([0, 8, 8]);
    expect([...resampleForward(row, [2, 1], bilinear).data]).toEqual([4, 4]);
    expect([...resampleForward(row, [1, 1], nearest).data]).toEqual([8]);
  });

  test.each([
    [
      [5, 6],
      [7, 3],
    ],
    [
      [3, 4],
      [6, 8],
    ],
    [
      [4, 9],
      [2, 2],
    ],
    [
      [1, 2],
      [3, 5],
    ],
  ] as const)('%j to %j agrees with TensorFlow.js', ([height, width], [rows, columns]) => {
    const x = random([2, height, width, 2], 1);
    const y = toTf<tf.Rank.R4>(x);
    const size: [number, number] = [rows, columns];
    expectClose(resampleForward(x, size, bilinear), tf.image.resizeBilinear(y, size, false, true));
    expectClose(resampleForward(x, size, nearest), tf.image.resizeNearestNeighbor(y, size, false, true));
    for (const kind of [nearest, bilinear]) {
      const r = random([2, rows, columns, 2], 3);
      expectGradient(
        (v) => weightedSum(resampleForward(v, size, kind), r),
        x,
        resampleBackward(x.shape, r, kind),
      );
    }
  });
});

describe('scaling by channel', () => {
  const x = ndArray([1, 2, 2], [1, 2, 3, 4]);

  test('by hand', () => {
    expect([...rescale(x, [2], [-1]).data]).toEqual([1, 3, 5, 7]);
    expect([...rescale(x, [2, 10], [0, 1]).data]).toEqual([2, 21, 6, 41]);
    expect([...normalize(x, [1, 2], [4, 0.25], false).data]).toEqual([0, 0, 1, 4]);
    expect([...normalize(x, [1, 2], [4, 0.25], true).data]).toEqual([3, 3, 7, 4]);
    // A variance of 0 divides by 10⁻⁷.
    expect(normalize(ndArray([1, 1], [2]), [1], [0], false).data[0]).toBeCloseTo(1e7, 3);
  });
});

describe('flatten and reshape', () => {
  const x = random([2, 3, 1, 4], 1);

  test('the numbers keep their order', () => {
    const flat = flattenForward(x);
    expect(flat.shape).toEqual([2, 12]);
    expect(flat.data).toEqual(x.data);
    expect(flattenBackward(x.shape, flat)).toEqual(x);
    expect(flattenForward(ndArray([3])).shape).toEqual([3, 1]);
  });

  test('the batch axis stays; −1 is what is left over', () => {
    expect(reshapeForward(x, [4, 3]).shape).toEqual([2, 4, 3]);
    expect(reshapeForward(x, [6, -1]).shape).toEqual([2, 6, 2]);
    expect(reshapeBackward(x.shape, reshapeForward(x, [6, -1]))).toEqual(x);
  });

  test.each([[[5]], [[-1, 5]], [[-1, -1]], [[-2, -6]]])('refuses %s', (target) => {
    expect(() => reshapeForward(x, target)).toThrow(
      `reshape: target needs 12 elements per sample (shape 2×3×1×4). Received ${target.join('×')}`,
    );
  });
});

describe('dropout', () => {
  const mask = ndArray([4], [1, 0, 0, 1]);

  test('what is kept is scaled up, forward and backward', () => {
    expect([...dropoutForward(ndArray([4], [1, 2, 3, 4]), mask, 0.5).data]).toEqual([2, 0, 0, 8]);
    expect([...dropoutBackward(ndArray([4], [1, 2, 3, 4]), mask, 0.75).data]).toEqual([4, 0, 0, 16]);
  });

  test('backward agrees with central differences', () => {
    const x = random([4], 1);
    const r = random([4], 2);
    expectGradient((v) => weightedSum(dropoutForward(v, mask, 0.2), r), x, dropoutBackward(r, mask, 0.2));
  });

  test('refuses to drop everything', () => {
    expect(() => dropoutForward(mask, mask, 1)).toThrow(
      'dropout: rate needs to be from 0 up to 1. Received 1',
    );
  });
});
