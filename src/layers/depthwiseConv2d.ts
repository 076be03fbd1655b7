// DepthwiseConv2D: filters every channel separately with `depthMultiplier` kernels; channels are not mixed. With a 1×1
// convolution after it, which mixes them, it replaces a convolution with far fewer weights (MobileNet).
//
// x [N,H,W,C] · weight [KH,KW,C,M] + bias [C·M] → y [N,OH,OW,C·M], output channel c·M + m
// Semantics: Keras 3, https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/

import { LINEAR } from '../kernels/activation';
import { sumPartials } from '../kernels/conv2d';
import {
  depthwiseConv2dForward,
  depthwiseConv2dGradInput,
  depthwiseConv2dGradWeight,
  depthwiseGradientSplits,
  type DepthwiseGeometry,
} from '../kernels/depthwiseConv2d';
import type { Shape, Tensor } from '../graph/tensor';
import {
  depthwiseConv2dBackward,
  depthwiseConv2dForward as depthwiseReference,
} from '../reference/depthwiseConv2d';
import type { NdArray } from '../reference/ndArray';
import type { Window2d } from '../reference/window';
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

const options = {
  kernelSize: windowSide(),
  strides: steps(),
  padding: padding(),
  depthMultiplier: integer({ default: 1, usual: [1, 4] }),
  dilationRate: steps(),
  activation: activation(),
  useBias: boolean(true),
  depthwiseInitializer: initializer('glorotUniform'),
  biasInitializer: initializer('zeros'),
  depthwiseL2: l2(),
  depthwiseL1: l1(),
  biasL2: l2(),
  biasL1: l1(),
};
export type Options = Resolved<typeof options>;

/** @param input with the batch axis */
function geometry(o: Options, input: Shape): DepthwiseGeometry {
  return { ...windowGeometry(slidingWindow(o), input), multiplier: o.depthMultiplier };
}

function weightAndBias(
  tensors: Readonly<Record<string, Tensor>>,
  name: string,
): { weight: Tensor; bias: Tensor } {
  const { weight, bias = weight } = tensors;
  if (weight === undefined || bias === undefined)
    throw new Error(`depthwiseConv2d '${name}': has no weights yet`);
  return { weight, bias };
}

function arrays(
  o: Options,
  { weight, bias }: Arrays,
): [weight: NdArray, bias: NdArray | null, window: Window2d] {
  if (weight === undefined) throw new Error('depthwiseConv2d: the reference needs a weight');
  return [weight, o.useBias && bias !== undefined ? bias : null, slidingWindow(o)];
}

export const depthwiseConv2d = defineLayer({
  kind: 'depthwiseConv2d',
  className: 'DepthwiseConv2D',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: true,
  fusesInputActivation: true,

  outputShape: (o, inputs) => {
    const [, , channels] = asMap(only(inputs));
    return [...slidOutput(slidingWindow(o), only(inputs)), channels * o.depthMultiplier];
  },

  parameters: (o, inputs) => {
    const [, , channels] = asMap(only(inputs));
    const [kh, kw] = o.kernelSize;
    // Counted as in Keras from the shape [KH, KW, C, M], although an output reads only one channel.
    const fan = { fanIn: kh * kw * channels, fanOut: kh * kw * o.depthMultiplier };
    const shape = [kh, kw, channels, o.depthMultiplier];
    const weight = {
      name: 'weight',
      shape,
      initializer: o.depthwiseInitializer,
      ...fan,
      trained: true,
      l2: o.depthwiseL2,
      l1: o.depthwiseL1,
      half: true,
    };
    const bias = {
      name: 'bias',
      shape: [channels * o.depthMultiplier],
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
    const y = graph.tensor(`${name}/y`, [g.batch, g.outputHeight, g.outputWidth, g.channels * g.multiplier]);
    const { weight, bias } = weightAndBias(parameters, name);
    graph.dispatch(
      depthwiseConv2dForward,
      `${name}/forward`,
      { ...g, useBias: o.useBias, activation: fused, weights: weightType(weight) },
      { x, weight, bias, y },
    );
    return { y };
  },

  backward: (o, graph, { name, inputs, parameters, dy, gradients, wanted, inputActivations }) => {
    const x = only(inputs);
    const g = geometry(o, x.shape);
    if (gradients.weight !== undefined) {
      const biases = g.channels * g.multiplier;
      const weights = g.windowHeight * g.windowWidth * biases;
      const splits = depthwiseGradientSplits(g);
      const partials = graph.tensor(`${name}/dWeight partials`, [splits, weights + biases]);
      const dBias = gradients.bias ?? graph.tensor(`${name}/no bias`, [1]);
      graph.dispatch(
        depthwiseConv2dGradWeight,
        `${name}/dWeight partials`,
        { ...g, splits },
        { x, dy, partials },
      );
      graph.dispatch(
        sumPartials,
        `${name}/dWeight`,
        { weights, biases, splits, useBias: o.useBias },
        { partials, dWeight: gradients.weight, dBias },
      );
    }
    if (wanted[0] !== true) return [null];
    const dx = graph.tensor(`${name}/dx`, x.shape);
    const { weight } = weightAndBias(parameters, name);
    graph.dispatch(
      depthwiseConv2dGradInput,
      `${name}/dx`,
      { ...g, inputActivation: inputActivations[0] ?? LINEAR, weights: weightType(weight) },
      { dy, weight, x, dx },
    );
    return [dx];
  },

  decompose: (o, graph, site) => {
    const g = geometry(o, site.input.shape);
    return decomposeSum(graph, { ...g, filters: g.channels * g.multiplier }, site);
  },

  multiplyAdds: (o, inputs) => {
    const [height, width] = slidOutput(slidingWindow(o), only(inputs));
    const [, , channels] = asMap(only(inputs));
    return height * width * channels * o.depthMultiplier * o.kernelSize[0] * o.kernelSize[1];
  },

  reference: {
    forward: (o, inputs, parameters) =>
      referenceActivate(o.activation, depthwiseReference(only(inputs), ...arrays(o, parameters))),
    backward: (o, inputs, parameters, dy) => {
      const x = only(inputs);
      const [weight, bias, window] = arrays(o, parameters);
      const sum = depthwiseReference(x, weight, bias, window);
      const { dx, dWeight, dBias } = depthwiseConv2dBackward(
        x,
        weight,
        referenceActivationGradient(o.activation, sum, dy),
        window,
      );
      return { inputs: [dx], parameters: { weight: dWeight, bias: dBias } };
    },
  },

  explain: {
    formula: (o, inputs) => {
      const sum = `Σ ${slidOperand(slidingWindow(o), only(inputs))} · weight[a,b,c,m]`;
      const k = `c·${o.depthMultiplier}+m`;
      return `y[i,j,${k}] = ${o.activation}(${o.useBias ? `bias[${k}] + ` : ''}${sum})`;
    },
    rule: 'sum',
    sliding: slidingWindow,
    windows: (o, inputs, index) => {
      const c = Math.floor((index[2] ?? 0) / o.depthMultiplier);
      return [slidWindow(slidingWindow(o), only(inputs), index, [c, c + 1])];
    },
    terms: (o, inputs, index) => {
      const k = index[2] ?? 0;
      const c = Math.floor(k / o.depthMultiplier);
      return taps(slidingWindow(o), only(inputs), index).map(({ ky, kx, iy, ix }) => ({
        input: 0,
        at: [iy, ix, c],
        factor: { parameter: 'weight', at: [ky, kx, c, k % o.depthMultiplier] },
      }));
    },
  },

  cases: [
    { title: '1×1 kernel on one pixel', options: { kernelSize: 1 }, inputs: [[1, 1, 1]], batch: 1 },
    { title: '3×3 valid', options: { kernelSize: 3 }, inputs: [[7, 6, 5]], batch: 2 },
    {
      title: '3×3 same, two kernels a channel, relu',
      options: { kernelSize: 3, padding: 'same', depthMultiplier: 2, activation: 'relu' },
      inputs: [[5, 9, 3]],
      batch: 2,
    },
    {
      title: 'stride 2, same, as in MobileNet',
      options: { kernelSize: 3, strides: 2, padding: 'same' },
      inputs: [[8, 6, 8]],
      batch: 2,
    },
    {
      title: 'stride larger than the kernel',
      options: { kernelSize: 2, strides: 3, useBias: false },
      inputs: [[11, 8, 2]],
      batch: 1,
    },
    {
      title: 'another size and stride a side, tanh',
      options: { kernelSize: [2, 5], strides: [1, 2], depthMultiplier: 3, activation: 'tanh' },
      inputs: [[5, 11, 2]],
      batch: 3,
    },
    {
      title: 'dilation 2',
      options: { kernelSize: 3, dilationRate: 2, padding: 'same' },
      inputs: [[7, 5, 4]],
      batch: 1,
    },
    {
      title: 'kernel larger than the input under same',
      options: { kernelSize: 5, padding: 'same', depthMultiplier: 2 },
      inputs: [[2, 3, 1]],
      batch: 2,
    },
  ],
});
