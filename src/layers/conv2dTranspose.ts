// Conv2DTranspose: the way back through a convolution. Each input pixel hands its value, times the kernel, to a window of the
// output, so that maps grow by the stride.
//
// x [N,H,W,C] · weight [KH,KW,K,C] + bias [K] → y [N,OH,OW,K]. Its forward pass is the input gradient of the convolution
// from y to x, its input gradient that convolution's forward pass, and its weight gradient that one's, with x and dy in
// each other's place; so are its kernels.
// Semantics: Keras 3, https://keras.io/api/layers/convolution_layers/convolution2d_transpose/

import type { Graph } from '../graph/graph';
import { sizeOf, type Shape, type Tensor } from '../graph/tensor';
import { LINEAR } from '../kernels/activation';
import { biasActivation, columnSplits, columnSums } from '../kernels/bias';
import type { Conv2dGeometry } from '../kernels/conv2d';
import {
  conv2dTransposeBackward,
  conv2dTransposeForward,
  type TransposedWindow,
} from '../reference/conv2dTranspose';
import type { NdArray } from '../reference/ndArray';
import { addPartials } from './shared/addPartials';
import { referenceActivate, referenceActivationGradient } from './shared/activated';
import { dispatchForward, dispatchGradInput, dispatchGradWeight } from './shared/convolution';
import { asMap, defineLayer, only, ShapeError, type Arrays, type Window } from './layer';
import {
  activation,
  boolean,
  initializer,
  integer,
  l1,
  l2,
  optionalPair,
  OptionError,
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
  /** Null: what makes the output `stride` times as large with `same`, and cover every window with `valid`. */
  outputPadding: { ...optionalPair({ min: 0 }), advanced: true },
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

type Sliding = Pick<Options, 'kernelSize' | 'strides' | 'padding' | 'outputPadding' | 'dilationRate'>;

/** Along one side: the length of the output, and how far the first window reaches before it. */
export function sideOf(
  o: Sliding,
  axis: 0 | 1,
  length: number,
): { readonly output: number; readonly pad: number } {
  const stride = o.strides[axis];
  const reach = (o.kernelSize[axis] - 1) * o.dilationRate[axis] + 1;
  const more = o.outputPadding?.[axis] ?? null;
  if (more !== null && more >= stride)
    throw new OptionError(
      `Conv2DTranspose: 'outputPadding' must be less than the stride ${stride}. Received ${more}`,
      'outputPadding',
      {
        ...{ code: 'badOption', where: 'Conv2DTranspose', option: 'outputPadding' },
        ...{ expected: { wants: 'range', min: 0, max: stride - 1 }, received: String(more) },
      },
    );
  const whole = (length - 1) * stride + reach;
  if (o.padding === 'valid') return { output: whole + (more ?? Math.max(stride - reach, 0)), pad: 0 };
  const output = more === null ? length * stride : (length - 1) * stride + (reach % 2) + more;
  return { output, pad: Math.floor(Math.max(whole - output, 0) / 2) };
}

/** @param input without the batch axis */
export function windowOf(o: Sliding, input: Shape): TransposedWindow {
  const [height, width] = asMap(input);
  const [rows, columns] = [sideOf(o, 0, height), sideOf(o, 1, width)];
  if (rows.output < 1 || columns.output < 1)
    throw new ShapeError(`nothing is left of an input of ${height}×${width}. Choose a larger stride`);
  return {
    output: [rows.output, columns.output],
    strides: o.strides,
    dilation: o.dilationRate,
    pad: [rows.pad, columns.pad],
  };
}

/** The convolution whose input gradient this is. @param input with the batch axis */
function geometry(o: Options, [batch = 1, ...map]: Shape): Conv2dGeometry {
  const { output, pad } = windowOf(o, map);
  const [height, width, channels] = asMap(map);
  return {
    ...{ batch, height: output[0], width: output[1], channels: o.filters },
    ...{ outputHeight: height, outputWidth: width, filters: channels },
    ...{ windowHeight: o.kernelSize[0], windowWidth: o.kernelSize[1] },
    ...{ strides: o.strides, dilation: o.dilationRate, padTop: pad[0], padLeft: pad[1] },
  };
}

function weightOf({ kernel }: Readonly<Record<string, Tensor>>, name: string): Tensor {
  if (kernel === undefined) throw new Error(`conv2dTranspose '${name}': has no weights yet`);
  return kernel;
}

function dispatchGradBias(graph: Graph, name: string, dy: Tensor, dBias: Tensor): void {
  const columns = sizeOf(dBias.shape);
  const rows = sizeOf(dy.shape) / columns;
  const splits = columnSplits(rows, columns);
  const partials = graph.tensor(`${name}/dBias partials`, [splits, columns]);
  graph.dispatch(columnSums, `${name}/dBias partials`, { rows, columns, splits }, { a: dy, partials });
  addPartials(graph, `${name}/dBias`, partials, dBias);
}

function arrays(o: Options, { kernel, bias }: Arrays): [weight: NdArray, bias: NdArray | null] {
  if (kernel === undefined) throw new Error('conv2dTranspose: the reference needs a weight');
  return [kernel, o.useBias && bias !== undefined ? bias : null];
}

/** The input rows (axis 0) or columns (axis 1) whose windows meet output `position`, and the taps by which they do. */
function metBy(o: Options, input: Shape, position: number, axis: 0 | 1): { at: number; tap: number }[] {
  const { pad, strides, dilation } = windowOf(o, input);
  return Array.from({ length: o.kernelSize[axis] }, (_, tap) => ({
    tap,
    at: (position + pad[axis] - tap * dilation[axis]) / strides[axis],
  })).filter(({ at }) => Number.isInteger(at) && at >= 0 && at < (input[axis] ?? 1));
}

export const conv2dTranspose = defineLayer({
  kind: 'conv2dTranspose',
  className: 'Conv2DTranspose',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: true,
  fusesInputActivation: false,

  outputShape: (o, inputs) => [...windowOf(o, only(inputs)).output, o.filters],

  parameters: (o, inputs) => {
    const [, , channels] = asMap(only(inputs));
    const [kh, kw] = o.kernelSize;
    // Counted as in Keras, from the shape [KH, KW, K, C].
    const fan = { fanIn: kh * kw * o.filters, fanOut: kh * kw * channels, trained: true };
    const kernel = {
      ...{ name: 'kernel', shape: [kh, kw, o.filters, channels], ...fan },
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
    const shape = [g.batch, g.height, g.width, g.channels];
    const [sum, y] = [graph.tensor(`${name}/sum`, shape), graph.tensor(`${name}/y`, shape)];
    const weight = weightOf(parameters, name);
    // The kernel could undo an activation, which it would take from here: nothing is read where there is none.
    const unread = y;
    dispatchGradInput(
      graph,
      `${name}/sum`,
      { ...g, inputActivation: LINEAR, weights: 'f32' },
      { dy: x, weight, x: unread, dx: sum },
    );
    graph.dispatch(
      biasActivation,
      `${name}/forward`,
      { size: sizeOf(shape), channels: o.filters, useBias: o.useBias, activation: fused },
      { sum, bias: parameters.bias ?? weight, y },
    );
    return { y };
  },

  backward: (o, graph, { name, inputs, parameters, dy, gradients, wanted }) => {
    const x = only(inputs);
    const g = geometry(o, x.shape);
    if (gradients.kernel !== undefined)
      dispatchGradWeight(graph, name, g, { x: dy, dy: x, dWeight: gradients.kernel, dBias: null });
    if (gradients.bias !== undefined) dispatchGradBias(graph, name, dy, gradients.bias);
    if (wanted[0] !== true) return [null];
    const dx = graph.tensor(`${name}/dx`, x.shape);
    const weight = weightOf(parameters, name);
    dispatchForward(
      graph,
      `${name}/dx`,
      { ...g, useBias: false, activation: LINEAR, weights: 'f32' },
      { x: dy, weight, bias: weight, y: dx },
    );
    return [dx];
  },

  multiplyAdds: (o, inputs) => sizeOf(only(inputs)) * o.kernelSize[0] * o.kernelSize[1] * o.filters,

  reference: {
    forward: (o, inputs, parameters) => {
      const x = only(inputs);
      const window = windowOf(o, x.shape.slice(1));
      return referenceActivate(o.activation, conv2dTransposeForward(x, ...arrays(o, parameters), window));
    },
    backward: (o, inputs, parameters, dy) => {
      const x = only(inputs);
      const [weight, bias] = arrays(o, parameters);
      const window = windowOf(o, x.shape.slice(1));
      const sum = conv2dTransposeForward(x, weight, bias, window);
      const dSum = referenceActivationGradient(o.activation, sum, dy);
      const { dx, dWeight, dBias } = conv2dTransposeBackward(x, weight, dSum, window);
      return { inputs: [dx], parameters: { kernel: dWeight, bias: dBias } };
    },
  },

  explain: {
    formula: (o, inputs) => {
      const { pad, strides, dilation } = windowOf(o, only(inputs));
      const place = (at: string, tap: string, axis: 0 | 1): string =>
        `${at}·${strides[axis]} + ${tap}·${dilation[axis]}${pad[axis] === 0 ? '' : ` − ${pad[axis]}`}`;
      const sum = `Σ x[p,q,c] · kernel[a,b,k,c]`;
      return (
        `y[i,j,k] = ${o.activation}(${o.useBias ? 'bias[k] + ' : ''}${sum}), ` +
        `i = ${place('p', 'a', 0)}, j = ${place('q', 'b', 1)}`
      );
    },
    rule: 'sum',
    windows: (o, inputs, [oy = 0, ox = 0]) => {
      const input = only(inputs);
      const sides = [metBy(o, input, oy, 0), metBy(o, input, ox, 1)].map((met) => met.map(({ at }) => at));
      if (sides.some(({ length }) => length === 0)) return [];
      const [start, last] = [
        sides.map((places) => Math.min(...places)),
        sides.map((places) => Math.max(...places)),
      ];
      const every = sides.map((places, axis) =>
        places.length === 1 ? 1 : ((last[axis] ?? 0) - (start[axis] ?? 0)) / (places.length - 1),
      );
      return [
        {
          input: 0,
          start: [...start, 0],
          end: [...last.map((place) => place + 1), asMap(input)[2]],
          every: [...every, 1],
        } satisfies Window,
      ];
    },
    terms: (o, inputs, [oy = 0, ox = 0, k = 0]) => {
      const input = only(inputs);
      const columns = metBy(o, input, ox, 1);
      return metBy(o, input, oy, 0).flatMap((row) =>
        columns.flatMap((column) =>
          Array.from({ length: asMap(input)[2] }, (_, c) => ({
            input: 0,
            at: [row.at, column.at, c],
            factor: { parameter: 'kernel', at: [row.tap, column.tap, k, c] },
          })),
        ),
      );
    },
  },

  cases: [
    {
      title: 'one pixel becomes a kernel',
      options: { filters: 1, kernelSize: 3 },
      inputs: [[1, 1, 1]],
      batch: 1,
    },
    { title: '3×3 valid', options: { filters: 5, kernelSize: 3 }, inputs: [[4, 3, 2]], batch: 2 },
    {
      title: 'twice as large, same, relu',
      options: { filters: 4, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' },
      inputs: [[5, 4, 3]],
      batch: 3,
    },
    {
      title: '4×4 by 2, same, as in a decoder, no bias',
      options: { filters: 9, kernelSize: 4, strides: 2, padding: 'same', useBias: false },
      inputs: [[3, 5, 8]],
      batch: 2,
    },
    {
      title: 'stride larger than the kernel: some places get the bias only',
      options: { filters: 3, kernelSize: 2, strides: 3 },
      inputs: [[3, 2, 2]],
      batch: 1,
    },
    {
      title: 'same, stride larger than the kernel, tanh',
      options: { filters: 2, kernelSize: [1, 2], strides: [2, 3], padding: 'same', activation: 'tanh' },
      inputs: [[3, 4, 2]],
      batch: 2,
    },
    {
      title: 'output padding, valid',
      options: { filters: 3, kernelSize: [3, 2], strides: [2, 3], outputPadding: [1, 2] },
      inputs: [[3, 4, 2]],
      batch: 2,
    },
    {
      title: 'output padding, same',
      options: { filters: 3, kernelSize: [5, 3], strides: [3, 2], padding: 'same', outputPadding: [2, 0] },
      inputs: [[3, 4, 2]],
      batch: 1,
    },
    {
      title: 'dilation 2',
      options: { filters: 7, kernelSize: 3, dilationRate: 2, padding: 'same' },
      inputs: [[6, 5, 3]],
      batch: 2,
    },
  ],
});
