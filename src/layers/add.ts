// Add: the sum of several inputs, number by number: the shortcut of residual networks.
//
// x₀, x₁, … → y of that shape. Every input gets the whole gradient, so of inputs of one shape backward runs nothing.
// Semantics: Keras 3, https://keras.io/api/layers/merging_layers/add/
// Source: He et al. 2015, arXiv:1512.03385

import { defineLayer } from './layer';
import { merging, SEVERAL_CASES } from './shared/merging';

export const add = defineLayer({
  kind: 'add',
  className: 'Add',
  ...merging('sum', 'y = Σ xₙ, number by number'),
  cases: SEVERAL_CASES,
});
