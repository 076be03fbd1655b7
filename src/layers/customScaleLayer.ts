// CustomScaleLayer: the first of two inputs, and the second times a fixed number: the shortcut of Inception-ResNet, which
// lets a block change little of what passes it.
//
// x₀, x₁ of one shape → y as they.  y = x₀ + scale · x₁
// Semantics: Keras 3, keras.applications.inception_resnet_v2 (the layer is not part of keras.layers)
// Source: Szegedy et al., "Inception-v4, Inception-ResNet", 2016, arXiv:1602.07261, §3.3

import { sameShape, shapeText, sizeOf, type Shape, type Tensor } from '../graph/tensor';
import type { Graph } from '../graph/graph';
import { addKernel } from '../kernels/elementwise';
import { rescaleKernel } from '../kernels/rescaling';
import { ndArray } from '../reference/ndArray';
import { defineLayer, oneElement, ShapeError } from './layer';
import { number } from './options';

const options = { scale: number({ suggested: 0.1, usual: [0, 1] }) };

function both<T>(inputs: readonly T[]): readonly [T, T] {
  const [first, second] = inputs;
  if (first === undefined || second === undefined)
    throw new ShapeError(`inputs must be two. Received ${inputs.length}`, { why: 'inputs', least: 2 });
  return [first, second];
}

function scaled(graph: Graph, label: string, x: Tensor, scale: number): Tensor {
  const y = graph.tensor(label, x.shape);
  graph.dispatch(rescaleKernel, label, { size: sizeOf(x.shape), scale: [scale], offset: [0] }, { x, y });
  return y;
}

function shapeOf(inputs: readonly Shape[]): Shape {
  const [first, second] = both(inputs);
  if (sameShape(first, second)) return first;
  throw new ShapeError(`inputs must have one shape, ${shapeText(first)}. Received ${shapeText(second)}`, {
    ...{ why: 'unequal', expected: first, received: second },
  });
}

export const customScaleLayer = defineLayer({
  kind: 'customScaleLayer',
  className: 'CustomScaleLayer',
  options,
  inputs: { min: 2, max: 2 },
  fusesActivation: false,
  fusesInputActivation: false,

  outputShape: (_, inputs) => shapeOf(inputs),
  parameters: () => [],

  forward: ({ scale }, graph, { name, inputs }) => {
    const [a, second] = both(inputs);
    const b = scaled(graph, `${name}/scaled`, second, scale);
    const y = graph.tensor(`${name}/y`, a.shape);
    graph.dispatch(addKernel, `${name}/forward`, { size: sizeOf(a.shape) }, { a, b, y });
    return { y };
  },

  // The first input gets the whole gradient.
  backward: ({ scale }, graph, { name, dy, wanted }) => [
    wanted[0] === true ? dy : null,
    wanted[1] === true ? scaled(graph, `${name}/dx1`, dy, scale) : null,
  ],

  multiplyAdds: (_, inputs) => sizeOf(shapeOf(inputs)),

  reference: {
    forward: ({ scale }, inputs) => {
      const [a, b] = both(inputs);
      const y = ndArray(a.shape);
      a.data.forEach((value, i) => (y.data[i] = value + scale * (b.data[i] ?? NaN)));
      return y;
    },
    backward: ({ scale }, _, __, dy) => ({
      inputs: [
        ndArray(dy.shape, dy.data),
        ndArray(
          dy.shape,
          dy.data.map((g) => g * scale),
        ),
      ],
      parameters: {},
    }),
  },

  explain: {
    formula: ({ scale }) => `y = x₀ + ${scale} · x₁, number by number`,
    rule: 'other',
    windows: (_, __, index) => [oneElement(0, index), oneElement(1, index)],
    terms: () => [],
  },

  cases: [
    { title: 'one number and another', options: { scale: 0.5 }, inputs: [[1], [1]], batch: 1 },
    { title: 'two maps', options: { scale: 0.1 }, inputs: [[3, 5, 2], [3, 5, 2]], batch: 2 }, // prettier-ignore
    { title: 'a row of 3', options: { scale: 1 }, inputs: [[3], [3]], batch: 2 },
    { title: 'one number more than a workgroup', options: { scale: -2 }, inputs: [[13], [13]], batch: 5 },
  ],
});
