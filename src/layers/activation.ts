// Activation: an activation function as a layer of its own.
//
// x […] → y as x. The function is fused into the layer. The kernel that writes its gradient also applies the
// derivative, so the backward pass usually runs nothing. A function that no kernel fuses keeps its input and takes its
// gradient from there; for other layers with such an `activation` the network runs this layer after them. Softmax it runs
// as the Softmax layer.
// Semantics: Keras 3, https://keras.io/api/layers/core_layers/activation/

import { isUnfused, UNFUSED_ACTIVATIONS } from '../kernels/activation';
import { activationChoice, referenceActivate, referenceActivationGradient } from './shared/activated';
import { backwardElementwise, forwardElementwise } from './shared/elementwise';
import { provideUnfused } from './shared/unfused';
import { defineLayer, oneElement, only } from './layer';
import { choice, LAYER_ACTIVATIONS } from './options';

provideUnfused();

export const activation = defineLayer({
  kind: 'activation',
  className: 'Activation',
  options: { activation: { ...choice(LAYER_ACTIVATIONS), suggested: 'relu' as const } },
  inputs: { min: 1, max: 1 },
  fusesActivation: true,
  fusesInputActivation: false,

  outputShape: (_, inputs) => only(inputs),

  parameters: () => [],

  forward: (o, graph, site) => {
    const choice = isUnfused(o.activation) ? activationChoice(o.activation) : site.activation;
    return choice.kind === 'linear' ? { y: only(site.inputs) } : forwardElementwise(graph, site, choice);
  },

  /** Of a fused function dy is the gradient with respect to the pre-activation, which is x. */
  backward: (o, graph, site) =>
    isUnfused(o.activation)
      ? backwardElementwise(graph, site, activationChoice(o.activation))
      : [site.wanted[0] === true ? site.dy : null],

  multiplyAdds: () => 0,

  reference: {
    forward: (o, inputs) => referenceActivate(o.activation, only(inputs)),
    backward: (o, inputs, _, dy) => ({
      inputs: [referenceActivationGradient(o.activation, only(inputs), dy)],
      parameters: {},
    }),
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
    ...UNFUSED_ACTIVATIONS.map((activation) => ({
      title: activation,
      options: { activation },
      inputs: [[5, 3, 4]],
      batch: 3,
    })),
  ],
});
