// A layer in PyTorch: its module, and what its forward pass calls. Maps are C×H×W there and H×W×C here: wherever the order of numbers
// counts (Flatten, Reshape, a dense layer on maps) the module has the axes in our order, so the weights of later layers keep theirs.

import type { Shape } from '../../graph/tensor';
import { windowOf, type Options as TransposedOptions } from '../../layers/conv2dTranspose';
import type { Numbers } from '../../layers/options';
import { plainReLU, type ReLUOptions } from '../../layers/reLU';
import { poolWindow, type PoolOptions } from '../../layers/shared/pooling';
import { lists } from '../../layers/shared/rescaling';
import { paddingAround, slidingWindow } from '../../layers/shared/sliding';
import type { NetworkLayer } from '../../models/network';
import type { Window2d } from '../../reference/window';
import { pythonText } from '../keras/code/python';

/** Our parameter, PyTorch's, and which axis of ours each of PyTorch's is. */
type Weights = readonly (readonly [parameter: string, name: string, axes: readonly number[]])[];

/** What a layer becomes. */
export interface Written {
  /** `nn.Conv2d(1, 6, (5, 5))` */
  readonly module?: string;
  /** Of the module, which the training leaves as they are. */
  readonly fixed?: readonly string[];
  readonly weights?: Weights;
  /** Its result, before its activation. */
  readonly result: string;
  /** A comment on it. */
  readonly note?: string;
}

export interface Site {
  readonly layer: NetworkLayer;
  /** `self.conv1` */
  readonly self: string;
  /** What it reads, as expressions. */
  readonly reads: readonly string[];
  readonly x: string;
  readonly input: Shape;
}

/** Channels last, as ours are, and back; rows stay. */
const toOurs = (x: string, { length }: Shape): string => (length === 3 ? `${x}.permute(0, 2, 3, 1)` : x);
const toTheirs = (x: string, { length }: Shape): string => (length === 3 ? `${x}.permute(0, 3, 1, 2)` : x);

/** A module that acts on the last axis. */
const onOurs = ({ self, x, input }: Site): string => toTheirs(`${self}(${toOurs(x, input)})`, input);

/** One number a channel, beside maps. */
const besideMaps = ({ length }: Shape): string => (length === 3 ? '.view(-1, 1, 1)' : '');

const biasIf = (useBias: unknown, name = 'bias'): Weights => (useBias === true ? [['bias', name, [0]]] : []);

/** 1 − 0.99 is 0.01, not 0.010000000000000009. */
const rounded = (value: number): number => Number(value.toPrecision(12));

/** Padding as `F.pad` takes it, and as a module does where it is the same on both sides. */
function paddingOf(window: Window2d, input: Shape): { pad: string | null; sides: string | null } {
  const { top, left, bottom, right } = paddingAround(window, input);
  if (top + left + bottom + right === 0) return { pad: null, sides: null };
  return {
    pad: pythonText([left, right, top, bottom]),
    sides: top === bottom && left === right ? pythonText([top, left]) : null,
  };
}

interface ConvolutionOptions {
  readonly kernelSize: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilationRate: readonly [number, number];
  readonly padding: Window2d['padding'];
  readonly useBias: boolean;
}

function convolution(
  { layer, self, x, input }: Site,
  outputs: number,
  groups: number,
  weight: readonly number[],
  useBias = (layer.options as unknown as ConvolutionOptions).useBias,
): Written {
  const o = layer.options as unknown as ConvolutionOptions;
  const window = slidingWindow(o);
  const { pad, sides } = paddingOf(window, input);
  const given = [
    ...[String(input[2]), String(outputs), pythonText(o.kernelSize)],
    ...(o.strides.every((stride) => stride === 1) ? [] : [`stride=${pythonText(o.strides)}`]),
    ...(sides === null ? [] : [`padding=${sides}`]),
    ...(o.dilationRate.every((rate) => rate === 1) ? [] : [`dilation=${pythonText(o.dilationRate)}`]),
    ...(groups === 1 ? [] : [`groups=${groups}`]),
    ...(useBias ? [] : ['bias=False']),
  ];
  return {
    module: `nn.Conv2d(${given.join(', ')})`,
    result: `${self}(${pad !== null && sides === null ? `F.pad(${x}, ${pad})` : x})`,
    weights: [['weight', 'weight', weight], ...biasIf(useBias)],
  };
}

/** @param name of the argument that leaves out both */
const affineText = (scale: unknown, center: unknown, name: string): string =>
  scale === true || center === true ? '' : `, ${name}=False`;

/** Its parameters: those that it has here, and those that stay as they are there. */
function affineParts(
  scale: unknown,
  center: unknown,
  axes: readonly number[],
): Pick<Written, 'fixed' | 'weights'> {
  const isAffine = scale === true || center === true;
  return {
    fixed: isAffine ? [...(scale === true ? [] : ['weight']), ...(center === true ? [] : ['bias'])] : [],
    weights: [
      ...(scale === true ? [['gamma', 'weight', axes] as const] : []),
      ...(center === true ? [['beta', 'bias', axes] as const] : []),
    ],
  };
}

function normalization({ layer, self, x, input }: Site): Written {
  const { momentum, epsilon, scale, center } = layer.options as Record<string, number | boolean>;
  const { fixed = [], weights = [] } = affineParts(scale, center, [0]);
  const given = `eps=${pythonText(epsilon)}, momentum=${rounded(1 - Number(momentum))}`;
  return {
    module: `nn.BatchNorm${input.length === 3 ? 2 : 1}d(${input.at(-1)}, ${given}${affineText(scale, center, 'affine')})`,
    fixed,
    result: `${self}(${x})`,
    weights: [...weights, ['movingMean', 'running_mean', [0]], ['movingVariance', 'running_var', [0]]],
  };
}

function averagePool(o: PoolOptions, { x, input }: Site): string {
  const { pad } = paddingOf(poolWindow(o), input);
  const window = `${pythonText(o.poolSize)}, ${pythonText(o.strides ?? o.poolSize)}`;
  if (pad === null) return `F.avg_pool2d(${x}, ${window})`;
  // The padding is not counted.
  const mean = (of: string): string => `F.avg_pool2d(F.pad(${of}, ${pad}), ${window})`;
  return `${mean(x)} / ${mean(`torch.ones_like(${x})`)}`;
}

function maxPool(o: PoolOptions, { x, input }: Site): string {
  const { pad } = paddingOf(poolWindow(o), input);
  const padded = pad === null ? x : `F.pad(${x}, ${pad}, value=-torch.inf)`;
  return `F.max_pool2d(${padded}, ${pythonText(o.poolSize)}, ${pythonText(o.strides ?? o.poolSize)})`;
}

/** Batch, then C×H×W for our H×W×C. */
const CHANNELS_FIRST = [0, 2, 3, 1];

/** By kind. */
export const LAYER_WRITERS: Readonly<Record<string, (site: Site) => Written>> = {
  conv2d: (site) => convolution(site, Number(site.layer.options.filters), 1, [3, 2, 0, 1]),
  depthwiseConv2d: (site) => {
    const [, , channels = 1] = site.input;
    return convolution(site, channels * Number(site.layer.options.depthMultiplier), channels, [2, 3, 0, 1]);
  },
  dense: (site) => {
    const { units, useBias } = site.layer.options;
    return {
      module: `nn.Linear(${site.input.at(-1)}, ${Number(units)}${useBias === true ? '' : ', bias=False'})`,
      result: onOurs(site),
      weights: [['weight', 'weight', [1, 0]], ...biasIf(useBias)],
    };
  },
  embedding: ({ layer, self, x }) => ({
    module: `nn.Embedding(${Number(layer.options.inputDim)}, ${Number(layer.options.outputDim)})`,
    result: `${self}(${x}.long())`,
    weights: [['weight', 'weight', [0, 1]]],
  }),
  batchNormalization: normalization,
  maxPooling2d: (site) => ({ result: maxPool(site.layer.options as unknown as PoolOptions, site) }),
  averagePooling2d: (site) => ({ result: averagePool(site.layer.options as unknown as PoolOptions, site) }),
  globalAveragePooling2d: ({ layer, x }) => ({ result: `${x}.mean((2, 3)${keepsAxes(layer)})` }),
  globalMaxPooling2d: ({ layer, x }) => ({ result: `${x}.amax((2, 3)${keepsAxes(layer)})` }),
  zeroPadding2d: ({ layer, x }) => {
    const [[top, bottom], [left, right]] = layer.options.padding as [[number, number], [number, number]];
    return { result: `F.pad(${x}, ${pythonText([left, right, top, bottom])})` };
  },
  flatten: ({ x, input }) => ({ result: input.length === 1 ? x : `${toOurs(x, input)}.flatten(1)` }),
  reshape: ({ layer, x, input }) => {
    const shape = layer.outputShape;
    return { result: toTheirs(`${toOurs(x, input)}.reshape(-1, ${shape.join(', ')})`, shape) };
  },
  localResponseNormalization: ({ layer, self, x, input }) => {
    const { depthRadius, alpha, beta, bias } = layer.options as Record<string, number>;
    const size = 2 * (depthRadius ?? 0) + 1;
    return {
      // PyTorch divides alpha by the size.
      module: `nn.LocalResponseNorm(${size}, alpha=${rounded((alpha ?? 0) * size)}, beta=${beta}, k=${bias})`,
      result: input.length === 3 ? `${self}(${x})` : `${self}(${x}.unsqueeze(2)).squeeze(2)`,
    };
  },
  dropout: ({ layer, self, x }) =>
    layer.options.noiseShape === 'pictures'
      ? {
          result: `${x} * F.dropout(${x}.new_ones(${x}.shape[0], 1, 1, 1), ${Number(layer.options.rate)}, self.training)`,
        }
      : { module: `nn.Dropout(${Number(layer.options.rate)})`, result: `${self}(${x})` },
  activation: ({ x }) => ({ result: x }),
  softmax: ({ x }) => ({ result: x }),
  reLU: ({ layer, x }) => {
    const o = layer.options as unknown as ReLUOptions;
    const plain = plainReLU(o);
    if (plain?.kind === 'leakyRelu') return { result: `F.leaky_relu(${x}, ${plain.alpha})` };
    if (plain !== null) return { result: `F.${plain.kind}(${x})` };
    const { maxValue, negativeSlope, threshold } = o;
    const bounded = maxValue === null ? x : `${x}.clamp(max=${maxValue})`;
    return {
      result: `torch.where(${x} > ${threshold}, ${bounded}, ${negativeSlope} * (${x} - ${threshold}))`,
    };
  },
  unitNormalization: ({ layer, x, input }) => {
    const depth = (layer.options.axis as readonly number[]).length;
    const last = Array.from({ length: depth }, (_, i) => input.length - i);
    const axes = input.length === 3 ? last.map((axis) => CHANNELS_FIRST[axis] ?? axis) : last;
    const length = `torch.linalg.vector_norm(${x}, dim=${pythonText(axes)}, keepdim=True)`;
    return { result: `${x} / ${length}.clamp_min(1e-12)` };
  },
  leakyReLU: ({ layer, x }) => ({ result: `F.leaky_relu(${x}, ${Number(layer.options.alpha)})` }),
  prelu: ({ layer, self, x, input }) => {
    const shape = layer.uses[0]?.shape ?? [];
    const axes = input.length === 3 ? [2, 0, 1] : [0];
    const theirs = axes.map((axis) => shape[axis] ?? 1);
    return {
      module: `nn.ParameterDict({"weight": torch.zeros(${theirs.join(', ')})})`,
      result: `torch.where(${x} > 0, ${x}, ${self}["weight"] * ${x})`,
      weights: [['alpha', 'weight', axes]],
    };
  },
  groupedConv2d: (site) => {
    const { filters, groups } = site.layer.options;
    const written = convolution(site, Number(filters), Number(groups), [3, 2, 0, 1]);
    const [, ...bias] = written.weights ?? [];
    return { ...written, weights: [['kernel', 'weight', [3, 2, 0, 1]], ...bias] };
  },
  conv2dTranspose: ({ layer, self, x, input }) => {
    const o = layer.options as unknown as TransposedOptions;
    const { output, pad } = windowOf(o, input);
    const whole = ([0, 1] as const).map(
      (axis) =>
        ((input[axis] ?? 1) - 1) * o.strides[axis] + (o.kernelSize[axis] - 1) * o.dilationRate[axis] + 1,
    );
    // What lies beyond the windows gets the bias only; what lies before or after the output is cut off.
    const more = whole.map((length, axis) => Math.max(0, (output[axis] ?? 1) + (pad[axis] ?? 0) - length));
    const given = [
      ...[String(input[2]), String(o.filters), pythonText(o.kernelSize)],
      ...[`stride=${pythonText(o.strides)}`, `output_padding=${pythonText(more)}`],
      `dilation=${pythonText(o.dilationRate)}`,
      ...(o.useBias ? [] : ['bias=False']),
    ];
    const [top, left] = pad;
    const isWhole = whole.every((length, axis) => length + (more[axis] ?? 0) === output[axis]);
    const cut = isWhole ? '' : `[:, :, ${top}:${top + output[0]}, ${left}:${left + output[1]}]`;
    return {
      module: `nn.ConvTranspose2d(${given.join(', ')})`,
      result: `${self}(${x})${cut}`,
      weights: [['kernel', 'weight', [3, 2, 0, 1]], ...biasIf(o.useBias)],
    };
  },
  separableConv2d: (site) => {
    const { filters, depthMultiplier, useBias } = site.layer.options;
    const [, , channels = 1] = site.input;
    const between = channels * Number(depthMultiplier);
    const depthwise = convolution(
      { ...site, self: `${site.self}[0]` },
      between,
      channels,
      [2, 3, 0, 1],
      false,
    );
    const pointwise = `nn.Conv2d(${between}, ${Number(filters)}, 1${useBias === true ? '' : ', bias=False'})`;
    return {
      module: `nn.ModuleList([${depthwise.module ?? ''}, ${pointwise}])`,
      result: `${site.self}[1](${depthwise.result})`,
      weights: [
        ['depthwiseKernel', '0.weight', [2, 3, 0, 1]],
        ['pointwiseKernel', '1.weight', [3, 2, 0, 1]],
        ...biasIf(useBias, '1.bias'),
      ],
    };
  },
  layerNormalization: (site) => {
    const { axis, epsilon, scale, center } = site.layer.options;
    const shape = site.input.slice(-(axis as readonly number[]).length);
    return {
      module: `nn.LayerNorm(${pythonText(shape)}, eps=${Number(epsilon)}${affineText(scale, center, 'elementwise_affine')})`,
      result: onOurs(site),
      ...affineParts(scale, center, [...shape.keys()]),
    };
  },
  groupNormalization: ({ layer, self, x, input }) => {
    const { groups, epsilon, scale, center } = layer.options;
    const channels = input.at(-1) ?? 1;
    const count = groups === -1 ? channels : Number(groups);
    return {
      module: `nn.GroupNorm(${count}, ${channels}, eps=${Number(epsilon)}${affineText(scale, center, 'affine')})`,
      result: `${self}(${x})`,
      ...affineParts(scale, center, [0]),
    };
  },
  layerScale: ({ layer, self, x, input }) => {
    const channels = input.at(-1) ?? 1;
    return {
      module: `nn.ParameterDict({"weight": torch.full((${channels},), ${Number(layer.options.initValues)})})`,
      result: `${x} * ${self}["weight"]${besideMaps(input)}`,
      weights: [['gamma', 'weight', [0]]],
    };
  },
  elu: ({ layer, x }) => ({ result: `F.elu(${x}, ${Number(layer.options.alpha)})` }),
  add: (site) => ({ result: aligned(site).join(' + ') }),
  concatenate: ({ layer, reads, input }) => {
    const axis = Number(layer.options.axis);
    const place = axis < 0 ? axis + input.length + 1 : axis;
    const dim = input.length === 3 ? CHANNELS_FIRST[place] : place;
    return { result: `torch.cat([${reads.join(', ')}], ${dim})` };
  },
  customScaleLayer: ({ layer, reads }) => ({
    result: `${reads[0]} + ${Number(layer.options.scale)} * ${reads[1]}`,
  }),
  dot: ({ layer, reads }) => {
    const { inputShapes, outputShape, options } = layer;
    // As matrices: a row is one, and is one column where it comes second.
    const [a, b] = inputShapes.map((shape, i) => {
      const read = toOurs(reads[i] ?? '', shape);
      if (shape.length === 1) return i === 0 ? `${read}[:, None]` : `${read}[:, :, None]`;
      const axis = (options.axes as readonly number[])[i] ?? -1;
      const place = axis < 0 ? axis + shape.length + 1 : axis;
      return place === shape.length - i ? read : `${read}.transpose(-1, -2)`;
    });
    const product = `${a} @ ${b}`;
    return inputShapes.some(({ length }) => length === 1)
      ? { result: `(${product}).reshape(-1, ${outputShape.join(', ')})` }
      : { result: toTheirs(outputShape.length === 3 ? `(${product})` : product, outputShape) };
  },
  multiply: (site) => ({ result: aligned(site).join(' * ') }),
  subtract: (site) => ({ result: aligned(site).join(' - ') }),
  average: (site) => ({ result: `(${aligned(site).join(' + ')}) / ${site.reads.length}` }),
  maximum: (site) => ({ result: aligned(site).reduce((a, b) => `torch.maximum(${a}, ${b})`) }),
  minimum: (site) => ({ result: aligned(site).reduce((a, b) => `torch.minimum(${a}, ${b})`) }),
  upSampling2d: (site) => ({ result: interpolated(site) }),
  resizing: (site) => ({ result: interpolated(site) }),
  cropping2D: (site) => {
    const [[top], [left]] = site.layer.options.cropping as [[number], [number]];
    return { result: sliced(site, top, left) };
  },
  centerCrop: (site) => {
    const [[rows = 0, columns = 0], [kept = 0, keptColumns = 0]] = [site.input, site.layer.outputShape];
    return { result: sliced(site, Math.floor((rows - kept) / 2), Math.floor((columns - keptColumns) / 2)) };
  },
  rescaling: (site) => {
    const { scale, offset } = site.layer.options as Record<string, Numbers>;
    return { result: `${site.x} * ${perChannel(site, scale)} + ${perChannel(site, offset)}` };
  },
  normalization: (site) => {
    const { self, x, input } = site;
    const { mean, variance, invert } = site.layer.options as Record<string, Numbers | boolean | null>;
    const isWeights = mean === null;
    if (isWeights && site.layer.options.axis === 'none') {
      const [one, root] = [`${self}["mean"]`, `${self}["variance"].sqrt().clamp(min=1e-7)`];
      return {
        result: invert === true ? `${one} + ${x} * ${root}` : `(${x} - ${one}) / ${root}`,
        module: 'nn.ParameterDict({"mean": torch.zeros(()), "variance": torch.ones(())})',
        fixed: ['mean', 'variance'],
        weights: [
          ['mean', 'mean', []],
          ['variance', 'variance', []],
        ],
      };
    }
    const view = besideMaps(input);
    const center = isWeights ? `${self}.running_mean${view}` : perChannel(site, mean as Numbers);
    const [variances = []] = isWeights ? [] : lists(variance as Numbers);
    const deviations = variances.map((value) => Math.max(Math.sqrt(value), 1e-7));
    const deviation = isWeights
      ? `${self}.running_var.sqrt().clamp(min=1e-7)${view}`
      : perChannel(site, deviations.length === 1 ? (deviations[0] ?? 1) : deviations);
    const result = invert === true ? `${center} + ${x} * ${deviation}` : `(${x} - ${center}) / ${deviation}`;
    if (!isWeights) return { result };
    return {
      result,
      // It only holds the two: it is never called, so training leaves them.
      module: `nn.BatchNorm2d(${input.at(-1)}, affine=False)`,
      weights: [
        ['mean', 'running_mean', [0]],
        ['variance', 'running_var', [0]],
      ],
    };
  },
  permute: ({ layer, x, input }) => {
    const order = [0, ...(layer.options.dims as number[])].join(', ');
    return { result: toTheirs(`${toOurs(x, input)}.permute(${order})`, input) };
  },
  spatialDropout2d: ({ layer, self, x }) => ({
    module: `nn.Dropout2d(${Number(layer.options.rate)})`,
    result: `${self}(${x})`,
  }),
};

/** What only changes pictures in training. */
export const leftOut = ({ layer, x }: Site): Written => ({
  result: x,
  note: `${layer.definition.className} is left out: change the pictures in the loop that trains.`,
});

const keepsAxes = ({ options }: NetworkLayer): string => (options.keepdims === true ? ', keepdim=True' : '');

/** The inputs of a layer that merges them, with axes of length 1 after the channels of rows among maps, and before those of rows among tables. */
function aligned({ layer: { inputShapes, outputShape }, reads }: Site): readonly string[] {
  const added = ['', '', '[:, None]', '[:, :, None, None]'][outputShape.length] ?? '';
  return reads.map((read, i) => (inputShapes[i]?.length === 1 ? read + added : read));
}

function interpolated({ layer: { options, outputShape }, x }: Site): string {
  const size = `size=${pythonText(outputShape.slice(0, 2))}`;
  return options.interpolation === 'bilinear'
    ? `F.interpolate(${x}, ${size}, mode="bilinear", align_corners=False)`
    : `F.interpolate(${x}, ${size}, mode="nearest-exact")`;
}

function sliced({ layer: { outputShape }, x }: Site, top: number, left: number): string {
  const [rows = 0, columns = 0] = outputShape;
  return `${x}[:, :, ${top}:${top + rows}, ${left}:${left + columns}]`;
}

/** A number for all channels, or one for each. */
function perChannel({ x, input }: Site, values: Numbers | undefined): string {
  if (values === undefined || typeof values === 'number') return String(values ?? 0);
  return `torch.tensor(${pythonText(values)}, device=${x}.device)${besideMaps(input)}`;
}
