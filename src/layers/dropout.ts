// Dropout: sets a random part of the numbers to 0 while training, so that no unit can rely on a single other one.
//
// x […] → y as x, every number dropped or kept by itself, or all of a picture together
// Semantics: Keras 3, https://keras.io/api/layers/regularization_layers/dropout/ (with different random numbers)
// Source: Srivastava et al. 2014, JMLR 15

import { sizeOf } from '../graph/tensor';
import { asMap, defineLayer } from './layer';
import { choice } from './options';
import { dropoutOptions, dropping } from './shared/dropping';

/**
 * What is dropped together, Keras's `noise_shape`: numbers one by one; of maps all that belong to a picture, `(None, 1, 1, 1)`,
 * as EfficientNet leaves out blocks at random.
 */
const noiseShape = { ...choice(['numbers', 'pictures'], 'numbers'), advanced: true };

export const dropout = defineLayer({
  kind: 'dropout',
  className: 'Dropout',
  ...dropping(
    { ...dropoutOptions, noiseShape },
    (o, input) => (o.noiseShape === 'pictures' ? asMap(input) : input),
    (o, [, ...input]) => ({ places: o.noiseShape === 'pictures' ? sizeOf(input) : 1, channels: 1 }),
  ),

  cases: [
    { title: 'one number', options: { rate: 0.5 }, inputs: [[1]], batch: 1 },
    { title: 'one number less than a workgroup', options: { rate: 0.2 }, inputs: [[21]], batch: 3 },
    { title: 'exactly one workgroup', options: { rate: 0.9 }, inputs: [[2, 4, 4]], batch: 2 },
    { title: 'one number more than a workgroup', options: { rate: 0.5 }, inputs: [[13]], batch: 5 },
    {
      title: 'whole pictures',
      options: { rate: 0.5, noiseShape: 'pictures' },
      inputs: [[3, 5, 2]],
      batch: 5,
    },
    { title: 'rate 0 changes nothing', options: { rate: 0 }, inputs: [[7]], batch: 2 },
  ],
});
