// LeakyReLU: a ReLU with a small slope for negative inputs, so that no unit stays at zero for good.
//
// x […] → y as x. y = x where x > 0, alpha · x elsewhere.
// Semantics: Keras 3, where `alpha` is named negative_slope,
// https://keras.io/api/layers/activation_layers/leaky_relu/

import {
  backwardElementwise,
  elementwiseReference,
  forwardElementwise,
  type Chosen,
} from './shared/elementwise';
import { defineLayer, oneElement, only } from './layer';
import { number, type Resolved } from './options';

const options = { alpha: number({ min: 0, default: 0.3, usual: [0, 1] }) };

function choose({ alpha }: Resolved<typeof options>): Chosen {
  return { kind: 'leakyRelu', alpha };
}

export const leakyReLU = defineLayer({
  kind: 'leakyReLU',
  className: 'LeakyReLU',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: false,

  outputShape: (_, inputs) => only(inputs),
  parameters: () => [],
  forward: (o, graph, site) => forwardElementwise(graph, site, choose(o)),
  backward: (o, graph, site) => backwardElementwise(graph, site, choose(o)),
  multiplyAdds: () => 0,
  reference: elementwiseReference(choose),

  explain: {
    formula: ({ alpha }) => `y = x if x > 0, else ${alpha}·x`,
    rule: 'other',
    windows: (_, __, index) => [oneElement(0, index)],
    terms: () => [],
  },

  cases: [
    { title: 'one number', options: {}, inputs: [[1]], batch: 1 },
    { title: 'one number less than a workgroup', options: {}, inputs: [[21]], batch: 3 },
    { title: 'another slope on a map', options: { alpha: 0.01 }, inputs: [[3, 5, 2]], batch: 2 },
    { title: 'one number more than a workgroup', options: { alpha: 1.5 }, inputs: [[13]], batch: 5 },
  ],
});
