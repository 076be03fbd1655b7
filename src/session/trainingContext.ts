// The parts of a session that live on one device. A device context outlives networks: the device and the data. A
// training context is one network on it: created and destroyed as a whole, and created again on another device after a
// loss.

import { uploadImages, type DeviceDataset } from '../data/deviceDataset';
import type { DataSet } from '../data/dataSet';
import { targetOf } from '../kernels/target';
import { lossDefinition } from '../losses/losses';
import type { Network } from '../models/network';
import { ParameterStore } from '../models/parameterStore';
import type { Evaluator } from '../train/evaluator';
import type { SessionSettings } from './runFacade';
import { checkMemory } from '../train/memory';
import { Pacer } from '../gpu/pacer';
import { LOSS, type InspectionContext } from '../inspect/context';
import { NetworkProbe } from '../inspect/probe/probe';
import { Snapshots } from '../train/snapshots';
import { checkFit } from '../train/stepGraph';
import { Toolbox } from '../inspect/toolbox';
import { Trainer } from '../train/trainer';

const EVALUATION_BATCH = 128;
/** The final learning rate as a share of the initial one; above zero, so that training can continue after the run. */
const RATE_FLOOR = 0.02;

export interface DeviceContext {
  readonly device: GPUDevice;
  readonly description: string;
  readonly train: DeviceDataset;
  readonly test: DeviceDataset;
}

export interface TrainingContext extends DeviceContext, InspectionContext {
  readonly evaluator: Evaluator;
  readonly pacer: Pacer;
  /** The snapshots of the run. */
  readonly snapshots: Snapshots;
}

export function createDeviceContext(
  { device, description }: { device: GPUDevice; description: string },
  data: DataSet,
): DeviceContext {
  const [train, test] = [uploadImages(device, data.train), uploadImages(device, data.test)];
  return { device, description, train, test };
}

/** @throws as Trainer.create does */
export async function createTrainingContext(
  deviceContext: DeviceContext,
  network: Network,
  settings: SessionSettings,
): Promise<TrainingContext> {
  const { device, train, test } = deviceContext;
  const { learningRate, optimizerOptions } = settings;
  const optimizer = { kind: settings.optimizer, options: { ...optimizerOptions, learningRate } };
  checkFit(network, lossDefinition(LOSS), train);
  checkMemory(
    network,
    { batch: settings.batchSize, optimizer, loss: LOSS, target: targetOf(device) },
    { limits: device.limits },
  );
  const store = new ParameterStore(device, network);
  store.initialize(settings.seed);
  const [trainer, probe] = await Promise.all([
    Trainer.create(device, {
      network,
      data: train,
      loss: LOSS,
      optimizer,
      schedule: {
        kind: 'cosine',
        decaySteps: settings.epochs * Math.ceil(train.samples / settings.batchSize),
        alpha: RATE_FLOOR,
      },
      batchSize: settings.batchSize,
      seed: settings.seed,
      store,
    }),
    NetworkProbe.create(device, network, store),
  ]);
  const evaluator = await trainer.evaluator(test, EVALUATION_BATCH);
  return {
    ...deviceContext,
    network,
    store,
    trainer,
    evaluator,
    probe,
    pacer: new Pacer(device),
    snapshots: new Snapshots(device, trainer),
    tools: new Toolbox(),
  };
}

/** Destroys the network and keeps device and data. */
export function destroyTrainingContext(context: TrainingContext): void {
  context.tools.destroy();
  context.snapshots.destroy();
  context.trainer.destroy();
  context.evaluator.destroy();
  context.probe.destroy();
  context.store.destroy();
}

/** Destroys the device and everything on it. */
export function destroyDeviceContext(deviceContext: DeviceContext): void {
  deviceContext.train.destroy();
  deviceContext.test.destroy();
  deviceContext.device.destroy();
}
