// fit(): training on a data set that lies on the GPU as a whole.

import { WEIGHT_TYPES, type WeightType } from '../kernels/weights';
import { Evaluator } from '../train/evaluator';
import { CallbackList, type Callbacks, type History, type StoppableModel } from './callbacks';
import type { Compiled, ModelCore } from './core';
import { ModelError } from './errors';
import { readInterval, TrainingRun, type YieldEvery } from './run';
import {
  checkLabels,
  datasetOf,
  readSamples,
  readTargets,
  sliceSamples,
  type Data,
  type Samples,
} from './samples';

/** As in tfjs. Other arguments are refused. */
export interface FitArgs {
  /** Default 32. */
  readonly batchSize?: number;
  /** Default 1. Counted from 0: with `initialEpoch` i, epochs i … epochs − 1 are done. */
  readonly epochs?: number;
  readonly initialEpoch?: number;
  /** [x, y], evaluated after every epoch. */
  readonly validationData?: readonly [Data, Data];
  /** The last share of the samples is kept for validation, 0…1. */
  readonly validationSplit?: number;
  /** `'f16'` validates with a copy of the weights rounded to f16, as `evaluate` does; default `'f32'`. */
  readonly validationWeights?: WeightType;
  /** True (default): a new order in every epoch. False: the order of the samples. */
  readonly shuffle?: boolean;
  readonly callbacks?: Callbacks | readonly Callbacks[] | null;
  /**
   * What multiplies the loss of each class in training, by its number: `{ 0: 1, 3: 5 }`; a class that is not named has 1. Of a binary
   * cross-entropy with one output: 0 and 1.
   */
  readonly classWeight?: Readonly<Record<number, number>>;
  /** What multiplies the loss of each sample in training: one number a sample; not beside classWeight. Not in tfjs. */
  readonly sampleWeight?: Data;
  /** 0 (default): silent; 1 or 2: a line an epoch on the console. */
  readonly verbose?: 0 | 1 | 2;
  readonly yieldEvery?: YieldEvery;
  /** For the order of the samples and for dropout. Default: the model's. */
  readonly seed?: number;
}

const KNOWN: ReadonlySet<string> = new Set<keyof FitArgs>([
  'batchSize',
  'epochs',
  'initialEpoch',
  'validationData',
  'validationSplit',
  'validationWeights',
  'shuffle',
  'callbacks',
  'classWeight',
  'sampleWeight',
  'verbose',
  'yieldEvery',
  'seed',
]);

/** @throws ModelError for an argument that is not supported */
export function refuseUnknown(call: string, args: object, known: ReadonlySet<string>): void {
  for (const [name, value] of Object.entries(args)) {
    if (known.has(name) || value === undefined || value === null) continue;
    throw new ModelError(`${call}: has no argument '${name}'. Known: ${[...known].join(', ')}`);
  }
}

export function wholeNumber(call: string, name: string, value: number, min = 1): number {
  if (Number.isInteger(value) && value >= min) return value;
  throw new ModelError(`${call}: ${name} must be a whole number of at least ${min}. Received ${value}`);
}

/** @throws ModelError if the value is not one of the choices */
export function readWeightType(call: string, name: string, type: WeightType = 'f32'): WeightType {
  if (WEIGHT_TYPES.includes(type)) return type;
  throw new ModelError(`${call}: ${name} must be 'f32' or 'f16'. Received ${JSON.stringify(type)}`);
}

export interface Pair {
  readonly x: Samples;
  readonly t: Samples;
}

/** Shares the caller's numbers until `release()`. @throws ModelError naming the input or the loss, expected and received */
export function readPair(core: ModelCore, call: string, x: Data, y: Data): Pair {
  const { input, output } = core.ends(call);
  const { loss } = core.ready(call);
  const samples = readSamples(
    `${call}: input '${input.name}' of model '${core.network.name}'`,
    x,
    input.shape,
  );
  try {
    return { x: samples, t: readTargets(call, y, loss, output, samples.count) };
  } catch (error) {
    samples.numbers.release();
    throw error;
  }
}

/** Checks that read the values. @throws ModelError (as a rejection) */
export async function checkPair(core: ModelCore, call: string, { t }: Pair): Promise<void> {
  await checkLabels(call, t, core.ready(call).loss, core.ends(call).output);
}

export function release(pair: Pair | null): void {
  pair?.x.numbers.release();
  pair?.t.numbers.release();
}

/** @throws ModelError for a class that there is not; the loss checks the numbers */
function readClassWeight(
  core: ModelCore,
  { loss }: Compiled,
  given: FitArgs['classWeight'],
): readonly number[] | undefined {
  if (given === undefined) return undefined;
  const count = loss.weightedClasses(core.ends('fit').output.outputShape);
  for (const key of Object.keys(given)) {
    if (Number.isInteger(Number(key)) && Number(key) >= 0 && Number(key) < count) continue;
    const classes = count === 0 ? `absent with '${loss.kind}'` : `by numbers from 0 to ${count - 1}`;
    throw new ModelError(`fit: classWeight must be ${classes}. Received '${key}'`);
  }
  return Array.from({ length: count }, (_, at) => given[at] ?? 1);
}

/** One number a sample, those for training first. @throws ModelError (as a rejection) */
async function readSampleWeight(given: FitArgs, samples: number): Promise<Float32Array | undefined> {
  const { sampleWeight, classWeight } = given;
  if (!sampleWeight) return undefined;
  if (classWeight !== undefined)
    throw new ModelError('fit: expected sampleWeight or classWeight. Received both');
  const read = readSamples('fit: sampleWeight', sampleWeight, []);
  try {
    if (read.count !== samples)
      throw new ModelError(`fit: sampleWeight must have ${samples} numbers. Received ${read.count}`);
    return Float32Array.from(await read.numbers.read());
  } finally {
    read.numbers.release();
  }
}

async function split(
  core: ModelCore,
  pair: Pair,
  args: FitArgs,
): Promise<{ training: Pair; validation: Pair | null }> {
  const { validationData, validationSplit } = args;
  if (validationData !== undefined) {
    const parts: unknown = validationData;
    if (!Array.isArray(parts) || parts.length !== 2) {
      const count = Array.isArray(parts) ? `${parts.length} parts` : typeof parts;
      const third = Array.isArray(parts) && parts.length === 3 ? '; samples have no weights, as in tfjs' : '';
      throw new ModelError(`fit: validationData must be [x, y]. Received ${count}${third}`);
    }
    const [x, y] = validationData;
    return { training: pair, validation: readPair(core, 'fit: validationData', x, y) };
  }
  if (validationSplit === undefined || validationSplit === 0) return { training: pair, validation: null };
  const at = Math.floor(pair.x.count * (1 - validationSplit));
  if (!(validationSplit > 0 && validationSplit < 1) || at < 1 || at >= pair.x.count) {
    throw new ModelError(
      `fit: validationSplit must be between 0 and 1 and leave samples on both sides. Received ${validationSplit} of ${pair.x.count} samples`,
    );
  }
  const part = async (start: number, end: number): Promise<Pair> => ({
    x: await sliceSamples(pair.x, start, end),
    t: await sliceSamples(pair.t, start, end),
  });
  const parts = { training: await part(0, at), validation: await part(at, pair.x.count) };
  release(pair);
  return parts;
}

/** @throws (as a rejection) ModelError, LossError, DeviceLimitError, NonFiniteLossError, or what a callback threw */
export async function fit(
  core: ModelCore,
  model: StoppableModel,
  x: Data,
  y: Data,
  args: FitArgs,
): Promise<History> {
  refuseUnknown('fit', args, KNOWN);
  const {
    batchSize = 32,
    epochs = 1,
    initialEpoch = 0,
    shuffle = true,
    verbose = 0,
    yieldEvery,
    seed = core.seed,
  } = args;
  wholeNumber('fit', 'batchSize', batchSize);
  wholeNumber('fit', 'epochs', epochs);
  wholeNumber('fit', 'initialEpoch', initialEpoch, 0);
  const intervalMs = readInterval(yieldEvery);
  const validationWeights = readWeightType('fit', 'validationWeights', args.validationWeights);
  const compiled = core.ready('fit');
  const given = readPair(core, 'fit', x, y);
  const open: { destroy(): void }[] = [];
  let pairs: { training: Pair; validation: Pair | null } = { training: given, validation: null };
  try {
    const weights = await readSampleWeight(args, given.x.count);
    pairs = await split(core, given, args);
    const { training, validation } = pairs;
    await checkPair(core, 'fit', training);
    if (validation !== null) await checkPair(core, 'fit: validationData', validation);
    await core.settled();
    const store = await core.weights.onDevice();
    const { device } = store;
    const data = await datasetOf(device, training.x, training.t, compiled.loss);
    const trainer = await core.trainer(store, data, compiled, {
      batchSize: Math.min(batchSize, data.samples),
      seed,
      shuffle,
      classWeights: readClassWeight(core, compiled, args.classWeight),
      sampleWeights: weights?.subarray(0, data.samples),
    });
    open.push(trainer);
    let evaluator: Evaluator | null = null;
    if (validation !== null) {
      const validationSet = await datasetOf(device, validation.x, validation.t, compiled.loss);
      evaluator = await Evaluator.create(device, {
        network: core.network,
        store: await core.parameters(validationWeights),
        loss: compiled.loss,
        labelSmoothing: compiled.labelSmoothing,
        data: validationSet,
        batchSize,
      });
      open.push(evaluator);
    }

    const list = new CallbackList(args.callbacks, model);
    const run = new TrainingRun(core, compiled, store, list, { intervalMs, epochs, verbose });
    // The queue is emptied at the end of an epoch only if something reads it there.
    const stopsAtEpochs = list.wantsEpochs || evaluator !== null || verbose > 0 || yieldEvery === 'epoch';
    core.stopTraining = false;
    await list.trainBegin();
    const wanted = (): boolean => !core.stopTraining;
    const together = stopsAtEpochs ? 1 : epochs - initialEpoch;
    for (let begun = initialEpoch; begun < epochs && wanted(); begun += together) {
      await list.epochBegin(begun);
      const { stepsPerEpoch } = trainer;
      for (let i = 0; i < together; i++) run.beginEpoch(begun + i, i * stepsPerEpoch);
      await run.train(trainer, { steps: together * stepsPerEpoch, wanted });
      for (let epoch = begun; epoch < begun + together; epoch++) {
        const logs = run.logs(epoch);
        if (!stopsAtEpochs && logs.loss === undefined) break;
        if (evaluator !== null) {
          // Updates the f16 copy with the weights of this epoch.
          await core.parameters(validationWeights);
          const { loss, accuracy } = await evaluator.run();
          for (const [name, value] of Object.entries(compiled.logs(loss, accuracy)))
            logs[`val_${name}`] = value;
        }
        await run.endEpoch(epoch, logs);
      }
    }
    await list.trainEnd();
    return run.history;
  } finally {
    for (const each of open) each.destroy();
    release(pairs.training);
    release(pairs.validation);
  }
}
