// How many invocations share a row: as many as have enough numbers each, where the rows alone do not keep a device busy.

import { expect, it } from 'vitest';
import { lanesFor } from '../../src/kernels/lanes';
import { CPU_TARGET, GPU_TARGET } from '../../src/kernels/target';

it.each([
  ['ten classes: one, on any device', 10, 64, 1, 1],
  ['a thousand classes of few rows', 1000, 2, 16, 16],
  ['of 32 rows: few keep a processor busy, a card wants all', 1000, 32, 4, 16],
  ['of more rows than keep a processor busy', 1000, 200, 1, 16],
  ['a number that is no power of two: fewer', 1000, 48, 2, 16],
  ['at most a workgroup', 1e6, 1, 64, 64],
  ['a card that its rows keep busy', 1000, 20_000, 1, 1],
])('%s', (_, numbers, rows, onProcessor, onCard) => {
  expect(lanesFor(numbers, rows, CPU_TARGET)).toBe(onProcessor);
  expect(lanesFor(numbers, rows, GPU_TARGET)).toBe(onCard);
});
