// What a run takes where nothing is said: digits and rendered fruit have a recipe each, and what is said goes before it.

import { expect, it } from 'vitest';
import { readOptions } from '../../src/cli/options';

it('trains fruitnet on rendered fruit after the recipe of docs/fruit.md', () => {
  expect(readOptions(['--data', 'fruit-synthetic'])).toMatchObject({
    ...{ model: 'fruitnet', perClass: 1000, epochs: 20, batch: 32, learningRate: 0.003, size: 64 },
    ...{ optimizer: 'adam', schedule: 'cosine' },
  });
});

it('takes what is said in place of it', () => {
  const said = [
    '--model',
    'lenet5',
    '--epochs',
    '2',
    '--batch',
    '8',
    '--per-class',
    '9',
    '--learning-rate',
    '1',
  ];
  expect(readOptions(['--data', 'fruit-synthetic', ...said])).toMatchObject({
    ...{ model: 'lenet5', epochs: 2, batch: 8, perClass: 9, learningRate: 1 },
  });
  // Adam's rate is none for another optimizer.
  expect(readOptions(['--data', 'fruit-synthetic', '--optimizer', 'sgd'])).toMatchObject({
    learningRate: null,
  });
});

it('leaves digits, folders and heads as they are', () => {
  const digits = { model: 'lenet5', perClass: null, epochs: null, batch: 64, learningRate: null };
  expect(readOptions([])).toMatchObject(digits);
  expect(readOptions(['--data', 'folder:x'])).toMatchObject(digits);
  expect(readOptions(['--data', 'fruit-synthetic', '--base', 'mobilenet'])).toMatchObject({
    ...{ optimizer: 'adamw', perClass: null, epochs: null, learningRate: null },
  });
});
