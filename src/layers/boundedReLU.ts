// A ReLU whose options act together: an upper bound, a slope for what is not above the threshold, and the threshold. Keras has
// them as arguments of ReLU; those that a layer of one function needs are in reLU.ts.
//
// x […] → y as x. y = min(x, maxValue) where x > threshold, negativeSlope · (x − threshold) elsewhere.
// Semantics: Keras 3, https://keras.io/api/layers/activation_layers/relu/

import { sizeOf, type Shape } from '../graph/tensor';
import { boundedReLUForward, boundedReLUGradient, UNBOUNDED, type BoundedReLU } from '../kernels/boundedReLU';
import { map, zip } from '../reference/ndArray';
import { rounded } from '../reference/rounding';
import { defineLayer, oneElement, only, OptionError } from './layer';
import { number, type Option, type Resolved } from './options';

const above = number({ min: 0 });
const maxValue: Option<number | null> = {
  ...{ type: 'number', min: 0, usual: [0.5, 8], default: null, suggested: 1 },
  parse: (given) => (given === null ? null : above.parse(given)),
};

const options = {
  maxValue,
  negativeSlope: number({ min: 0, default: 0, usual: [0, 1] }),
  threshold: number({ min: 0, default: 0, usual: [0, 0.5] }),
};
type Options = Resolved<typeof options>;

/** What a ReLU, or one of six at most, does by itself. Keras has one class for both, so a file says which by its values. */
export const isPlainReLU = (o: {
  readonly maxValue: unknown;
  readonly negativeSlope: unknown;
  readonly threshold: unknown;
}): boolean => o.threshold === 0 && (o.maxValue === null || (o.maxValue === 6 && o.negativeSlope === 0));

const geometry = (o: Options, shape: Shape): BoundedReLU => ({
  size: sizeOf(shape),
  threshold: o.threshold,
  slope: o.negativeSlope,
  bound: o.maxValue ?? UNBOUNDED,
});

export const boundedReLU = defineLayer({
  kind: 'boundedReLU',
  className: 'BoundedReLU',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: false,

  outputShape: (o, inputs) => {
    if (isPlainReLU(o))
      throw new OptionError(
        "BoundedReLU: needs a 'threshold' or a 'maxValue', other than 6 where 'negativeSlope' is 0; take ReLU for less",
        'maxValue',
      );
    return only(inputs);
  },

  parameters: () => [],

  forward: (o, graph, { name, inputs }) => {
    const x = only(inputs);
    const y = graph.tensor(`${name}/y`, x.shape);
    graph.dispatch(boundedReLUForward, `${name}/forward`, geometry(o, x.shape), { x, y });
    return { y };
  },

  backward: (o, graph, { name, inputs, dy, wanted }) => {
    if (wanted[0] !== true) return [null];
    const x = only(inputs);
    const dx = graph.tensor(`${name}/dx`, x.shape);
    graph.dispatch(boundedReLUGradient, `${name}/dx`, geometry(o, x.shape), { x, dy, dx });
    return [dx];
  },

  multiplyAdds: () => 0,

  reference: {
    forward: ({ maxValue: bound, negativeSlope, threshold }, inputs) =>
      map(only(inputs), (x) =>
        x <= threshold ? negativeSlope * rounded(x - threshold) : bound !== null && x > bound ? bound : x,
      ),
    backward: ({ maxValue: bound, negativeSlope, threshold }, inputs, _, dy) => ({
      inputs: [
        zip(only(inputs), dy, (x, gradient) =>
          x <= threshold ? negativeSlope * gradient : bound !== null && x >= bound ? 0 : gradient,
        ),
      ],
      parameters: {},
    }),
  },

  explain: {
    formula: (o) => {
      const positive = o.maxValue === null ? 'x' : `min(x, ${o.maxValue})`;
      const below = o.threshold === 0 ? 'x' : `(x − ${o.threshold})`;
      return `y = ${positive} if x > ${o.threshold}, else ${o.negativeSlope === 0 ? '0' : `${o.negativeSlope}·${below}`}`;
    },
    rule: 'other',
    windows: (_, __, index) => [oneElement(0, index)],
    terms: () => [],
  },

  cases: [
    { title: 'one number, at most 1', options: { maxValue: 1 }, inputs: [[1]], batch: 1 },
    {
      title: 'one number more than a workgroup, a threshold',
      options: { threshold: 0.7 },
      inputs: [[13]],
      batch: 5,
    },
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
