// Maximum: the largest of several inputs, number by number: Maxout.
//
// x₀, x₁, … → y of that shape. The input that is largest gets the gradient, the first of equal ones.
// Semantics: Keras 3, https://keras.io/api/layers/merging_layers/maximum/
// Source: Goodfellow et al. 2013, arXiv:1302.4389

import { defineLayer } from './layer';
import { merging, SEVERAL_CASES } from './shared/merging';

export const maximum = defineLayer({
  kind: 'maximum',
  className: 'Maximum',
  ...merging('maximum', 'y = max xₙ, number by number'),
  cases: SEVERAL_CASES,
});
