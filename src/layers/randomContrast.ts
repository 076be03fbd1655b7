// RandomContrast: brings the pixels of every picture nearer to their mean, or further from it, while training.
//
// x [N,H,W,C] → y = (x − mean) · f + mean, with the mean of each map and an f drawn for each picture, clipped to valueRange.
// f lies between 1 − lower and 1 + upper, where factor is [lower, upper]. A single number is [0, upper], as Keras 3.16
// computes it (its documentation says that it is both).
// Semantics: Keras 3, https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_contrast/ (with different
// random numbers)

import type { Ends } from '../kernels/randomAffine';
import { defineLayer } from './layer';
import { InvalidOption, type Option } from './options';
import { factor, rangeText, toning, valueRange, type Factor } from './shared/randomly';

function contrastFactor(): Option<Factor> {
  const option = factor({ min: -1, max: 1, suggested: [0.2, 0.2] });
  return {
    ...option,
    parse: (given) => {
      if (typeof given === 'number' && given < 0)
        throw new InvalidOption('between 0 and 1, or two numbers, below 1 and above 1', {
          wants: 'ends',
          min: 0,
          max: 1,
        });
      return option.parse(given);
    },
  };
}

const options = { factor: contrastFactor(), valueRange: valueRange() };

const contrastOf = (given: Factor): Ends => {
  const [lower, upper] = typeof given === 'number' ? [0, given] : given;
  return [1 - lower, 1 + upper];
};

export const randomContrast = defineLayer({
  kind: 'randomContrast',
  className: 'RandomContrast',
  ...toning(
    options,
    (o) => ({ contrast: contrastOf(o.factor), brightness: [0, 0], valueRange: o.valueRange }),
    (o) => `(x − mean) · ${rangeText(contrastOf(o.factor))} + mean, clipped to ${rangeText(o.valueRange)}`,
  ),

  cases: [
    { title: 'one pixel', options: { factor: 0.5, valueRange: [-10, 10] }, inputs: [[1, 1, 1]], batch: 1 },
    {
      title: 'within the range',
      options: { factor: [0.5, 0.5], valueRange: [-99, 99] },
      inputs: [[4, 5, 2]],
      batch: 3,
    },
    { title: 'clipped', options: { factor: [0.1, 0.9], valueRange: [-4, 5] }, inputs: [[5, 4, 3]], batch: 3 },
    { title: 'pixels of 0 to 255', options: { factor: 1 }, inputs: [[3, 3, 1]], batch: 4 },
  ],
});
