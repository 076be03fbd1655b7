// Edits of networks as data where layers share parameters: a layer that shares has no options of its own, and what removes or
// moves the layer that has them passes them on.

import type { LayerConfig, NetworkConfig } from './network';

/** The layer whose options and parameters a layer has. */
export function ownerIn({ layers }: Pick<NetworkConfig, 'layers'>, name: string): string {
  const found = layers.find((layer) => layer.name === name)?.sharesWith;
  return found === undefined ? name : ownerIn({ layers }, found);
}

/** The options of a layer, which may be those of another one. */
export function optionsIn(
  config: Pick<NetworkConfig, 'layers'>,
  name: string,
): NonNullable<LayerConfig['options']> {
  const owner = ownerIn(config, name);
  return config.layers.find((layer) => layer.name === owner)?.options ?? {};
}

/** With one option of a layer, and of all that share its parameters. */
export function withOption<Config extends Pick<NetworkConfig, 'layers'>>(
  config: Config,
  name: string,
  option: string,
  value: unknown,
): Config {
  const owner = ownerIn(config, name);
  return {
    ...config,
    layers: config.layers.map((layer) =>
      layer.name === owner ? { ...layer, options: { ...layer.options, [option]: value } } : layer,
    ),
  };
}

/**
 * Some layers of a network, in any order: of those that share parameters the first one has them.
 * @param all the layers of the network, by which those that share have their options
 */
export function withOwners(
  layers: readonly LayerConfig[],
  all: Pick<NetworkConfig, 'layers'>,
): readonly LayerConfig[] {
  const owners = new Map<string, string>();
  const shared = new Set(
    all.layers.flatMap(({ name = '', sharesWith }) => (sharesWith === undefined ? [] : [ownerIn(all, name)])),
  );
  return layers.map((layer): LayerConfig => {
    const { name = '', kind, inputs } = layer;
    const owner = ownerIn(all, name);
    if (!shared.has(owner)) return layer;
    const placed = { name, kind, ...(inputs === undefined ? {} : { inputs }) };
    const first = owners.get(owner);
    if (first !== undefined) return { ...placed, sharesWith: first };
    owners.set(owner, name);
    const { options, trainable } = all.layers.find((one) => one.name === owner) ?? layer;
    return {
      ...placed,
      ...(options === undefined ? {} : { options }),
      ...(trainable === undefined ? {} : { trainable }),
    };
  });
}
