// fit(): training on a data set that lies on the GPU as a whole.

import { WEIGHT_TYPES, type WeightType } from '../kernels/weights';
import { Evaluator } from '../train/evaluator';
import { CallbackList, type Callbacks, type History, type StoppableModel } from './callbacks';
import type { ModelCore } from './core';
import { ModelError } from './errors';
import { readInterval, TrainingRun, type YieldEvery } from './run';
import {
  checkLabels,
  dataInOrder,
  datasetOf,
  readSamples,
  readTargets,
  sliceSamples,
  type Data,
  type DataList,
  type Pair,
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
  readonly validationData?: readonly [DataList, DataList];
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

/**
 * @param choices the first is the default
 * @throws ModelError if the value is not one of the choices
 */
export function readChoice<Choice extends string>(
  call: string,
  name: string,
  choices: readonly [Choice, ...Choice[]],
  given: Choice = choices[0],
): Choice {
  if (choices.includes(given)) return given;
  throw new ModelError(
    `${call}: ${name} must be '${choices.join("' or '")}'. Received ${JSON.stringify(given)}`,
  );
}

export const readWeightType = (call: string, name: string, type?: WeightType): WeightType =>
  readChoice(call, name, WEIGHT_TYPES, type);

/** Shares the caller's numbers until `release()`. @throws ModelError naming the input or the loss, expected and received */
export function readPair(core: ModelCore, call: string, x: DataList, y: DataList): Pair {
  const { network, outputs } = core;
  const { losses } = core.ready(call);
  const what = `${call}: model '${network.name}' expects`;
  const names = network.inputs.map(({ name }) => name);
  const [givenX, givenY] = [
    dataInOrder(what, 'inputs', names, x),
    dataInOrder(what, 'outputs', network.outputs, y),
  ];
  const pair = { xs: [] as Samples[], ts: [] as Samples[] };
  try {
    network.inputs.forEach(({ name, shape }, i) => {
      const where = `${call}: input '${name}' of model '${network.name}'`;
      pair.xs.push(readSamples(where, givenX[i] ?? [], shape));
    });
    const count = sampleCount(what, pair.xs);
    outputs.forEach((output, i) => {
      const loss = losses[losses.length === 1 ? 0 : i];
      if (loss !== undefined) pair.ts.push(readTargets(call, givenY[i] ?? [], loss, output, count));
    });
    return pair;
  } catch (error) {
    release(pair);
    throw error;
  }
}

/** @throws ModelError if they are not as many for each input */
export function sampleCount(what: string, xs: readonly Samples[]): number {
  const [count = 0, ...others] = new Set(xs.map((one) => one.count));
  if (others.length === 0) return count;
  throw new ModelError(
    `${what} as many samples for each input. Received ${[count, ...others].join(' and ')}`,
  );
}

/** Checks that read the values. @throws ModelError (as a rejection) */
export async function checkPair(core: ModelCore, call: string, { ts }: Pair): Promise<void> {
  const { losses } = core.ready(call);
  for (const [i, output] of core.outputs.entries()) {
    const [loss, target] = [losses[losses.length === 1 ? 0 : i], ts[i]];
    if (loss !== undefined && target !== undefined) await checkLabels(call, target, loss, output);
  }
}

export function release(pair: Pair | null): void {
  for (const { numbers } of [...(pair?.xs ?? []), ...(pair?.ts ?? [])]) numbers.release();
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
  const count = pair.xs[0]?.count ?? 0;
  const at = Math.floor(count * (1 - validationSplit));
  if (!(validationSplit > 0 && validationSplit < 1) || at < 1 || at >= count) {
    throw new ModelError(
      `fit: validationSplit must be between 0 and 1 and leave samples on both sides. Received ${validationSplit} of ${count} samples`,
    );
  }
  const part = async (start: number, end: number): Promise<Pair> => {
    const sliced = (some: readonly Samples[]): Promise<Samples[]> =>
      Promise.all(some.map((one) => sliceSamples(one, start, end)));
    return { xs: await sliced(pair.xs), ts: await sliced(pair.ts) };
  };
  const parts = { training: await part(0, at), validation: await part(at, count) };
  release(pair);
  return parts;
}

/** @throws (as a rejection) ModelError, LossError, DeviceLimitError, NonFiniteLossError, or what a callback threw */
export async function fit(
  core: ModelCore,
  model: StoppableModel,
  x: DataList,
  y: DataList,
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
    const weighing = args.classWeight || args.sampleWeight ? await import('./weighing') : undefined;
    const weights = await weighing?.readSampleWeight(args, given.xs[0]?.count ?? 0, readSamples);
    pairs = await split(core, given, args);
    const { training, validation } = pairs;
    await checkPair(core, 'fit', training);
    if (validation !== null) await checkPair(core, 'fit: validationData', validation);
    await core.settled();
    const store = await core.onDevice(compiled.dtypePolicy);
    const { device } = store;
    const data = await datasetOf(device, training, compiled.losses);
    const trainer = await core.trainer(store, data, compiled, {
      batchSize: Math.min(batchSize, data.samples),
      seed,
      shuffle,
      classWeights: weighing?.readClassWeight(core, compiled, args.classWeight),
      sampleWeights: weights?.subarray(0, data.samples),
    });
    open.push(trainer);
    let evaluator: Evaluator | null = null;
    if (validation !== null) {
      const validationSet = await datasetOf(device, validation, compiled.losses);
      evaluator = await Evaluator.create(device, {
        ...core.scoring('fit'),
        store: await core.parameters(validationWeights),
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
          for (const [name, value] of Object.entries(core.logs(await evaluator.run())))
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
