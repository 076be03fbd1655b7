// The weights of frozen layers, which twins take from the network that they are made of: training would never make others of
// initial values.

import { sizeOf } from '../../graph/tensor';
import { isFrozen, type Network } from '../../models/network';
import type { ParameterStore } from '../../models/parameterStore';
import type { Weights } from '../trainingContext';

export async function frozenWeights(store: ParameterStore): Promise<Weights> {
  const { layers } = store.network;
  if (!layers.some(isFrozen)) return new Map();
  const names = new Set<string>(layers.filter(isFrozen).flatMap(namesOf));
  const read = await store.read();
  return new Map(read.flatMap(({ name, values }) => (names.has(name) ? [[name, values] as const] : [])));
}

/** Those that the network has, in that size. */
export function weightsThatFit({ layers }: Network, weights: Weights): Weights {
  const sizes = new Map<string, number>(
    layers.flatMap((layer) =>
      layer.parameters.map(({ name, shape }) => [`${layer.name}/${name}`, sizeOf(shape)] as const),
    ),
  );
  return new Map([...weights].filter(([name, { length }]) => sizes.get(name) === length));
}

const namesOf = ({ name: layer, parameters }: Network['layers'][number]): readonly string[] =>
  parameters.map(({ name }) => `${layer}/${name}`);
