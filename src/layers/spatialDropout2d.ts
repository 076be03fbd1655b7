// SpatialDropout2D: sets whole maps to 0 while training. Neighbouring pixels of a map say nearly the same, so dropping some
// of them alone would take little away.
//
// x [N,H,W,C] → y as x, every map dropped or kept as a whole
// Semantics: Keras 3, https://keras.io/api/layers/regularization_layers/spatial_dropout2d/ (with different random numbers)
// Source: Tompson et al. 2014, arXiv:1411.4280

import { asMap, defineLayer } from './layer';
import { dropoutOptions, dropping } from './shared/dropping';

export const spatialDropout2d = defineLayer({
  kind: 'spatialDropout2d',
  className: 'SpatialDropout2D',
  ...dropping(
    dropoutOptions,
    (_, input) => asMap(input),
    (_, [, ...map]) => {
      const [height, width, channels] = asMap(map);
      return { places: height * width, channels };
    },
  ),

  cases: [
    { title: 'one pixel', options: { rate: 0.5 }, inputs: [[1, 1, 1]], batch: 1 },
    { title: 'many small maps', options: { rate: 0.5 }, inputs: [[2, 3, 13]], batch: 3 },
    { title: 'few large maps', options: { rate: 0.3 }, inputs: [[7, 5, 2]], batch: 4 },
    { title: 'rate 0 changes nothing', options: { rate: 0 }, inputs: [[3, 4, 2]], batch: 2 },
  ],
});
