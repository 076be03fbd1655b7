// CenterCrop: keeps the middle of every picture. Where a side is odd, the row or column more is cut off at its end.
//
// x [N,H,W,C] → y [N, height, width, C]. Keras enlarges a picture that is too small; here that is refused (see Resizing).
// Semantics: Keras 3, https://keras.io/api/layers/preprocessing_layers/image_preprocessing/center_crop/

import { defineLayer, ShapeError } from './layer';
import { integer } from './options';
import { cropping } from './shared/cropping';

const options = {
  height: integer({ usual: [1, 64], suggested: 6 }),
  width: integer({ usual: [1, 64], suggested: 6 }),
};

export const centerCrop = defineLayer({
  kind: 'centerCrop',
  className: 'CenterCrop',
  options,
  ...cropping<typeof options>(({ height, width }, input) => {
    if (height > input[0] || width > input[1])
      throw new ShapeError(
        `input must be at least ${height}×${width}. Received ${input.join('×')}, which Keras would enlarge`,
      );
    const sides = (all: number, kept: number): readonly [number, number] => {
      const before = Math.floor((all - kept) / 2);
      return [before, all - kept - before];
    };
    return [sides(input[0], height), sides(input[1], width)];
  }),

  cases: [
    { title: 'the pixel in the middle', options: { height: 1, width: 1 }, inputs: [[3, 3, 1]], batch: 1 },
    { title: 'odd borders', options: { height: 2, width: 3 }, inputs: [[5, 8, 2]], batch: 2 },
    { title: 'the whole picture', options: { height: 4, width: 3 }, inputs: [[4, 3, 3]], batch: 3 },
    { title: 'columns alone', options: { height: 5, width: 2 }, inputs: [[5, 7, 1]], batch: 2 },
  ],
});
