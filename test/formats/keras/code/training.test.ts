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
from keras import callbacks, losses
from keras.models import Sequential
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
      {
        ...{ optimizer: 'adam', optimizerOptions: {}, learningRate: 0.02 },
        schedule: { kind: 'cosine', decaySteps: 100 },
      },
    ],
    [
      'Adam(schedules.CosineDecay(0.0, 900, warmup_target=0.02, warmup_steps=100))',
      {
        ...{ optimizer: 'adam', optimizerOptions: {}, learningRate: 0.02 },
        schedule: { kind: 'cosine', decaySteps: 900, warmupSteps: 100 },
      },
    ],
    [
      'SGD(learning_rate=schedules.ExponentialDecay(1e-2, decay_steps=10000, decay_rate=0.9))',
      {
        ...{ optimizer: 'sgd', optimizerOptions: {}, learningRate: 0.01 },
        schedule: { kind: 'exponential', decaySteps: 10000, decayRate: 0.9 },
      },
    ],
    [
      'SGD(schedules.PiecewiseConstantDecay([100, 200], [0.1, 0.05, 0.01]))',
      {
        ...{ optimizer: 'sgd', optimizerOptions: {}, learningRate: 0.1 },
        schedule: { kind: 'piecewise', boundaries: [100, 200], factors: [0.5, 0.1] },
      },
    ],
    [
      'SGD(schedules.PolynomialDecay(0.1, 1000, 0.01, power=0.5))',
      {
        ...{ optimizer: 'sgd', optimizerOptions: {}, learningRate: 0.1 },
        schedule: { kind: 'polynomial', decaySteps: 1000, alpha: 0.1, power: 0.5 },
      },
    ],
    [
      'SGD(schedules.InverseTimeDecay(0.001, decay_steps=500, decay_rate=1, staircase=False))',
      {
        ...{ optimizer: 'sgd', optimizerOptions: {}, learningRate: 0.001 },
        schedule: { kind: 'inverseTime', decaySteps: 500, decayRate: 1 },
      },
    ],
    [
      'SGD(schedules.CosineDecayRestarts(0.1, 100, t_mul=1.5))',
      {
        ...{ optimizer: 'sgd', optimizerOptions: {}, learningRate: 0.1 },
        schedule: { kind: 'cosineRestarts', firstDecaySteps: 100, tMul: 1.5 },
      },
    ],
    [
      'SGD(lr=0.01, decay=1e-6, momentum=0.9, nesterov=True)',
      {
        ...{ optimizer: 'sgd', optimizerOptions: { momentum: 0.9, nesterov: true }, learningRate: 0.01 },
        schedule: { kind: 'inverseTime', decaySteps: 1, decayRate: 1e-6 },
      },
    ],
    // Of a schedule that is not here, or not known, the first rate.
    [
      'SGD(schedules.ExponentialDecay(0.1, decay_steps=len(x), decay_rate=0.9))',
      { optimizer: 'sgd', optimizerOptions: {}, learningRate: 0.1 },
    ],
  ])('%s', (compile, wanted) => {
    const none = { classWeights: null, lossWeights: null, earlyStopping: null, reduceOnPlateau: null };
    expect(trainingOf(readCode(script(compile)))).toEqual({ ...none, ...wanted });
  });

  test('batch size and epochs; what it does not say is absent', () => {
    const fit = 'model.fit(x, y, batch_size=32, epochs=3)';
    expect(trainingOf(readCode(script('loss="mse"', fit)))).toMatchObject({ batchSize: 32, epochs: 3 });
    expect(trainingOf(readCode(script('loss="mse"', '')))).toEqual({
      ...{ labelSmoothing: 0, lossWeights: null },
    });
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
    expect(of('SGD(), loss=losses.CategoricalCrossentropy(label_smoothing=0.1)')).toEqual([]);
    expect(of('SGD()', 'model.fit(x, y, class_weight={0: 1.0, 1: 5.0})')).toEqual([]);
    const withCallbacks = (list: string): unknown => of('SGD()', `model.fit(x, y, callbacks=[${list}])`);
    expect(withCallbacks('callbacks.ModelCheckpoint("a.keras"), callbacks.TensorBoard()')).toEqual([
      ...['checkpoint', 'callback'],
    ]);
    expect(withCallbacks('callbacks.EarlyStopping(monitor="loss")')).toEqual(['monitor']);
    expect(withCallbacks('callbacks.EarlyStopping(mode="max")')).toEqual(['monitor']);
    expect(withCallbacks('callbacks.EarlyStopping(patience=3)')).toEqual([]);
    expect(of('Adam(schedules.CosineDecay(0.02, 100))')).toEqual([]);
    expect(of('Adam(schedules.CosineDecay(0.02, len(x)))')).toEqual(['schedule']);
    expect(of('Adam(schedules.CosineDecay(0.02, 0))')).toEqual(['schedule']);
  });

  test('one rate after a schedule takes the schedule away', () => {
    const now = { ...SETTINGS, schedule: { kind: 'cosine', decaySteps: 100 } } as const;
    const same = { optimizer: 'adam', optimizerOptions: {}, learningRate: 0.002 };
    expect(changedTraining({ ...same, schedule: now.schedule }, now)).toEqual({});
    expect(changedTraining(same, now)).toEqual({ schedule: null });
    expect(changedTraining({ epochs: 5 }, now)).toEqual({});
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

  test('a schedule that is taken over elsewhere, and the rate of one', () => {
    const schedule = { kind: 'polynomial', decaySteps: 100, alpha: 0.1 } as const;
    const to = { ...SETTINGS, schedule };
    const { code } = followTraining(script('optimizer=Adam(0.002)'), SETTINGS, to);
    const call = (rate: number, end: number): string =>
      `schedules.PolynomialDecay(initial_learning_rate=${rate}, decay_steps=100, end_learning_rate=${end})`;
    expect(code).toContain(`optimizer=Adam(learning_rate=${call(0.002, 0.0002)})`);
    expect(trainingOf(readCode(code))).toMatchObject({ learningRate: 0.002, schedule });
    // Both rates move.
    expect(followTraining(code, to, { ...to, learningRate: 0.03 }).code).toContain(call(0.03, 0.003));
    expect(followTraining(code, to, SETTINGS).code).toContain('optimizer=Adam(learning_rate=0.002)');
    const simple = script('optimizer=SGD(schedules.ExponentialDecay(0.1, 10, 0.5))');
    const wanted = trainingOf(readCode(simple)) as SessionSettings;
    expect(followTraining(simple, wanted, { ...wanted, learningRate: 0.3 }).code).toContain(
      'SGD(schedules.ExponentialDecay(0.3, 10, 0.5))',
    );
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

describe('callbacks, smoothed labels and class weights', () => {
  const CALLBACKS =
    'callbacks=[callbacks.EarlyStopping("val_loss", patience=PATIENCE, restore_best_weights=True), ';
  const fit = `PATIENCE = 4
model.fit(x, y, ${CALLBACKS}callbacks.ReduceLROnPlateau(monitor="val_acc", factor=0.2, patience=2, min_lr=1e-5)])`;

  test('are read with what they leave to Keras', () => {
    const compile = '"adam", loss=losses.CategoricalCrossentropy(label_smoothing=0.1)';
    expect(trainingOf(readCode(script(compile, fit)))).toMatchObject({
      labelSmoothing: 0.1,
      classWeights: null,
      earlyStopping: { every: 'epoch', patience: 4 },
      reduceOnPlateau: { monitor: 'val_accuracy', factor: 0.2, patience: 2, minLearningRate: 1e-5 },
    });
    const list = (text: string): unknown =>
      trainingOf(readCode(script('"adam"', `stop = ${text}\nmodel.fit(x, y, callbacks=[stop])`)));
    expect(list('callbacks.EarlyStopping()')).toMatchObject({
      earlyStopping: { every: 'epoch', patience: 0, keepsLast: true },
    });
    expect(list('callbacks.ReduceLROnPlateau()')).toMatchObject({ reduceOnPlateau: {} });
    // Keras 2's name.
    expect(list('callbacks.ReduceLROnPlateau(epsilon=0.5)')).toMatchObject({
      reduceOnPlateau: { minDelta: 0.5 },
    });
  });

  test.each([
    ['class_weight={0: 1.0, 2: 5}', [1, 1, 5]],
    ['class_weight=dict([(0, 2.0)])', [2]],
    ['class_weight=dict(some(y))', null],
    ['class_weight=dict(enumerate(len(y) / (10 * np.bincount(y))))', 'balanced'],
    ['class_weight=None', null],
  ])('%s', (text, wanted) => {
    const reading = readCode(script('"adam"', `model.fit(x, y, ${text})`));
    expect(reading.settings.classWeights).toEqual(wanted);
  });

  test('numbers that Keras does not take are said at their place', () => {
    const lints = (text: string): unknown =>
      readCode(script('"adam"', `model.fit(x, y, ${text})`)).lints.map(({ problem }) => problem);
    expect(lints('callbacks=[callbacks.EarlyStopping(patience=1.5)]')).toEqual([
      {
        ...{ code: 'optimizerArgument', className: 'EarlyStopping', argument: 'patience' },
        ...{ expected: 'a whole number of at least 0', received: '1.5' },
      },
    ]);
    expect(lints('callbacks=[callbacks.ReduceLROnPlateau(factor=1)]')).toMatchObject([
      { argument: 'factor', expected: 'a number from 0 to below 1' },
    ]);
    expect(lints('class_weight=[1, 2]')).toMatchObject([{ code: 'setting', argument: 'class_weight' }]);
  });

  test('clipping, one kind of it', () => {
    expect(trainingOf(readCode(script('SGD(0.1, clipnorm=1.0)')))).toMatchObject({
      optimizerOptions: { clipnorm: 1 },
    });
    expect(trainingOf(readCode(script('Adam(global_clipnorm=2)')))).toMatchObject({
      optimizerOptions: { globalClipnorm: 2 },
    });
    expect(readCode(script('SGD(clipnorm=1.0, clipvalue=0.5)')).lints).toMatchObject([
      { problem: { code: 'optimizerArgument', argument: 'clipvalue' } },
    ]);
  });

  const FULL: SessionSettings = {
    ...SETTINGS,
    labelSmoothing: 0.1,
    classWeights: 'balanced',
    earlyStopping: { every: 'epoch', patience: 3 },
    reduceOnPlateau: { factor: 0.5 },
  };
  const NONE = { labelSmoothing: 0, classWeights: null, earlyStopping: null, reduceOnPlateau: null };

  test('a whole run is written and read back, and needs no change', () => {
    const code = writeCode(preset('lenet5'), codeSettings(FULL));
    expect(readCode(code).lints).toEqual([]);
    expect(changedTraining(trainingOf(readCode(code)), FULL)).toEqual({});
    expect(changedTraining(trainingOf(readCode(code)), SETTINGS)).toEqual({
      ...{ labelSmoothing: 0.1, classWeights: 'balanced' },
      ...{ earlyStopping: FULL.earlyStopping, reduceOnPlateau: FULL.reduceOnPlateau },
    });
  });

  test.each([
    [SETTINGS, FULL],
    [FULL, SETTINGS],
    [FULL, { ...FULL, ...NONE, reduceOnPlateau: { patience: 7 } }],
    [SETTINGS, { ...SETTINGS, earlyStopping: { every: 'epoch', patience: 2, keepsLast: true } }],
    [FULL, { ...FULL, classWeights: [1, 2] }],
  ] as const)('follows a change of settings %#', (from, to) => {
    const code = writeCode(preset('lenet5'), codeSettings(from));
    const done = followTraining(code, from, to);
    expect(changedTraining(trainingOf(readCode(done.code)), to)).toEqual({});
    expect(readCode(done.code).lints).toEqual([]);
  });

  test('callbacks of one’s own stay where others change', () => {
    const code = script(
      '"adam"',
      'model.fit(x, y, callbacks=[callbacks.TensorBoard("logs"), callbacks.EarlyStopping()])',
    );
    const from = { ...SETTINGS, ...trainingOf(readCode(code)) } as SessionSettings;
    const { code: after } = followTraining(code, from, {
      ...from,
      earlyStopping: { every: 'epoch', patience: 5 },
      reduceOnPlateau: {},
    });
    expect(after).toContain(
      'callbacks=[callbacks.TensorBoard("logs"), callbacks.EarlyStopping(patience=5, restore_best_weights=True), callbacks.ReduceLROnPlateau()]',
    );
  });

  test('validation every so many steps has no place in code, and no code takes it away', () => {
    const now = { ...SETTINGS, earlyStopping: { every: 100, patience: 300 } };
    const code = writeCode(preset('lenet5'), codeSettings(now));
    expect(code).not.toContain('EarlyStopping');
    expect(changedTraining(trainingOf(readCode(code)), now)).toEqual({});
  });
});

describe('several outputs', () => {
  const twoEnds = (compile: string): string => `from keras import Input, Model, layers, losses
x = Input((28, 28, 1), name="picture")
flat = layers.Flatten()(x)
early = layers.Dense(10, activation="softmax", name="early")(flat)
late = layers.Dense(10, activation="softmax", name="late")(layers.Dense(20, activation="relu")(flat))
model = Model(x, [late, early])
model.compile("adam", ${compile})
model.fit(x_train, [y_train, y_train])
`;

  test.each([
    ['loss="categorical_crossentropy"', null],
    ['loss=["categorical_crossentropy", "sparse_categorical_crossentropy"], loss_weights=[1, 0.3]', [1, 0.3]],
    ['loss=("categorical_crossentropy",) * 2, loss_weights=(1.0, 0.3)', [1, 0.3]],
    [
      'loss={"early": "categorical_crossentropy", "late": losses.CategoricalCrossentropy()}, loss_weights={"early": 0.3, "late": 2}',
      [2, 0.3],
    ],
    ['loss="categorical_crossentropy", loss_weights={"early": 0.3}', [1, 0.3]],
    ['loss="categorical_crossentropy", loss_weights=[1, 1.0]', null],
    ['loss="categorical_crossentropy", loss_weights=None', null],
    // Metrics, by place until Keras 3.
    ['"categorical_crossentropy", ["accuracy"]', null],
  ])('%s', (compile, lossWeights) => {
    const reading = readCode(twoEnds(compile));
    expect(reading.lints).toEqual([]);
    expect(reading.network?.outputs).toEqual(['late', 'early']);
    expect(trainingOf(reading)).toMatchObject({ lossWeights });
    expect(notTaken(reading)).toEqual([]);
  });

  test('a loss among them that a run does not have is said, and label smoothing is one for all', () => {
    const mixed = readCode(twoEnds('loss=["categorical_crossentropy", "mse"]'));
    expect(notTaken(mixed)).toEqual(['loss']);
    const smooth = 'losses.CategoricalCrossentropy(label_smoothing=0.1)';
    expect(trainingOf(readCode(twoEnds(`loss=[${smooth}, ${smooth}]`)))).toMatchObject({
      labelSmoothing: 0.1,
    });
    const one = readCode(twoEnds(`loss=[${smooth}, "categorical_crossentropy"]`));
    expect(one.lints.map(({ problem }) => problem)).toEqual([
      {
        ...{ code: 'setting', argument: 'label_smoothing', expected: 'the same for all outputs' },
        received: '0.1, 0',
      },
    ]);
    const logits = 'losses.CategoricalCrossentropy(from_logits=True)';
    expect(
      readCode(twoEnds(`loss={"late": ${logits}, "early": ${logits}}`)).settings.fromLogits,
    ).not.toBeNull();
  });

  test.each(['[1]', '{"late": 1, "other": 2}', '[1, "a"]', '0.5'])(
    'weights that do not fit: %s',
    (weights) => {
      const { lints, settings } = readCode(
        twoEnds(`loss="categorical_crossentropy", loss_weights=${weights}`),
      );
      expect(settings.lossWeights).toBeNull();
      expect(lints.map(({ problem }) => problem)).toMatchObject([
        { code: 'setting', argument: 'loss_weights', expected: 'a number for each of late, early' },
      ]);
    },
  );

  test('what is written is read as it was, and names every output', () => {
    const { network } = readCode(twoEnds('loss="categorical_crossentropy"'));
    const settings = { ...SETTINGS, lossWeights: [1, 0.3], labelSmoothing: 0.2 };
    const code = writeCode(network!, codeSettings(settings));
    expect(code).toContain('loss_weights=[1, 0.3], metrics=[["accuracy"], ["accuracy"]]');
    expect(code).toContain('model.fit(x_train, [y_train, y_train], batch_size=64');
    expect(code).toContain('model.evaluate(x_test, [y_test, y_test])');
    const reading = readCode(code);
    expect(reading.lints).toEqual([]);
    expect(changedTraining(trainingOf(reading), settings)).toEqual({});
    expect(changedTraining(trainingOf(reading), SETTINGS)).toEqual({
      ...{ lossWeights: [1, 0.3], labelSmoothing: 0.2 },
    });
  });
});
