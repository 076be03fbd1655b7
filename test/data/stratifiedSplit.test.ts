import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pickPerClass, stratifiedSplit, validationSplit } from '../../src/data/stratifiedSplit';

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
  expect(() => stratifiedSplit([0, 0, 1], 0.5, 1)).toThrow(
    'class 1 needs at least 2 images, one to train on and one to test with. Received 1.',
  );
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

test('a class that is too small for both sets is called by its name where it has one', () => {
  expect(() => stratifiedSplit([0, 0, 1], 0.5, 1, undefined, ['apple', 'plum'])).toThrow(
    "class 'plum' needs at least 2 images, one to train on and one to test with. Received 1.",
  );
});

test('validation takes about its share of each class, and nothing of the smallest', () => {
  const labels = [...Array<number>(40).fill(0), ...Array<number>(8).fill(1), ...Array<number>(4).fill(2)];
  const { train, test: held } = validationSplit(labels, 0.1, 1);
  expect([...train, ...held].sort((a, b) => a - b)).toEqual(labels.map((_, index) => index));
  expect([0, 1, 2].map((label) => held.filter((index) => labels[index] === label).length)).toEqual([4, 1, 0]);
  expect(validationSplit(labels, 0.1, 1)).toEqual({ train, test: held });
  expect(validationSplit(labels, 0.1, 2)).not.toEqual({ train, test: held });
  expect(validationSplit(labels, 0, 1).test).toEqual([]);
  expect(() => validationSplit(labels, 1, 1)).toThrow('share must be ≥ 0 and < 1. Received 1.');
});

test('validation takes whole recordings where they are small enough, else the end of one', () => {
  const labels = Array<number>(40).fill(0);
  const small = labels.map((_, index) => `r${Math.floor(index / 4)}`);
  const { train, test: held } = validationSplit(labels, 0.1, 3, small);
  expect(held).toHaveLength(4);
  expect(train.map((index) => small[index])).not.toContain(small[held[0]!]);
  // Half of the class for validation would be too dear.
  const large = labels.map((_, index) => `r${Math.floor(index / 20)}`);
  expect(validationSplit(labels, 0.1, 3, large).test).toEqual([36, 37, 38, 39]);
});
