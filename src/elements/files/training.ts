// How a model from a file is trained, as a run of the page has it, and in words.

import { KERAS_OPTIMIZERS } from '../../formats/keras/optimizers';
import type { CompileConfig } from '../../formats/storedModel';
import type { TrainingSettings } from '../../session/facade';
import { formatShort } from '../text/format';

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

/** `Adam 0.002`, with the class of a schedule. */
export function trainingText({ optimizer }: CompileConfig, scheduled: string): string | null {
  if (optimizer === null) return null;
  const { className } = KERAS_OPTIMIZERS[optimizer.kind as keyof typeof KERAS_OPTIMIZERS];
  const rate = optimizer.options.learningRate;
  const parts = [className, ...(typeof rate === 'number' ? [formatShort(rate)] : [])];
  return `${parts.join(' ')}${optimizer.schedule === null ? '' : scheduled}`;
}
