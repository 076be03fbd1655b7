// RandomBrightness: makes every picture brighter or darker by a number drawn for it, while training.
//
// x [N,H,W,C] → y = x + b · (high − low), clipped to valueRange, [low, high].
// Semantics: Keras 3, https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_brightness/ (with different
// random numbers)

import type { Ends } from '../kernels/randomAffine';
import { defineLayer } from './layer';
import { endsOf, factor, rangeText, toning, valueRange, type Factor } from './shared/randomly';

const options = {
  factor: factor({ min: -1, max: 1, usual: [0, 1], suggested: 0.2 }),
  valueRange: valueRange(),
};

const brightnessOf = (given: Factor, [low, high]: Ends): Ends => {
  const [from, to] = endsOf(given);
  return [from * (high - low), to * (high - low)];
};

export const randomBrightness = defineLayer({
  kind: 'randomBrightness',
  className: 'RandomBrightness',
  ...toning(
    options,
    (o) => ({
      contrast: null,
      brightness: brightnessOf(o.factor, o.valueRange),
      valueRange: o.valueRange,
    }),
    (o) => `x + ${rangeText(brightnessOf(o.factor, o.valueRange))}, clipped to ${rangeText(o.valueRange)}`,
  ),

  cases: [
    { title: 'one pixel', options: { factor: 0.5, valueRange: [-10, 10] }, inputs: [[1, 1, 1]], batch: 1 },
    {
      title: 'within the range',
      options: { factor: 0.1, valueRange: [-50, 50] },
      inputs: [[4, 5, 2]],
      batch: 3,
    },
    { title: 'clipped', options: { factor: [0.2, 0.6], valueRange: [-4, 5] }, inputs: [[5, 4, 3]], batch: 3 },
    { title: 'pixels of 0 to 255, darker', options: { factor: [-1, 0] }, inputs: [[3, 3, 1]], batch: 4 },
  ],
});
