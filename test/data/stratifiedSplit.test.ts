import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pickPerClass, stratifiedSplit } from '../../src/data/stratifiedSplit';

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

test('pictures of one recording stay together, and both sets have some of every class', () => {
  const recording = fc.integer({ min: 0, max: 5 }).map(String);
  const share = fc.double({ min: 0.05, max: 0.95, noNaN: true });
  const pictures = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), recording), { maxLength: 80 });
  fc.assert(
    fc.property(pictures, share, fc.integer(), (some, of, seed) => {
      const all = [
        ...some,
        ...[0, 1, 2].flatMap((label) => ['x', 'y'].map((name) => [label, name] as const)),
      ];
      const labels = all.map(([label]) => label);
      const names = all.map(([label, name]) => `${label} ${name}`);
      const { train, test: held } = stratifiedSplit(labels, of, seed, names);
      expect([...train, ...held].sort((a, b) => a - b)).toEqual(all.map((_, index) => index));
      const known = new Set(train.map((index) => names[index]));
      expect(held.filter((index) => known.has(names[index]))).toEqual([]);
      for (const set of [train, held]) expect(new Set(set.map((index) => labels[index])).size).toBe(3);
    }),
  );
});

test('pictures that are a recording each are split as without recordings', () => {
  const labels = Array.from({ length: 50 }, (_, index) => index % 3);
  const names = labels.map((_, index) => String(index));
  expect(stratifiedSplit(labels, 0.3, 7, names)).toEqual(stratifiedSplit(labels, 0.3, 7));
});

test('of a single recording the last frames are held out', () => {
  const names = Array<string>(5).fill('only');
  expect(stratifiedSplit([0, 0, 0, 0, 0], 0.4, 3, names)).toEqual({ train: [0, 1, 2], test: [3, 4] });
});

test('a few of each class are picked by the seed, and more of them are the same and others', () => {
  const labels = Array.from({ length: 60 }, (_, index) => index % 3);
  const indices = labels.map((_, index) => index).slice(6);
  const few = pickPerClass(labels, indices, 4, 1);
  expect(few).toHaveLength(12);
  for (let label = 0; label < 3; label++) expect(few.filter((i) => labels[i] === label)).toHaveLength(4);
  const more = pickPerClass(labels, indices, 9, 1);
  expect(few.filter((index) => !more.includes(index))).toEqual([]);
  expect(pickPerClass(labels, indices, 100, 1)).toEqual(indices);
  expect(pickPerClass(labels, indices, 4, 2)).not.toEqual(few);
});
