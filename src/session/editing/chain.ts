// Edits of a network as data: setting an option, adding, removing or moving a layer. Networks are chains with branches:
// by default a layer reads the one before it. Each function returns a new configuration; preview.ts checks whether it
// can be built.

import type { LayerConfig, NetworkConfig } from '../../models/network';
import { optionsIn, ownerIn, withOption, withOwners } from '../../models/sharing';
import { describeKind } from './catalogue';
import { previewNetwork } from './preview';

export { optionsIn, withOption };

/** The name of the first layer's input. */
function inputOf({ input }: NetworkConfig): string {
  const last = input.at(-1);
  return typeof last === 'object' ? last.name : 'input';
}

/** Removes redundant fields: inputs that are the previous layer, and an output that is the last layer. */
function loosened(config: NetworkConfig): NetworkConfig {
  const names = config.layers.map(({ name }) => name);
  const layers = config.layers.map(({ inputs, ...layer }, at): LayerConfig => {
    const before = at === 0 ? inputOf(config) : names[at - 1];
    return inputs === undefined || (inputs.length === 1 && inputs[0] === before)
      ? layer
      : { ...layer, inputs };
  });
  const { outputs, ...rest } = config;
  const last = names.at(-1);
  return outputs === undefined || (outputs.length === 1 && outputs[0] === last)
    ? { ...rest, layers }
    : { ...rest, layers, outputs };
}

/** Freezes layers, or unfreezes them. */
export function withTrainable(
  config: NetworkConfig,
  layers: readonly string[],
  trainable: boolean,
): NetworkConfig {
  const wanted = new Set(layers.map((name) => ownerIn(config, name)));
  return {
    ...config,
    layers: config.layers.map(({ trainable: before, ...layer }) => {
      const now = wanted.has(layer.name ?? '') ? trainable : (before ?? true);
      return now ? layer : { ...layer, trainable: now };
    }),
  };
}

/** Layers that read the removed one read its inputs instead. */
export function withoutLayer(config: NetworkConfig, layer: string): NetworkConfig {
  const loose = loosened(config);
  const gone = loose.layers.find(({ name }) => name === layer);
  const at = loose.layers.findIndex(({ name }) => name === layer);
  const instead = gone?.inputs?.[0] ?? loose.layers[at - 1]?.name ?? inputOf(config);
  return {
    ...loose,
    layers: withOwners(
      loose.layers
        .filter(({ name }) => name !== layer)
        .map((one) =>
          one.inputs === undefined
            ? one
            : { ...one, inputs: one.inputs.map((name) => (name === layer ? instead : name)) },
        ),
      loose,
    ),
  };
}

/** Moves a layer by `by` places down the chain (up if negative), at most to its ends. */
export function withMoved(config: NetworkConfig, layer: string, by: number): NetworkConfig {
  const loose = loosened(config);
  const from = loose.layers.findIndex(({ name }) => name === layer);
  const moved = loose.layers[from];
  if (moved === undefined) return config;
  const layers = loose.layers.filter((one) => one !== moved);
  layers.splice(Math.min(layers.length, Math.max(0, from + by)), 0, moved);
  return { ...loose, layers: withOwners(layers, loose) };
}

/** `conv2d_1`: the kind and the first free number. */
export function freeName({ layers }: NetworkConfig, kind: string): string {
  for (let number = 1; ; number++) {
    const name = `${kind}_${number}`;
    if (layers.every((layer) => layer.name !== name)) return name;
  }
}

/**
 * Adds a layer after another one; at the front if `after` is null. A kind that joins layers also reads the nearest
 * preceding layer with a fitting shape.
 */
export function withLayer(
  config: NetworkConfig,
  kind: string,
  after: string | null,
): { readonly network: NetworkConfig; readonly name: string } {
  const loose = loosened(config);
  const { inputs, suggested } = describeKind(kind);
  const name = freeName(config, kind);
  const at = loose.layers.findIndex((layer) => layer.name === after) + 1;
  const insert = (reads?: readonly string[]): NetworkConfig => {
    const layers = [...loose.layers];
    layers.splice(at, 0, {
      name,
      kind,
      options: suggested,
      ...(reads === undefined ? {} : { inputs: reads }),
    });
    return { ...loose, layers };
  };
  if (inputs.min < 2) return { network: insert(), name };
  const above = [
    inputOf(config),
    ...loose.layers.slice(0, at).flatMap((layer) => layer.name ?? []),
  ].reverse();
  const [before = '', ...others] = above;
  const pairs = others.map((other) => insert([before, other]));
  const fits = pairs.find((network) => !(previewNetwork(network).problem?.layer === name));
  return { network: fits ?? pairs[0] ?? insert(), name };
}
