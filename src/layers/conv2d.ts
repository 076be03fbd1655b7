// Conv2D: applies the same weights to a small window at every position. Each filter makes one map.
//
// x [N,H,W,C] · weight [KH,KW,C,K] + bias [K] → y [N,OH,OW,K]. What is called convolution here is
// cross-correlation, as everywhere in deep learning: the kernel is not flipped.
// Semantics: Keras 3, https://keras.io/api/layers/convolution_layers/convolution2d/

import type { Conv2dGeometry } from '../kernels/conv2d';
import { conv2dBackward, conv2dForward as conv2dReference } from '../reference/conv2d';
import { LINEAR } from '../kernels/activation';
import type { Shape, Tensor } from '../graph/tensor';
import { referenceActivate, referenceActivationGradient } from './shared/activated';
import { asMap, defineLayer, only, weightType, type Arrays } from './layer';
import {
  activation,
  boolean,
  initializer,
  integer,
  l1,
  l2,
  padding,
  steps,
  windowSide,
  type Resolved,
} from './options';
import { slidingWindow, slidOperand, slidOutput, slidWindow, taps, windowGeometry } from './shared/sliding';
import { decomposeSum } from './shared/decompose';
import { dispatchForward, dispatchGradInput, dispatchGradWeight } from './shared/convolution';

const options = {
  filters: integer({ usual: [1, 32], suggested: 8 }),
  kernelSize: windowSide(),
  strides: steps(),
  padding: padding(),
  dilationRate: steps(),
  activation: activation(),
  useBias: boolean(true),
  kernelInitializer: initializer('glorotUniform'),
  biasInitializer: initializer('zeros'),
  kernelL2: l2(),
  kernelL1: l1(),
  biasL2: l2(),
  biasL1: l1(),
};
export type Options = Resolved<typeof options>;

export function geometry(o: Options, input: Shape): Conv2dGeometry {
  return { ...windowGeometry(slidingWindow(o), input), filters: o.filters };
}

export function weightAndBias(
  tensors: Readonly<Record<string, Tensor>>,
  name: string,
): { weight: Tensor; bias: Tensor } {
  const { weight, bias = weight } = tensors;
  if (weight === undefined || bias === undefined) throw new Error(`conv2d '${name}': has no weights yet`);
  return { weight, bias };
}

function arrays(
  o: Options,
  parameters: Arrays,
): Parameters<typeof conv2dReference> extends [unknown, ...infer Rest] ? Rest : never {
  const { weight, bias } = parameters;
  if (weight === undefined) throw new Error('conv2d: the reference needs a weight');
  return [weight, o.useBias && bias !== undefined ? bias : null, slidingWindow(o)];
}

export const conv2d = defineLayer({
  kind: 'conv2d',
  className: 'Conv2D',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: true,
  fusesInputActivation: true,

  outputShape: (o, inputs) => [...slidOutput(slidingWindow(o), only(inputs)), o.filters],

  parameters: (o, inputs) => {
    const [, , channels] = asMap(only(inputs));
    const [kh, kw] = o.kernelSize;
    const fan = { fanIn: kh * kw * channels, fanOut: kh * kw * o.filters };
    const weight = {
      name: 'weight',
      shape: [kh, kw, channels, o.filters],
      initializer: o.kernelInitializer,
      ...fan,
      trained: true,
      l2: o.kernelL2,
      l1: o.kernelL1,
      half: true,
    };
    const bias = {
      name: 'bias',
      shape: [o.filters],
      initializer: o.biasInitializer,
      ...fan,
      trained: true,
      l2: o.biasL2,
      l1: o.biasL1,
    };
    return o.useBias ? [weight, bias] : [weight];
  },

  forward: (o, graph, { name, inputs, parameters, activation: fused }) => {
    const x = only(inputs);
    const g = geometry(o, x.shape);
    const y = graph.tensor(`${name}/y`, [g.batch, g.outputHeight, g.outputWidth, g.filters]);
    const { weight, bias } = weightAndBias(parameters, name);
    const params = { ...g, useBias: o.useBias, activation: fused, weights: weightType(weight) };
    dispatchForward(graph, `${name}/forward`, params, { x, weight, bias, y });
    return { y };
  },

  backward: (o, graph, { name, inputs, parameters, dy, gradients, wanted, inputActivations }) => {
    const x = only(inputs);
    const g = geometry(o, x.shape);
    if (gradients.weight !== undefined) {
      const dBias = gradients.bias ?? null;
      dispatchGradWeight(graph, name, g, { x, dy, dWeight: gradients.weight, dBias });
    }
    if (wanted[0] !== true) return [null];
    const dx = graph.tensor(`${name}/dx`, x.shape);
    const { weight } = weightAndBias(parameters, name);
    const params = { ...g, inputActivation: inputActivations[0] ?? LINEAR, weights: weightType(weight) };
    dispatchGradInput(graph, `${name}/dx`, params, { dy, weight, x, dx });
    return [dx];
  },

  decompose: (o, graph, site) =>
    decomposeSum(graph, { ...geometry(o, site.input.shape), multiplier: null }, site),

  multiplyAdds: (o, inputs) => {
    const [height, width] = slidOutput(slidingWindow(o), only(inputs));
    const [, , channels] = asMap(only(inputs));
    return height * width * o.filters * o.kernelSize[0] * o.kernelSize[1] * channels;
  },

  reference: {
    forward: (o, inputs, parameters) =>
      referenceActivate(o.activation, conv2dReference(only(inputs), ...arrays(o, parameters))),
    backward: (o, inputs, parameters, dy) => {
      const x = only(inputs);
      const [weight, bias, window] = arrays(o, parameters);
      const sum = conv2dReference(x, weight, bias, window);
      const { dx, dWeight, dBias } = conv2dBackward(
        x,
        weight,
        referenceActivationGradient(o.activation, sum, dy),
        window,
      );
      return { inputs: [dx], parameters: { weight: dWeight, bias: dBias } };
    },
  },

  explain: {
    formula: (o, inputs) =>
      `y[i,j,k] = ${o.activation}(${o.useBias ? 'bias[k] + ' : ''}Σ ${slidOperand(slidingWindow(o), only(inputs))} · weight[a,b,c,k])`,
    rule: 'sum',
    sliding: slidingWindow,
    windows: (o, inputs, index) => {
      const [, , channels] = asMap(only(inputs));
      return [slidWindow(slidingWindow(o), only(inputs), index, [0, channels])];
    },
    terms: (o, inputs, index) => {
      const [, , channels] = asMap(only(inputs));
      const k = index[2] ?? 0;
      return taps(slidingWindow(o), only(inputs), index).flatMap(({ ky, kx, iy, ix }) =>
        Array.from({ length: channels }, (_, c) => ({
          input: 0,
          at: [iy, ix, c],
          factor: { parameter: 'weight', at: [ky, kx, c, k] },
        })),
      );
    },
  },

  cases: [
    {
      title: '1×1 kernel on one pixel',
      options: { filters: 1, kernelSize: 1 },
      inputs: [[1, 1, 1]],
      batch: 1,
    },
    { title: '3×3 valid', options: { filters: 5, kernelSize: 3 }, inputs: [[7, 6, 3]], batch: 2 },
    {
      title: '5×5 same, relu',
      options: { filters: 6, kernelSize: 5, padding: 'same', activation: 'relu' },
      inputs: [[9, 11, 1]],
      batch: 3,
    },
    {
      title: 'stride 2, same, even input',
      options: { filters: 8, kernelSize: 3, strides: 2, padding: 'same' },
      inputs: [[8, 10, 2]],
      batch: 2,
    },
    {
      title: 'stride larger than the kernel',
      options: { filters: 3, kernelSize: 2, strides: 3 },
      inputs: [[11, 10, 2]],
      batch: 1,
    },
    {
      title: 'different strides and sizes a side',
      options: { filters: 9, kernelSize: [2, 5], strides: [3, 1], padding: 'same' },
      inputs: [[13, 7, 4]],
      batch: 2,
    },
    {
      title: 'dilation 2, tanh',
      options: { filters: 4, kernelSize: 3, dilationRate: 2, activation: 'tanh' },
      inputs: [[9, 8, 2]],
      batch: 2,
    },
    {
      title: 'dilation 3 and same',
      options: { filters: 7, kernelSize: [3, 2], dilationRate: [3, 1], padding: 'same' },
      inputs: [[6, 5, 3]],
      batch: 1,
    },
    {
      title: 'no bias, 17 filters',
      options: { filters: 17, kernelSize: 3, useBias: false, activation: 'sigmoid' },
      inputs: [[5, 5, 9]],
      batch: 5,
    },
    {
      title: 'kernel larger than the input under same',
      options: { filters: 2, kernelSize: 5, padding: 'same' },
      inputs: [[2, 3, 1]],
      batch: 2,
    },
  ],
});
