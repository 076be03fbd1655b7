// Add: the sum of several inputs, number by number: the shortcut of residual networks.
//
// x₀, x₁, … of one shape → y of that shape. Every input gets the whole gradient, so backward runs nothing.
// Semantics: Keras 3, https://keras.io/api/layers/merging_layers/add/, without broadcasting
// Source: He et al. 2015, arXiv:1512.03385

import { addKernel } from '../kernels/elementwise';
import { sameShape, shapeText, sizeOf, type Tensor } from '../graph/tensor';
import { addBackward, addForward } from '../reference/merge';
import { defineLayer, oneElement, ShapeError } from './layer';

export const add = defineLayer({
  kind: 'add',
  className: 'Add',
  options: {},
  inputs: { min: 2, max: Infinity },
  fusesActivation: false,
  fusesInputActivation: false,

  outputShape: (_, [first = [], ...others]) => {
    const other = others.find((shape) => !sameShape(shape, first));
    if (other !== undefined)
      throw new ShapeError(`inputs must have one shape, ${shapeText(first)}. Received ${shapeText(other)}`, {
        why: 'unequal',
        expected: first,
        received: other,
      });
    return first;
  },

  parameters: () => [],

  forward: (_, graph, { name, inputs }) => {
    const [first, ...others] = inputs;
    if (first === undefined)
      throw new ShapeError('inputs must be two or more. Received none', { why: 'inputs', least: 2 });
    const y = others.reduce((a: Tensor, b, i): Tensor => {
      const last = i === others.length - 1;
      const sum = graph.tensor(last ? `${name}/y` : `${name}/sum of ${i + 2}`, first.shape);
      graph.dispatch(
        addKernel,
        last ? `${name}/forward` : `${name}/sum of ${i + 2}`,
        { size: sizeOf(first.shape) },
        { a, b, y: sum },
      );
      return sum;
    }, first);
    return { y };
  },

  backward: (_, __, { dy, wanted }) => wanted.map((is) => (is ? dy : null)),

  multiplyAdds: () => 0,

  reference: {
    forward: (_, inputs) => addForward(inputs),
    backward: (_, inputs, __, dy) => ({ inputs: addBackward(inputs.length, dy), parameters: {} }),
  },

  explain: {
    formula: () => 'y = Σ xₙ, number by number',
    rule: 'sum',
    windows: (_, inputs, index) => inputs.map((__, input) => oneElement(input, index)),
    terms: (_, inputs, index) => inputs.map((__, input) => ({ input, at: index })),
  },

  cases: [
    { title: 'one number to another', options: {}, inputs: [[1], [1]], batch: 1 },
    {
      title: 'two maps',
      options: {},
      inputs: [
        [3, 5, 2],
        [3, 5, 2],
      ],
      batch: 2,
    },
    {
      title: 'three rows, one number less than a workgroup',
      options: {},
      inputs: [[21], [21], [21]],
      batch: 3,
    },
    {
      title: 'four rows, one number more than a workgroup',
      options: {},
      inputs: [[13], [13], [13], [13]],
      batch: 5,
    },
  ],
});
