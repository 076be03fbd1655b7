// Cropping2D: cuts rows and columns off the sides of every picture.
//
// x [N,H,W,C] → y [N, H−top−bottom, W−left−right, C]
// Semantics: Keras 3, https://keras.io/api/layers/reshaping_layers/cropping2d/

import { defineLayer } from './layer';
import { border } from './options';
import { cropping } from './shared/cropping';

const options = {
  cropping: border([
    [0, 0],
    [0, 0],
  ]),
};

export const cropping2D = defineLayer({
  kind: 'cropping2D',
  className: 'Cropping2D',
  options,
  ...cropping<typeof options>((o) => o.cropping),

  cases: [
    { title: 'one pixel is left', options: { cropping: 1 }, inputs: [[3, 3, 1]], batch: 1 },
    {
      title: 'another width a side',
      options: {
        cropping: [
          [1, 2],
          [0, 3],
        ],
      },
      inputs: [[5, 7, 2]],
      batch: 2,
    },
    { title: 'rows and columns', options: { cropping: [2, 1] }, inputs: [[8, 5, 3]], batch: 3 },
    { title: 'nothing is cut off', options: {}, inputs: [[5, 2, 1]], batch: 2 },
    {
      title: 'one number more than a workgroup is left',
      options: {
        cropping: [
          [0, 1],
          [0, 0],
        ],
      },
      inputs: [[6, 13, 1]],
      batch: 1,
    },
  ],
});
