// ELU: a ReLU that bends towards −alpha for negative inputs, so that the mean of its outputs is near 0.
//
// x […] → y as x. y = x where x > 0, alpha · (e^x − 1) elsewhere.
// Semantics: Keras 3, https://keras.io/api/layers/activation_layers/elu/
// Source: Clevert et al. 2015, arXiv:1511.07289

import {
  backwardElementwise,
  elementwiseReference,
  forwardElementwise,
  type Chosen,
} from './shared/elementwise';
import { defineLayer, oneElement, only } from './layer';
import { number, type Resolved } from './options';

const options = { alpha: number({ min: 0, default: 1, usual: [0, 2] }) };

function choose({ alpha }: Resolved<typeof options>): Chosen {
  return { kind: 'elu', alpha };
}

export const elu = defineLayer({
  kind: 'elu',
  className: 'ELU',
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
    formula: ({ alpha }) => `y = x if x > 0, else ${alpha}·(e^x − 1)`,
    rule: 'other',
    windows: (_, __, index) => [oneElement(0, index)],
    terms: () => [],
  },

  cases: [
    { title: 'one number', options: {}, inputs: [[1]], batch: 1 },
    { title: 'one number less than a workgroup', options: {}, inputs: [[21]], batch: 3 },
    { title: 'another scale on a map', options: { alpha: 0.3 }, inputs: [[3, 5, 2]], batch: 2 },
    { title: 'no negative values', options: { alpha: 0 }, inputs: [[13]], batch: 5 },
  ],
});
