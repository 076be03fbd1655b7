// The logarithm of a softmax over the last axis, as an operation that the network runs for the activation 'logSoftmax'. Keras
// has no layer of it, so it is none of those that a network is made of (all.ts).
//
// x […, K] → y […, K]
// Semantics: Keras 3, https://keras.io/api/layers/activations/#logsoftmax-function

import { logSoftmaxForward, logSoftmaxGradient } from '../kernels/logSoftmax';
import {
  logSoftmaxBackward as referenceBackward,
  logSoftmaxForward as referenceForward,
} from '../reference/logSoftmax';
import { asTable, defineLayer, only } from './layer';
import { softmax } from './softmax';

export const logSoftmax = defineLayer({
  kind: 'logSoftmax',
  className: 'LogSoftmax',
  options: {},
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: false,

  outputShape: (_, inputs) => softmax.outputShape({}, inputs),
  parameters: () => [],

  forward: (_, graph, { name, inputs }) => {
    const x = only(inputs);
    const y = graph.tensor(`${name}/y`, x.shape);
    graph.dispatch(logSoftmaxForward, `${name}/forward`, asTable(x.shape), { x, y });
    return { y };
  },

  backward: (_, graph, { name, y, dy, wanted }) => {
    if (wanted[0] !== true) return [null];
    const dx = graph.tensor(`${name}/dx`, y.shape);
    graph.dispatch(logSoftmaxGradient, `${name}/dx`, asTable(y.shape), { y, dy, dx });
    return [dx];
  },

  multiplyAdds: () => 0,

  reference: {
    forward: (_, inputs) => referenceForward(only(inputs)),
    backward: (_, inputs, __, dy) => ({
      inputs: [referenceBackward(referenceForward(only(inputs)), dy)],
      parameters: {},
    }),
  },

  explain: {
    ...softmax.explain,
    formula: () => 'y[k] = x[k] − ln Σ e^x[j]',
  },

  cases: softmax.cases,
});
