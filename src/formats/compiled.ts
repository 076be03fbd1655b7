// What compile() of a model from a file asks of a run.

import type { TrainingSettings } from '../session/runFacade';
import type { CompileConfig } from './storedModel';

export type { TrainingSettings };

/**
 * Optimizer, learning rate, schedule and loss weights. A run's loss is the cross-entropy of the classes: of a file that has another one
 * the optimizer is taken all the same.
 * @param outputs of the network
 */
export function trainingOf(
  { optimizer, losses, lossWeights }: CompileConfig,
  outputs: number,
): TrainingSettings {
  const { learningRate, ...optimizerOptions } = optimizer?.options ?? {};
  const smoothing = losses?.find(({ kind }) => kind === 'categoricalCrossentropy')?.labelSmoothing;
  return {
    ...(optimizer && { optimizer: optimizer.kind, optimizerOptions, schedule: optimizer.schedule }),
    ...(Number(learningRate) > 0 && { learningRate: Number(learningRate) }),
    ...(smoothing !== undefined && { labelSmoothing: smoothing }),
    ...(outputs > 1 && { lossWeights }),
  };
}
