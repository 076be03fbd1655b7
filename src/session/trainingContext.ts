// The parts of a session that live on one device. A device context outlives networks: the device and the data. A
// training context is one network on it: created and destroyed as a whole, and created again on another device after a
// loss.

import { wholeOrNothing } from '../gpu/buffers';
import { uploadImagesInPieces, uploadImagesLater, type DeviceDataset } from '../data/deviceDataset';
import { checkDataSet, type DataReference, type DataSet } from '../data/dataSet';
import { allocated } from '../gpu/slab';
import { targetOf } from '../kernels/target';
import type { ImageDataset } from '../data/imageDataset';
import { otherTasks } from '../gpu/eventLoopYielder';
import { checkLossOptions } from '../losses/lossOptions';
import { lossDefinition } from '../losses/losses';
import type { Network } from '../models/network';
import { loadOptimizer } from '../optimizers/optimizers';
import { loadSchedule } from '../optimizers/schedules';
import { loadInitializersOf, ParameterStore } from '../models/parameterStore';
import { LazyEvaluator } from '../train/lazyEvaluator';
import type { Evaluator } from '../train/evaluator';
import type { SessionSettings } from './runFacade';
import { augments } from '../train/augmentation';
import { loadBatchChanges } from '../train/batchChanges';
import { loadClipping } from '../train/clipping';
import { checkMemory, forwardBatch, inNetwork } from '../train/memory';
import { classWeightsOf } from '../train/monitored';
import { Pacer } from '../gpu/pacer';
import { LOSS, type InspectionContext } from '../inspect/context';
import { NetworkProbe } from '../inspect/probe/probe';
import { Snapshots } from '../train/snapshots';
import { checkFit } from '../train/stepGraph';
import { Toolbox } from '../inspect/toolbox';
import { Trainer } from '../train/trainer';

/** The data set of a session. */
export interface SessionData extends DataSet {
  readonly reference: DataReference;
}

/**
 * Downloads, draws or reads a data set. `fraction`: 0…1, null if unknown.
 * @throws an error in plain words; the signal's reason
 */
export type DataLoader = (
  reference: DataReference,
  given: {
    readonly device: GPUDevice;
    readonly onProgress: (fraction: number | null) => void;
    readonly signal?: AbortSignal;
  },
) => Promise<DataSet>;

/** @throws as the loader does */
export async function loadSessionData(
  load: DataLoader,
  reference: DataReference,
  given: Parameters<DataLoader>[1],
): Promise<SessionData> {
  return { ...(await load(reference, given)), reference };
}

/** The final learning rate as a share of the initial one; above zero, so that training can continue after the run. */
const RATE_FLOOR = 0.02;

/** Values of parameters, by `layer/parameter`. */
export type Weights = ReadonlyMap<string, Float32Array>;

export interface DeviceContext {
  readonly device: GPUDevice;
  readonly description: string;
  /** The pictures on the host; they outlive the device. */
  readonly data: SessionData;
  readonly train: DeviceDataset;
  readonly test: DeviceDataset;
}

export interface TrainingContext extends DeviceContext, InspectionContext {
  /** Of the test pictures. */
  readonly evaluator: LazyEvaluator;
  /** Of the validation pictures; null where there are none, or nothing depends on them. */
  readonly validation: { readonly data: DeviceDataset; readonly evaluator: Evaluator } | null;
  readonly pacer: Pacer;
  /** The snapshots of the run. */
  readonly snapshots: Snapshots;
}

export async function createDeviceContext(
  { device, description }: { device: GPUDevice; description: string },
  data: SessionData,
): Promise<DeviceContext> {
  checkDataSet(data);
  return wholeOrNothing(async (own) => {
    // Training fills it (Trainer.compile): no map waits for it.
    const train = own(uploadImagesLater(device, data.train, () => data.completeOn?.(device)));
    const test = own(await uploadImagesInPieces(device, data.test));
    await allocated([...buffersOf(train), ...buffersOf(test)]);
    return { device, description, data, train, test };
  });
}

const buffersOf = ({ shards, targets }: DeviceDataset): readonly GPUBuffer[] =>
  [...shards.map(({ features }) => features), targets].flatMap(({ storage }) =>
    storage.home === 'slab' ? [storage.slab.buffer] : [],
  );

/**
 * What shows the network is compiled. The training step is not: whoever trains compiles it (`trainer.compile`).
 * @param weights in place of the initial values of the seed, by `layer/parameter`
 * @throws as Trainer.uncompiled and NetworkProbe.create do; Error for a weight that the network lacks, or has in another size
 */
export async function createTrainingContext(
  deviceContext: DeviceContext,
  network: Network,
  settings: SessionSettings,
  weights: Weights = new Map(),
): Promise<TrainingContext> {
  // Only these: what is often given is the training context before, whose memory a closure would hold.
  const { device, description, data, train, test } = deviceContext;
  const { learningRate, optimizerOptions, augmentation, schedule, labelSmoothing, classWeights } = settings;
  const lossWeights = settings.lossWeights ?? undefined;
  const optimizer = { kind: settings.optimizer, options: { ...optimizerOptions, learningRate } };
  await Promise.all([
    loadOptimizer(settings.optimizer),
    loadClipping(optimizerOptions),
    loadBatchChanges({
      augmentation: augmentation && augments(augmentation) ? augmentation : undefined,
      lossOptions: lossWeights && { lossWeights },
    }),
    loadSchedule(schedule),
    loadInitializersOf(network),
  ]);
  const outputs = checkFit(network, [lossDefinition(LOSS)], train);
  const classes = Math.min(...outputs.map(({ outputShape }) => outputShape.at(-1) ?? 1));
  const lossOptions = {
    ...(labelSmoothing === undefined ? {} : { labelSmoothing }),
    ...(lossWeights && { lossWeights }),
    ...(classWeights && {
      classWeights: classWeightsOf(classWeights, data.train.labels, classes),
    }),
  };
  for (const { outputShape } of outputs) checkLossOptions(lossDefinition(LOSS), outputShape, lossOptions);
  const memory = checkMemory(
    network,
    { batch: settings.batchSize, optimizer, loss: LOSS, lossWeights, target: targetOf(device) },
    { limits: device.limits },
  );
  // Each part of this takes some tens of milliseconds on a slow device; between them the page draws.
  await otherTasks();
  return wholeOrNothing(async (own) => {
    const store = own(new ParameterStore(device, network));
    store.initialize(settings.seed);
    for (const [name, values] of weights) store.write(name, values);
    const trainer = own(
      Trainer.uncompiled(device, {
        network,
        data: train,
        loss: LOSS,
        lossOptions,
        optimizer,
        schedule: schedule ?? {
          kind: 'cosine',
          decaySteps: settings.epochs * Math.ceil(train.samples / settings.batchSize),
          alpha: RATE_FLOOR,
        },
        batchSize: settings.batchSize,
        seed: settings.seed,
        ...(augmentation && augments(augmentation) ? { augmentation } : {}),
        store,
      }),
    );
    await otherTasks();
    const probe = own(await NetworkProbe.create(device, network, store));
    await allocated([store.state.buffer, ...[...trainer.slabs].map(({ buffer }) => buffer)]);
    // Most networks on the stage are looked at, or edited again, before any test: their pipelines can wait.
    const evaluator = new LazyEvaluator(() => trainer.evaluator(test, forwardBatch(network)));
    const { validation } = data;
    return {
      ...{ device, description, data, train, test },
      network,
      store,
      trainer,
      evaluator,
      validation:
        (settings.earlyStopping || settings.reduceOnPlateau) && validation
          ? await validationOf(trainer, network, validation)
          : null,
      probe,
      pacer: new Pacer(device),
      snapshots: new Snapshots(device, trainer),
      tools: new Toolbox(),
    };
  }).catch((error: unknown) => {
    throw inNetwork(error, memory);
  });
}

async function validationOf(
  trainer: Trainer,
  network: Network,
  pictures: ImageDataset,
): Promise<TrainingContext['validation']> {
  return wholeOrNothing(async (own) => {
    const data = own(await uploadImagesInPieces(trainer.device, pictures));
    return {
      data,
      evaluator: await trainer.evaluator(data, Math.min(forwardBatch(network), pictures.count)),
    };
  });
}

/** Destroys the network and keeps device and data. */
export function destroyTrainingContext(context: TrainingContext): void {
  context.tools.destroy();
  context.snapshots.destroy();
  context.trainer.destroy();
  context.evaluator.destroy();
  context.validation?.evaluator.destroy();
  context.validation?.data.destroy();
  context.probe.destroy();
  context.store.destroy();
}

/** Destroys the data on the device, and keeps the device. */
export function destroyData({ train, test }: DeviceContext): void {
  train.destroy();
  test.destroy();
}

/** Destroys the device and everything on it. */
export function destroyDeviceContext(deviceContext: DeviceContext): void {
  destroyData(deviceContext);
  deviceContext.device.destroy();
}
