// Conv2D with groups: channels and filters are dealt out to groups in order, and the filters of a group see its channels only.
// With G groups it has 1/G of the weights and products of a Conv2D. Keras has it as an argument of Conv2D; a convolution of one
// group is conv2d.ts.
//
// x [N,H,W,C] · kernel [KH,KW,C/G,K] + bias [K] → y [N,OH,OW,K]
// Semantics: Keras 3, https://keras.io/api/layers/convolution_layers/convolution2d/ (groups)
// Source: Krizhevsky et al. 2012 (two graphics cards); Xie et al. 2017, "ResNeXt", arXiv:1611.05431

import type { Shape, Tensor } from '../graph/tensor';
import { LINEAR } from '../kernels/activation';
import { sumPartials } from '../kernels/conv2d';
import {
  groupedConv2dForward,
  groupedConv2dGradInput,
  groupedConv2dGradWeight,
  groupedGradientSplits,
  groupedWeights,
  type GroupedGeometry,
} from '../kernels/groupedConv2d';
import { groupedConv2dBackward, groupedConv2dForward as groupedReference } from '../reference/groupedConv2d';
import type { NdArray } from '../reference/ndArray';
import { referenceActivate, referenceActivationGradient } from './shared/activated';
import { slidingWindow, slidOperand, slidOutput, slidWindow, taps, windowGeometry } from './shared/sliding';
import { asMap, defineLayer, only, ShapeError, type Arrays } from './layer';
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

const options = {
  filters: integer({ usual: [1, 32], suggested: 8 }),
  kernelSize: windowSide(),
  strides: steps(),
  padding: padding(),
  dilationRate: steps(),
  groups: integer({ min: 2, usual: [2, 8], suggested: 2 }),
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

/** Channels and filters of one group. @param input without the batch axis */
function groupOf({ groups, filters }: Options, input: Shape): { channels: number; filters: number } {
  const [, , channels] = asMap(input);
  if (channels % groups !== 0 || filters % groups !== 0)
    throw new ShapeError(
      `'groups' must divide the ${channels} channels of the input and the ${filters} filters. Received ${groups}`,
      { why: 'groups', groups, of: channels % groups === 0 ? filters : channels },
    );
  return { channels: channels / groups, filters: filters / groups };
}

/** @param input with the batch axis */
function geometry(o: Options, input: Shape): GroupedGeometry {
  return { ...windowGeometry(slidingWindow(o), input), filters: o.filters, groups: o.groups };
}

function weightOf({ kernel }: Readonly<Record<string, Tensor>>, name: string): Tensor {
  if (kernel === undefined) throw new Error(`groupedConv2d '${name}': has no weights yet`);
  return kernel;
}

function arrays(o: Options, { kernel, bias }: Arrays): [weight: NdArray, bias: NdArray | null] {
  if (kernel === undefined) throw new Error('groupedConv2d: the reference needs a weight');
  return [kernel, o.useBias && bias !== undefined ? bias : null];
}

/** The channels that output channel k reads, [from, to). */
function channelsOf(o: Options, input: Shape, k: number): readonly [number, number] {
  const { channels, filters } = groupOf(o, input);
  const first = Math.floor(k / filters) * channels;
  return [first, first + channels];
}

export const groupedConv2d = defineLayer({
  kind: 'groupedConv2d',
  className: 'GroupedConv2D',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: true,
  fusesInputActivation: true,

  outputShape: (o, inputs) => {
    groupOf(o, only(inputs));
    return [...slidOutput(slidingWindow(o), only(inputs)), o.filters];
  },

  parameters: (o, inputs) => {
    const { channels } = groupOf(o, only(inputs));
    const [kh, kw] = o.kernelSize;
    // Counted as in Keras, from the shape [KH, KW, C/G, K].
    const fan = { fanIn: kh * kw * channels, fanOut: kh * kw * o.filters, trained: true };
    const kernel = {
      ...{ name: 'kernel', shape: [kh, kw, channels, o.filters], ...fan },
      ...{ initializer: o.kernelInitializer, l2: o.kernelL2, l1: o.kernelL1 },
    };
    const bias = {
      ...{ name: 'bias', shape: [o.filters], ...fan },
      ...{ initializer: o.biasInitializer, l2: o.biasL2, l1: o.biasL1 },
    };
    return o.useBias ? [kernel, bias] : [kernel];
  },

  forward: (o, graph, { name, inputs, parameters, activation: fused }) => {
    const x = only(inputs);
    const g = geometry(o, x.shape);
    const y = graph.tensor(`${name}/y`, [g.batch, g.outputHeight, g.outputWidth, g.filters]);
    const weight = weightOf(parameters, name);
    graph.dispatch(
      groupedConv2dForward,
      `${name}/forward`,
      { ...g, useBias: o.useBias, activation: fused },
      { x, weight, bias: parameters.bias ?? weight, y },
    );
    return { y };
  },

  backward: (o, graph, { name, inputs, parameters, dy, gradients, wanted, inputActivations }) => {
    const x = only(inputs);
    const g = geometry(o, x.shape);
    if (gradients.kernel !== undefined) {
      const splits = groupedGradientSplits(g);
      const weights = groupedWeights(g);
      const partials = graph.tensor(`${name}/dWeight partials`, [splits, weights + g.filters]);
      graph.dispatch(
        groupedConv2dGradWeight,
        `${name}/dWeight partials`,
        { ...g, splits },
        { x, dy, partials },
      );
      const dBias = gradients.bias ?? graph.tensor(`${name}/no bias`, [1]);
      graph.dispatch(
        sumPartials,
        `${name}/dWeight`,
        { weights, biases: g.filters, splits, useBias: o.useBias },
        { partials, dWeight: gradients.kernel, dBias },
      );
    }
    if (wanted[0] !== true) return [null];
    const dx = graph.tensor(`${name}/dx`, x.shape);
    graph.dispatch(
      groupedConv2dGradInput,
      `${name}/dx`,
      { ...g, inputActivation: inputActivations[0] ?? LINEAR },
      { dy, weight: weightOf(parameters, name), x, dx },
    );
    return [dx];
  },

  multiplyAdds: (o, inputs) => {
    const [height, width] = slidOutput(slidingWindow(o), only(inputs));
    const { channels } = groupOf(o, only(inputs));
    return height * width * o.filters * o.kernelSize[0] * o.kernelSize[1] * channels;
  },

  reference: {
    forward: (o, inputs, parameters) => {
      const [weight, bias] = arrays(o, parameters);
      const sum = groupedReference(only(inputs), weight, bias, slidingWindow(o), o.groups);
      return referenceActivate(o.activation, sum);
    },
    backward: (o, inputs, parameters, dy) => {
      const x = only(inputs);
      const [weight, bias] = arrays(o, parameters);
      const sum = groupedReference(x, weight, bias, slidingWindow(o), o.groups);
      const dSum = referenceActivationGradient(o.activation, sum, dy);
      const { dx, dWeight, dBias } = groupedConv2dBackward(x, weight, dSum, slidingWindow(o), o.groups);
      return { inputs: [dx], parameters: { kernel: dWeight, bias: dBias } };
    },
  },

  explain: {
    formula: (o, inputs) => {
      const { channels, filters } = groupOf(o, only(inputs));
      const operand = slidOperand(slidingWindow(o), only(inputs)).replace(
        'c]',
        `⌊k/${filters}⌋·${channels}+c]`,
      );
      return `y[i,j,k] = ${o.activation}(${o.useBias ? 'bias[k] + ' : ''}Σ ${operand} · kernel[a,b,c,k])`;
    },
    rule: 'sum',
    sliding: slidingWindow,
    windows: (o, inputs, index) => {
      const input = only(inputs);
      return [slidWindow(slidingWindow(o), input, index, channelsOf(o, input, index[2] ?? 0))];
    },
    terms: (o, inputs, index) => {
      const input = only(inputs);
      const k = index[2] ?? 0;
      const [first, end] = channelsOf(o, input, k);
      return taps(slidingWindow(o), input, index).flatMap(({ ky, kx, iy, ix }) =>
        Array.from({ length: end - first }, (_, c) => ({
          input: 0,
          at: [iy, ix, first + c],
          factor: { parameter: 'kernel', at: [ky, kx, c, k] },
        })),
      );
    },
  },

  cases: [
    { title: 'one pixel', options: { filters: 2, kernelSize: 1, groups: 2 }, inputs: [[1, 1, 2]], batch: 1 },
    { title: 'two groups', options: { filters: 6, kernelSize: 3, groups: 2 }, inputs: [[7, 6, 4]], batch: 2 },
    {
      title: 'a channel each, same, relu',
      options: { filters: 6, kernelSize: 3, groups: 3, padding: 'same', activation: 'relu' },
      inputs: [[5, 4, 3]],
      batch: 3,
    },
    {
      title: 'a filter each, stride 2, no bias',
      options: { filters: 4, kernelSize: [2, 3], groups: 4, strides: 2, padding: 'same', useBias: false },
      inputs: [[8, 7, 8]],
      batch: 2,
    },
    {
      title: 'dilation 2, tanh',
      options: { filters: 10, kernelSize: 3, groups: 2, dilationRate: [2, 1], activation: 'tanh' },
      inputs: [[7, 5, 6]],
      batch: 1,
    },
  ],
});
