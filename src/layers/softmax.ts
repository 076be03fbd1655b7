// Softmax: converts the scores of each row to probabilities that sum to 1.
//
// x […, K] → y […, K], over the last axis
// Semantics: Keras 3 (axis −1), https://keras.io/api/layers/activation_layers/softmax/

import type { RowGeometry } from '../kernels/lanes';
import { softmaxForward, softmaxGradient } from '../kernels/softmax';
import type { Shape } from '../graph/tensor';
import { softmaxBackward, softmaxForward as softmaxReference } from '../reference/activations';
import { asTable, defineLayer, only } from './layer';

const geometry = (input: Shape): RowGeometry => asTable(input);

export const softmax = defineLayer({
  kind: 'softmax',
  className: 'Softmax',
  options: {},
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: false,

  outputShape: (_, inputs) => only(inputs),

  parameters: () => [],

  forward: (_, graph, { name, inputs }) => {
    const x = only(inputs);
    const y = graph.tensor(`${name}/y`, x.shape);
    graph.dispatch(softmaxForward, `${name}/forward`, geometry(x.shape), { x, y });
    return { y };
  },

  backward: (_, graph, { name, y, dy, wanted }) => {
    if (wanted[0] !== true) return [null];
    const dx = graph.tensor(`${name}/dx`, y.shape);
    graph.dispatch(softmaxGradient, `${name}/dx`, geometry(y.shape), { y, dy, dx });
    return [dx];
  },

  multiplyAdds: () => 0,

  reference: {
    forward: (_, inputs) => softmaxReference(only(inputs)),
    backward: (_, inputs, __, dy) => ({
      inputs: [softmaxBackward(softmaxReference(only(inputs)), dy)],
      parameters: {},
    }),
  },

  explain: {
    formula: () => 'y[k] = e^x[k] / Σ e^x[j]',
    rule: 'other',
    windows: (_, inputs, index) => {
      const before = index.slice(0, -1);
      return [
        {
          input: 0,
          start: [...before, 0],
          end: [...before.map((i) => i + 1), only(inputs).at(-1) ?? 1],
          every: index.map(() => 1),
        },
      ];
    },
    terms: () => [],
  },

  cases: [
    { title: 'one class is certain', options: {}, inputs: [[3]], batch: 1 },
    { title: 'ten digits', options: {}, inputs: [[10]], batch: 7 },
    {
      title: 'two lanes, one number more, the last workgroup not full',
      options: {},
      inputs: [[65]],
      batch: 33,
    },
    { title: 'a row that a whole workgroup shares', options: {}, inputs: [[2050]], batch: 2 },
    { title: 'at every place of a map', options: {}, inputs: [[3, 2, 5]], batch: 2 },
  ],
});
