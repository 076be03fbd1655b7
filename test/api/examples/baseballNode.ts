// After baseball-node/{pitch_type,train_pitch_type}.js: rows of a CSV file, normalized, shuffled and in batches.

import type { Dataset } from '../../../src/index';
import { one, type Program, type Tensor } from './program';

interface Row {
  readonly xs: Readonly<Record<string, number>>;
  readonly ys: Readonly<Record<string, number>>;
}

export const baseballNode: Program = async (tf, { start, random }) => {
  const lines = Array.from({ length: 70 }, (_, n) => {
    const code = n % 7;
    return [code * 4 + random(), 100 - code * 5 + random(), Number(random() > 0.5), code].join(',');
  });
  const text = ['vx0,start_speed,left_handed_pitcher,pitch_code', ...lines].join('\n');
  const normalize = (value: number, min: number, max: number): number => (value - min) / (max - min);
  const transform = ({ xs, ys }: Row): { xs: number[]; ys: number } => ({
    xs: [normalize(xs.vx0!, 0, 28), normalize(xs.start_speed!, 60, 105), xs.left_handed_pitcher!],
    ys: ys.pitch_code!,
  });
  const address = `data:text/csv,${encodeURIComponent(text)}`;
  const rows = tf.data.csv(address, {
    columnConfigs: { pitch_code: { isLabel: true } },
  }) as unknown as Dataset<Row>;
  const trainingData = rows.map(transform).shuffle(70).batch(10);
  const ordered = rows.map(transform).batch(30);
  const testValidationData = rows.map(transform).batch(70);

  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 25, activation: 'relu', inputShape: [3] }));
  model.add(tf.layers.dense({ units: 15, activation: 'relu' }));
  model.add(tf.layers.dense({ units: 7, activation: 'softmax' }));
  start(model);
  model.compile({
    optimizer: tf.train.adam(),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const losses: number[] = [];
  await model.fitDataset(trainingData, {
    epochs: 2,
    callbacks: {
      onEpochEnd: async (_epoch, logs) => {
        losses.push(logs!.loss!);
        await Promise.resolve();
      },
    },
  });
  const outputs: number[] = [];
  await testValidationData.forEachAsync((data) => {
    const evalOutput = model.evaluate(data.xs, data.ys, 70 as never) as Tensor[];
    outputs.push(...evalOutput.map((value) => value.dataSync()[0]!));
    outputs.push(one(model.predict(data.xs)).dataSync().length);
  });
  const sample = one(model.predict(tf.tensor([0.5, 0.5, 1], [1, 3]))).arraySync() as number[][];
  const batches = await ordered.toArray();
  return {
    exact: {
      columns: await tf.data.csv(address).columnNames(),
      xs: batches.map(({ xs }) => Array.from(xs.dataSync())),
      ys: batches.map(({ ys }) => [Array.from(ys.dataSync()), [...ys.shape]]),
      finite: [...losses, ...outputs].every(Number.isFinite),
      count: [losses.length, outputs.length, outputs.at(-1), sample[0]!.length],
    },
  };
};
