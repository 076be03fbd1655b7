// The lab's network learns from augmented pictures and is asked about pictures as they are: before it is kept, the
// statistics of its batch normalization are measured on those (`train/cleanStatistics.ts`). The stage's session, which
// trained it, stays as it is.

import { uploadImages } from '../data/deviceDataset';
import type { ImageDataset } from '../data/imageDataset';
import { defineNetwork } from '../models/network';
import { measureStatistics } from '../train/cleanStatistics';
import type { LearnedNetwork } from './hooks';
import { storeOf } from './storeOf';

const BATCH = 16;

/** @param pictures those that were learned from. @throws the signal's reason; errors of the device */
export async function remeasured(
  device: GPUDevice,
  learned: LearnedNetwork,
  pictures: ImageDataset,
  signal: AbortSignal,
): Promise<LearnedNetwork> {
  const store = storeOf(device, defineNetwork(learned.network), learned.weights);
  const data = uploadImages(device, pictures);
  try {
    await measureStatistics(store, {
      ...{ data, loss: 'sparseCategoricalCrossentropy', batchSize: Math.min(BATCH, pictures.count) },
      ...{ seed: 0, signal },
    });
    return { ...learned, weights: new Map((await store.read()).map(({ name, values }) => [name, values])) };
  } finally {
    data.destroy();
    store.destroy();
  }
}
