// The layers there are and what can be set on them, as data for whoever offers them: kinds, options with ranges and
// defaults in Keras's spelling, and the networks that come along. Nothing here knows one kind of layer from another;
// all of it is read from the layers' own tables.

import { kerasName } from '../../layers/kerasNames';
import { shapeText } from '../../graph/tensor';
import { LAYERS, layerDefinition } from '../../layers/registry';
import { defineNetwork, type NetworkConfig } from '../../models/network';
import { titleOf } from '../../models/famous';
import { PRESETS } from '../../models/presets';

export { kerasName, titleOf };

export interface OptionDescription {
  readonly name: string;
  /** As Keras writes it: `kernel_size`. */
  readonly keras: string;
  readonly type: 'integer' | 'pair' | 'number' | 'boolean' | 'choice' | 'shape' | 'border';
  readonly min: number;
  readonly max: number;
  /** The range a slider spans; null where it is typed. */
  readonly usual: readonly [from: number, to: number] | null;
  readonly values: readonly string[];
  /** Undefined where it must be given; null: it follows another option. */
  readonly default: unknown;
  readonly advanced: boolean;
}

export interface KindDescription {
  readonly kind: string;
  readonly className: string;
  readonly options: readonly OptionDescription[];
  /** How many layers it reads. */
  readonly inputs: { readonly min: number; readonly max: number };
  /** What a new layer of this kind is given where there is no default. */
  readonly suggested: Readonly<Record<string, unknown>>;
}

/** @throws Error naming the kinds there are. */
export function describeKind(kind: string): KindDescription {
  const { className, options, inputs } = layerDefinition(kind);
  const described = Object.entries(options).map(([name, option]): OptionDescription => ({
    name,
    keras: kerasName(name, kind),
    type: option.type,
    min: option.min ?? -Infinity,
    max: option.max ?? Infinity,
    usual: option.usual ?? null,
    values: option.values ?? [],
    default: option.default,
    advanced: option.advanced ?? false,
  }));
  const suggested = Object.entries(options).flatMap(([name, option]) =>
    option.default === undefined && option.suggested !== undefined ? [[name, option.suggested] as const] : [],
  );
  return Object.freeze({
    kind,
    className,
    options: described,
    inputs,
    suggested: Object.fromEntries(suggested),
  });
}

export const KINDS: readonly string[] = Object.keys(LAYERS);

/** Names of the networks that come along for pictures of the size that this network takes. */
export function presetsLike(network: NetworkConfig): readonly string[] {
  const size = inputText(network);
  return Object.entries(PRESETS).flatMap(([name, config]) => (inputText(config) === size ? [name] : []));
}

/** All inputs, whatever they are called: `28×28×1`. */
function inputText({ input }: NetworkConfig): string {
  const shapes = input.map((one) => (typeof one === 'object' ? shapeText(one.shape) : one));
  return shapes.join(typeof input[0] === 'object' ? ' and ' : '×');
}

export function presetNetwork(name: string): NetworkConfig | null {
  return Object.hasOwn(PRESETS, name) ? (PRESETS[name] ?? null) : null;
}

/** Are they the same layers with the same options? Their own names do not count. */
export function sameNetwork(a: NetworkConfig, b: NetworkConfig): boolean {
  const whole = (config: NetworkConfig): string =>
    JSON.stringify({ ...defineNetwork(config).toJSON(), name: '' });
  return whole(a) === whole(b);
}

/** What Keras calls a network that was given no name. */
const UNNAMED: ReadonlySet<string> = new Set(['', 'sequential', 'functional', 'model']);

/**
 * What a network is called: the preset that it is, or the network it came in as, or a name of its own that it was given.
 * Null where it has none: a preset that was changed is that preset no more.
 * @param came what it came in as, and may have been changed from
 */
export function ownTitle(network: NetworkConfig, came: NetworkConfig): string | null {
  if (sameNetwork(network, came)) return titleOf(came.name);
  const preset = Object.values(PRESETS).find(
    (one) => one.layers.length === network.layers.length && sameNetwork(one, network),
  );
  if (preset) return titleOf(preset.name);
  const { name } = network;
  return UNNAMED.has(name) || name === came.name || Object.hasOwn(PRESETS, name) ? null : name;
}
