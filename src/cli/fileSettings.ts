// What the file of `--model` says of training (compile() and fit() of a script, the optimizer that Keras saved) where the command
// line says nothing.

import type { TrainingSettings } from '../formats/compiled';
import type { TrainOptions } from './options';

/** @param asked absent what the file does not say; null: it says nothing at all */
export function withFileSettings(options: TrainOptions, asked: TrainingSettings | null): TrainOptions {
  if (asked === null) return options;
  const { given } = options;
  /** Options of another optimizer say nothing of this one. */
  const optimizer = given.has('optimizer') ? undefined : asked.optimizer;
  return {
    ...options,
    ...(asked.batchSize !== undefined && !given.has('batch') && { batch: asked.batchSize }),
    ...(asked.epochs !== undefined && !given.has('epochs') && { epochs: asked.epochs }),
    ...(asked.labelSmoothing !== undefined &&
      !given.has('label-smoothing') && { labelSmoothing: asked.labelSmoothing }),
    ...(asked.classWeights && !given.has('class-weight') && { classWeights: asked.classWeights }),
    ...(optimizer !== undefined && {
      optimizer,
      optimizerOptions: { ...asked.optimizerOptions, ...options.optimizerOptions },
      learningRate: given.has('learning-rate') ? options.learningRate : (asked.learningRate ?? null),
      schedule: given.has('schedule') ? options.schedule : (asked.schedule ?? { kind: 'constant' }),
    }),
  };
}
