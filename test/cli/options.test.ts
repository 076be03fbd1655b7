// What a run takes where nothing is said: digits and rendered fruit have a recipe each, and what is said goes before it.

import { describe, expect, it } from 'vitest';
import { readOptions } from '../../src/cli/options';
import { defineNetwork } from '../../src/models/network';
import { preset } from '../../src/models/presets';
import { runSettings, type RunFacts } from '../../src/cli/runSettings';

it('trains fruitnet on rendered fruit after the recipe of docs/fruit.md', () => {
  expect(readOptions(['--data', 'fruit-synthetic'])).toMatchObject({
    ...{ model: 'fruitnet', perClass: 1000, epochs: 20, batch: 32, learningRate: 0.003, size: 64 },
    ...{ optimizer: 'adam', schedule: 'cosine' },
  });
});

it.each(['shapes', 'shapes-colour'])('trains shapenet on %s, three epochs', (data) => {
  expect(readOptions(['--data', data])).toMatchObject({
    ...{ model: 'shapenet', perClass: 600, epochs: 3, batch: 32, learningRate: 0.006 },
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
  // Adam's rate is not suitable for another optimizer.
  expect(readOptions(['--data', 'fruit-synthetic', '--optimizer', 'sgd'])).toMatchObject({
    learningRate: null,
  });
});

it('trains LeNet-5 on digits; heads and folders are decided later', () => {
  const digits = { model: 'lenet5', perClass: null, epochs: 5, batch: 64, learningRate: 0.002 };
  expect(readOptions([])).toMatchObject(digits);
  expect(readOptions(['--data', 'folder:x'])).toMatchObject({
    ...{ model: 'lenet5', perClass: null, epochs: null, batch: null, learningRate: null, validation: null },
  });
  expect(readOptions(['--data', 'fruit-synthetic', '--base', 'mobilenet'])).toMatchObject({
    ...{ optimizer: 'adamw', perClass: null, epochs: null, learningRate: null },
  });
});

describe('runSettings', () => {
  const settings = (argv: readonly string[], facts: Partial<RunFacts> = {}) =>
    runSettings(readOptions(argv)!, {
      ...{ pictures: 200, classes: 3, network: defineNetwork(preset('fruitnet')), validated: true },
      ...facts,
    });
  const folder = ['--data', 'folder:x', '--model', 'fruitnet'];

  it('trains on a folder after the number of its pictures', () => {
    expect(settings(folder)).toMatchObject({ batchSize: 16, learningRate: 0.003, steps: 2600, epochs: 200 });
    expect(settings(folder).patienceSteps).toBeLessThan(2600);
    expect(settings(folder, { network: defineNetwork(preset('lenet5')) })).toMatchObject({
      learningRate: 0.001,
    });
  });

  it.each([
    [['--batch', '8'], { batchSize: 8, epochs: 200, learningRate: 0.003 }],
    [['--learning-rate', '0.1'], { batchSize: 16, steps: 2600, learningRate: 0.1 }],
    [
      ['--epochs', '7'],
      { batchSize: 16, epochs: 7, steps: 91, learningRate: 0.003, patienceSteps: Infinity },
    ],
    [['--steps', '9'], { batchSize: 16, steps: 9, learningRate: 0.003, patienceSteps: Infinity }],
    // The rate is Adam's.
    [['--optimizer', 'sgd'], { batchSize: 16, steps: 2600, learningRate: null }],
  ] as const)('lets %j stand, and that alone', (given, expected) => {
    expect(settings([...folder, ...given])).toMatchObject(expected);
  });

  it('goes on to the end where nothing is held out', () => {
    expect(settings(folder, { validated: false })).toMatchObject({ steps: 2600, patienceSteps: Infinity });
  });

  it('leaves digits and rendered fruit their epochs', () => {
    expect(settings([], { pictures: 60_000 })).toMatchObject({
      ...{ batchSize: 64, epochs: 5, steps: 4690, learningRate: 0.002, patienceSteps: Infinity },
    });
    expect(settings(['--data', 'fruit-synthetic'], { pictures: 8000 })).toMatchObject({
      ...{ batchSize: 32, epochs: 20, steps: 5000, learningRate: 0.003 },
    });
  });
});
