// What each kind of layer becomes in ONNX: a chain of nodes, and the layout of maps that it reads.
//
// ONNX convolves and pools with channels first. A layer says whether it needs that, needs the plain order (a flatten,
// whose numbers must come row by row with channels last), or takes what there is. Weights keep their numbers; only
// their axes are turned.
// Source: https://onnx.ai/onnx/operators/, opset 17

import { TensorProto_DataType } from 'onnx-buf';
import { sizeOf, type Shape } from '../../graph/tensor';
import type { ActivationChoice } from '../../kernels/activation';
import { activationChoice } from '../../layers/shared/activated';
import { isOfRow, type LayerActivation, type Resolved } from '../../layers/options';
import type { LAYERS, LayerKind } from '../../layers/all';
import { windowOf } from '../../layers/conv2dTranspose';
import { plainReLU } from '../../layers/reLU';
import { poolWindow } from '../../layers/shared/pooling';
import { sharesOf } from '../../layers/shared/resampling';
import { lists } from '../../layers/shared/rescaling';
import { paddingAround, slidingWindow } from '../../layers/shared/sliding';
import type { NetworkLayer } from '../../models/network';
import type { Attributes } from './attributes';
import type { GraphWriter, Step } from './graphWriter';
import { permute } from '../permute';

/** `first`: batch, channels, rows, columns. `plain`: as Convscope has it, channels last. */
export type Layout = 'first' | 'plain';

export interface Site<Options> {
  readonly options: Options;
  readonly layer: NetworkLayer;
  readonly graph: GraphWriter;
  /** In which its inputs lie already. */
  readonly held: Layout;
  /** The numbers of a parameter. */
  weight(name: string): Float32Array;
}

export interface Written {
  readonly reads: Layout;
  /** Absent: as it reads. */
  readonly makes?: Layout;
  /** None: the layer gives what it reads. */
  readonly steps: readonly Step[];
  /**
   * The axes of the result with the batch, where inputs of fewer axes get some of length 1 after the batch. An operator of
   * two takes several inputs one after the other.
   */
  readonly merges?: {
    readonly rank: number;
    readonly isOfTwo: boolean;
    /** What is done to the second input before. */
    readonly second?: Step;
  };
}

type OptionsOf<Kind extends LayerKind> = Resolved<(typeof LAYERS)[Kind]['options']>;
type Window = Parameters<typeof paddingAround>[0];

/** A kind that is not named here cannot be written. */
const WRITERS: { readonly [Kind in LayerKind]?: (site: Site<OptionsOf<Kind>>) => Written } = {
  conv2d: (site) => {
    const { options: o, layer } = site;
    const window = slidingWindow(o);
    const weight = turnedWeight(site, [3, 2, 0, 1]);
    const convolution = {
      op: 'Conv',
      constants: [weight, ...biasOf(site, o.useBias)],
      attributes: { ...slide(window, only(layer)), dilations: { ints: o.dilationRate }, group: { i: 1 } },
    };
    return { reads: 'first', steps: [convolution, ...activate(site, o.activation, 'first')] };
  },

  depthwiseConv2d: (site) => {
    const { options: o, layer } = site;
    const window = slidingWindow(o);
    const [kh, kw] = o.kernelSize;
    const channels = only(layer)[2] ?? 1;
    // [KH,KW,C,M] → [C,M,KH,KW], counted as [C·M,1,KH,KW]: channel c·M + m, as the layer has it.
    const weight = turnedWeight(site, [2, 3, 0, 1], { counted: [channels * o.depthMultiplier, 1, kh, kw] });
    const convolution = {
      op: 'Conv',
      constants: [weight, ...biasOf(site, o.useBias)],
      attributes: {
        ...slide(window, only(layer)),
        dilations: { ints: o.dilationRate },
        group: { i: channels },
      },
    };
    return { reads: 'first', steps: [convolution, ...activate(site, o.activation, 'first')] };
  },

  dense: (site) => {
    const { options: o, layer } = site;
    const [weight] = layer.uses;
    const constants = [
      site.graph.floats(`${layer.owner}/weight`, weight?.shape ?? [], site.weight('weight')),
    ];
    const bias = biasOf(site, o.useBias);
    const steps: readonly Step[] =
      only(layer).length === 1
        ? [{ op: 'Gemm', constants: [...constants, ...bias] }]
        : [{ op: 'MatMul', constants }, ...(bias.length === 0 ? [] : [{ op: 'Add', constants: bias }])];
    return { reads: 'plain', steps: [...steps, ...activate(site, o.activation, 'plain')] };
  },

  embedding: (site) => {
    const { options: o, layer, graph } = site;
    const table = graph.floats(`${layer.owner}/weight`, [o.inputDim, o.outputDim], site.weight('weight'));
    const whole = { op: 'Cast', attributes: { to: { i: TensorProto_DataType.INT64 } } };
    return { reads: 'plain', steps: [whole, { op: 'Gather', first: [table] }] };
  },

  maxPooling2d: ({ options, layer }) => ({
    reads: 'first',
    steps: [{ op: 'MaxPool', attributes: slide(poolWindow(options), only(layer)) }],
  }),

  // The part of a window that lies in the border is not counted.
  averagePooling2d: ({ options, layer }) => ({
    reads: 'first',
    steps: [
      {
        op: 'AveragePool',
        attributes: { ...slide(poolWindow(options), only(layer)), count_include_pad: { i: 0 } },
      },
    ],
  }),

  globalAveragePooling2d: ({ options }) => globalPool('GlobalAveragePool', options.keepdims),
  globalMaxPooling2d: ({ options }) => globalPool('GlobalMaxPool', options.keepdims),

  zeroPadding2d: ({ options: { padding }, layer, graph, held }) => {
    const [[top, bottom], [left, right]] = padding;
    const before = held === 'first' ? [0, 0, top, left] : [0, top, left, 0];
    const after = held === 'first' ? [0, 0, bottom, right] : [0, bottom, right, 0];
    const constants = [graph.integers(`${layer.name}/pads`, [...before, ...after])];
    return { reads: held, steps: [{ op: 'Pad', constants, attributes: { mode: { s: 'constant' } } }] };
  },

  flatten: () => ({ reads: 'plain', steps: [{ op: 'Flatten', attributes: { axis: { i: 1 } } }] }),

  // 0: as the input has it, which is the batch.
  reshape: ({ layer, graph }) => ({
    reads: 'plain',
    steps: [{ op: 'Reshape', constants: [graph.integers(`${layer.name}/shape`, [0, ...layer.outputShape])] }],
  }),

  batchNormalization: (site) => {
    const { options: o, layer, graph } = site;
    const channels = only(layer).at(-1) ?? 1;
    const given = new Set(layer.uses.map(({ name }) => name));
    const constants = (
      [
        ['gamma', 1],
        ['beta', 0],
        ['movingMean', 0],
        ['movingVariance', 1],
      ] as const
    ).map(([name, neutral]) =>
      graph.floats(
        `${layer.owner}/${name}`,
        [channels],
        given.has(name) ? site.weight(name) : new Float32Array(channels).fill(neutral),
      ),
    );
    const attributes = { epsilon: { f: o.epsilon }, momentum: { f: o.momentum } };
    return { reads: 'first', steps: [{ op: 'BatchNormalization', constants, attributes }] };
  },

  // ONNX divides alpha by the size of the window, and runtimes take maps only.
  localResponseNormalization: ({ options: o, layer, graph }) => {
    const shape = only(layer);
    const places = shape.slice(0, -1);
    const channels = shape.at(-1) ?? 1;
    const size = 2 * o.depthRadius + 1;
    const attributes = {
      size: { i: size },
      alpha: { f: o.alpha * size },
      beta: { f: o.beta },
      bias: { f: o.bias },
    };
    const counted = (name: string, lengths: Shape): Step => ({
      op: 'Reshape',
      constants: [graph.integers(`${layer.name}/${name}`, [0, channels, ...lengths])],
    });
    const normalization = { op: 'LRN', attributes };
    if (shape.length === 3) return { reads: 'first', steps: [normalization] };
    const asMap = counted('as map', [sizeOf(places), 1]);
    return { reads: 'first', steps: [asMap, normalization, counted('as before', places)] };
  },

  dropout: ({ held }) => ({ reads: held, steps: [] }),

  activation: (site) => ({
    reads: site.held,
    steps: activate(site, site.options.activation, site.held),
  }),

  // Options that act together: what is above the threshold, and the slope times what is missing to it.
  reLU: (site) => {
    const { options, layer, graph, held } = site;
    const plain = plainReLU(options);
    if (plain !== null) return { reads: held, steps: apply(site, plain) };
    const { maxValue, negativeSlope, threshold } = options;
    const number = (name: string, value: number): string =>
      graph.floats(`${layer.name}/${name}`, [], Float32Array.of(value));
    const above = { op: 'ThresholdedRelu', attributes: { alpha: { f: threshold } } };
    const bounded: readonly Step[] =
      maxValue === null ? [] : [{ op: 'Clip', constants: ['', number('bound', maxValue)] }];
    if (negativeSlope === 0) return { reads: held, steps: [above, ...bounded] };
    const below: readonly Step[] = [
      { op: 'Mul', constants: [number('turned', -1)] },
      { op: 'Add', constants: [number('threshold', threshold)] },
      { op: 'Relu' },
      { op: 'Mul', constants: [number('slope', -negativeSlope)] },
    ];
    const sum = { op: 'Add', again: bounded.length + 1 };
    return { reads: held, steps: [...below, { ...above, instead: 4 }, ...bounded, sum] };
  },

  leakyReLU: (site) => ({
    reads: site.held,
    steps: apply(site, { kind: 'leakyRelu', alpha: site.options.alpha }),
  }),

  prelu: (site) => {
    const { layer, graph } = site;
    const [alpha] = layer.uses;
    const slopes = graph.floats(`${layer.owner}/alpha`, alpha?.shape ?? [], site.weight('alpha'));
    return { reads: 'plain', steps: [{ op: 'PRelu', constants: [slopes] }] };
  },

  conv2dTranspose: (site) => {
    const { options: o, layer } = site;
    const { output, pad } = windowOf(o, only(layer));
    /** What windows reach beyond the output, and the output beyond them. */
    const beyond = ([0, 1] as const).map(
      (axis) =>
        ((only(layer)[axis] ?? 1) - 1) * o.strides[axis] +
        (o.kernelSize[axis] - 1) * o.dilationRate[axis] +
        1 -
        pad[axis] -
        output[axis],
    );
    const attributes = {
      kernel_shape: { ints: o.kernelSize },
      strides: { ints: o.strides },
      dilations: { ints: o.dilationRate },
      pads: { ints: [...pad, ...beyond.map((more) => Math.max(more, 0))] },
      output_padding: { ints: beyond.map((more) => Math.max(-more, 0)) },
    };
    const weight = turnedWeight(site, [3, 2, 0, 1], { name: 'kernel' });
    const transposed = { op: 'ConvTranspose', constants: [weight, ...biasOf(site, o.useBias)], attributes };
    return { reads: 'first', steps: [transposed, ...activate(site, o.activation, 'first')] };
  },

  separableConv2d: (site) => {
    const { options: o, layer } = site;
    const window = slidingWindow(o);
    const channels = only(layer)[2] ?? 1;
    const counted = [channels * o.depthMultiplier, 1, ...o.kernelSize];
    const depthwise = {
      op: 'Conv',
      constants: [turnedWeight(site, [2, 3, 0, 1], { name: 'depthwiseKernel', counted })],
      attributes: {
        ...slide(window, only(layer)),
        dilations: { ints: o.dilationRate },
        group: { i: channels },
      },
    };
    const weight = turnedWeight(site, [3, 2, 0, 1], { name: 'pointwiseKernel' });
    const pointwise = {
      op: 'Conv',
      constants: [weight, ...biasOf(site, o.useBias)],
      attributes: { kernel_shape: { ints: [1, 1] } },
    };
    return { reads: 'first', steps: [depthwise, pointwise, ...activate(site, o.activation, 'first')] };
  },

  groupedConv2d: (site) => {
    const { options: o, layer } = site;
    const window = slidingWindow(o);
    const convolution = {
      op: 'Conv',
      constants: [turnedWeight(site, [3, 2, 0, 1], { name: 'kernel' }), ...biasOf(site, o.useBias)],
      attributes: {
        ...slide(window, only(layer)),
        dilations: { ints: o.dilationRate },
        group: { i: o.groups },
      },
    };
    return { reads: 'first', steps: [convolution, ...activate(site, o.activation, 'first')] };
  },

  layerNormalization: (site) => {
    const { options: o, layer, graph } = site;
    const shape = only(layer).slice(-o.axis.length);
    const gamma = o.scale ? site.weight('gamma') : new Float32Array(sizeOf(shape)).fill(1);
    const constants = [
      graph.floats(`${layer.owner}/gamma`, shape, gamma),
      ...(o.center ? [graph.floats(`${layer.owner}/beta`, shape, site.weight('beta'))] : []),
    ];
    const attributes = { axis: { i: -shape.length }, epsilon: { f: o.epsilon } };
    return { reads: 'plain', steps: [{ op: 'LayerNormalization', constants, attributes }] };
  },

  // Operator set 17 has no word for groups; each group as a channel does the same.
  groupNormalization: (site) => {
    const { options: o, layer, graph } = site;
    const shape = only(layer);
    const channels = shape.at(-1) ?? 1;
    const groups = o.groups === -1 ? channels : o.groups;
    const numbers = (name: string, count: number, value: number): string =>
      graph.floats(`${layer.name}/${name}`, [count], new Float32Array(count).fill(value));
    const toShape = (name: string, lengths: Shape): Step => ({
      op: 'Reshape',
      constants: [graph.integers(`${layer.name}/${name}`, lengths)],
    });
    const affine = (op: string, name: string): Step => ({
      op,
      constants: [
        graph.floats(
          `${layer.owner}/${name}`,
          [channels, ...shape.slice(0, -1).map(() => 1)],
          site.weight(name),
        ),
      ],
    });
    const normalization = {
      op: 'InstanceNormalization',
      constants: [numbers('ones', groups, 1), numbers('zeros', groups, 0)],
      attributes: { epsilon: { f: o.epsilon } },
    };
    return {
      reads: 'first',
      steps: [
        toShape('as groups', [0, groups, -1]),
        normalization,
        toShape('as before', [0, channels, ...shape.slice(0, -1)]),
        ...(o.scale ? [affine('Mul', 'gamma')] : []),
        ...(o.center ? [affine('Add', 'beta')] : []),
      ],
    };
  },

  unitNormalization: ({ options: { axis }, layer, graph, held }) => {
    const shape = only(layer);
    const normalization = (at: number): Step => ({
      ...{ op: 'LpNormalization', attributes: { axis: { i: at }, p: { i: 2 } } },
    });
    if (axis.length === 1) return { reads: held, steps: [normalization(held === 'first' ? 1 : -1)] };
    // Several axes as one row.
    const toShape = (name: string, lengths: Shape): Step => ({
      op: 'Reshape',
      constants: [graph.integers(`${layer.name}/${name}`, lengths)],
    });
    const rows = toShape('as rows', [0, ...shape.slice(0, -axis.length), -1]);
    return { reads: 'plain', steps: [rows, normalization(-1), toShape('as before', [0, ...shape])] };
  },

  elu: (site) => ({ reads: site.held, steps: apply(site, { kind: 'elu', alpha: site.options.alpha }) }),

  softmax: (site) => ({ reads: site.held, steps: activate(site, 'softmax', site.held) }),

  add: (site) => merged(site, site.layer.inputs.length === 2 ? 'Add' : 'Sum'),

  concatenate: ({ options, layer, held }) => {
    const rank = only(layer).length + 1;
    const plain = options.axis < 0 ? options.axis + rank : options.axis;
    // Channels come to the place of the first axis after the batch, and push the others on.
    const axis = held === 'plain' ? plain : plain === rank - 1 ? 1 : plain + 1;
    return { reads: held, steps: [{ op: 'Concat', attributes: { axis: { i: axis } } }] };
  },

  customScaleLayer: (site) => {
    const written = merged(site, 'Add', true);
    const scale = site.graph.floats(`${site.layer.name}/scale`, [], Float32Array.of(site.options.scale));
    const second = { op: 'Mul', constants: [scale] };
    return {
      ...written,
      merges: { rank: site.layer.outputShape.length + 1, ...written.merges, isOfTwo: true, second },
    };
  },

  layerScale: (site) => ({
    reads: site.held,
    steps: [{ op: 'Mul', constants: [perChannel(site, 'gamma', site.weight('gamma'))] }],
  }),

  multiply: (site) => merged(site, 'Mul', true),
  subtract: (site) => merged(site, 'Sub', true),
  average: (site) => merged(site, 'Mean'),
  maximum: (site) => merged(site, 'Max'),
  minimum: (site) => merged(site, 'Min'),

  upSampling2d: resized,
  resizing: resized,

  cropping2D: ({ options: { cropping }, layer, graph, held }) => {
    const [[top], [left]] = cropping;
    return sliced(layer, graph, held, [top, left]);
  },

  centerCrop: ({ options: { height, width }, layer, graph, held }) => {
    const [rows = 0, columns = 0] = only(layer);
    return sliced(layer, graph, held, [Math.floor((rows - height) / 2), Math.floor((columns - width) / 2)]);
  },

  rescaling: (site) => {
    const [scale = [], offset = []] = lists(site.options.scale, site.options.offset);
    const steps = [
      { op: 'Mul', constants: [perChannel(site, 'scale', scale)] },
      { op: 'Add', constants: [perChannel(site, 'offset', offset)] },
    ];
    return { reads: site.held, steps };
  },

  normalization: (site) => {
    const { mean, variance, invert } = site.options;
    const isWeights = mean === null || variance === null;
    const [means = [], variances = []] = isWeights
      ? [site.weight('mean'), site.weight('variance')]
      : lists(mean, variance);
    // The file holds it for a reader that knows the layer; the operators need its root.
    if (isWeights) perChannel(site, 'variance', variances);
    const center = { op: invert ? 'Add' : 'Sub', constants: [perChannel(site, 'mean', means)] };
    const deviations = Array.from(variances, (value) => Math.max(Math.sqrt(value), 1e-7));
    const scale = { op: invert ? 'Mul' : 'Div', constants: [perChannel(site, 'deviation', deviations)] };
    return { reads: site.held, steps: invert ? [scale, center] : [center, scale] };
  },

  permute: ({ options: { dims } }) => ({
    reads: 'plain',
    steps: [{ op: 'Transpose', attributes: { perm: { ints: [0, ...dims] } } }],
  }),

  spatialDropout2d: ({ held }) => ({ reads: held, steps: [] }),
  randomFlip: ({ held }) => ({ reads: held, steps: [] }),
  randomRotation: ({ held }) => ({ reads: held, steps: [] }),
  randomZoom: ({ held }) => ({ reads: held, steps: [] }),
  randomTranslation: ({ held }) => ({ reads: held, steps: [] }),
  randomContrast: ({ held }) => ({ reads: held, steps: [] }),
  randomBrightness: ({ held }) => ({ reads: held, steps: [] }),
};

function globalPool(op: string, keepdims: boolean): Written {
  if (keepdims) return { reads: 'first', steps: [{ op }] };
  return {
    reads: 'first',
    makes: 'plain',
    steps: [{ op }, { op: 'Flatten', attributes: { axis: { i: 1 } } }],
  };
}

function merged({ layer, held }: Site<unknown>, op: string, isOfTwo = false): Written {
  return { reads: held, steps: [{ op }], merges: { rank: layer.outputShape.length + 1, isOfTwo } };
}

/** Rows and columns from `start` on, as many as the result has. */
function sliced(
  { name, outputShape }: NetworkLayer,
  graph: GraphWriter,
  held: Layout,
  start: readonly [number, number],
): Written {
  const [rows = 1, columns = 1] = outputShape;
  const constants = [
    graph.integers(`${name}/starts`, start),
    graph.integers(`${name}/ends`, [start[0] + rows, start[1] + columns]),
    graph.integers(`${name}/axes`, held === 'first' ? [2, 3] : [1, 2]),
  ];
  return { reads: held, steps: [{ op: 'Slice', constants }] };
}

/**
 * ONNX gets factors, since the batch is open, and rounds sizes and places by them. Where nearest would so take other pixels,
 * they are picked one by one.
 */
function resized({
  options,
  layer,
  graph,
}: Site<{ readonly interpolation: 'nearest' | 'bilinear' }>): Written {
  const [rows = 1, columns = 1] = only(layer);
  const [outputRows = 1, outputColumns = 1] = layer.outputShape;
  const isLinear = options.interpolation === 'bilinear';
  const sides = [[rows, outputRows], [columns, outputColumns]] as const; // prettier-ignore
  if (!isLinear && sides.some(([input, output]) => factorOf(input, output, false) === null)) {
    const steps = sides.map(([input, output], axis): Step => {
      const pixels = Array.from({ length: output }, (_, i) => sharesOf(i, input, output, false)[0]?.[0] ?? 0);
      const constants = [graph.integers(`${layer.name}/${axis === 0 ? 'rows' : 'columns'}`, pixels)];
      return { op: 'Gather', constants, attributes: { axis: { i: axis + 2 } } };
    });
    return { reads: 'first', steps };
  }
  const scales = sides.map(([input, output]) => factorOf(input, output, isLinear) ?? output / input);
  const factors = graph.floats(`${layer.name}/scales`, [4], Float32Array.of(1, 1, ...scales));
  const attributes = {
    mode: { s: isLinear ? 'linear' : 'nearest' },
    coordinate_transformation_mode: { s: 'half_pixel' },
    ...(isLinear ? {} : { nearest_mode: { s: 'round_prefer_ceil' } }),
  };
  return { reads: 'first', steps: [{ op: 'Resize', constants: ['', factors], attributes }] };
}

/** The f32 by which runtimes reach the size, and for nearest the pixels; null where rounding leads to others. */
function factorOf(input: number, output: number, isLinear: boolean): number | null {
  const exact = Math.fround(output / input);
  const isRight = (i: number, factor: number): boolean => {
    const place = Math.fround(Math.fround((i + 0.5) / factor) - 0.5);
    return Math.floor(place + 0.5) === sharesOf(i, input, output, false)[0]?.[0];
  };
  const found = [exact, Math.fround(exact * (1 + 2 ** -23))].find(
    (factor) =>
      Math.floor(input * factor) === output &&
      (isLinear || Array.from({ length: output }, (_, i) => isRight(i, factor)).every(Boolean)),
  );
  return found ?? null;
}

/** Numbers for all channels or one for each, in the shape that meets the channels where they lie. */
function perChannel({ layer, graph, held }: Site<unknown>, name: string, values: ArrayLike<number>): string {
  const rank = only(layer).length;
  const channels = values.length === 1 ? [] : [values.length];
  const shape =
    held === 'first' && channels.length > 0
      ? [...channels, ...new Array<number>(rank - 1).fill(1)]
      : channels;
  return graph.floats(`${layer.name}/${name}`, shape, Float32Array.from(values));
}

/** A layer of any kind; absent for a kind that no one has mapped. */
export function writerOf(kind: string): ((site: Site<NetworkLayer['options']>) => Written) | undefined {
  return Object.hasOwn(WRITERS, kind)
    ? (WRITERS[kind as LayerKind] as (site: Site<NetworkLayer['options']>) => Written)
    : undefined;
}

function only({ inputShapes }: NetworkLayer): Shape {
  return inputShapes[0] ?? [];
}

/** `same` as the border that it means here, which is what `auto_pad` would say less surely. */
function slide(window: Window, input: Shape): Attributes {
  const { top, left, bottom, right } = paddingAround(window, input);
  return {
    kernel_shape: { ints: window.size },
    strides: { ints: window.strides },
    pads: { ints: [top, left, bottom, right] },
  };
}

function turnedWeight(
  site: Site<unknown>,
  axes: readonly number[],
  { name = 'weight', counted }: { readonly name?: string; readonly counted?: Shape } = {},
): string {
  const { layer, graph } = site;
  const shape = layer.uses.find((spec) => spec.name === name)?.shape ?? [];
  const values = permute(site.weight(name), shape, axes);
  return graph.floats(`${layer.owner}/${name}`, counted ?? axes.map((axis) => shape[axis] ?? 1), values);
}

function biasOf(site: Site<unknown>, useBias: boolean): readonly string[] {
  if (!useBias) return [];
  const values = site.weight('bias');
  return [site.graph.floats(`${site.layer.owner}/bias`, [values.length], values)];
}

/** An `activation` option; softmax and its logarithm run over the channels, wherever they lie. */
function activate(site: Site<unknown>, activation: LayerActivation, layout: Layout): readonly Step[] {
  if (!isOfRow(activation)) return apply(site, activationChoice(activation));
  const op = activation === 'softmax' ? 'Softmax' : 'LogSoftmax';
  return [{ op, attributes: { axis: { i: layout === 'first' ? 1 : -1 } } }];
}

function apply({ graph, layer }: Site<unknown>, { kind, alpha }: ActivationChoice): readonly Step[] {
  const number = (name: string, value: number): string =>
    graph.floats(`${layer.name}/${name}`, [], Float32Array.of(value));
  switch (kind) {
    case 'linear':
      return [];
    case 'relu':
      return [{ op: 'Relu' }];
    case 'relu6':
      return [{ op: 'Clip', constants: [number('lowest', 0), number('highest', 6)] }];
    case 'leakyRelu':
      return [{ op: 'LeakyRelu', attributes: { alpha: { f: alpha } } }];
    case 'sigmoid':
      return [{ op: 'Sigmoid' }];
    case 'tanh':
      return [{ op: 'Tanh' }];
    case 'elu':
      return [{ op: 'Elu', attributes: { alpha: { f: alpha } } }];
    case 'selu':
      return [{ op: 'Selu' }];
    case 'softplus':
      return [{ op: 'Softplus' }];
    case 'softsign':
      return [{ op: 'Softsign' }];
    case 'exponential':
      return [{ op: 'Exp' }];
    case 'hardSigmoid':
      return [{ op: 'HardSigmoid', attributes: { alpha: { f: 1 / 6 }, beta: { f: 0.5 } } }];
    case 'hardSilu':
      return [{ op: 'HardSwish' }];
    // Operator set 17 has no words for these; combineNodes.ts puts them together again.
    case 'silu':
      return [{ op: 'Sigmoid' }, { op: 'Mul', again: 1 }];
    case 'mish':
      return [{ op: 'Softplus' }, { op: 'Tanh' }, { op: 'Mul', again: 2 }];
    case 'hardTanh':
      return [{ op: 'Clip', constants: [number('lowest', -1), number('highest', 1)] }];
    case 'tanhShrink':
      return [{ op: 'Tanh' }, { op: 'Sub', again: 1 }, { op: 'Neg' }];
    case 'softShrink':
      return [{ op: 'Shrink', attributes: { lambd: { f: 0.5 }, bias: { f: 0.5 } } }];
    case 'hardShrink':
      return [{ op: 'Shrink', attributes: { lambd: { f: 0.5 }, bias: { f: 0 } } }];
    case 'squareplus':
      return [
        { op: 'Mul', again: 0 },
        { op: 'Add', constants: [number('four', 4)] },
        { op: 'Sqrt' },
        { op: 'Add', again: 3 },
        { op: 'Mul', constants: [number('half', 0.5)] },
      ];
    // The larger of x and its parabola, which touch where x is 1.
    case 'sparsePlus':
      return [
        { op: 'Add', constants: [number('one', 1)] },
        { op: 'Clip', constants: [number('lowest', 0), number('highest', 2)] },
        { op: 'Mul', again: 0 },
        { op: 'Mul', constants: [number('quarter', 0.25)] },
        { op: 'Max', again: 4 },
      ];
    case 'logSigmoid':
      return [{ op: 'Neg' }, { op: 'Softplus' }, { op: 'Neg' }];
    case 'sparseSigmoid':
      return [{ op: 'HardSigmoid', attributes: { alpha: { f: 0.5 }, beta: { f: 0.5 } } }];
    case 'geluTanh':
      return [
        { op: 'Mul', again: 0 },
        { op: 'Mul', constants: [number('cubic', 0.044715)] },
        { op: 'Add', constants: [number('one', 1)] },
        { op: 'Mul', again: 3 },
        { op: 'Mul', constants: [number('sqrt 2/pi', Math.sqrt(2 / Math.PI))] },
        { op: 'Tanh' },
        { op: 'Add', constants: [number('one', 1)] },
        { op: 'Mul', again: 7 },
        { op: 'Mul', constants: [number('half', 0.5)] },
      ];
    case 'gelu':
      return [
        { op: 'Div', constants: [number('sqrt2', Math.SQRT2)] },
        { op: 'Erf' },
        { op: 'Add', constants: [number('one', 1)] },
        { op: 'Mul', again: 3 },
        { op: 'Mul', constants: [number('half', 0.5)] },
      ];
    default:
      return kind satisfies never;
  }
}
