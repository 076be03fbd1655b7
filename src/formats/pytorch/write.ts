// A network as a PyTorch module. Maps are C×H×W there and H×W×C here: wherever the order of numbers counts (Flatten, Reshape, a
// dense layer on maps) the module has the axes in our order, so the weights of later layers keep theirs.

import { sizeOf, type Shape } from '../../graph/tensor';
import { activationChoice } from '../../layers/shared/activated';
import { windowOf, type Options as TransposedOptions } from '../../layers/conv2dTranspose';
import { isOfRow, type Numbers } from '../../layers/options';
import { plainReLU, type ReLUOptions } from '../../layers/reLU';
import { poolWindow, type PoolOptions } from '../../layers/shared/pooling';
import { lists } from '../../layers/shared/rescaling';
import { paddingAround, slidingWindow } from '../../layers/shared/sliding';
import { lastActivation } from '../../models/lower';
import { isSharing, type Network, type NetworkLayer } from '../../models/network';
import type { Window2d } from '../../reference/window';
import { pythonText, variableName } from '../keras/code/python';
import { FormatError } from '../storedModel';

/** Our parameter, PyTorch's, and which axis of ours each of PyTorch's is. */
type Weights = readonly (readonly [parameter: string, name: string, axes: readonly number[]])[];

/** What a layer becomes. */
interface Written {
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

interface Site {
  readonly layer: NetworkLayer;
  /** `self.conv1` */
  readonly self: string;
  /** What it reads, as expressions. */
  readonly reads: readonly string[];
  readonly x: string;
  readonly input: Shape;
}

/** Channels last, as ours are, and back. */
const toOurs = (x: string): string => `${x}.permute(0, 2, 3, 1)`;
const toTheirs = (x: string): string => `${x}.permute(0, 3, 1, 2)`;

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
    weights: [['weight', 'weight', weight], ...(useBias ? [['bias', 'bias', [0]] as const] : [])],
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
  const given = [
    String(input.at(-1)),
    `eps=${pythonText(epsilon)}`,
    `momentum=${rounded(1 - Number(momentum))}`,
    ...(scale === true || center === true ? [] : ['affine=False']),
  ];
  const { fixed = [], weights = [] } = affineParts(scale, center, [0]);
  return {
    module: `nn.BatchNorm${input.length === 3 ? 2 : 1}d(${given.join(', ')})`,
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

const WRITERS: Readonly<Record<string, (site: Site) => Written>> = {
  conv2d: (site) => convolution(site, Number(site.layer.options.filters), 1, [3, 2, 0, 1]),
  depthwiseConv2d: (site) => {
    const [, , channels = 1] = site.input;
    return convolution(site, channels * Number(site.layer.options.depthMultiplier), channels, [2, 3, 0, 1]);
  },
  dense: ({ layer, self, x, input }) => {
    const { units, useBias } = layer.options;
    const on = input.length === 3 ? toTheirs(`${self}(${toOurs(x)})`) : `${self}(${x})`;
    return {
      module: `nn.Linear(${input.at(-1)}, ${Number(units)}${useBias === true ? '' : ', bias=False'})`,
      result: on,
      weights: [['weight', 'weight', [1, 0]], ...(useBias === true ? [['bias', 'bias', [0]] as const] : [])],
    };
  },
  batchNormalization: normalization,
  maxPooling2d: (site) => ({ result: maxPool(site.layer.options as unknown as PoolOptions, site) }),
  averagePooling2d: (site) => ({ result: averagePool(site.layer.options as unknown as PoolOptions, site) }),
  globalAveragePooling2d: ({ layer, x }) => ({ result: `${x}.mean((2, 3)${keepsAxes(layer)})` }),
  globalMaxPooling2d: ({ layer, x }) => ({ result: `${x}.amax((2, 3)${keepsAxes(layer)})` }),
  zeroPadding2d: ({ layer, x }) => {
    const [[top, bottom], [left, right]] = layer.options.padding as [[number, number], [number, number]];
    return { result: `F.pad(${x}, ${pythonText([left, right, top, bottom])})` };
  },
  flatten: ({ x, input }) => ({ result: input.length === 3 ? `${toOurs(x)}.flatten(1)` : x }),
  reshape: ({ layer, x, input }) => {
    const shape = layer.outputShape;
    const rows = `${input.length === 3 ? toOurs(x) : x}.reshape(-1, ${shape.join(', ')})`;
    return { result: shape.length === 3 ? toTheirs(rows) : rows };
  },
  localResponseNormalization: ({ layer, self, x, input }) => {
    const { depthRadius, alpha, beta, bias } = layer.options as Record<string, number>;
    const size = 2 * (depthRadius ?? 0) + 1;
    const on = input.length === 3 ? `${self}(${x})` : `${self}(${x}.unsqueeze(2)).squeeze(2)`;
    return {
      // PyTorch divides alpha by the size.
      module: `nn.LocalResponseNorm(${size}, alpha=${rounded((alpha ?? 0) * size)}, beta=${beta}, k=${bias})`,
      result: on,
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
      weights: [['kernel', 'weight', [3, 2, 0, 1]], ...(o.useBias ? [['bias', 'bias', [0]] as const] : [])],
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
        ...(useBias === true ? [['bias', '1.bias', [0]] as const] : []),
      ],
    };
  },
  layerNormalization: ({ layer, self, x, input }) => {
    const { epsilon, scale, center } = layer.options;
    const shape = input.slice(-(layer.options.axis as readonly number[]).length);
    const axes = shape.map((_, axis) => axis);
    const on = input.length === 3 ? toTheirs(`${self}(${toOurs(x)})`) : `${self}(${x})`;
    return {
      module: `nn.LayerNorm(${pythonText(shape)}, eps=${Number(epsilon)}${affineText(scale, center, 'elementwise_affine')})`,
      result: on,
      ...affineParts(scale, center, axes),
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
      result: `${x} * ${self}["weight"]${input.length === 3 ? '.view(-1, 1, 1)' : ''}`,
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
    const view = input.length === 3 ? '.view(-1, 1, 1)' : '';
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
    const order = `${input.length === 3 ? toOurs(x) : x}.permute(${[0, ...(layer.options.dims as number[])].join(', ')})`;
    return { result: input.length === 3 ? toTheirs(order) : order };
  },
  spatialDropout2d: ({ layer, self, x }) => ({
    module: `nn.Dropout2d(${Number(layer.options.rate)})`,
    result: `${self}(${x})`,
  }),
};

/** What only changes pictures in training. */
const leftOut = ({ layer, x }: Site): Written => ({
  result: x,
  note: `${layer.definition.className} is left out: change the pictures in the loop that trains.`,
});

const keepsAxes = ({ options }: NetworkLayer): string => (options.keepdims === true ? ', keepdim=True' : '');

/** The inputs of a layer that merges them, with axes of length 1 behind the channels of rows among maps. */
function aligned({ layer: { inputShapes, outputShape }, reads }: Site): readonly string[] {
  return reads.map((read, i) =>
    inputShapes[i]?.length === 1 && outputShape.length === 3 ? `${read}[:, :, None, None]` : read,
  );
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
  return `torch.tensor(${pythonText(values)}, device=${x}.device)${input.length === 3 ? '.view(-1, 1, 1)' : ''}`;
}

/** With the activation that the layer applies. */
function activated(layer: NetworkLayer, result: string): string {
  const last = lastActivation(layer);
  if (isOfRow(last)) return `F.${last === 'softmax' ? 'softmax' : 'log_softmax'}(${result}, 1)`;
  const { kind, alpha } = activationChoice(last);
  switch (kind) {
    case 'linear':
      return result;
    case 'leakyRelu':
      return `F.leaky_relu(${result}, ${alpha})`;
    case 'elu':
      return `F.elu(${result}, ${alpha})`;
    case 'relu':
    case 'relu6':
    case 'silu':
    case 'gelu':
    case 'mish':
    case 'selu':
    case 'softplus':
    case 'softsign':
      return `F.${kind}(${result})`;
    case 'hardSilu':
      return `F.hardswish(${result})`;
    case 'hardSigmoid':
      return `F.hardsigmoid(${result})`;
    case 'geluTanh':
      return `F.gelu(${result}, approximate="tanh")`;
    case 'hardTanh':
    case 'tanhShrink':
    case 'softShrink':
    case 'hardShrink':
    case 'logSigmoid':
      return `F.${kind.toLowerCase()}(${result})`;
    case 'squareplus':
      return `(lambda v: (v + torch.sqrt(v * v + 4)) / 2)(${result})`;
    case 'sparsePlus':
      return `(lambda v: torch.maximum(v, (v + 1).clamp(0, 2) ** 2 / 4))(${result})`;
    case 'sparseSigmoid':
      return `((${result}) / 2 + 0.5).clamp(0, 1)`;
    case 'exponential':
      return `torch.exp(${result})`;
    case 'sigmoid':
    case 'tanh':
      return `torch.${kind}(${result})`;
    default:
      return kind satisfies never;
  }
}

/** Whether the module gives of an output what comes before the softmax: the loss takes its logarithm together with it. */
export const givesLogits = (layer: NetworkLayer): boolean => lastActivation(layer) === 'softmax';

/**
 * The text of network.py: the module, and which of our parameters are which of its own. It takes and gives several values in the order
 * of the network's inputs and outputs, as Keras does.
 * @throws FormatError where the network has values that are neither maps nor rows
 */
export function writePyTorchModule(network: Network): string {
  const shapes = new Map<string, Shape>(network.inputs.map(({ name, shape }) => [name, shape]));
  for (const { name, outputShape } of network.layers) shapes.set(name, outputShape);
  for (const [name, shape] of shapes)
    if (shape.length !== 1 && shape.length !== 3)
      throw new FormatError(
        `${network.name}, '${name}'`,
        `must be a map (3 axes) or a row (1 axis) for PyTorch. It has ${shape.length}`,
      );

  const names = new Map<string, string>();
  for (const name of shapes.keys())
    names.set(name, variableName(name, new Set([...names.values(), ...TAKEN])));
  const variable = (name: string): string => names.get(name) ?? name;
  const modules: string[] = [];
  /** By layer, the text of its module. */
  const texts = new Map<string, string | undefined>();
  const weights: string[] = [];
  const lines: string[] = [];
  /** What is given of each output, by the name of its layer. */
  const given = new Map<string, string>();
  const read = new Set(network.layers.flatMap(({ inputs }) => inputs));
  for (const layer of network.layers) {
    const write = layer.definition.augments === true ? leftOut : WRITERS[layer.definition.kind];
    if (write === undefined)
      throw new FormatError(
        `${network.name}, '${layer.name}'`,
        `${layer.definition.className} has no PyTorch text`,
      );
    const own = variable(layer.name);
    const module = variable(layer.owner);
    const reads = layer.inputs.map(variable);
    const site: Site = {
      layer,
      self: `self.${module}`,
      reads,
      x: reads[0] ?? '',
      input: layer.inputShapes[0] ?? [],
    };
    const written = write(site);
    if (isSharing(layer)) checkModule(network, layer, texts.get(layer.owner), written.module);
    else {
      texts.set(layer.name, written.module);
      if (written.module !== undefined) modules.push(`self.${own} = ${written.module}`);
      if (!layer.trainable && layer.parameterCount > 0) modules.push(`self.${own}.requires_grad_(False)`);
      for (const name of written.fixed ?? []) modules.push(`self.${own}.${name}.requires_grad_(False)`);
      for (const [parameter, name, axes] of written.weights ?? [])
        weights.push(`${pythonText(`${layer.name}/${parameter}`)}: ("${own}.${name}", ${pythonText(axes)}),`);
    }
    const note = written.note === undefined ? '' : `  # ${written.note}`;
    const result = activated(layer, written.result);
    const isLogits = network.outputs.includes(layer.name) && givesLogits(layer);
    if (!isLogits) lines.push(`${own} = ${result}${note}`);
    else if (!read.has(layer.name)) lines.push(`${own} = ${written.result}${note}`);
    else {
      // Other layers read the probabilities.
      const logits = variableName(`${own}_logits`, new Set([...names.values(), ...TAKEN]));
      names.set(`${layer.name} logits`, logits);
      given.set(layer.name, logits);
      lines.push(`${logits} = ${written.result}${note}`, `${own} = ${activated(layer, logits)}`);
    }
  }

  const theirs = (shape: Shape): Shape =>
    shape.length === 3 ? [2, 0, 1].map((axis) => shape[axis] ?? 1) : shape;
  const indent = (by: number, text: readonly string[]): string[] =>
    text.map((line) => (line === '' ? '' : ' '.repeat(by) + line));
  const parameters = network.inputs.map(({ name }) => variable(name)).join(', ');
  const outputs = network.outputs.map((name) => ({
    name,
    shape: shapes.get(name) ?? [],
    text: given.get(name) ?? variable(name),
    isLogits: network.layers.some((layer) => layer.name === name && givesLogits(layer)),
  }));
  const logits = outputs.filter(({ isLogits }) => isLogits);
  const isOne = outputs.length === 1;
  const counts = (shapesOf: readonly Shape[]): string => shapesOf.map(sizeOf).join(' + ');
  // With a comma even if there is only one: a tuple.
  const byName = (some: readonly { readonly name: string; readonly shape: Shape }[]): string =>
    `(${some.map(({ name, shape }) => `(${pythonText(name)}, ${pythonText(theirs(shape))}),`).join(' ')})`;
  return [
    `"""${network.name.replace(/["\\]/g, '_')}, as a PyTorch module. Maps are C×H×W."""`,
    '',
    'import torch',
    'from torch import nn',
    'from torch.nn import functional as F',
    '',
    '',
    'class Network(nn.Module):',
    `    """${counts(network.inputs.map(({ shape }) => shape))} numbers in, ${counts(outputs.map(({ shape }) => shape))} out."""`,
    '',
    '    # Names in Convscope, and shapes without the batch axis, in the order of forward.',
    `    INPUTS = ${byName(network.inputs)}`,
    `    OUTPUTS = ${byName(outputs)}`,
    '    # By the name in Convscope: the name here, and which axis there each axis here is.',
    '    WEIGHTS = {',
    ...indent(8, weights),
    '    }',
    '',
    '    def __init__(self):',
    '        super().__init__()',
    ...indent(8, modules),
    '',
    `    def forward(self, ${parameters}):`,
    ...(logits.length > 0
      ? [
          isOne
            ? '        """Logits: F.softmax of them are the probabilities."""'
            : `        """Logits of ${logits.map(({ text }) => text).join(', ')}: F.softmax of them are the probabilities."""`,
        ]
      : []),
    ...indent(8, lines),
    `        return ${outputs.map(({ text }) => text).join(', ')}`,
    ...(logits.length === 0
      ? []
      : [
          '',
          `    def probabilities(self, ${parameters}):`,
          ...(isOne
            ? [`        return F.softmax(self(${parameters}), 1)`]
            : [
                `        outputs = self(${parameters})`,
                `        return ${outputs
                  .map(({ isLogits }, i) => (isLogits ? `F.softmax(outputs[${i}], 1)` : `outputs[${i}]`))
                  .join(', ')}`,
              ]),
        ]),
    '',
  ].join('\n');
}

/** @throws FormatError if a module that is called again would have to be another one, as where borders differ */
function checkModule(
  network: Network,
  { name, owner }: NetworkLayer,
  first: string | undefined,
  again: string | undefined,
): void {
  if (first === again) return;
  throw new FormatError(
    `${network.name}, '${name}'`,
    `shares the weights of '${owner}', which in PyTorch is ${first}. On its own input it would be ${again}`,
  );
}

/** Names of the module's own, and those that its text uses. */
const TAKEN = [
  ...['self', 'torch', 'nn', 'F', 'forward', 'probabilities', 'INPUTS', 'OUTPUTS', 'WEIGHTS'],
  ...['outputs', 'header', 'training'],
  ...[
    'train',
    'eval',
    'modules',
    'parameters',
    'buffers',
    'children',
    'apply',
    'to',
    'half',
    'float',
    'double',
  ],
  ...['type', 'cpu', 'cuda', 'compile', 'state_dict', 'share_memory', 'extra_repr', 'add_module'],
];
