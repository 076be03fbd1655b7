// How PyTorch lays out the parameters of a network, and how its numbers come into our order.
//
//   Conv2d.weight                 [out, in, kh, kw]      ours [kh, kw, in, out]
//   Conv2d.weight, groups = in    [in · m, 1, kh, kw]    ours [kh, kw, in, m]
//   Linear.weight                 [out, in]              ours [in, out]
//
// PyTorch's maps are C×H×W, so behind a Flatten its rows come channel by channel, ours pixel by pixel: the inputs of the
// layers there are put into our order, too.
// Source: https://docs.pytorch.org/docs/stable/nn.html

import { sizeOf, type Shape } from '../../graph/tensor';
import type { Network, NetworkLayer } from '../../models/network';
import { permute } from '../permute';
import type { StoredTensor } from '../storedModel';

/** A parameter as a file has it. */
export interface StoredLayout {
  readonly shape: Shape;
  /** The numbers in our order. */
  readonly arrange: (values: Float32Array) => Float32Array;
}

const ROLE = /(?:^|\.)(?:weight|bias|running_mean|running_var)$/;
const OF_ANOTHER = /\/|(?:^|\.)(?:kernel|gamma|beta)$/;

/** Whether tensors have the names that a `state_dict` gives them. */
export const isStateDict = (tensors: readonly Pick<StoredTensor, 'name'>[]): boolean =>
  tensors.some(({ name }) => ROLE.test(name)) && !tensors.some(({ name }) => OF_ANOTHER.test(name));

/** Batches that a BatchNorm2d has counted: in a state_dict, and no parameter. */
export const isCounter = ({ name }: Pick<StoredTensor, 'name'>): boolean =>
  /(?:^|\.)num_batches_tracked$/.test(name);

/** By `layer/parameter`. */
export function pytorchLayouts(network: Network): ReadonlyMap<string, StoredLayout> {
  const layouts = new Map<string, StoredLayout>();
  for (const layer of network.layers) {
    const map = flattenedMap(network, layer);
    for (const { name, shape } of layer.parameters)
      layouts.set(`${layer.name}/${name}`, layoutOf(layer.definition.kind, name, shape, map));
  }
  return layouts;
}

function layoutOf(kind: string, parameter: string, shape: Shape, map: Shape | null): StoredLayout {
  if (parameter === 'weight' && kind === 'conv2d') {
    const [kh = 1, kw = 1, inputs = 1, filters = 1] = shape;
    return transposed([filters, inputs, kh, kw], [2, 3, 1, 0]);
  }
  if (parameter === 'weight' && kind === 'depthwiseConv2d') {
    const [kh = 1, kw = 1, channels = 1, multiplier = 1] = shape;
    return transposed([channels, multiplier, kh, kw], [2, 3, 0, 1], [channels * multiplier, 1, kh, kw]);
  }
  if (['kernel', 'pointwiseKernel'].includes(parameter)) {
    const [kh = 1, kw = 1, inputs = 1, outputs = 1] = shape;
    return transposed([outputs, inputs, kh, kw], [2, 3, 1, 0]);
  }
  if (parameter === 'depthwiseKernel') return layoutOf('depthwiseConv2d', 'weight', shape, map);
  if (kind === 'prelu' && map === null && sizeOf(shape) === shape.at(-1))
    return { shape: [sizeOf(shape)], arrange: (values) => values };
  const [h = 1, w = 1, c = 1] = map ?? [];
  if (parameter === 'weight' && kind === 'dense') {
    const [inputs = 1, units = 1] = shape;
    return map === null
      ? transposed([units, inputs], [1, 0])
      : transposed([units, c, h, w], [2, 3, 1, 0], [units, inputs]);
  }
  if (['batchNormalization', 'layerNormalization', 'prelu'].includes(kind) && sizeOf(shape) === h * w * c)
    return transposed([c, h, w], [1, 2, 0], shape);
  return { shape, arrange: (values) => values };
}

/** Layers that change neither the number of values nor their order. */
const KEEPING = new Set([
  ...['dropout', 'activation', 'reLU', 'leakyReLU', 'softmax', 'batchNormalization', 'rescaling'],
  ...['elu', 'prelu', 'layerNormalization'],
]);

/** The H×W×C that a Flatten before the layer made one row of; null where there is none. */
function flattenedMap(network: Network, layer: NetworkLayer): Shape | null {
  let [name] = layer.inputs;
  for (;;) {
    const before = network.layers.find((one) => one.name === name);
    if (before?.outputShape.length !== 1) return null;
    const [input = []] = before.inputShapes;
    if (['flatten', 'reshape'].includes(before.definition.kind)) return input.length === 3 ? input : null;
    if (!KEEPING.has(before.definition.kind)) return null;
    [name] = before.inputs;
  }
}

/**
 * The axes in another order: ours[i] is axes[i] of theirs.
 * @param theirs the axes as they lie in the file
 * @param shape as the file gives it, where it has axes together
 */
function transposed(theirs: Shape, axes: readonly number[], shape: Shape = theirs): StoredLayout {
  return { shape, arrange: (values) => permute(values, theirs, axes) };
}
