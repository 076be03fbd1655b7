// What a network becomes with other pictures: as fitting it makes it, before anything is built.

import { expect, it } from 'vitest';
import { ArchitectureError } from '../../src/models/network';
import { preset } from '../../src/models/presets';
import { previewFit } from '../../src/session/editing/previewFit';

const fruit = { height: 64, width: 64, channels: 3, classNames: ['apple', 'banana', 'orange'] };

it('tells input and outputs before and after, and which parameters stay', () => {
  const { input, outputs, kept, of } = previewFit(preset('lenet5'), fruit);
  expect(input).toEqual([
    [28, 28, 1],
    [64, 64, 3],
  ]);
  expect(outputs).toEqual([10, 3]);
  // conv1 keeps the kernels of its one channel of three, and its biases; conv2 and dense2 stay whole.
  const conv1 = 5 * 5 * 1 * 6 + 6;
  const conv2 = 5 * 5 * 6 * 16 + 16;
  const dense2 = 120 * 84 + 84;
  // dense1 reads maps of another size: only its biases stay. Of the answers the first three stay.
  const dense1 = 120;
  const answer = 84 * 3 + 3;
  expect(kept).toBe(conv1 + conv2 + dense1 + dense2 + answer);
  // 64 → 32 → 28 → 14: so large are the maps that dense1 reads.
  expect(of).toBe(5 * 5 * 3 * 6 + 6 + conv2 + 14 * 14 * 16 * 120 + 120 + dense2 + answer);
});

it('pictures that are too small for the layers are refused', () => {
  expect(() => previewFit(preset('lenet5'), { ...fruit, height: 4, width: 4 })).toThrow(ArchitectureError);
});
