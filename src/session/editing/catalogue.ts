// The kinds of layers and their options as data for the page: ranges and defaults in Keras's spelling, and the preset
// networks. Nothing here is specific to a kind of layer; everything is read from the layers' option tables.

import { kerasName } from '../../layers/shared/kerasNames';
import { LAYERS, layerDefinition } from '../../layers/all';
import { fitNetwork, picturesOf, type PictureShape } from '../../models/fitNetwork';
import { ArchitectureError, defineNetwork, type NetworkConfig } from '../../models/network';
import { titleOf } from '../../models/famous';
import { PRESETS } from '../../models/presets';

export { fitNetwork, kerasName, titleOf };

export interface OptionDescription {
  readonly name: string;
  /** The Keras name: `kernel_size`; of two options that are one argument there, the second says which: `(L1)`. */
  readonly keras: string;
  readonly type:
    'integer' | 'pair' | 'number' | 'numbers' | 'ends' | 'boolean' | 'choice' | 'shape' | 'border';
  readonly min: number;
  readonly max: number;
  /** The range of the slider; null if the value is typed. */
  readonly usual: readonly [from: number, to: number] | null;
  readonly values: readonly string[];
  /** Undefined if the option is required; null if it follows another option. */
  readonly default: unknown;
  readonly advanced: boolean;
}

export interface KindDescription {
  readonly kind: string;
  readonly className: string;
  readonly options: readonly OptionDescription[];
  /** The number of inputs. */
  readonly inputs: { readonly min: number; readonly max: number };
  /** It changes pictures in training only. */
  readonly augments: boolean;
  /** Initial values in a new layer of this kind, where they are not the defaults. */
  readonly suggested: Readonly<Record<string, unknown>>;
}

/** @throws Error that lists the kinds */
export function describeKind(kind: string): KindDescription {
  const { className, options, inputs, augments = false } = layerDefinition(kind);
  const described = Object.entries(options).map(([name, option]): OptionDescription => ({
    name,
    keras: `${kerasName(name, kind)}${name.endsWith('L1') ? ' (L1)' : ''}`,
    type: option.type,
    min: option.min ?? -Infinity,
    max: option.max ?? Infinity,
    usual: option.usual ?? null,
    values: option.values ?? [],
    default: option.default,
    advanced: option.advanced ?? false,
  }));
  const suggested = Object.entries(options).flatMap(([name, option]) =>
    option.suggested === undefined ? [] : [[name, option.suggested] as const],
  );
  return Object.freeze({
    kind,
    className,
    options: described,
    inputs,
    augments,
    suggested: Object.fromEntries(suggested),
  });
}

/** Those that the menu offers: a network of pictures can have them anywhere. */
export const KINDS: readonly string[] = Object.keys(LAYERS).filter((kind) => {
  const { takesIndices = false, offMenu = false } = layerDefinition(kind);
  return !takesIndices && !offMenu;
});

export function presetNetwork(name: string): NetworkConfig | null {
  return Object.hasOwn(PRESETS, name) ? (PRESETS[name] ?? null) : null;
}

/** More parameters than a page trains while one looks on. */
const MOST_PARAMETERS = 4e6;

/** Menus ask for all presets whenever they are drawn. By name and shape. */
const fittedPresets = new Map<string, NetworkConfig | null>();

/** A preset network fitted to pictures; null if there is none, its layers do not suit them, or it is too large. */
export function presetFor(name: string, pictures: PictureShape): NetworkConfig | null {
  const { height, width, channels, classNames } = pictures;
  const key = [name, height, width, channels, classNames.length].join();
  let fitted = fittedPresets.get(key);
  if (fitted === undefined) fittedPresets.set(key, (fitted = fitPreset(name, pictures)));
  return fitted;
}

function fitPreset(name: string, pictures: PictureShape): NetworkConfig | null {
  const preset = presetNetwork(name);
  if (preset === null) return null;
  try {
    const fitted = fitNetwork(preset, pictures);
    return defineNetwork(fitted).parameterCount > MOST_PARAMETERS ? null : fitted;
  } catch (error) {
    if (error instanceof ArchitectureError) return null;
    throw error;
  }
}

/** Names of the preset networks that can be fitted to pictures. */
export const presetsFor = (pictures: PictureShape): readonly string[] =>
  Object.keys(PRESETS).filter((name) => presetFor(name, pictures) !== null);

/** Whether both have the same layers with the same options, regardless of the networks' names. */
export function sameNetwork(a: NetworkConfig, b: NetworkConfig): boolean {
  if (a === b) return true;
  if (a.layers.length !== b.layers.length) return false;
  const whole = (config: NetworkConfig): string =>
    JSON.stringify({ ...defineNetwork(config).toJSON(), name: '' });
  return whole(a) === whole(b);
}

/** Keras's name for a network without a name. */
const UNNAMED: ReadonlySet<string> = new Set(['', 'sequential', 'functional', 'model']);

/**
 * The displayed name of a network: that of the preset it equals, of the network it was opened as, or its own. Null if
 * it has none: a changed preset is no longer that preset.
 * @param came the network as it was opened, before any changes
 */
export function ownTitle(network: NetworkConfig, came: NetworkConfig): string | null {
  if (sameNetwork(network, came)) return titleOf(came.name);
  const alike = Object.values(PRESETS).filter(({ layers }) => layers.length === network.layers.length);
  const pictures = picturesOf(network);
  for (const { name } of alike) {
    const fitted = presetFor(name, pictures);
    if (fitted && sameNetwork(fitted, network)) return titleOf(name);
  }
  const { name } = network;
  return UNNAMED.has(name) || name === came.name || Object.hasOwn(PRESETS, name) ? null : name;
}
