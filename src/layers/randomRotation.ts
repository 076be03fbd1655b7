// RandomRotation: rotates every picture about its middle by an angle drawn for it, while training.
//
// x [N,H,W,C] → y as x. `factor` is a part of a whole turn: 0.1 stands for −36° … 36°, counter-clockwise where positive.
// Semantics: Keras 3, https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_rotation/ (with different
// random numbers)

import { defineLayer } from './layer';
import { endsOf, factor, filling, moving, rangeText } from './shared/randomly';

const options = { factor: factor({ min: -1, max: 1, usual: [0, 0.5], suggested: 0.1 }), ...filling };

export const randomRotation = defineLayer({
  kind: 'randomRotation',
  className: 'RandomRotation',
  ...moving(
    options,
    (o) => ({ turn: endsOf(o.factor) }),
    (o) => `rotated by ${rangeText(endsOf(o.factor))} of a turn`,
  ),

  cases: [
    { title: 'one pixel', options: { factor: 0.5 }, inputs: [[1, 1, 1]], batch: 1 },
    { title: 'a little', options: { factor: 0.05 }, inputs: [[6, 5, 2]], batch: 3 },
    {
      title: 'all around, edges repeated',
      options: { factor: 1, fillMode: 'nearest' },
      inputs: [[5, 7, 1]],
      batch: 5,
    },
    {
      title: 'again beyond the edge',
      options: { factor: 0.2, fillMode: 'wrap' },
      inputs: [[4, 4, 3]],
      batch: 2,
    },
    {
      title: 'a value beyond the edge',
      options: { factor: [0.1, 0.3], fillMode: 'constant', fillValue: 3 },
      inputs: [[5, 6, 2]],
      batch: 3,
    },
    {
      title: 'nearest pixels',
      options: { factor: [-0.4, -0.1], interpolation: 'nearest' },
      inputs: [[7, 6, 1]],
      batch: 3,
    },
  ],
});
