// ReLU: max(x, 0). As a layer it has three options that the activation 'relu' lacks: an upper bound, a slope for what is not above
// the threshold, and the threshold.
//
// x […] → y as x. y = min(x, maxValue) where x > threshold, negativeSlope · (x − threshold) elsewhere.
// Semantics: Keras 3, https://keras.io/api/layers/activation_layers/relu/
//
// ReLU, ReLU6 and a slope alone are functions that kernels fuse and that are differentiated from their result. Options that act
// together are a function that none fuses.

import boundedReLUWgsl from '../../shaders/lib/unfused/bounded_relu.wgsl?raw';
import type { ActivationChoice, ActivationLibrary } from '../kernels/activation';
import { map, zip } from '../reference/ndArray';
import { rounded } from '../reference/rounding';
import {
  backwardElementwise,
  elementwiseReference,
  forwardElementwise,
  type Chosen,
} from './shared/elementwise';
import { defineLayer, oneElement, only } from './layer';
import { number, type Option, type Resolved } from './options';

const above = number({ min: 0 });
const maxValue: Option<number | null> = {
  ...{ type: 'number', min: 0, usual: [0.5, 8], default: null, suggested: 6 },
  parse: (given) => (given === null ? null : above.parse(given)),
};

const options = {
  maxValue,
  negativeSlope: number({ min: 0, default: 0, usual: [0, 1] }),
  threshold: number({ min: 0, default: 0, usual: [0, 0.5] }),
};
export type ReLUOptions = Resolved<typeof options>;

/** The function of one parameter at most that it is; null: its options act together. */
export function plainReLU({ maxValue: bound, negativeSlope, threshold }: ReLUOptions): Chosen | null {
  if (threshold !== 0) return null;
  if (bound === null) return { kind: negativeSlope === 0 ? 'relu' : 'leakyRelu', alpha: negativeSlope };
  return bound === 6 && negativeSlope === 0 ? { kind: 'relu6', alpha: 0 } : null;
}

/** The largest number that an f32 has: no bound. */
const UNBOUNDED = (2 - 2 ** -23) * 2 ** 127;

const chosen = (o: ReLUOptions): ActivationChoice | ActivationLibrary =>
  plainReLU(o) ?? {
    source: boundedReLUWgsl,
    constants: {
      ACTIVATION_THRESHOLD: o.threshold,
      ACTIVATION_SLOPE: o.negativeSlope,
      ACTIVATION_BOUND: o.maxValue ?? UNBOUNDED,
    },
  };

const plain = elementwiseReference((o: ReLUOptions) => plainReLU(o) ?? { kind: 'relu', alpha: 0 });

export const reLU = defineLayer({
  kind: 'reLU',
  className: 'ReLU',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: false,

  outputShape: (_, inputs) => only(inputs),
  parameters: () => [],

  forward: (o, graph, site) => forwardElementwise(graph, site, chosen(o)),
  backward: (o, graph, site) => backwardElementwise(graph, site, chosen(o)),
  multiplyAdds: () => 0,

  reference: {
    forward: (o, inputs, parameters, mode) => {
      if (plainReLU(o) !== null) return plain.forward(o, inputs, parameters, mode);
      const { maxValue: bound, negativeSlope, threshold } = o;
      return map(only(inputs), (x) =>
        x <= threshold ? negativeSlope * rounded(x - threshold) : bound !== null && x > bound ? bound : x,
      );
    },
    backward: (o, inputs, parameters, dy, mode) => {
      if (plainReLU(o) !== null) return plain.backward(o, inputs, parameters, dy, mode);
      const { maxValue: bound, negativeSlope, threshold } = o;
      const slope = (x: number): number =>
        x <= threshold ? negativeSlope : bound !== null && x >= bound ? 0 : 1;
      return {
        inputs: [zip(only(inputs), dy, (x, gradient) => slope(x) * gradient)],
        parameters: {},
      };
    },
  },

  explain: {
    formula: (o) => {
      const positive = o.maxValue === null ? 'x' : `min(x, ${o.maxValue})`;
      if (o.negativeSlope === 0 && o.threshold === 0) return `y = max(${positive}, 0)`;
      const below = o.threshold === 0 ? 'x' : `(x − ${o.threshold})`;
      return `y = ${positive} if x > ${o.threshold}, else ${o.negativeSlope === 0 ? '0' : `${o.negativeSlope}·${below}`}`;
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
    { title: 'one number, at most 1', options: { maxValue: 1 }, inputs: [[1]], batch: 1 },
    { title: 'a workgroup and a threshold', options: { threshold: 0.7 }, inputs: [[13]], batch: 5 },
    {
      title: 'all three on a map',
      options: { maxValue: 3, negativeSlope: 0.1, threshold: 0.2 },
      inputs: [[3, 5, 2]],
      batch: 2,
    },
    {
      title: 'a slope and at most 6',
      options: { maxValue: 6, negativeSlope: 0.25 },
      inputs: [[21]],
      batch: 3,
    },
    {
      title: 'a bound below the threshold',
      options: { maxValue: 0.5, threshold: 2 },
      inputs: [[7, 3, 1]],
      batch: 3,
    },
  ],
});
