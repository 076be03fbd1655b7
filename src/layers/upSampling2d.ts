// UpSampling2D: enlarges pictures, by repeating pixels or by mixing neighbours. Decoders and U-Nets grow maps with it.
//
// x [N,H,W,C] → y [N, H·rows, W·columns, C]
// Semantics: Keras 3, https://keras.io/api/layers/reshaping_layers/up_sampling2d/

import { defineLayer } from './layer';
import { pair } from './options';
import { interpolation, resampling } from './shared/resampling';

const options = { size: pair({ default: [2, 2], usual: [1, 4] }), interpolation: interpolation('nearest') };

export const upSampling2d = defineLayer({
  kind: 'upSampling2d',
  className: 'UpSampling2D',
  options,
  ...resampling<typeof options>(({ size }, [height, width]) => [height * size[0], width * size[1]]),

  cases: [
    { title: 'one pixel becomes four', options: {}, inputs: [[1, 1, 1]], batch: 1 },
    { title: 'rows and columns apart', options: { size: [3, 2] }, inputs: [[2, 5, 3]], batch: 2 },
    { title: 'once changes nothing', options: { size: 1 }, inputs: [[4, 3, 2]], batch: 3 },
    { title: 'more numbers than a workgroup', options: {}, inputs: [[7, 3, 5]], batch: 1 },
    { title: 'bilinear', options: { interpolation: 'bilinear' }, inputs: [[3, 4, 2]], batch: 2 },
    {
      title: 'bilinear, an odd factor and one row',
      options: { size: [2, 3], interpolation: 'bilinear' },
      inputs: [[1, 5, 3]],
      batch: 1,
    },
  ],
});
