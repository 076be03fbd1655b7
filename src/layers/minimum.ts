// Minimum: the smallest of several inputs, number by number.
//
// x₀, x₁, … → y of that shape. The input that is smallest gets the gradient, the first of equal ones.
// Semantics: Keras 3, https://keras.io/api/layers/merging_layers/minimum/

import { defineLayer } from './layer';
import { merging, SEVERAL_CASES } from './shared/merging';

export const minimum = defineLayer({
  kind: 'minimum',
  className: 'Minimum',
  ...merging('minimum', 'y = min xₙ, number by number'),
  cases: SEVERAL_CASES,
});
