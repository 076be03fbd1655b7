// Subtract: the first of two inputs less the second, number by number.
//
// x₀, x₁ → y of that shape
// Semantics: Keras 3, https://keras.io/api/layers/merging_layers/subtract/

import { defineLayer } from './layer';
import { merging, MERGE_CASES } from './shared/merging';

export const subtract = defineLayer({
  kind: 'subtract',
  className: 'Subtract',
  ...merging('difference', 'y = x₀ − x₁, number by number', 2),
  cases: MERGE_CASES,
});
