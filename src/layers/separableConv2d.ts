// SeparableConv2D: a convolution in two steps, each with far fewer weights. The first filters every channel separately, the
// second mixes the channels of each pixel.
//
// x [N,H,W,C] · depthwiseKernel [KH,KW,C,M] → [N,OH,OW,C·M] · pointwiseKernel [1,1,C·M,K] + bias [K] → y [N,OH,OW,K]
// It is DepthwiseConv2D without bias and a Conv2D of 1×1, and runs as these two.
// Semantics: Keras 3, https://keras.io/api/layers/convolution_layers/separable_convolution2d/
// Source: Chollet 2017, "Xception", arXiv:1610.02357

import { LINEAR } from '../kernels/activation';
import { conv2d, type Options as PointwiseOptions } from './conv2d';
import { depthwiseConv2d, type Options as DepthwiseOptions } from './depthwiseConv2d';
import { asMap, defineLayer, only, type Arrays, type ParameterSpec, type Reference } from './layer';
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
import { slidingWindow, slidOperand, slidOutput, slidWindow } from './shared/sliding';

const options = {
  filters: integer({ usual: [1, 32], suggested: 8 }),
  kernelSize: windowSide(),
  strides: steps(),
  padding: padding(),
  dilationRate: steps(),
  depthMultiplier: integer({ default: 1, usual: [1, 4] }),
  activation: activation(),
  useBias: boolean(true),
  depthwiseInitializer: initializer('glorotUniform'),
  pointwiseInitializer: initializer('glorotUniform'),
  biasInitializer: initializer('zeros'),
  depthwiseL2: l2(),
  depthwiseL1: l1(),
  pointwiseL2: l2(),
  pointwiseL1: l1(),
  biasL2: l2(),
  biasL1: l1(),
};
type Options = Resolved<typeof options>;

/** The first step. */
const depthwiseOf = (o: Options): DepthwiseOptions => ({
  ...o,
  activation: 'linear',
  useBias: false,
});

/** The second step. */
const pointwiseOf = (o: Options): PointwiseOptions => ({
  ...o,
  kernelSize: [1, 1],
  strides: [1, 1],
  padding: 'valid',
  dilationRate: [1, 1],
  kernelInitializer: o.pointwiseInitializer,
  kernelL2: o.pointwiseL2,
  kernelL1: o.pointwiseL1,
});

/** Of each step's own parameters, as that layer calls them. */
const depthwiseIn = <T>({ depthwiseKernel }: Readonly<Record<string, T>>): Record<string, T> =>
  depthwiseKernel === undefined ? {} : { weight: depthwiseKernel };
const pointwiseIn = <T>({ pointwiseKernel, bias }: Readonly<Record<string, T>>): Record<string, T> => ({
  ...(pointwiseKernel !== undefined && { weight: pointwiseKernel }),
  ...(bias !== undefined && { bias }),
});

const between = (o: Options, input: readonly number[]): readonly number[] =>
  depthwiseConv2d.outputShape(depthwiseOf(o), [input]);

const reference: Reference<Options> = {
  forward: (o, inputs, parameters, mode) => {
    const middle = depthwiseConv2d.reference.forward(depthwiseOf(o), inputs, depthwiseIn(parameters), mode);
    return conv2d.reference.forward(pointwiseOf(o), [middle], pointwiseIn(parameters), mode);
  },
  backward: (o, inputs, parameters, dy, mode) => {
    const [first, second] = [depthwiseOf(o), pointwiseOf(o)];
    const [depthwise, pointwise] = [depthwiseIn(parameters), pointwiseIn(parameters)];
    const middle = depthwiseConv2d.reference.forward(first, inputs, depthwise, mode);
    const after = conv2d.reference.backward(second, [middle], pointwise, dy, mode);
    const before = depthwiseConv2d.reference.backward(first, inputs, depthwise, only(after.inputs), mode);
    const { weight: pointwiseKernel, ...bias } = after.parameters;
    const gradients: Arrays = {
      ...bias,
      ...(before.parameters.weight && { depthwiseKernel: before.parameters.weight }),
      ...(pointwiseKernel && { pointwiseKernel }),
    };
    return { inputs: before.inputs, parameters: gradients };
  },
};

export const separableConv2d = defineLayer({
  kind: 'separableConv2d',
  className: 'SeparableConv2D',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: true,
  fusesInputActivation: true,

  outputShape: (o, inputs) => [...slidOutput(slidingWindow(o), only(inputs)), o.filters],

  parameters: (o, inputs) => {
    const renamed = (specs: readonly ParameterSpec[], name: string): ParameterSpec[] =>
      specs.map((spec) => (spec.name === 'weight' ? { ...spec, name } : spec));
    return [
      ...renamed(depthwiseConv2d.parameters(depthwiseOf(o), inputs), 'depthwiseKernel'),
      ...renamed(conv2d.parameters(pointwiseOf(o), [between(o, only(inputs))]), 'pointwiseKernel'),
    ];
  },

  forward: (o, graph, site) => {
    const { y: middle } = depthwiseConv2d.forward(depthwiseOf(o), graph, {
      ...site,
      name: `${site.name}/depthwise`,
      parameters: depthwiseIn(site.parameters),
      activation: LINEAR,
    });
    const parameters = pointwiseIn(site.parameters);
    const { y } = conv2d.forward(pointwiseOf(o), graph, { ...site, inputs: [middle], parameters });
    return { y, saved: { middle } };
  },

  backward: (o, graph, site) => {
    const { middle } = site.saved;
    if (middle === undefined) throw new Error(`separableConv2d '${site.name}': its first step was not kept`);
    const [dMiddle] = conv2d.backward(pointwiseOf(o), graph, {
      ...site,
      inputs: [middle],
      parameters: pointwiseIn(site.parameters),
      gradients: pointwiseIn(site.gradients),
      wanted: [true],
      inputActivations: [LINEAR],
    });
    if (!dMiddle) throw new Error(`separableConv2d '${site.name}': its second step gave no gradient`);
    return depthwiseConv2d.backward(depthwiseOf(o), graph, {
      ...site,
      name: `${site.name}/depthwise`,
      parameters: depthwiseIn(site.parameters),
      gradients: depthwiseIn(site.gradients),
      y: middle,
      dy: dMiddle,
    });
  },

  multiplyAdds: (o, inputs) =>
    depthwiseConv2d.multiplyAdds(depthwiseOf(o), inputs) +
    conv2d.multiplyAdds(pointwiseOf(o), [between(o, only(inputs))]),

  reference,

  explain: {
    formula: (o, inputs) => {
      const first = `z[i,j,c·${o.depthMultiplier}+m] = Σ ${slidOperand(slidingWindow(o), only(inputs))} · depthwiseKernel[a,b,c,m]`;
      const bias = o.useBias ? 'bias[k] + ' : '';
      return `y[i,j,k] = ${o.activation}(${bias}Σ z[i,j,d] · pointwiseKernel[0,0,d,k]), ${first}`;
    },
    rule: 'other',
    windows: (o, inputs, index) => [
      slidWindow(slidingWindow(o), only(inputs), index, [0, asMap(only(inputs))[2]]),
    ],
    terms: () => [],
  },

  cases: [
    { title: 'one pixel', options: { filters: 1, kernelSize: 1 }, inputs: [[1, 1, 1]], batch: 1 },
    { title: '3×3 valid', options: { filters: 5, kernelSize: 3 }, inputs: [[7, 6, 3]], batch: 2 },
    {
      title: 'same, two kernels a channel, relu',
      options: { filters: 9, kernelSize: 3, padding: 'same', depthMultiplier: 2, activation: 'relu' },
      inputs: [[5, 4, 3]],
      batch: 2,
    },
    {
      title: 'stride 2, no bias',
      options: { filters: 4, kernelSize: [3, 2], strides: 2, padding: 'same', useBias: false },
      inputs: [[8, 7, 4]],
      batch: 3,
    },
    {
      title: 'dilation 2, tanh',
      options: { filters: 3, kernelSize: 3, dilationRate: 2, activation: 'tanh' },
      inputs: [[7, 8, 2]],
      batch: 1,
    },
  ],
});
