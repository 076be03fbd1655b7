// Weights of a file without an architecture, fitted to a network, and a report of what fits and what does not.
//
// A layer's weights are found by the layer's name; else by the group that Keras would give the layer, where the file
// is one of Keras's that numbers layers instead of naming them; else by order. Shapes must be equal in every case.
// Libraries count their automatic names differently (dense, dense_1, … or dense_1, dense_2, …), so where not all names
// are found, but the whole file fits layer by layer in order, order counts. Shapes are those of the file's own layout.

import { sameShape } from '../graph/tensor';
import { defineNetwork, type Network, type NetworkConfig } from '../models/network';
import type { LayerKind } from '../layers/all';
import { inKerasOrder, slotsOf } from './keras/kerasOrder';
import { KERAS_LAYERS } from './keras/layers';
import { MAX_LAYERS } from './ownNetwork';
import { isCounter, isStateDict, pytorchLayouts, type StoredLayout } from './pytorch/layout';
import type { StoredTensor } from './storedModel';
import { parametersOf, type NamedParameter } from './weights';

/** The weights of one layer of a file. */
export interface WeightGroup {
  readonly layer: string;
  /** Where the file numbers layers of a class: `conv2d_1`. */
  readonly slot: string | null;
  readonly tensors: readonly StoredTensor[];
  /** Whose layout the tensors have, the same for all groups of a file. Absent: Keras's, which is ours. */
  readonly layout?: 'pytorch';
}

export interface FitReport {
  /** What was taken: our parameter `layer/parameter`, and the name in the file. */
  readonly matched: readonly {
    readonly parameter: string;
    readonly tensor: string;
    readonly by: 'name' | 'order';
  }[];
  /** Parameters that stay as they are; with what the file has in their place, in another shape. */
  readonly missing: readonly {
    readonly parameter: string;
    readonly shape: readonly number[];
    readonly found: { readonly tensor: string; readonly shape: readonly number[] } | null;
  }[];
  /** What the file has and the network has no place for. */
  readonly unused: readonly { readonly tensor: string; readonly shape: readonly number[] }[];
}

export interface Fit {
  /** By `layer/parameter`; those of the report's `matched`. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly report: FitReport;
}

/** A parameter, and how the file lays it out. */
interface WantedParameter extends NamedParameter {
  readonly stored: StoredLayout;
}

interface LayerParameters {
  readonly layer: string;
  readonly slot: string | null;
  readonly parameters: readonly WantedParameter[];
}

type Pair = readonly [parameter: WantedParameter, tensor: StoredTensor];

const fits = (tensor: StoredTensor, { stored }: WantedParameter): boolean =>
  sameShape(tensor.shape, stored.shape);

export function fitWeights(network: Network, given: readonly WeightGroup[]): Fit {
  const groups = given.map((group) => ({
    ...group,
    tensors: group.tensors.filter((tensor) => !isCount(tensor, group)),
  }));
  const layers = layersOf(network, groups.find(({ layout }) => layout !== undefined)?.layout);
  const taken = new Map<WantedParameter, { tensor: StoredTensor; by: 'name' | 'order' }>();
  const take =
    (by: 'name' | 'order') =>
    ([parameter, tensor]: Pair) =>
      taken.set(parameter, { tensor, by });

  const named = byName(layers, groups);
  const inOrder = wholeInOrder(layers, groups);
  const all = layers.reduce((sum, { parameters }) => sum + parameters.length, 0);
  if (named.length < all && inOrder !== null) inOrder.forEach(take('order'));
  else {
    named.forEach(take('name'));
    const used = new Set([...taken.values()].map(({ tensor }) => tensor));
    byOrder(
      layers.filter(({ parameters }) => !parameters.some((one) => taken.has(one))),
      groups.filter(({ tensors }) => !tensors.some((one) => used.has(one))),
    ).forEach(take('order'));
  }

  const used = new Set([...taken.values()].map(({ tensor }) => tensor));
  return {
    weights: new Map(
      [...taken].map(([{ name, stored }, { tensor }]) => [name, stored.arrange(tensor.values)]),
    ),
    report: {
      matched: [...taken].map(([{ name }, { tensor, by }]) => ({ parameter: name, tensor: tensor.name, by })),
      missing: layers.flatMap((layer) =>
        layer.parameters
          .filter((one) => !taken.has(one))
          .map(({ name, parameter, stored }) => ({
            parameter: name,
            shape: stored.shape,
            found: mismatch(layer, parameter, groups, used),
          })),
      ),
      unused: groups
        .flatMap(({ tensors }) => tensors)
        .filter((tensor) => !used.has(tensor))
        .map(({ name, shape }) => ({ tensor: name, shape })),
    },
  };
}

/** For callers that have the network as data. */
export const fitWeightsTo = (config: NetworkConfig, groups: readonly WeightGroup[]): Fit =>
  fitWeights(defineNetwork(config), groups);

/** Tensors of a flat list by layer: what stands before the last `/` or `.` of their names. */
export function groupTensors(tensors: readonly StoredTensor[]): readonly WeightGroup[] {
  const layout = isStateDict(tensors) ? ('pytorch' as const) : undefined;
  const groups = new Map<string, StoredTensor[]>();
  let nameless = 0;
  for (const tensor of tensors) {
    if (layout === 'pytorch' && isCounter(tensor)) continue;
    const cut = Math.max(tensor.name.lastIndexOf('/'), tensor.name.lastIndexOf('.'));
    // Without names a matrix or kernel begins a layer.
    if (cut === -1 && tensor.shape.length > 1) nameless += 1;
    const layer = cut === -1 ? `#${nameless}` : tensor.name.slice(0, cut);
    groups.set(layer, [...(groups.get(layer) ?? []), tensor]);
  }
  return [...groups].map(([layer, some]) => ({
    layer,
    slot: null,
    tensors: some,
    ...(layout && { layout }),
  }));
}

/**
 * A group that holds the weights of several layers, as files of Keras 2 have it of a model that is a layer, layer by layer:
 * `base` with `c/kernel`, `norm/gamma`, … `norm/moving_mean`.
 */
export function splitGroup(group: WeightGroup): readonly WeightGroup[] {
  const layers = new Map<string, StoredTensor[]>();
  for (const tensor of group.tensors) {
    const path = tensor.name.slice(0, Math.max(0, tensor.name.lastIndexOf('/')));
    layers.set(path, [...(layers.get(path) ?? []), tensor]);
  }
  if (layers.size < 2) return [group];
  return [...layers].map(([path, tensors]) => ({ layer: path.split('/').at(-1) ?? '', slot: null, tensors }));
}

function layersOf(network: Network, layout: WeightGroup['layout']): readonly LayerParameters[] {
  const ordered = inKerasOrder(network);
  const slots = slotsOf(
    ordered.map(({ definition }) => KERAS_LAYERS[definition.kind as LayerKind].className),
  );
  const slotOf = new Map(ordered.map(({ name }, i) => [name, slots[i] ?? null]));
  const layouts = layout === 'pytorch' ? pytorchLayouts(network) : null;
  const parameters = parametersOf(network).map((parameter): WantedParameter => {
    const asOurs: StoredLayout = { shape: parameter.shape, arrange: (values) => values };
    return { ...parameter, stored: layouts?.get(parameter.name) ?? asOurs };
  });
  return network.layers.flatMap(({ name }) => {
    const own = parameters.filter(({ layer }) => layer === name);
    return own.length === 0 ? [] : [{ layer: name, slot: slotOf.get(name) ?? null, parameters: own }];
  });
}

/** What other libraries call our parameters. */
const ROLES: Readonly<Record<string, string>> = {
  kernel: 'weight',
  depthwise_kernel: 'weight',
  depthwiseKernel: 'weight',
  pointwise_kernel: 'pointwiseKernel',
  pointwiseKernel: 'pointwiseKernel',
  weight: 'weight',
  weights: 'weight',
  alpha: 'alpha',
  bias: 'bias',
  gamma: 'gamma',
  beta: 'beta',
  moving_mean: 'movingMean',
  running_mean: 'movingMean',
  movingMean: 'movingMean',
  moving_variance: 'movingVariance',
  running_var: 'movingVariance',
  movingVariance: 'movingVariance',
  mean: 'mean',
  variance: 'variance',
  count: 'count',
};

/** Of parameters with names of their own, what others call them too: PyTorch those of a normalization. */
const ALSO: Readonly<Record<string, string>> = {
  ...{ gamma: 'weight', beta: 'bias', alpha: 'weight' },
  ...{ kernel: 'weight', depthwiseKernel: 'weight' },
};

/** Which of our parameters a tensor is by its name; null where that says nothing. */
export function roleOf({ name }: Pick<StoredTensor, 'name'>): string | null {
  const last = name.replace(/:\d+$/, '').split(/[/.]/).at(-1) ?? '';
  return Object.hasOwn(ROLES, last) ? (ROLES[last] ?? null) : null;
}

/** How much a Normalization of Keras has seen: behind its weights, and no parameter here. */
function isCount(tensor: StoredTensor, { slot, tensors }: WeightGroup): boolean {
  // With axis=None the mean and the variance before it are single numbers, too.
  const isNumbered =
    tensor.shape.length === 0 &&
    tensors.indexOf(tensor) >= 2 &&
    /(^|\/)normalization(_\d+)?$/.test(slot ?? '');
  return isNumbered || roleOf(tensor) === 'count';
}

/** The roles by which a parameter of ours is found. */
export const rolesOf = (parameter: string): readonly string[] => [parameter, ALSO[parameter] ?? parameter];

/** The group of the same name or number, where the file has one. */
function groupOf({ layer, slot }: LayerParameters, groups: readonly WeightGroup[]): WeightGroup | undefined {
  // A number of the file's own is no name, though it may look like one; and layers of models in models may share a name.
  const named = groups.filter((group) => group.layer === layer && group.layer !== group.slot);
  if (named.length === 1) return named[0];
  return isNested(groups) ? undefined : groups.find((group) => group.slot !== null && group.slot === slot);
}

/** Layers are numbered within models that are layers: neither numbers nor their order are those of a flat network. */
function isNested(groups: readonly WeightGroup[]): boolean {
  return groups.some(({ slot }) => slot?.includes('/') ?? false);
}

/** The tensor of a group that would be a parameter: by its role, or where roles are not told by its place. */
function tensorFor(
  parameter: WantedParameter,
  layer: LayerParameters,
  group: WeightGroup,
): StoredTensor | undefined {
  const told = group.tensors.some((tensor) => roleOf(tensor) !== null);
  return told
    ? (group.tensors.find((tensor) => roleOf(tensor) === parameter.parameter) ??
        group.tensors.find((tensor) => roleOf(tensor) === ALSO[parameter.parameter]))
    : group.tensors[layer.parameters.indexOf(parameter)];
}

function byName(layers: readonly LayerParameters[], groups: readonly WeightGroup[]): readonly Pair[] {
  return layers.flatMap((layer) => {
    const group = groupOf(layer, groups);
    if (group === undefined) return [];
    return layer.parameters.flatMap((parameter): Pair[] => {
      const tensor = tensorFor(parameter, layer, group);
      return tensor !== undefined && fits(tensor, parameter) ? [[parameter, tensor]] : [];
    });
  });
}

/** All weights of a group for all of a layer. Null unless number, roles and shapes agree. */
function whole(layer: LayerParameters, group: WeightGroup): readonly Pair[] | null {
  if (group.tensors.length !== layer.parameters.length) return null;
  const pairs = layer.parameters.flatMap((parameter): Pair[] => {
    const tensor = tensorFor(parameter, layer, group);
    return tensor !== undefined && fits(tensor, parameter) ? [[parameter, tensor]] : [];
  });
  return pairs.length === layer.parameters.length ? pairs : null;
}

/** Layer by layer, where the file has as many as the network and every one fits. */
function wholeInOrder(
  layers: readonly LayerParameters[],
  groups: readonly WeightGroup[],
): readonly Pair[] | null {
  const filled = groups.filter(({ tensors }) => tensors.length > 0);
  // Groups that a file numbers are in no order of the network's.
  if (filled.length !== layers.length || filled.some(({ slot }) => slot !== null)) return null;
  const pairs = layers.map((layer, i) => {
    const group = filled[i];
    return group === undefined ? null : whole(layer, group);
  });
  return pairs.every((pair) => pair !== null) ? pairs.flat() : null;
}

/** As many layers as can be matched in the order of both (longest common subsequence). */
function byOrder(layers: readonly LayerParameters[], groups: readonly WeightGroup[]): readonly Pair[] {
  if (layers.length > MAX_LAYERS || groups.length > MAX_LAYERS || isNested(groups)) return [];
  const width = groups.length + 1;
  const wholes = layers.map((layer) => groups.map((group) => whole(layer, group)));
  /** The most matches of the layers and groups from a place on. */
  const best = new Uint16Array((layers.length + 1) * width);
  for (let l = layers.length - 1; l >= 0; l--) {
    for (let g = groups.length - 1; g >= 0; g--) {
      const skip = Math.max(best[(l + 1) * width + g] ?? 0, best[l * width + g + 1] ?? 0);
      const pair = wholes[l]?.[g];
      best[l * width + g] = pair ? Math.max(skip, 1 + (best[(l + 1) * width + g + 1] ?? 0)) : skip;
    }
  }
  const pairs: Pair[] = [];
  for (let l = 0, g = 0; l < layers.length && g < groups.length;) {
    const here = best[l * width + g] ?? 0;
    const pair = wholes[l]?.[g];
    if (pair && here === 1 + (best[(l + 1) * width + g + 1] ?? 0)) {
      pairs.push(...pair);
      l += 1;
      g += 1;
    } else if (here === best[(l + 1) * width + g]) l += 1;
    else g += 1;
  }
  return pairs;
}

/** What the file has where a parameter would be. */
function mismatch(
  layer: LayerParameters,
  name: string,
  groups: readonly WeightGroup[],
  used: ReadonlySet<StoredTensor>,
): { tensor: string; shape: readonly number[] } | null {
  const group = groupOf(layer, groups);
  const parameter = layer.parameters.find((one) => one.parameter === name);
  if (group === undefined || parameter === undefined) return null;
  const tensor = tensorFor(parameter, layer, group);
  return tensor === undefined || used.has(tensor) ? null : { tensor: tensor.name, shape: tensor.shape };
}
