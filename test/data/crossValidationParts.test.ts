import { expect, it } from 'vitest';
import { crossValidationParts } from '../../src/data/stratifiedSplit';

it('every picture is in one part, and each class in all of them alike', () => {
  const labels = Array.from({ length: 18 }, (_, i) => i % 2);
  const parts = crossValidationParts(labels, 3, 1);
  expect(parts.flat().sort((a, b) => a - b)).toEqual(labels.map((_, i) => i));
  for (const part of parts) expect(part.filter((at) => labels[at] === 0)).toHaveLength(3);
});

it('recordings stay together, and a class with a single one is in no part', () => {
  const labels = [0, 0, 0, 0, 0, 1, 1];
  const recordings = ['a', 'a', 'b', 'b', 'b', 'c', 'c'];
  const parts = crossValidationParts(labels, 3, 1, recordings);
  expect([...parts].sort((a, b) => a.length - b.length)).toEqual([[], [0, 1], [2, 3, 4]]);
});
