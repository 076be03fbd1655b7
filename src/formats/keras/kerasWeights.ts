// The weights of a model as Keras lists them, layer by layer, and back.

import { shapeText, sameShape } from '../../graph/tensor';
import type { LayerKind } from '../../layers/registry';
import type { Network } from '../../models/network';
import type { WeightGroup } from '../fitWeights';
import { FormatError } from '../storedModel';
import { checkFinite } from '../weights';
import { inKerasOrder, slotsOf } from './kerasOrder';
import { KERAS_LAYERS } from './layers';

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
    tensors: KERAS_LAYERS[definition.kind as LayerKind].parameters.flatMap(({ name: parameter, keras }) => {
      const spec = parameters.find((one) => one.name === parameter);
      const values = weights.get(`${name}/${parameter}`);
      return spec === undefined || values === undefined ? [] : [{ name: keras, shape: spec.shape, values }];
    }),
  }));
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
  for (const { name, parameters } of network.layers) {
    const tensors = byLayer.get(name) ?? [];
    const fits =
      tensors.length === parameters.length &&
      parameters.every(({ shape }, at) => sameShape(shape, tensors[at]?.shape ?? []));
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
