// Average: the mean of several inputs, number by number: several networks that answer together.
//
// x₀, x₁, … → y of that shape
// Semantics: Keras 3, https://keras.io/api/layers/merging_layers/average/

import { defineLayer } from './layer';
import { merging, SEVERAL_CASES } from './shared/merging';

export const average = defineLayer({
  kind: 'average',
  className: 'Average',
  ...merging('mean', 'y = mean xₙ, number by number'),
  cases: SEVERAL_CASES,
});
