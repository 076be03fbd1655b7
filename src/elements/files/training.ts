// How a model from a file is trained, in words.

import { KERAS_OPTIMIZERS } from '../../formats/keras/optimizers';
import type { CompileConfig } from '../../formats/storedModel';
import { formatShort } from '../text/format';

/** `Adam 0.002`, with the class of a schedule. */
export function trainingText({ optimizer }: CompileConfig, scheduled: string): string | null {
  if (optimizer === null) return null;
  const { className } = KERAS_OPTIMIZERS[optimizer.kind as keyof typeof KERAS_OPTIMIZERS];
  const rate = optimizer.options.learningRate;
  const parts = [className, ...(typeof rate === 'number' ? [formatShort(rate)] : [])];
  return `${parts.join(' ')}${optimizer.schedule === null ? '' : scheduled}`;
}
