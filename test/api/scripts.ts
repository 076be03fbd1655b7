// Scripts written against tfjs's names alone. They run on both libraries: only the module is swapped.

import type * as convscope from '../../src/index';
import { mulberry } from './random';

export type Library = typeof convscope;
type Model = ReturnType<Library['sequential']> | ReturnType<Library['model']>;
type SymbolicTensor = convscope.SymbolicTensor;
type Optimizer = ReturnType<Library['train']['adam']>;

/** Small pictures of four kinds of stripes: learnable in a few steps. */
export interface Stripes {
  readonly count: number;
  readonly size: number;
  readonly pixels: Float32Array;
  readonly labels: number[];
}

export function stripes(count: number, size: number, seed: number): Stripes {
  const random = mulberry(seed);
  const pixels = new Float32Array(count * size * size);
  const labels = Array.from({ length: count }, (_, n) => {
    const label = n % 4;
    const phase = Math.floor(random() * 4);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const stripe = [x, y, x + y, x - y + size][label]! + phase;
        pixels[(n * size + y) * size + x] = Number(stripe % 4 < 2) * 0.8 + random() * 0.2;
      }
    }
    return label;
  });
  return { count, size, pixels, labels };
}

/** Builds, compiles, fits, evaluates and predicts. Returns plain numbers. */
export async function trainAndTest(
  tf: Library,
  train: Stripes,
  test: Stripes,
): Promise<{
  loss: number;
  accuracy: number;
  valAcc: number;
  rows: number[];
  classes: number[];
  shape: number[];
}> {
  await tf.ready();
  const model = tf.sequential();
  model.add(
    tf.layers.conv2d({
      inputShape: [train.size, train.size, 1],
      filters: 6,
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
      kernelInitializer: 'varianceScaling',
    }),
  );
  model.add(tf.layers.maxPooling2d({ poolSize: [2, 2], strides: [2, 2] }));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 4, activation: 'softmax', kernelInitializer: 'varianceScaling' }));
  model.compile({ optimizer: tf.train.adam(0.02), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

  const toTensors = ({ count, size, pixels, labels }: Stripes) =>
    tf.tidy(() => ({
      x: tf.tensor4d(pixels, [count, size, size, 1]),
      y: tf.oneHot(tf.tensor1d(labels, 'int32'), 4).toFloat(),
    }));
  const training = toTensors(train);
  const testing = toTensors(test);
  const seen: string[] = [];
  const history = await model.fit(training.x, training.y, {
    batchSize: 16,
    epochs: 6,
    shuffle: true,
    validationSplit: 0.25,
    verbose: 0,
    callbacks: {
      onEpochEnd: (epoch, logs) => {
        seen.push(
          `${epoch} ${Object.keys(logs ?? {})
            .sort()
            .join(' ')}`,
        );
      },
    },
  });
  if (seen.length !== 6 || seen[5] !== '5 acc loss val_acc val_loss')
    throw new Error(`callbacks: ${seen.join(', ')}`);
  const begun = tf.util.now();
  const [loss, accuracy] = (await model.evaluate(testing.x, testing.y, { batchSize: 8 })) as InstanceType<
    Library['Tensor']
  >[];
  if (!(tf.util.now() >= begun)) throw new Error('the clock goes backwards');
  const prediction = model.predict(testing.x) as InstanceType<Library['Tensor']>;
  const classes = prediction.argMax(-1);
  const sums = (await prediction.array()) as number[][];
  const result = {
    loss: loss!.dataSync()[0]!,
    accuracy: accuracy!.dataSync()[0]!,
    valAcc: history.history.val_acc!.at(-1)!,
    rows: sums.map((row) => row.reduce((a, b) => a + b, 0)),
    classes: [...(await classes.data())],
    shape: prediction.shape,
  };
  tf.dispose([training.x, training.y, testing.x, testing.y, loss, accuracy, prediction, classes]);
  return result;
}

export interface Curve {
  readonly batches: number[];
  readonly weights: number[][];
  readonly outputs: number[];
}

/**
 * Trains from given weights on given batches in order, and returns the loss of every batch and the weights after.
 * @param weights in the order of getWeights()
 */
export async function curve(
  tf: Library,
  build: (tf: Library) => Model,
  optimizer: (tf: Library) => Optimizer,
  weights: readonly (readonly number[])[],
  data: Stripes,
  batchSize: number,
  epochs: number,
): Promise<Curve> {
  const model = build(tf);
  model.compile({ optimizer: optimizer(tf), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  model.setWeights(model.getWeights().map((weight, i) => tf.tensor([...weights[i]!], weight.shape)));
  const x = tf.tensor4d(data.pixels, [data.count, data.size, data.size, 1]);
  const y = tf.oneHot(tf.tensor1d(data.labels, 'int32'), 4);
  const batches: number[] = [];
  await model.fit(x, y, {
    batchSize,
    epochs,
    shuffle: false,
    verbose: 0,
    callbacks: {
      onBatchEnd: (_batch, logs) => {
        batches.push(logs!.loss!);
      },
    },
  });
  const after = await Promise.all(model.getWeights().map(async (weight) => [...(await weight.data())]));
  const outputs = [...(await (model.predict(x, { batchSize: 8 }) as InstanceType<Library['Tensor']>).data())];
  return { batches, weights: after, outputs };
}

export function shapesOf(tf: Library, build: (tf: Library) => Model): number[][] {
  return build(tf)
    .getWeights()
    .map(({ shape }) => [...shape]);
}

export const smallCnn = (tf: Library): Model =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 5, kernelSize: 2, padding: 'same', activation: 'tanh' }),
      tf.layers.averagePooling2d({ poolSize: 2, strides: 1 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 4, activation: 'softmax' }),
    ],
  });

/** Two branches, added to a third and set beside it. */
export const branches = (tf: Library): Model => {
  const x = tf.input({ shape: [8, 8, 1] });
  const stem = tf.layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', activation: 'relu' }).apply(x);
  const left = tf.layers.conv2d({ filters: 3, kernelSize: 1, useBias: false }).apply(stem);
  const right = tf.layers.depthwiseConv2d({ kernelSize: 3, padding: 'same' }).apply(stem);
  const sum = tf.layers.add().apply([left, right, stem]);
  const beside = tf.layers.concatenate().apply([sum, left]);
  const pooled = tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }).apply(beside);
  const y = tf.layers.dense({ units: 4, activation: 'softmax' }).apply(pooled);
  return tf.model({ inputs: x, outputs: y });
};

export const normalized = (tf: Library): Model => {
  const x = tf.input({ shape: [8, 8, 1] });
  const c1 = tf.layers.conv2d({ filters: 4, kernelSize: 3, useBias: false }).apply(x);
  const n1 = tf.layers.batchNormalization({ momentum: 0.9 }).apply(c1);
  const r1 = tf.layers.reLU().apply(n1);
  const d1 = tf.layers.dropout({ rate: 0 }).apply(r1);
  const f1 = tf.layers.flatten().apply(d1);
  const h1 = tf.layers.dense({ units: 6 }).apply(f1);
  const n2 = tf.layers.batchNormalization().apply(h1);
  const y = tf.layers.dense({ units: 4, activation: 'softmax' }).apply(n2);
  return tf.model({ inputs: x, outputs: y });
};

/** Two layers at two places each, and one three times in a row. */
export const shared = (tf: Library): Model => {
  const x = tf.input({ shape: [8, 8, 1] });
  const conv = tf.layers.conv2d({ filters: 3, kernelSize: 3, activation: 'relu' });
  const embed = tf.layers.dense({ units: 5, activation: 'tanh' });
  const cell = tf.layers.dense({ units: 5, activation: 'tanh' });
  const branch = (from: SymbolicTensor): SymbolicTensor =>
    embed.apply(tf.layers.flatten().apply(conv.apply(from)));
  const halves = [branch(x), branch(tf.layers.activation({ activation: 'sigmoid' }).apply(x))];
  const sum = tf.layers.add().apply(halves);
  const state = cell.apply(cell.apply(cell.apply(sum)));
  const y = tf.layers.dense({ units: 4, activation: 'softmax' }).apply(state);
  return tf.model({ inputs: x, outputs: y });
};
