// RandomTranslation: moves every picture by a distance drawn for it, while training.
//
// x [N,H,W,C] → y as x. The factors are shares of height and width: a positive one moves a picture down, or to the right.
// Semantics: Keras 3, https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_translation/ (with different
// random numbers)

import { defineLayer } from './layer';
import { endsOf, factor, filling, moving, rangeText } from './shared/randomly';

const side = (): ReturnType<typeof factor> => factor({ min: -1, max: 1, usual: [0, 0.5], suggested: 0.1 });
const options = { heightFactor: side(), widthFactor: side(), ...filling };

export const randomTranslation = defineLayer({
  kind: 'randomTranslation',
  className: 'RandomTranslation',
  ...moving(
    options,
    ({ heightFactor, widthFactor }) => ({
      rowShift: endsOf(heightFactor),
      columnShift: endsOf(widthFactor),
    }),
    ({ heightFactor, widthFactor }) =>
      `moved by ${rangeText(endsOf(heightFactor))} of its height and ${rangeText(endsOf(widthFactor))} of its width`,
  ),

  cases: [
    { title: 'one pixel', options: { heightFactor: 1, widthFactor: 1 }, inputs: [[1, 1, 1]], batch: 1 },
    { title: 'a little', options: { heightFactor: 0.2, widthFactor: 0.3 }, inputs: [[5, 6, 2]], batch: 3 },
    {
      title: 'whole pixels down alone',
      options: { heightFactor: [0.5, 0.5], widthFactor: 0, fillMode: 'constant', fillValue: 1 },
      inputs: [[4, 3, 1]],
      batch: 2,
    },
    {
      title: 'edges repeated',
      options: { heightFactor: [-0.9, -0.4], widthFactor: [0.2, 0.7], fillMode: 'nearest' },
      inputs: [[5, 4, 2]],
      batch: 3,
    },
    {
      title: 'around and in again',
      options: { heightFactor: 1, widthFactor: 1, fillMode: 'wrap', interpolation: 'nearest' },
      inputs: [[6, 7, 1]],
      batch: 3,
    },
  ],
});
