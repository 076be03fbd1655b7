// RandomZoom: shows a smaller or larger part of every picture, drawn for it, while training.
//
// x [N,H,W,C] → y as x. A factor of −0.2 shows 80 % of the height (it zooms in), 0.2 shows 120 % (it zooms out). Without
// `widthFactor` the width is zoomed as the height is.
// Semantics: Keras 3, https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_zoom/ (with different random
// numbers)

import type { Ends } from '../kernels/randomAffine';
import { defineLayer } from './layer';
import { endsOf, factor, filling, moving, optionalFactor, rangeText, type Factor } from './shared/randomly';

const limits = { min: -1, max: 1, above: true, usual: [0, 0.5] } as const;
const options = {
  heightFactor: factor({ ...limits, suggested: 0.2 }),
  widthFactor: optionalFactor(limits),
  ...filling,
};

const shown = (given: Factor): Ends => {
  const [from, to] = endsOf(given);
  return [1 + from, 1 + to];
};

export const randomZoom = defineLayer({
  kind: 'randomZoom',
  className: 'RandomZoom',
  ...moving(
    options,
    ({ heightFactor, widthFactor }) => ({
      rowZoom: shown(heightFactor),
      columnZoom: widthFactor === null ? null : shown(widthFactor),
    }),
    ({ heightFactor, widthFactor }) =>
      widthFactor === null
        ? `${rangeText(shown(heightFactor))} of its height and width shown`
        : `${rangeText(shown(heightFactor))} of its height and ${rangeText(shown(widthFactor))} of its width shown`,
  ),

  cases: [
    { title: 'one pixel', options: { heightFactor: 0.5 }, inputs: [[1, 1, 1]], batch: 1 },
    { title: 'in and out', options: { heightFactor: 0.5 }, inputs: [[5, 6, 2]], batch: 4 },
    {
      title: 'height and width apart',
      options: { heightFactor: [0.3, 0.9], widthFactor: [-0.6, -0.2] },
      inputs: [[6, 5, 1]],
      batch: 3,
    },
    {
      title: 'far out, the picture again',
      options: { heightFactor: [0.8, 1], fillMode: 'wrap' },
      inputs: [[3, 4, 2]],
      batch: 2,
    },
    {
      title: 'nearest pixels, a value around',
      options: { heightFactor: [0.4, 0.8], fillMode: 'constant', fillValue: -2, interpolation: 'nearest' },
      inputs: [[7, 7, 1]],
      batch: 2,
    },
  ],
});
