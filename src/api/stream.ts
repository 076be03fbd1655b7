// fitDataset(), trainOnBatch(), evaluateDataset(): data that arrive in batches and are not kept. The GPU has buffers
// for one batch, which are overwritten before each step.

import type { WeightType } from '../kernels/weights';
import type { ParameterStore } from '../models/parameterStore';
import { Evaluator, type Evaluation } from '../train/evaluator';
import type { StepRecord } from '../train/historyReader';
import { ScoreSum } from '../train/score';
import type { Trainer } from '../train/trainer';
import { CallbackList, type Callbacks, type History, type Logs, type StoppableModel } from './callbacks';
import type { Compiled, ModelCore } from './core';
import { ModelError } from './errors';
import { Feed } from './feed';
import { checkPair, readPair, readWeightType, refuseUnknown, release, wholeNumber } from './fit';
import { readInterval, TrainingRun, type YieldEvery } from './run';
import { datasetOf, type DataList, type Pair } from './samples';
import { Tensor } from './tensor';

/** One batch: samples and targets, each with the batch axis. Its tensors are disposed after use, as in tfjs. */
export interface Batch {
  readonly xs: DataList;
  readonly ys: DataList;
}

interface BatchIterator {
  next(): Promise<IteratorResult<unknown, unknown>> | IteratorResult<unknown, unknown>;
}

/**
 * Batches: an iterable, a function that returns a new iterator on each call (a generator function), or a tfjs dataset.
 * A generator object can be read only once; for several epochs pass the function.
 */
export type BatchSource =
  | Iterable<Batch>
  | AsyncIterable<Batch>
  | (() => Iterable<Batch> | AsyncIterable<Batch> | Iterator<Batch> | AsyncIterator<Batch>)
  | { iterator(): Promise<BatchIterator> };

export interface FitDatasetArgs {
  readonly epochs: number;
  readonly initialEpoch?: number;
  /** If set, an epoch continues the iterator of the previous one. */
  readonly batchesPerEpoch?: number;
  /** Batches, or [x, y]. */
  readonly validationData?: BatchSource | readonly [DataList, DataList];
  readonly validationBatches?: number;
  /** As in `fit`. */
  readonly validationWeights?: WeightType;
  readonly callbacks?: Callbacks | readonly Callbacks[] | null;
  readonly verbose?: 0 | 1 | 2;
  readonly yieldEvery?: YieldEvery;
  readonly seed?: number;
}

const KNOWN: ReadonlySet<string> = new Set<keyof FitDatasetArgs>([
  'epochs',
  'initialEpoch',
  'batchesPerEpoch',
  'validationData',
  'validationBatches',
  'validationWeights',
  'callbacks',
  'verbose',
  'yieldEvery',
  'seed',
]);

async function iteratorOf(call: string, source: BatchSource): Promise<BatchIterator> {
  const made: unknown = typeof source === 'function' ? source() : source;
  if (typeof made === 'object' && made !== null) {
    if (Symbol.asyncIterator in made) return (made as AsyncIterable<unknown>)[Symbol.asyncIterator]();
    if (Symbol.iterator in made) return (made as Iterable<unknown>)[Symbol.iterator]();
    if ('next' in made) return made as BatchIterator;
    if ('iterator' in made) return (made as { iterator(): Promise<BatchIterator> }).iterator();
  }
  throw new ModelError(
    `${call}: expects batches to loop over, or a function that begins them. Received ${typeof made}`,
  );
}

/** A batch that was read. `dispose()` releases it and the caller's tensors. */
interface GivenBatch extends Pair {
  readonly dispose: () => void;
}

/** @throws ModelError (as a rejection) if the value is not {xs, ys} that fit the model */
async function readBatch(core: ModelCore, call: string, value: unknown): Promise<GivenBatch> {
  if (typeof value !== 'object' || value === null || !('xs' in value) || !('ys' in value)) {
    const received =
      typeof value === 'object' && value !== null ? `{ ${Object.keys(value).join(', ')} }` : typeof value;
    throw new ModelError(`${call}: each batch must be { xs, ys }. Received ${received}`);
  }
  const { xs, ys } = value as Batch;
  const pair = readPair(core, call, xs, ys);
  try {
    await checkPair(core, call, pair);
    const dispose = (): void => {
      release(pair);
      for (const given of [xs, ys])
        for (const part of given instanceof Tensor ? [given] : Object.values(given))
          if (part instanceof Tensor) part.dispose();
    };
    return { ...pair, dispose };
  } catch (error) {
    release(pair);
    throw error;
  }
}

const samplesOf = ({ xs }: Pair): number => xs[0]?.count ?? 0;

/** Buffers for one batch and the plans bound to them; recreated for a larger batch. */
class BatchBuffers<Worker extends { destroy(): void }> {
  #made: { readonly worker: Worker; readonly feed: Feed } | null = null;

  constructor(
    private readonly device: GPUDevice,
    private readonly compiled: Compiled,
    private readonly make: (feed: Feed) => Promise<Worker>,
  ) {}

  /** Whether the batch is larger than the buffers. */
  tooSmallFor(pair: Pair): boolean {
    return this.#made === null || samplesOf(pair) > this.#made.feed.capacity;
  }

  /** @returns `write` uploads the batch; call it right before the step */
  async prepare(pair: Pair): Promise<{ worker: Worker; write: () => void }> {
    if (this.#made === null || this.tooSmallFor(pair)) {
      this.destroy();
      const feed = new Feed(this.device, samplesOf(pair), pair, this.compiled.losses);
      this.#made = { worker: await this.make(feed), feed };
    }
    const { worker, feed } = this.#made;
    return { worker, write: await feed.prepare(pair) };
  }

  destroy(): void {
    this.#made?.worker.destroy();
    this.#made?.feed.destroy();
    this.#made = null;
  }
}

function trainingBuffers(
  core: ModelCore,
  compiled: Compiled,
  store: ParameterStore,
  seed: number,
): BatchBuffers<Trainer> {
  return new BatchBuffers(store.device, compiled, (feed) =>
    core.trainer(store, feed.dataset, compiled, { batchSize: feed.capacity, seed, shuffle: false }),
  );
}

/** @throws (as a rejection) as fit() */
export async function fitDataset(
  core: ModelCore,
  model: StoppableModel,
  source: BatchSource,
  args: FitDatasetArgs,
): Promise<History> {
  const call = 'fitDataset';
  refuseUnknown(call, args, KNOWN);
  const { epochs, initialEpoch = 0, batchesPerEpoch, verbose = 0, seed = core.seed } = args;
  wholeNumber(call, 'epochs', epochs);
  wholeNumber(call, 'initialEpoch', initialEpoch, 0);
  if (batchesPerEpoch !== undefined) wholeNumber(call, 'batchesPerEpoch', batchesPerEpoch);
  readWeightType(call, 'validationWeights', args.validationWeights);
  const intervalMs = readInterval(args.yieldEvery);
  const compiled = core.ready(call);
  await core.settled();
  const store = await core.onDevice(compiled.dtypePolicy);
  const list = new CallbackList(args.callbacks, model);
  const run = new TrainingRun(core, compiled, store, list, { intervalMs, epochs, verbose });
  const buffers = trainingBuffers(core, compiled, store, seed);

  /** @returns the number of batches */
  const epochOf = async (batches: BatchIterator): Promise<number> => {
    let done = 0;
    let batch: GivenBatch | null = null;
    const pull = async (): Promise<GivenBatch | null> => {
      if (core.stopTraining || done === batchesPerEpoch) return null;
      const { value, done: over } = await batches.next();
      return over === true ? null : readBatch(core, call, value);
    };
    try {
      // A trainer is reused as long as its buffers are large enough.
      while ((batch ??= await pull()) !== null) {
        const { worker, write } = await buffers.prepare(batch);
        let ready: (() => void) | null = write;
        await run.train(worker, {
          nextStop: async (step) => {
            if (ready !== null) return step + 1;
            batch ??= await pull();
            if (batch === null || buffers.tooSmallFor(batch)) return step;
            ready = (await buffers.prepare(batch)).write;
            return step + 1;
          },
          before: () => {
            if (batch === null) return;
            ready?.();
            worker.setSamples(samplesOf(batch));
            batch.dispose();
            batch = ready = null;
            done++;
          },
        });
      }
      return done;
    } finally {
      batch?.dispose();
    }
  };

  core.stopTraining = false;
  try {
    await list.trainBegin();
    let batches: BatchIterator | null = null;
    for (let epoch = initialEpoch; epoch < epochs && !stopped(core); epoch++) {
      await list.epochBegin(epoch);
      if (batches === null || batchesPerEpoch === undefined) batches = await iteratorOf(call, source);
      run.beginEpoch(epoch);
      const done = await epochOf(batches);
      if (done === 0 && !stopped(core))
        throw new ModelError(
          `${call}: expects at least one batch an epoch. Received none in epoch ${epoch + 1}`,
        );
      if (batchesPerEpoch !== undefined && done < batchesPerEpoch && !stopped(core)) {
        console.warn(
          `${call}: expected ${batchesPerEpoch} batches in epoch ${epoch + 1}. Received ${done}; training ends`,
        );
        core.stopTraining = true;
      }
      await run.endEpoch(epoch, { ...run.logs(epoch), ...(await validationLogs(core, args)) });
    }
    await list.trainEnd();
    return run.history;
  } finally {
    buffers.destroy();
  }
}

async function validationLogs(
  core: ModelCore,
  { validationData, validationBatches, validationWeights }: FitDatasetArgs,
): Promise<Logs> {
  if (validationData === undefined) return {};
  const call = 'fitDataset: validationData';
  const score = isPair(validationData)
    ? await evaluateWhole(core, call, readPair(core, call, ...validationData), 32, validationWeights)
    : await evaluateBatches(core, call, validationData, validationBatches, validationWeights);
  return Object.fromEntries(Object.entries(core.logs(score)).map(([name, value]) => [`val_${name}`, value]));
}

/** An array of two batches is an iterable of batches; [x, y] contains no batches. */
function isPair(given: BatchSource | readonly [DataList, DataList]): given is readonly [DataList, DataList] {
  return (
    Array.isArray(given) &&
    given.length === 2 &&
    !given.some((part) => typeof part === 'object' && part !== null && 'xs' in part)
  );
}

/** Means over all samples, with the current weights. Releases the pair. */
export async function evaluateWhole(
  core: ModelCore,
  call: string,
  pair: Pair,
  batchSize: number,
  weights: WeightType = 'f32',
): Promise<Evaluation> {
  try {
    await checkPair(core, call, pair);
    const scoring = core.scoring(call);
    const store = await core.parameters(weights);
    const data = await datasetOf(store.device, pair, scoring.losses);
    const evaluator = await Evaluator.create(store.device, { ...scoring, store, data, batchSize });
    try {
      return await evaluator.run();
    } finally {
      evaluator.destroy();
    }
  } finally {
    release(pair);
  }
}

/** @param most the maximum number of batches; default all */
export async function evaluateBatches(
  core: ModelCore,
  call: string,
  source: BatchSource,
  most = Infinity,
  weights: WeightType = 'f32',
): Promise<Evaluation> {
  const compiled = core.ready(call);
  const store = await core.parameters(weights);
  const buffers = new BatchBuffers(store.device, compiled, (feed) =>
    Evaluator.create(store.device, {
      ...{ ...core.scoring(call), store },
      data: feed.dataset,
      batchSize: feed.capacity,
    }),
  );
  const sum = new ScoreSum();
  try {
    const batches = await iteratorOf(call, source);
    for (let done = 0; done < most; done++) {
      const { value, done: over } = await batches.next();
      if (over === true) break;
      const batch = await readBatch(core, call, value);
      try {
        const { worker, write } = await buffers.prepare(batch);
        write();
        sum.add(await worker.run(), samplesOf(batch));
      } finally {
        batch.dispose();
      }
    }
  } finally {
    buffers.destroy();
  }
  if (sum.samples === 0) throw new ModelError(`${call}: expects at least one batch. Received none`);
  return { ...sum.mean, samples: sum.samples };
}

/**
 * Takes one step on one batch and waits for it. Releases the pair. @throws NonFiniteLossError, ModelError during fit()
 */
export async function trainOnBatch(core: ModelCore, pair: Pair): Promise<StepRecord> {
  const call = 'trainOnBatch';
  try {
    await checkPair(core, call, pair);
    const compiled = core.ready(call);
    const store = await core.onDevice(compiled.dtypePolicy);
    const memory = compiled.memory(store);
    compiled.onBatch ??= trainingBuffers(core, compiled, store, core.seed);
    const { worker: trainer, write } = await compiled.onBatch.prepare(pair);
    // The training state of this trainer stands where it was left; fit() may have gone further.
    trainer.setLearningRate(compiled.optimizer.learningRate);
    trainer.rewind();
    write();
    trainer.setSamples(samplesOf(pair));
    core.weights.changed();
    trainer.submit(1);
    const [{ step, epoch, halted, records }] = await Promise.all([trainer.read(), core.weights.refresh()]);
    if (halted) throw await trainer.nonFiniteLoss(step);
    memory.step = step;
    memory.epoch = epoch;
    const record = records.at(-1);
    if (record === undefined) throw new Error('trainOnBatch: the device recorded no step');
    return record;
  } finally {
    release(pair);
  }
}

/** May change during any await. */
function stopped(core: ModelCore): boolean {
  return core.stopTraining;
}
