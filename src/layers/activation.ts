// Activation: an activation function as a layer of its own.
//
// x […] → y as x. The function is fused into the layer. The kernel that writes its gradient also applies the
// derivative, so the backward pass usually runs nothing. Softmax is run by the network as one more layer (see
// softmax.ts), as for every layer with an `activation`.
// Semantics: Keras 3, https://keras.io/api/layers/core_layers/activation/

import { activationForwardKernel } from '../kernels/elementwise';
import { sizeOf } from '../graph/tensor';
import { referenceActivate, referenceActivationGradient } from './shared/activated';
import { defineLayer, oneElement, only } from './layer';
import { choice, LAYER_ACTIVATIONS } from './options';

export const activation = defineLayer({
  kind: 'activation',
  className: 'Activation',
  options: { activation: { ...choice(LAYER_ACTIVATIONS), suggested: 'relu' as const } },
  inputs: { min: 1, max: 1 },
  fusesActivation: true,
  fusesInputActivation: false,

  outputShape: (_, inputs) => only(inputs),

  parameters: () => [],

  forward: (_, graph, { name, inputs, activation: fused }) => {
    const x = only(inputs);
    if (fused.kind === 'linear') return { y: x };
    const y = graph.tensor(`${name}/y`, x.shape);
    graph.dispatch(
      activationForwardKernel,
      `${name}/forward`,
      { size: sizeOf(x.shape), activation: fused },
      { x, y },
    );
    return { y };
  },

  /** dy is the gradient with respect to the pre-activation, which is x. */
  backward: (_, __, { dy, wanted }) => [wanted[0] === true ? dy : null],

  multiplyAdds: () => 0,

  reference: {
    forward: (o, inputs) => referenceActivate(o.activation, only(inputs)),
    backward: (o, inputs, _, dy) => {
      const y = referenceActivate(o.activation, only(inputs));
      return { inputs: [referenceActivationGradient(o.activation, y, dy)], parameters: {} };
    },
  },

  explain: {
    formula: (o) => `y = ${o.activation}(x)`,
    rule: 'sum',
    windows: (_, __, index) => [oneElement(0, index)],
    terms: (_, __, index) => [{ input: 0, at: index }],
  },

  cases: [
    { title: 'linear', options: { activation: 'linear' }, inputs: [[1]], batch: 1 },
    {
      title: 'relu, one number less than a workgroup',
      options: { activation: 'relu' },
      inputs: [[21]],
      batch: 3,
    },
    {
      title: 'relu6, exactly one workgroup',
      options: { activation: 'relu6' },
      inputs: [[2, 4, 4]],
      batch: 2,
    },
    {
      title: 'leakyRelu, one number more than a workgroup',
      options: { activation: 'leakyRelu' },
      inputs: [[13]],
      batch: 5,
    },
    { title: 'sigmoid on a map', options: { activation: 'sigmoid' }, inputs: [[3, 5, 2]], batch: 2 },
    { title: 'tanh', options: { activation: 'tanh' }, inputs: [[7]], batch: 2 },
    { title: 'elu', options: { activation: 'elu' }, inputs: [[11]], batch: 2 },
  ],
});
