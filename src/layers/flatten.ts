// Flatten: one row per picture, for the dense layers after it. The numbers and their order stay, so nothing runs.
//
// x [N, …] → y [N, everything else]
// Semantics: Keras 3, https://keras.io/api/layers/reshaping_layers/flatten/

import { sizeOf } from '../graph/tensor';
import { flattenBackward, flattenForward } from '../reference/reshape';
import { defineLayer, oneElement, only } from './layer';
import { unravel } from './reshape';

export const flatten = defineLayer({
  kind: 'flatten',
  className: 'Flatten',
  options: {},
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: false,
  selects: true,

  outputShape: (_, inputs) => [sizeOf(only(inputs))],

  parameters: () => [],

  forward: (_, graph, { inputs }) => {
    const x = only(inputs);
    return { y: graph.reshape(x, [x.shape[0] ?? 1, sizeOf(x.shape.slice(1))]) };
  },

  backward: (_, graph, { inputs, dy, wanted }) => [
    wanted[0] === true ? graph.reshape(dy, only(inputs).shape) : null,
  ],

  multiplyAdds: () => 0,

  reference: {
    forward: (_, inputs) => flattenForward(only(inputs)),
    backward: (_, inputs, __, dy) => ({ inputs: [flattenBackward(only(inputs).shape, dy)], parameters: {} }),
  },

  explain: {
    formula: () => 'y[i] = the i-th number of x, row by row',
    rule: 'sum',
    windows: (_, inputs, index) => [oneElement(0, unravel(index[0] ?? 0, only(inputs)))],
    terms: (_, inputs, index) => [{ input: 0, at: unravel(index[0] ?? 0, only(inputs)) }],
  },

  cases: [
    { title: 'one number', options: {}, inputs: [[1]], batch: 1 },
    { title: 'a row stays a row', options: {}, inputs: [[13]], batch: 3 },
    { title: 'a map', options: {}, inputs: [[3, 5, 2]], batch: 2 },
    { title: 'four axes', options: {}, inputs: [[2, 3, 1, 7]], batch: 1 },
  ],
});
