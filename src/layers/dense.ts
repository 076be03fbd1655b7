// Dense: fully connected, every output reads every input. With more than one axis it works on the last one, as in
// Keras.
//
// x […, I] · weight [I, J] + bias [J] → y […, J]
// Semantics: Keras 3, https://keras.io/api/layers/core_layers/dense/

import { LINEAR } from '../kernels/activation';
import {
  asConvolution,
  denseForwardSplit,
  denseGradInputSplit,
  denseSplits,
  type DenseGeometry,
} from '../kernels/dense';
import { sizeOf, type Shape } from '../graph/tensor';
import { denseBackward, denseForward as denseReference } from '../reference/dense';
import type { NdArray } from '../reference/ndArray';
import { referenceActivate, referenceActivationGradient } from './shared/activated';
import {
  cutColumns,
  forwardInStrips,
  gradInputInStrips,
  gradWeightInStrips,
  stripsOf,
} from './shared/denseStrips';
import { defineLayer, only, weightType, type Arrays } from './layer';
import { activation, boolean, initializer, integer, l1, l2, type Resolved } from './options';
import { decomposeSum } from './shared/decompose';
import { dispatchGradWeight } from './shared/convolution';
import { dispatchSplit } from './shared/splitSum';

const options = {
  units: integer({ usual: [1, 256], suggested: 32 }),
  activation: activation(),
  useBias: boolean(true),
  kernelInitializer: initializer('glorotUniform'),
  biasInitializer: initializer('zeros'),
  kernelL2: l2(),
  kernelL1: l1(),
  biasL2: l2(),
  biasL1: l1(),
};
type Options = Resolved<typeof options>;

const lastAxis = (shape: Shape): number => shape.at(-1) ?? 1;

/** @param input with the batch axis */
function geometry(o: Options, input: Shape): DenseGeometry {
  const inputs = lastAxis(input);
  return { rows: sizeOf(input) / inputs, inputs, units: o.units };
}

const ONE_PIXEL = {
  batch: 1,
  height: 1,
  width: 1,
  outputHeight: 1,
  outputWidth: 1,
  windowHeight: 1,
  windowWidth: 1,
  strides: [1, 1],
  dilation: [1, 1],
  padTop: 0,
  padLeft: 0,
  multiplier: null,
} as const;

function arrays(o: Options, { weight, bias }: Arrays): [weight: NdArray, bias: NdArray | null] {
  if (weight === undefined) throw new Error('dense: the reference needs a weight');
  return [weight, o.useBias && bias !== undefined ? bias : null];
}

export const dense = defineLayer({
  kind: 'dense',
  className: 'Dense',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: true,
  fusesInputActivation: true,

  outputShape: (o, inputs) => [...only(inputs).slice(0, -1), o.units],

  parameters: (o, inputs) => {
    const fanIn = lastAxis(only(inputs));
    const fan = { fanIn, fanOut: o.units };
    const weight = {
      name: 'weight',
      shape: [fanIn, o.units],
      initializer: o.kernelInitializer,
      ...fan,
      trained: true,
      l2: o.kernelL2,
      l1: o.kernelL1,
      half: true,
    };
    const bias = {
      name: 'bias',
      shape: [o.units],
      initializer: o.biasInitializer,
      ...fan,
      trained: true,
      l2: o.biasL2,
      l1: o.biasL1,
    };
    return o.useBias ? [weight, bias] : [weight];
  },

  forward: (o, whole, { name, inputs, parameters, activation: fused }) => {
    const graph = whole.suiting('dense');
    const x = only(inputs);
    const y = graph.tensor(`${name}/y`, [...x.shape.slice(0, -1), o.units]);
    const { weight, bias = weight } = parameters;
    if (weight === undefined || bias === undefined) throw new Error(`dense '${name}': has no weights yet`);
    const g = geometry(o, x.shape);
    const pieces = stripsOf(g, graph.target.bindingBytes, weight.dtype);
    if (pieces.length > 1) {
      const strips = cutColumns(graph, g, pieces, name, x);
      const tensors = { weight, bias: o.useBias ? bias : null, y };
      forwardInStrips(graph, g, strips, { name, activation: fused }, tensors);
      return { y };
    }
    const splits = denseSplits('forward', g, graph.target);
    const params = { ...g, splits, useBias: o.useBias, activation: fused, weights: weightType(weight) };
    dispatchSplit(graph, denseForwardSplit, `${name}/forward`, [params], { x, weight, bias, y }, 'y');
    return { y };
  },

  backward: (o, whole, { name, inputs, parameters, dy, gradients, wanted, inputActivations }) => {
    const graph = whole.suiting('dense');
    const x = only(inputs);
    const g = geometry(o, x.shape);
    const { weight } = parameters;
    const pieces = stripsOf(g, graph.target.bindingBytes, 'f32', weight?.dtype);
    const strips = pieces.length > 1 ? cutColumns(graph, g, pieces, name, x) : null;
    if (gradients.weight !== undefined) {
      const tensors = { dy, dWeight: gradients.weight, dBias: gradients.bias ?? null };
      if (strips !== null) gradWeightInStrips(graph, g, strips, name, tensors);
      else dispatchGradWeight(graph, name, asConvolution(g), { ...tensors, x });
    }
    if (wanted[0] !== true || weight === undefined) return [null];
    const dx = graph.tensor(`${name}/dx`, x.shape);
    if (strips !== null) {
      gradInputInStrips(graph, g, strips, { name, inputActivations }, { dy, weight, dx });
      return [dx];
    }
    const splits = denseSplits('gradInput', g, graph.target);
    const params = {
      ...{ ...g, splits },
      inputActivation: inputActivations[0] ?? LINEAR,
      weights: weightType(weight),
    };
    dispatchSplit(graph, denseGradInputSplit, `${name}/dx`, [params], { dy, weight, x, dx }, 'dx');
    return [dx];
  },

  // A unit is a filter of 1×1 on a map of 1×1 with as many channels as there are inputs.
  decompose: (o, graph, site) =>
    site.input.shape.length === 2
      ? decomposeSum(graph, { ...ONE_PIXEL, channels: lastAxis(site.input.shape), filters: o.units }, site)
      : null,

  multiplyAdds: (o, inputs) => sizeOf(only(inputs)) * o.units,

  reference: {
    forward: (o, inputs, parameters) =>
      referenceActivate(o.activation, denseReference(only(inputs), ...arrays(o, parameters))),
    backward: (o, inputs, parameters, dy) => {
      const x = only(inputs);
      const [weight, bias] = arrays(o, parameters);
      const sum = denseReference(x, weight, bias);
      const { dx, dWeight, dBias } = denseBackward(
        x,
        weight,
        referenceActivationGradient(o.activation, sum, dy),
      );
      return { inputs: [dx], parameters: { weight: dWeight, bias: dBias } };
    },
  },

  explain: {
    formula: (o) => `y[j] = ${o.activation}(${o.useBias ? 'bias[j] + ' : ''}Σ x[i] · weight[i,j])`,
    rule: 'sum',
    windows: (_, inputs, index) => {
      const before = index.slice(0, -1);
      return [
        {
          input: 0,
          start: [...before, 0],
          end: [...before.map((i) => i + 1), lastAxis(only(inputs))],
          every: only(inputs).map(() => 1),
        },
      ];
    },
    terms: (_, inputs, index) => {
      const before = index.slice(0, -1);
      const j = index.at(-1) ?? 0;
      return Array.from({ length: lastAxis(only(inputs)) }, (__, i) => ({
        input: 0,
        at: [...before, i],
        factor: { parameter: 'weight', at: [i, j] },
      }));
    },
  },

  cases: [
    { title: 'one number to one number', options: { units: 1 }, inputs: [[1]], batch: 1 },
    { title: 'blocks that do not fill', options: { units: 7, activation: 'relu' }, inputs: [[13]], batch: 5 },
    { title: 'exactly one block', options: { units: 8, activation: 'tanh' }, inputs: [[8]], batch: 4 },
    { title: 'one more than a block', options: { units: 9, activation: 'elu' }, inputs: [[17]], batch: 9 },
    {
      title: 'no bias',
      options: { units: 3, useBias: false, activation: 'sigmoid' },
      inputs: [[11]],
      batch: 2,
    },
    {
      title: 'on the last axis of a map',
      options: { units: 5, activation: 'leakyRelu' },
      inputs: [[3, 2, 4]],
      batch: 2,
    },
  ],
});
