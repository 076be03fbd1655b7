// What a map shows, in numbers.

import { expect, test } from 'vitest';
import { mapFacts } from '../../src/inspect/probe/mapFacts';

const NONE = -1;
/** Two rows of three cells with two channels. */
const values = [0, NONE, 0.5, NONE, 0, NONE, 0, NONE, 2, NONE, 0.25, NONE];

test('of its cells those above 0, and where the largest number is', () => {
  expect(mapFacts(values, [2, 3, 2], 0)).toEqual({ above: 0.5, least: 0, largest: 2, at: [1, 1] });
});

test('a map that is the same everywhere', () => {
  expect(mapFacts(values, [2, 3, 2], 1)).toMatchObject({ above: 0, least: -1, largest: -1 });
});

test('what is no number is not above 0', () => {
  expect(mapFacts([NaN, 1], [1, 2, 1], 0)).toEqual({ above: 0.5, least: 1, largest: 1, at: [0, 1] });
});
