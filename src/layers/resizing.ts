// Resizing: makes every picture one size, larger or smaller.
//
// x [N,H,W,C] → y [N, height, width, C]. The picture is stretched where its sides have another ratio.
// Semantics: Keras 3 (antialias False), https://keras.io/api/layers/preprocessing_layers/image_preprocessing/resizing/

import { defineLayer } from './layer';
import { integer } from './options';
import { interpolation, resampling } from './shared/resampling';

const options = {
  height: integer({ usual: [1, 64], suggested: 14 }),
  width: integer({ usual: [1, 64], suggested: 14 }),
  interpolation: interpolation('bilinear'),
};

export const resizing = defineLayer({
  kind: 'resizing',
  className: 'Resizing',
  options,
  ...resampling<typeof options>(({ height, width }) => [height, width]),

  cases: [
    { title: 'one pixel stays alone', options: { height: 1, width: 1 }, inputs: [[1, 1, 1]], batch: 1 },
    { title: 'rows grow, columns shrink', options: { height: 7, width: 3 }, inputs: [[4, 5, 2]], batch: 2 },
    { title: 'the same size', options: { height: 4, width: 3 }, inputs: [[4, 3, 3]], batch: 2 },
    {
      title: 'far smaller, most pixels unread',
      options: { height: 2, width: 1 },
      inputs: [[9, 8, 1]],
      batch: 3,
    },
    {
      title: 'nearest, whose sizes share no factor',
      options: { height: 5, width: 7, interpolation: 'nearest' },
      inputs: [[3, 4, 3]],
      batch: 2,
    },
    {
      title: 'nearest, smaller',
      options: { height: 2, width: 3, interpolation: 'nearest' },
      inputs: [[5, 8, 1]],
      batch: 1,
    },
  ],
});
