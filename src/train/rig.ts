// Everything of a session that lives on one device: made at once, taken down at once, made anew on another device
// when this one is lost.

import { uploadImages, type DeviceDataset } from '../data/deviceDataset';
import type { ImageDataset } from '../data/imageDataset';
import type { Network } from '../models/network';
import { ParameterStore } from '../models/parameterStore';
import type { Evaluator } from './evaluator';
import type { SessionSettings } from './facade';
import { Pacer } from './pacer';
import { Probe } from './probe';
import { Trainer } from './trainer';

export interface SessionData {
  readonly train: ImageDataset;
  readonly test: ImageDataset;
}

const EVALUATION_BATCH = 128;
/** The learning rate ends at this share of where it began, so that training can go on after its run. */
const RATE_FLOOR = 0.02;

export interface Rig {
  readonly device: GPUDevice;
  readonly description: string;
  readonly store: ParameterStore;
  readonly train: DeviceDataset;
  readonly test: DeviceDataset;
  readonly trainer: Trainer;
  readonly evaluator: Evaluator;
  readonly probe: Probe;
  readonly pacer: Pacer;
}

/** @throws as Trainer.create does */
export async function assemble(
  { device, description }: { device: GPUDevice; description: string },
  network: Network,
  data: SessionData,
  settings: SessionSettings,
): Promise<Rig> {
  const store = new ParameterStore(device, network);
  store.initialize(settings.seed);
  const [train, test] = [uploadImages(device, data.train), uploadImages(device, data.test)];
  const [trainer, probe] = await Promise.all([
    Trainer.create(device, {
      network,
      data: train,
      loss: 'sparseCategoricalCrossentropy',
      optimizer: { kind: settings.optimizer, options: { learningRate: settings.learningRate } },
      schedule: {
        kind: 'cosine',
        decaySteps: settings.epochs * Math.ceil(train.samples / settings.batchSize),
        alpha: RATE_FLOOR,
      },
      batchSize: settings.batchSize,
      seed: settings.seed,
      store,
    }),
    Probe.create(device, network, store),
  ]);
  const evaluator = await trainer.evaluator(test, EVALUATION_BATCH);
  return { device, description, store, train, test, trainer, evaluator, probe, pacer: new Pacer(device) };
}

export function dismantle(rig: Rig): void {
  rig.trainer.destroy();
  rig.evaluator.destroy();
  rig.probe.destroy();
  rig.store.destroy();
  rig.train.destroy();
  rig.test.destroy();
  rig.device.destroy();
}

/** How long the news of a lost device may come after the first failure it causes: long on a busy machine. */
const LOSS_NEWS_MS = 2000;

/** Is the device lost, or about to be said to be? */
export async function isLost(device: GPUDevice): Promise<boolean> {
  return Promise.race([
    device.lost.then(() => true),
    new Promise<boolean>((resolve) => setTimeout(resolve, LOSS_NEWS_MS, false)),
  ]);
}
