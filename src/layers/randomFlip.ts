// RandomFlip: mirrors every second picture, by lot, while training.
//
// x [N,H,W,C] → y as x. One lot decides on both axes, so `horizontal_and_vertical` turns a picture by 180°, or leaves it.
// Semantics: Keras 3, https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_flip/ (with different random
// numbers)

import { defineLayer } from './layer';
import { choice } from './options';
import { moving } from './shared/randomly';

const options = {
  mode: {
    ...choice(['horizontal', 'vertical', 'horizontal_and_vertical'], 'horizontal_and_vertical'),
    suggested: 'horizontal' as const,
  },
};

const SAYS = {
  horizontal: 'left to right',
  vertical: 'up to down',
  horizontal_and_vertical: 'left to right and up to down',
};

export const randomFlip = defineLayer({
  kind: 'randomFlip',
  className: 'RandomFlip',
  ...moving(
    options,
    ({ mode }) => ({ mirror: { rows: mode !== 'horizontal', columns: mode !== 'vertical' } }),
    ({ mode }) => `mirrored ${SAYS[mode]} with probability 0.5`,
  ),

  cases: [
    { title: 'one pixel', options: {}, inputs: [[1, 1, 1]], batch: 2 },
    { title: 'left to right', options: { mode: 'horizontal' }, inputs: [[3, 5, 2]], batch: 6 },
    { title: 'up to down', options: { mode: 'vertical' }, inputs: [[4, 3, 1]], batch: 6 },
    { title: 'both', options: {}, inputs: [[4, 6, 3]], batch: 5 },
    {
      title: 'wider than a strip of pixels',
      options: { mode: 'horizontal' },
      inputs: [[2, 19, 1]],
      batch: 3,
    },
  ],
});
