// compile() and fit() of a script beside the settings of a run.

import { describe, expect, test } from 'vitest';
import { readCode } from '../../../../src/formats/keras/code/read';
import {
  changedTraining,
  codeSettings,
  followTraining,
  notTaken,
  trainingOf,
} from '../../../../src/formats/keras/code/training';
import { writeCode } from '../../../../src/formats/keras/code/write';
import { preset } from '../../../../src/models/presets';
import type { SessionSettings } from '../../../../src/session/runFacade';

const SETTINGS: SessionSettings = {
  ...{ network: 'lenet5', optimizer: 'adam', learningRate: 0.002, batchSize: 64, epochs: 5, seed: 1 },
};

const script = (compile: string, fit = 'model.fit(x, y)'): string => `from keras import *
from keras.optimizers import SGD, Adam, RMSprop, schedules
model = Sequential([layers.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(${compile})
${fit}
`;

describe('what a script asks for', () => {
  test.each([
    ['optimizer="adam"', { optimizer: 'adam', optimizerOptions: {}, learningRate: 0.001 }],
    ['SGD()', { optimizer: 'sgd', optimizerOptions: {}, learningRate: 0.01 }],
    ['SGD(0.1, momentum=0.9)', { optimizer: 'sgd', optimizerOptions: { momentum: 0.9 }, learningRate: 0.1 }],
    ['SGD(0.1, momentum=0)', { optimizer: 'sgd', optimizerOptions: {}, learningRate: 0.1 }],
    [
      'Adam(schedules.CosineDecay(0.02, 100))',
      { optimizer: 'adam', optimizerOptions: {}, learningRate: 0.02 },
    ],
  ])('%s', (compile, wanted) => {
    expect(trainingOf(readCode(script(compile)))).toEqual(wanted);
  });

  test('batch size and epochs; what it does not say is absent', () => {
    const fit = 'model.fit(x, y, batch_size=32, epochs=3)';
    expect(trainingOf(readCode(script('loss="mse"', fit)))).toEqual({ batchSize: 32, epochs: 3 });
    expect(trainingOf(readCode(script('loss="mse"')))).toEqual({});
  });

  test('only what is another now', () => {
    const wanted = { optimizer: 'adam', optimizerOptions: {}, learningRate: 0.001, epochs: 5 };
    expect(changedTraining(wanted, SETTINGS)).toEqual({ learningRate: 0.001 });
  });

  test('what a run does not do', () => {
    const of = (compile: string, fit?: string): unknown => notTaken(readCode(script(compile, fit)));
    expect(of('SGD(), loss="mean_squared_error"')).toEqual(['loss']);
    expect(of('SGD(), loss="sparse_categorical_crossentropy"')).toEqual([]);
    expect(of('SGD()', 'model.fit(x, y, validation_split=0.1)')).toEqual(['validation']);
    expect(of('Adam(schedules.CosineDecay(0.02, 100))')).toEqual(['schedule']);
  });
});

describe('a run in a script', () => {
  test('is read back as it was written', () => {
    const settings = {
      ...SETTINGS,
      optimizer: 'sgd',
      optimizerOptions: { momentum: 0.9 },
      learningRate: 0.3,
    };
    const reading = readCode(writeCode(preset('lenet5'), codeSettings(settings)));
    expect(changedTraining(trainingOf(reading), settings)).toEqual({});
    expect(trainingOf(reading)).toMatchObject({ batchSize: 64, epochs: 5 });
  });

  test('is followed by the arguments that change', () => {
    const code = writeCode(preset('lenet5'), codeSettings(SETTINGS));
    const to = { ...SETTINGS, learningRate: 0.01, batchSize: 16 };
    const followed = followTraining(code, SETTINGS, to);
    expect(followed.code).toBe(code.replace('0.002', '0.01').replace('batch_size=64', 'batch_size=16'));
    expect(followed.ranges.map(({ from, to: end }) => followed.code.slice(from, end))).toEqual([
      '0.01',
      '16',
    ]);
  });

  test('another optimizer; what has no place stays unsaid', () => {
    const to = { ...SETTINGS, optimizer: 'sgd', optimizerOptions: { momentum: 0.5 }, learningRate: 0.1 };
    expect(followTraining(script('optimizer="adam"'), SETTINGS, to).code).toContain(
      'optimizer=SGD(learning_rate=0.1, momentum=0.5)',
    );
    const bare = script('')
      .replace(/model\.compile.*\n/, '')
      .replace(/model\.fit.*\n/, '');
    expect(followTraining(bare, SETTINGS, { ...to, epochs: 9 })).toEqual({ code: bare, ranges: [] });
  });
});
