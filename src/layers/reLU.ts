// ReLU: max(x, 0). As a layer it has two options that the activation 'relu' lacks.
//
// x […] → y as x. y = min(x, maxValue) where x > 0, negativeSlope · x elsewhere.
// Semantics: Keras 3, https://keras.io/api/layers/activation_layers/relu/, with maxValue 6 or none, not combined with a
// slope, and threshold 0.

import {
  backwardElementwise,
  elementwiseReference,
  forwardElementwise,
  type Chosen,
} from './shared/elementwise';
import { defineLayer, oneElement, only, OptionError } from './layer';
import { number, InvalidOption, type Option, type Resolved } from './options';

const maxValue: Option<6 | null> = {
  type: 'number',
  min: 6,
  max: 6,
  default: null,
  parse: (given) => {
    if (given !== null && given !== 6) throw new InvalidOption('6 or null', { wants: 'sixOrNull' });
    return given;
  },
};

const options = { maxValue, negativeSlope: number({ min: 0, default: 0, usual: [0, 1] }) };
type Options = Resolved<typeof options>;

function choose(o: Options): Chosen {
  if (o.maxValue === null)
    return { kind: o.negativeSlope === 0 ? 'relu' : 'leakyRelu', alpha: o.negativeSlope };
  if (o.negativeSlope !== 0) {
    throw new OptionError(
      `ReLU: 'negativeSlope' must be 0 where there is a 'maxValue'. Received ${o.negativeSlope}`,
      'negativeSlope',
      {
        code: 'badOption',
        where: 'ReLU',
        option: 'negativeSlope',
        expected: { wants: 'range', min: 0, max: 0 },
        received: String(o.negativeSlope),
      },
    );
  }
  return { kind: 'relu6', alpha: 0 };
}

export const reLU = defineLayer({
  kind: 'reLU',
  className: 'ReLU',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: false,

  outputShape: (o, inputs) => {
    choose(o);
    return only(inputs);
  },

  parameters: () => [],
  forward: (o, graph, site) => forwardElementwise(graph, site, choose(o)),
  backward: (o, graph, site) => backwardElementwise(graph, site, choose(o)),
  multiplyAdds: () => 0,
  reference: elementwiseReference(choose),

  explain: {
    formula: (o) => {
      const positive = o.maxValue === null ? 'x' : `min(x, ${o.maxValue})`;
      return o.negativeSlope === 0
        ? `y = max(${positive}, 0)`
        : `y = ${positive} if x > 0, else ${o.negativeSlope}·x`;
    },
    rule: 'other',
    windows: (_, __, index) => [oneElement(0, index)],
    terms: () => [],
  },

  cases: [
    { title: 'one number', options: {}, inputs: [[1]], batch: 1 },
    { title: 'one number more than a workgroup', options: {}, inputs: [[13]], batch: 5 },
    { title: 'at most 6', options: { maxValue: 6 }, inputs: [[3, 5, 2]], batch: 2 },
    { title: 'a slope', options: { negativeSlope: 0.1 }, inputs: [[7, 3, 1]], batch: 3 },
  ],
});
