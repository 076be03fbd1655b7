// What a run takes where nothing is said: digits and rendered fruit have a recipe each, and what is said goes before it.

import { describe, expect, it } from 'vitest';
import { readSchedule, scheduleOf } from '../../src/cli/scheduleOption';
import { readOptions } from '../../src/cli/options';
import { defineNetwork } from '../../src/models/network';
import { preset } from '../../src/models/presets';
import { runSettings, type RunFacts } from '../../src/cli/runSettings';

it('trains fruitnet on rendered fruit after the recipe of docs/fruit.md', () => {
  expect(readOptions(['--data', 'fruit-synthetic'])).toMatchObject({
    ...{ model: 'fruitnet', perClass: 1000, epochs: 20, batch: 32, learningRate: 0.003, size: 64 },
    ...{ optimizer: 'adam', schedule: { name: 'cosine', given: {} } },
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

describe('schedules', () => {
  const length = { steps: 3000, stepsPerEpoch: 600 };
  it.each([
    ['cosine', { kind: 'cosine', decaySteps: 3000, alpha: 0, warmupSteps: 0 }],
    ['cosine,warmup_steps=500', { kind: 'cosine', decaySteps: 2500, alpha: 0, warmupSteps: 500 }],
    ['step', { kind: 'step', factor: 0.1, every: 1000 }],
    [
      'exponential,decay_rate=0.5,staircase',
      { kind: 'exponential', decaySteps: 600, decayRate: 0.5, staircase: true },
    ],
    ['inverse-time', { kind: 'inverseTime', decaySteps: 600, decayRate: 0.5, staircase: false }],
    ['polynomial,power=2', { kind: 'polynomial', decaySteps: 3000, alpha: 0, power: 2, cycle: false }],
    ['cosine-restarts,t_mul=1', { kind: 'cosineRestarts', firstDecaySteps: 600, tMul: 1, mMul: 1, alpha: 0 }],
    ['piecewise,800=0.01,500=0.1', { kind: 'piecewise', boundaries: [500, 800], factors: [0.1, 0.01] }],
    ['constant', { kind: 'constant' }],
  ])('%s', (text, wanted) => {
    expect(scheduleOf(readSchedule(text), length)).toEqual(wanted);
  });

  it.each([
    [
      'linear',
      "--schedule must be constant, step, cosine, exponential, inverse-time, polynomial, cosine-restarts or piecewise. Received 'linear'",
    ],
    [
      'exponential,rate=2',
      "--schedule exponential takes decay_steps=, decay_rate=, staircase. Received 'rate=2'",
    ],
    [
      'piecewise,a=1',
      "--schedule piecewise takes STEP=FACTOR, such as piecewise,500=0.1,800=0.01. Received 'a=1'",
    ],
    ['step,every=0', '--schedule step: every must be a whole number of at least 1. Received 0'],
  ])('refuses %s', (text, message) => {
    expect(() => readOptions(['--schedule', text])).toThrow(message);
  });
});

it('what Keras’s compile and fit take besides', () => {
  const options = ['--optimizer', 'sgd', '--momentum', '0.9', '--weight-decay', '0.01', '--clipnorm', '1'];
  expect(readOptions([...options, '--label-smoothing', '0.1', '--class-weight', 'balanced'])).toMatchObject({
    ...{ optimizerOptions: { momentum: 0.9, weightDecay: 0.01, clipnorm: 1 }, labelSmoothing: 0.1 },
    classWeights: 'balanced',
  });
  expect(() => readOptions(['--clipnorm', '1', '--clipvalue', '1'])).toThrow(
    '--clipvalue cannot be used with --clipnorm: one kind of clipping is possible',
  );
  expect(() => readOptions(['--weight-decay=-1'])).toThrow(
    "--weight-decay must be a number of at least 0. Received '-1'",
  );
  expect(() => readOptions(['--class-weight', '2'])).toThrow(
    "--class-weight must be balanced or none. Received '2'",
  );
});
