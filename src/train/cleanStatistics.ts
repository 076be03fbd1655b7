// The statistics of batch normalization, measured again on pictures as they are.
//
// While training, the moving means and variances follow augmented pictures: with squares covered, zoomed and shifted. What
// the network is asked about later is not augmented, and all its layers then see numbers shifted against what they are
// normalized by. So after training, steps are taken with a learning rate of 0, without augmentation: the parameters stay, bit
// by bit, and the moving statistics become those of the training pictures. docs/fruit.md has what it brings.
// Sources: Wu & Johnson, "Rethinking 'Batch' in BatchNorm", 2021, arXiv:2105.07576, §3; Touvron et al., "Fixing the
// train-test resolution discrepancy", 2019, arXiv:1906.06423, §3.

import type { DeviceDataset } from '../data/deviceDataset';
import type { ParameterStore } from '../models/parameterStore';
import { Trainer } from './trainer';

export interface StatisticsOptions {
  readonly data: DeviceDataset;
  readonly loss: string;
  readonly batchSize: number;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** What is left of the former statistics. */
const REST = 0.01;

/**
 * Changes nothing but moving means and variances.
 * @returns whether the network has any
 * @throws as Trainer.create does; the signal's reason
 */
export async function measureStatistics(
  store: ParameterStore,
  { signal, ...options }: StatisticsOptions,
): Promise<boolean> {
  const { device, network } = store;
  const momenta = network.layers
    .filter(({ definition, trainable }) => definition.kind === 'batchNormalization' && trainable)
    .map(({ options }) => (options as { momentum: number }).momentum)
    .filter((momentum) => momentum < 1);
  if (momenta.length === 0) return false;
  const optimizer = { kind: 'sgd' };
  const trainer = await Trainer.create(device, { ...options, network, store, optimizer });
  trainer.setLearningRate(0);
  const until = Math.max(1, Math.ceil(Math.log(REST) / Math.log(Math.max(...momenta))));
  try {
    for await (const _event of trainer.train({ until, reads: 'none', signal }));
  } finally {
    trainer.destroy();
  }
  return true;
}
