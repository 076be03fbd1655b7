// A head is trained on features: one dense layer with softmax, in seconds, on the same engine as any network.
//
// Features are brought to mean 0 and variance 1 first, since those of one layer may be a hundred times those of another;
// the weights that come out are written for the features as they were. Weight decay and dropout, because a picture has
// more features than a class has pictures.

import { uploadArrays } from '../data/deviceDataset';
import { defineNetwork } from '../models/network';
import { Pacer } from '../train/pacer';
import { NonFiniteLossError } from '../train/nonFiniteLoss';
import { Trainer } from '../train/trainer';
import type { Features } from './featureExtractor';
import { ANSWER, type Head } from './featureNetwork';

export interface HeadOptions {
  readonly classNames: readonly string[];
  readonly seed: number;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  /** Weight decay. */
  readonly l2?: number;
  /** Share of the features that a step does not see. */
  readonly dropout?: number;
  /** Features of pictures to test with after every epoch. */
  readonly test?: Features;
  readonly onEpoch?: (epoch: HeadEpoch) => void;
  readonly signal?: AbortSignal;
}

export interface HeadEpoch {
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
  /** 0…1 */
  readonly accuracy: number;
  /** Null without test pictures. */
  readonly testLoss: number | null;
  readonly testAccuracy: number | null;
}

export const HEAD_DEFAULTS = {
  epochs: 30,
  batchSize: 32,
  learningRate: 0.003,
  l2: 1e-3,
  dropout: 0.2,
} as const;

/** Of each feature over the rows; a feature that never changes has scale 1. */
interface Standard {
  readonly mean: Float64Array;
  readonly scale: Float64Array;
}

/**
 * The same features, options and device give the same head.
 * @throws RangeError if there are no pictures; NonFiniteLossError; the signal's reason
 */
export async function trainHead(device: GPUDevice, features: Features, options: HeadOptions): Promise<Head> {
  const { classNames, seed, test, onEpoch, signal } = options;
  const { epochs, batchSize, learningRate, l2, dropout } = { ...HEAD_DEFAULTS, ...options };
  if (features.count === 0) throw new RangeError('head: expected features of pictures. Received none');
  const standard = standardOf(features);
  const upload = (given: Features): ReturnType<typeof uploadArrays> =>
    uploadArrays(
      device,
      { values: standardised(given, standard), shape: [given.length] },
      { values: Uint32Array.from(given.labels), shape: [] },
    );
  const data = upload(features);
  const testData = test === undefined ? null : upload(test);
  const rows = Math.min(batchSize, features.count);
  const stepsPerEpoch = Math.ceil(features.count / rows);
  const trainer = await Trainer.create(device, {
    network: headNetwork(features.length, classNames.length, l2, dropout),
    data,
    loss: 'sparseCategoricalCrossentropy',
    optimizer: { kind: 'adam', options: { learningRate } },
    schedule: { kind: 'cosine', decaySteps: epochs * stepsPerEpoch },
    ...{ batchSize: rows, seed },
  });
  try {
    const evaluator = testData === null ? null : await trainer.evaluator(testData, 256);
    const pacer = new Pacer(device);
    for (let epoch = 1; epoch <= epochs; epoch++) {
      for (let done = 0; done < stepsPerEpoch;) {
        signal?.throwIfAborted();
        done += await pacer.submit(stepsPerEpoch - done, (steps) => {
          trainer.submit(steps);
        });
      }
      const { records, halted, step } = await trainer.read();
      if (halted) throw new NonFiniteLossError(step, await trainer.findNonFinite(), trainer.learningRate);
      const seen = records.reduce((sum, { rows: some }) => sum + some, 0);
      const mean = (pick: 'loss' | 'accuracy'): number =>
        records.reduce((sum, record) => sum + record[pick] * record.rows, 0) / seen;
      const tested = (await evaluator?.run()) ?? null;
      onEpoch?.({
        ...{ epoch, epochs, loss: mean('loss'), accuracy: mean('accuracy') },
        ...{ testLoss: tested?.loss ?? null, testAccuracy: tested?.accuracy ?? null },
      });
    }
    evaluator?.destroy();
    const learned = new Map((await trainer.store.read()).map(({ name, values }) => [name, values]));
    const [weight, bias] = [learned.get(`${ANSWER}/weight`), learned.get(`${ANSWER}/bias`)];
    if (weight === undefined || bias === undefined) throw new Error('head: has no weights');
    return { classNames, ...forRawFeatures(weight, bias, standard) };
  } finally {
    trainer.destroy();
    data.destroy();
    testData?.destroy();
  }
}

function headNetwork(
  length: number,
  units: number,
  kernelL2: number,
  rate: number,
): ReturnType<typeof defineNetwork> {
  return defineNetwork({
    name: 'head',
    input: [length],
    layers: [
      { name: 'dropout', kind: 'dropout', options: { rate } },
      { name: ANSWER, kind: 'dense', options: { units, activation: 'softmax', kernelL2 } },
    ],
  });
}

function standardOf({ values, count, length }: Features): Standard {
  const [mean, scale] = [new Float64Array(length), new Float64Array(length)];
  values.forEach((value, i) => (mean[i % length] = (mean[i % length] ?? 0) + value / count));
  values.forEach((value, i) => {
    scale[i % length] = (scale[i % length] ?? 0) + (value - (mean[i % length] ?? 0)) ** 2 / count;
  });
  return { mean, scale: scale.map((variance) => (variance > 1e-12 ? Math.sqrt(variance) : 1)) };
}

function standardised({ values, length }: Features, { mean, scale }: Standard): Float32Array {
  return values.map((value, i) => (value - (mean[i % length] ?? 0)) / (scale[i % length] ?? 1));
}

/** (x − mean) / scale · w + b  =  x · (w / scale) + (b − Σ mean · w / scale) */
function forRawFeatures(
  weight: Float32Array,
  bias: Float32Array,
  { mean, scale }: Standard,
): Pick<Head, 'weight' | 'bias'> {
  const units = bias.length;
  const shift = new Float64Array(units);
  const raw = weight.map((value, i) => {
    const feature = Math.floor(i / units);
    const scaled = value / (scale[feature] ?? 1);
    shift[i % units] = (shift[i % units] ?? 0) + scaled * (mean[feature] ?? 0);
    return scaled;
  });
  return { weight: raw, bias: bias.map((value, k) => value - (shift[k] ?? 0)) };
}
