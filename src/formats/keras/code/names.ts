// Names of layers that a script does not name. Keras counts them, so a layer put in front would rename all behind it,
// and what they have learned would be lost; beside the network that the script described before, they keep their names.

import { checkOptions } from '../../../layers/options';
import { layerDefinition } from '../../../layers/all';
import { optionsIn } from '../../../models/sharing';
import type { LayerConfig, NetworkConfig } from '../../../models/network';
import type { CodeReading } from './read';

/**
 * The network of a reading, with unnamed layers called as their counterparts in `before`: layers alike are paired in
 * order, then those of the same kind between them. New ones keep Keras's name, or the next that is free. The network is
 * called as before unless the code says how.
 */
export function withNamesOf(
  reading: CodeReading & { readonly network: NetworkConfig },
  before: NetworkConfig,
): NetworkConfig {
  const { network, layers: read } = reading;
  const isNamed = network.layers.map((_, at) => read[at]?.named === true);
  const spoken = new Set(
    network.layers.flatMap(({ name }, at) => (isNamed[at] === true && name ? [name] : [])),
  );
  const old = before.layers.filter(({ name }) => name !== undefined && !spoken.has(name));
  const open = network.layers.filter((_, at) => isNamed[at] !== true);
  const names = new Map<LayerConfig, string>();
  const pair = (
    a: readonly LayerConfig[],
    b: readonly LayerConfig[],
    alike: (x: LayerConfig, y: LayerConfig) => boolean,
  ): void => {
    for (const [x, y] of longestCommon(a, b, alike)) names.set(x, y.name ?? '');
  };
  pair(open, old, (x, y) => x.kind === y.kind && optionsText(network, x) === optionsText(before, y));
  const left = (list: readonly LayerConfig[], done: (layer: LayerConfig) => boolean): LayerConfig[] =>
    list.filter((layer) => !done(layer));
  const taken = new Set(names.values());
  pair(
    left(open, (layer) => names.has(layer)),
    left(old, ({ name }) => taken.has(name ?? '')),
    (x, y) => x.kind === y.kind,
  );
  const used = new Set([...spoken, ...names.values()]);
  const renamed = new Map<string, string>();
  const layers = network.layers.map((layer, at) => {
    const own = layer.name ?? '';
    let name = isNamed[at] === true ? own : (names.get(layer) ?? own);
    if (isNamed[at] !== true && !names.has(layer)) {
      for (let number = 1; used.has(name); number++) name = `${own.replace(/_\d+$/, '')}_${number}`;
      used.add(name);
    }
    renamed.set(own, name);
    return { ...layer, name };
  });
  const follow = (name: string): string => renamed.get(name) ?? name;
  return {
    ...network,
    name: reading.named ? network.name : before.name,
    layers: layers.map((layer) => ({
      ...layer,
      ...(layer.inputs ? { inputs: layer.inputs.map(follow) } : {}),
      ...(layer.sharesWith === undefined ? {} : { sharesWith: follow(layer.sharesWith) }),
    })),
    ...(network.outputs ? { outputs: network.outputs.map(follow) } : {}),
  };
}

/** With whether the layer shares the weights of another one. */
function optionsText(network: NetworkConfig, { name = '', kind, sharesWith }: LayerConfig): string {
  const options = checkOptions(kind, layerDefinition(kind).options, optionsIn(network, name));
  return JSON.stringify({ options, shares: sharesWith !== undefined });
}

/** Pairs of a longest common subsequence. Both are short: a network has a few dozen layers. */
function longestCommon<T>(a: readonly T[], b: readonly T[], alike: (x: T, y: T) => boolean): [T, T][] {
  const best: number[][] = Array.from({ length: a.length + 1 }, () => Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number): number => best[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const [x, y] = [a[i], b[j]];
      const row = best[i];
      if (row === undefined || x === undefined || y === undefined) continue;
      row[j] = alike(x, y) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [T, T][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [x, y] = [a[i], b[j]];
    if (x !== undefined && y !== undefined && alike(x, y) && at(i, j) === at(i + 1, j + 1) + 1) {
      pairs.push([x, y]);
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
