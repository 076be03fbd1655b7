import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stratifiedSplit } from '../../src/data/stratifiedSplit';

test('every class gives its share, every picture lands in exactly one set', () => {
  const labels = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 60 }).map((some) => [
    ...some,
    ...[0, 1, 2, 3, 4, 0, 1, 2, 3, 4], // at least two of each
  ]);
  fc.assert(
    fc.property(labels, fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.integer(), (of, share, seed) => {
      const { train, test: held } = stratifiedSplit(of, share, seed);
      expect([...train, ...held].sort((a, b) => a - b)).toEqual(of.map((_, index) => index));
      for (let label = 0; label < 5; label++) {
        const total = of.filter((other) => other === label).length;
        const heldCount = held.filter((index) => of[index] === label).length;
        expect(heldCount).toBe(Math.min(total - 1, Math.max(1, Math.round(total * share))));
      }
    }),
  );
});

test('the seed decides, and the same seed decides alike', () => {
  const labels = Array.from({ length: 40 }, (_, index) => index % 2);
  expect(stratifiedSplit(labels, 0.5, 7)).toEqual(stratifiedSplit(labels, 0.5, 7));
  expect(stratifiedSplit(labels, 0.5, 7)).not.toEqual(stratifiedSplit(labels, 0.5, 8));
});

test('without a test share everything is for training', () => {
  expect(stratifiedSplit([1, 0], 0, 1)).toEqual({ train: [0, 1], test: [] });
});

test('impossible splits are refused', () => {
  expect(() => stratifiedSplit([0, 0], 1, 1)).toThrow('testShare must be ≥ 0 and < 1. Received 1.');
  expect(() => stratifiedSplit([0, 0], NaN, 1)).toThrow('Received NaN.');
  expect(() => stratifiedSplit([0, 0, 1], 0.5, 1)).toThrow('class 1 needs at least 2 images. Received 1.');
});
