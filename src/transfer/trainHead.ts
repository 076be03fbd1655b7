// A head is trained on features, on the same engine as any network: what is not frozen is so little that it takes seconds.
//
// On means of maps it is one dense layer with softmax. On maps, a 3×3 convolution comes first: it finds what the front's
// features make up together, such as the skin of a kiwi, wherever it is; how much of it there is goes into the dense layer.
// Features are brought to mean 0 and variance 1 first, since those of one layer may be a hundred times those of another;
// the weights that come out are written for the features as they were. Weight decay, dropout and mixed pictures
// (shaders/training/mix_up.wgsl), because a picture has more features than a class has pictures.

import { EventLoopYielder } from '../gpu/eventLoopYielder';
import { reserveArrays, type DeviceDataset } from '../data/deviceDataset';
import type { Shape } from '../graph/tensor';
import { defineNetwork, type LayerConfig, type Network } from '../models/network';
import type { StepRecord } from '../train/historyReader';
import type { Evaluation } from '../train/evaluator';
import { Trainer } from '../train/trainer';
import type { Features } from './featureExtractor';
import { ANSWER, type Head } from './featureNetwork';

export interface HeadOptions {
  readonly classNames: readonly string[];
  readonly seed: number;
  /** Without, as many as suit the number of pictures. */
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  /** Of the convolution on maps. */
  readonly filters?: number;
  /** Of AdamW. */
  readonly weightDecay?: number;
  /** Share of what the dense layer reads that a step does not see. */
  readonly dropout?: number;
  /** Pictures of a batch are mixed two by two. */
  readonly mixUp?: boolean;
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
  batchSize: 32,
  learningRate: 0.002,
  filters: 64,
  weightDecay: 0.01,
  dropout: 0.5,
  mixUp: true,
  /** Changed copies of each picture. */
  copies: 8,
} as const;

/** As many as let a head see enough pictures, where there are few of them. @param rows of features, copies counted */
export const headEpochs = (rows: number): number => Math.max(10, Math.min(60, Math.round(36_000 / rows)));

/** The layer that finds patterns among maps. */
const DETECT = 'detect';

/** Of each feature over rows and places; a feature that never changes has scale 1. */
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
  const { epochs = headEpochs(features.count) } = options;
  const { batchSize, learningRate, weightDecay, mixUp } = { ...HEAD_DEFAULTS, ...options };
  if (features.count === 0) throw new RangeError('head: expected features of pictures. Received none');
  const breather = new EventLoopYielder();
  const standard = await standardOf(features, breather);
  const bring = (some: Features): Promise<DeviceDataset> =>
    upload(device, some, standard, oneHot(some.labels, classNames.length), breather);
  const data = await bring(features);
  const testData = test === undefined ? null : await bring(test);
  const rows = Math.min(batchSize, features.count);
  const stepsPerEpoch = Math.ceil(features.count / rows);
  const trainer = await Trainer.create(device, {
    network: headNetwork(features.shape, options),
    data,
    loss: 'categoricalCrossentropy',
    mixUp,
    optimizer: { kind: 'adamw', options: { learningRate, weightDecay } },
    schedule: { kind: 'cosine', decaySteps: epochs * stepsPerEpoch },
    ...{ batchSize: rows, seed },
  });
  const evaluator = testData === null ? null : await trainer.evaluator(testData, 64);
  try {
    let records: StepRecord[] = [];
    const evaluate = (): Promise<Evaluation> | null => evaluator?.run() ?? null;
    for await (const event of trainer.train({ until: epochs * stepsPerEpoch, signal, evaluate })) {
      if (event.kind === 'reading') records.push(...event.records);
      if (event.kind !== 'stop') continue;
      const seen = records.reduce((sum, { rows: some }) => sum + some, 0);
      const mean = (pick: 'loss' | 'accuracy'): number =>
        records.reduce((sum, record) => sum + record[pick] * record.rows, 0) / seen;
      onEpoch?.({
        ...{ epoch: event.step / stepsPerEpoch, epochs, loss: mean('loss'), accuracy: mean('accuracy') },
        testLoss: event.evaluation?.loss ?? null,
        testAccuracy: event.evaluation?.accuracy ?? null,
      });
      records = [];
    }
    const learned = new Map((await trainer.store.read()).map(({ name, values }) => [name, values]));
    const layers = headLayers(features.shape, options);
    return { classNames, input: features.shape, layers, weights: forRawFeatures(learned, standard) };
  } finally {
    evaluator?.destroy();
    trainer.destroy();
    data.destroy();
    testData?.destroy();
  }
}

function headLayers(
  input: Shape,
  { classNames, filters = HEAD_DEFAULTS.filters }: HeadOptions,
): LayerConfig[] {
  const answer = {
    ...{ name: ANSWER, kind: 'dense' },
    options: { units: classNames.length, activation: 'softmax' },
  };
  if (input.length !== 3) return [answer];
  return [
    {
      ...{ name: DETECT, kind: 'conv2d' },
      options: { filters, kernelSize: 3, activation: 'relu', kernelInitializer: 'heNormal' },
    },
    { name: `${DETECT}_mean`, kind: 'globalAveragePooling2d' },
    answer,
  ];
}

/** Dropout is a part of learning alone. */
function headNetwork(input: Shape, options: HeadOptions): Network {
  const layers = headLayers(input, options);
  const rate = options.dropout ?? HEAD_DEFAULTS.dropout;
  const dropout = { name: 'dropout', kind: 'dropout', options: { rate } };
  return defineNetwork({
    name: 'head',
    input,
    layers: [...layers.slice(0, -1), dropout, ...layers.slice(-1)],
  });
}

/** Numbers between two breaths: a millisecond, and not many on a busy machine. */
const PIECE = 2 ** 17;

/** Calls with one range of numbers after another, each of whole places. */
async function inPieces(
  { values, shape }: Features,
  breather: EventLoopYielder,
  piece: (first: number, end: number) => void,
): Promise<void> {
  const length = shape.at(-1) ?? 1;
  const step = Math.max(1, Math.floor(PIECE / length)) * length;
  for (let first = 0; first < values.length; first += step) {
    piece(first, Math.min(values.length, first + step));
    await breather.yieldToEventLoop();
  }
}

async function standardOf(features: Features, breather: EventLoopYielder): Promise<Standard> {
  const { values, shape } = features;
  const length = shape.at(-1) ?? 1;
  const share = length / values.length;
  const [mean, scale] = [new Float64Array(length), new Float64Array(length)];
  await inPieces(features, breather, (first, end) => {
    for (let at = first; at < end; at += length)
      for (let k = 0; k < length; k++) mean[k] = (mean[k] ?? 0) + (values[at + k] ?? 0) * share;
  });
  await inPieces(features, breather, (first, end) => {
    for (let at = first; at < end; at += length)
      for (let k = 0; k < length; k++)
        scale[k] = (scale[k] ?? 0) + ((values[at + k] ?? 0) - (mean[k] ?? 0)) ** 2 * share;
  });
  return { mean, scale: scale.map((variance) => (variance > 1e-12 ? Math.sqrt(variance) : 1)) };
}

/** Probabilities can be mixed; class numbers cannot. */
function oneHot(labels: Uint8Array, classes: number): { values: Float32Array; shape: Shape } {
  const values = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => (values[row * classes + label] = 1));
  return { values, shape: [classes] };
}

/** Onto the GPU, each number less its mean and divided by its scale. */
async function upload(
  device: GPUDevice,
  features: Features,
  { mean, scale }: Standard,
  targets: { readonly values: Float32Array; readonly shape: Shape },
  breather: EventLoopYielder,
): Promise<DeviceDataset> {
  const { values, shape, count } = features;
  const length = shape.at(-1) ?? 1;
  const { data, write } = reserveArrays(device, count, shape, targets);
  await inPieces(features, breather, (first, end) => {
    const piece = new Float32Array(end - first);
    for (let at = 0; at < piece.length; at += length)
      for (let k = 0; k < length; k++)
        piece[at + k] = ((values[first + at + k] ?? 0) - (mean[k] ?? 0)) / (scale[k] ?? 1);
    write(piece, first);
  });
  return data;
}

/** Of the first layer: (x − mean) / scale · w + b  =  x · (w / scale) + (b − Σ mean · w / scale), over its window too. */
function forRawFeatures(
  learned: ReadonlyMap<string, Float32Array>,
  { mean, scale }: Standard,
): ReadonlyMap<string, Float32Array> {
  const first = learned.has(`${DETECT}/weight`) ? DETECT : ANSWER;
  const [weight, bias] = [learned.get(`${first}/weight`), learned.get(`${first}/bias`)];
  if (weight === undefined || bias === undefined) throw new Error(`head: '${first}' has no weights`);
  const units = bias.length;
  const shift = new Float64Array(units);
  const raw = weight.map((value, i) => {
    const feature = Math.floor(i / units) % mean.length;
    const scaled = value / (scale[feature] ?? 1);
    shift[i % units] = (shift[i % units] ?? 0) + scaled * (mean[feature] ?? 0);
    return scaled;
  });
  return new Map([
    ...learned,
    [`${first}/weight`, raw],
    [`${first}/bias`, bias.map((value, k) => value - (shift[k] ?? 0))],
  ]);
}
