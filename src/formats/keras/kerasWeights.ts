// The weights of a model as Keras lists them, layer by layer, and back.

import { shapeText, sameShape, type Shape } from '../../graph/tensor';
import type { LayerKind } from '../../layers/all';
import type { Network, NetworkLayer } from '../../models/network';
import { roleOf, rolesOf, type WeightGroup } from '../fitWeights';
import { FormatError, type StoredTensor } from '../storedModel';
import { checkFinite } from '../weights';
import { inKerasOrder, slotsOf } from './kerasOrder';
import { KERAS_LAYERS } from './layers';
import type { PlacedLayer } from './topology';

/** Every layer of the model in Keras's order, those without weights too; tensors are named `kernel`, `bias`, …. */
export function kerasGroups(
  network: Network,
  weights: ReadonlyMap<string, Float32Array>,
): readonly WeightGroup[] {
  const layers = inKerasOrder(network);
  const slots = slotsOf(layers.map(({ definition }) => KERAS_LAYERS[definition.kind as LayerKind].className));
  return layers.map(({ name, definition, parameters }, at) => ({
    layer: name,
    slot: slots[at] ?? null,
    tensors: [
      ...KERAS_LAYERS[definition.kind as LayerKind].parameters.flatMap(({ name: parameter, keras }) => {
        const spec = parameters.find((one) => one.name === parameter);
        const values = weights.get(`${name}/${parameter}`);
        return spec === undefined || values === undefined ? [] : [{ name: keras, shape: spec.shape, values }];
      }),
      ...counterOf({ definition, parameters }).map((keras) => ({
        ...{ name: keras, shape: [], values: new Float32Array(1) },
      })),
    ],
  }));
}

/** The name of a layer's counter behind its weights, if it has one. */
function counterOf({
  definition,
  parameters,
}: Pick<NetworkLayer, 'definition' | 'parameters'>): readonly string[] {
  const { counter } = KERAS_LAYERS[definition.kind as LayerKind];
  return counter === undefined || parameters.length === 0 ? [] : [counter];
}

/**
 * Groups by the network's names. An `.h5` file has one group for a model that is a layer, with the weights of all of its
 * layers: those that train first, then the others, each in the order of the layers.
 * @param layers as the file's architecture lists them
 * @throws FormatError where the weights of a model are not those of its layers
 */
export function flattenGroups(
  where: string,
  network: Network,
  layers: readonly PlacedLayer[],
  groups: readonly WeightGroup[],
): readonly WeightGroup[] {
  const byName = new Map(groups.map((group) => [group.layer, group]));
  return layers.flatMap(({ name, to, layers: inner }) => {
    const group = byName.get(name);
    if (group === undefined) return [];
    if (inner !== null) return groupsOfModel(`${where}, model '${name}'`, network, inner, group.tensors);
    return to === null ? [] : [{ ...group, layer: to }];
  });
}

/** A parameter of a layer in a model in a file. */
interface Place {
  readonly layer: string;
  readonly to: string;
  readonly parameter: string;
  readonly shape: readonly number[];
  readonly trained: boolean;
}

function groupsOfModel(
  where: string,
  network: Network,
  layers: readonly PlacedLayer[],
  tensors: readonly StoredTensor[],
): readonly WeightGroup[] {
  const places = placesOf(network, layers);
  const found = byName(places, tensors) ?? inOrder(places, tensors);
  if (found === null) {
    const text = (some: readonly { readonly shape: readonly number[] }[]): string =>
      some.map(({ shape }) => shapeText(shape)).join(', ') || 'none';
    throw new FormatError(
      where,
      `its layers need weights of ${text(places)}. The file has ${text(tensors)}, or in an order that is not known`,
    );
  }
  const groups = new Map<string, StoredTensor[]>();
  places.forEach(({ to }, i) => {
    const tensor = found[i];
    if (tensor !== undefined) groups.set(to, [...(groups.get(to) ?? []), tensor]);
  });
  return [...groups].map(([layer, some]) => ({ layer, slot: null, tensors: some }));
}

function placesOf(network: Network, layers: readonly PlacedLayer[]): readonly Place[] {
  return layers.flatMap(({ name, trainable, to, layers: inner }) => {
    if (inner !== null) return placesOf(network, inner);
    const layer = network.layers.find((one) => one.name === to);
    if (layer === undefined) return [];
    const counters = counterOf(layer).map((parameter) => ({ name: parameter, shape: [], trained: false }));
    return [...layer.parameters, ...counters].map(({ name: parameter, shape, trained }) => ({
      ...{ layer: name, to: to ?? '', parameter, shape },
      trained: trained && trainable,
    }));
  });
}

/** By the last two parts of their names, `conv/kernel`, where these are enough. Null where they are not. */
function byName(places: readonly Place[], tensors: readonly StoredTensor[]): readonly StoredTensor[] | null {
  if (places.length !== tensors.length) return null;
  const named = new Map(
    tensors.map((tensor) => [`${tensor.name.split('/').at(-2) ?? ''}/${roleOf(tensor) ?? ''}`, tensor]),
  );
  const keys = places.map(({ layer, parameter }) => `${layer}/${parameter}`);
  const found = places.flatMap(({ layer, parameter }) => {
    const role = rolesOf(parameter).find((one) => named.has(`${layer}/${one}`));
    return named.get(`${layer}/${role ?? ''}`) ?? [];
  });
  return new Set(keys).size === places.length && found.length === places.length ? found : null;
}

/** In Keras's order, which is verified by roles and shapes. */
function inOrder(places: readonly Place[], tensors: readonly StoredTensor[]): readonly StoredTensor[] | null {
  if (places.length !== tensors.length) return null;
  const ordered = [...places.filter(({ trained }) => trained), ...places.filter(({ trained }) => !trained)];
  const fits = ordered.every(({ parameter, shape }, i) => {
    const tensor = tensors[i];
    return (
      tensor !== undefined &&
      rolesOf(parameter).includes(roleOf(tensor) ?? '') &&
      sameShape(tensor.shape, shape)
    );
  });
  if (!fits) return null;
  const found = new Map(ordered.map((place, i) => [place, tensors[i]]));
  return places.flatMap((place) => found.get(place) ?? []);
}

/**
 * Axes of length 1 may be more or fewer, as of a kernel of one axis, [k, c, f], which is one of maps of width 1 here, [k, 1, c, f]. Axes
 * side by side may be one here, as heads and their numbers: [c, heads, d] is [c, heads · d].
 */
function isFitting(needed: Shape, found: Shape): boolean {
  const rest = found.filter((length) => length !== 1);
  const isJoined = needed
    .filter((length) => length !== 1)
    .every((length) => {
      let product = 1;
      while (product < length && rest.length > 0) product *= rest.shift() ?? 1;
      return product === length;
    });
  return isJoined && rest.length === 0;
}

/**
 * The weights of a model whose architecture the file has as well: all must be there, in their shapes.
 * @param groups by the names of the network's layers
 * @throws FormatError naming the layer, what it needs and what the file has
 */
export function weightsOfModel(
  where: string,
  network: Network,
  groups: readonly WeightGroup[],
): ReadonlyMap<string, Float32Array> {
  const byLayer = new Map(groups.map(({ layer, tensors }) => [layer, tensors]));
  const weights = new Map<string, Float32Array>();
  for (const layer of network.layers) {
    const { name, parameters } = layer;
    const all = byLayer.get(name) ?? [];
    const tensors = counterOf(layer).length === 0 ? all : all.slice(0, parameters.length);
    const fits =
      tensors.length === parameters.length &&
      parameters.every(({ shape }, at) => isFitting(shape, tensors[at]?.shape ?? []));
    if (!fits) {
      const list = (some: readonly { readonly shape: readonly number[] }[]): string =>
        some.map(({ shape }) => shapeText(shape)).join(', ') || 'none';
      throw new FormatError(
        where,
        `layer '${name}' needs weights of ${list(parameters)}. The file has ${list(tensors)}`,
      );
    }
    parameters.forEach(({ name: parameter }, at) => {
      const values = tensors[at]?.values ?? new Float32Array(0);
      checkFinite(`${where}, '${name}/${parameter}'`, values);
      weights.set(`${name}/${parameter}`, values);
    });
  }
  return weights;
}
