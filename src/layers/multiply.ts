// Multiply: the product of several inputs, number by number: how squeeze-and-excitation weighs channels.
//
// x₀, x₁, … → y of that shape; an axis of length 1 is repeated, so [1,1,C] weighs the channels of [H,W,C].
// Semantics: Keras 3, https://keras.io/api/layers/merging_layers/multiply/
// Source: Hu et al. 2017, arXiv:1709.01507

import { defineLayer } from './layer';
import { merging, SEVERAL_CASES } from './shared/merging';

export const multiply = defineLayer({
  kind: 'multiply',
  className: 'Multiply',
  ...merging('product', 'y = Π xₙ, number by number'),
  cases: SEVERAL_CASES,
});
