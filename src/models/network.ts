// A network as data: named layers, the inputs of each, and every shape and parameter that follows from them.
//
// A configuration is plain JSON, which is saved, shared and edited. `defineNetwork` checks all of it and returns a
// frozen Network; every error of an architecture is reported here, before a GPU is used.

import { shapeText, sizeOf, type Shape } from '../graph/tensor';
import { ShapeError, type LayerDefinition, type ParameterSpec } from '../layers/layer';
import { boolean, checkOptions, OptionError, type OptionTable, type Resolved } from '../layers/options';
import { layerDefinition, loadLayers } from '../layers/registry';
import { ranBy } from '../layers/shared/activated';

export interface LayerConfig {
  /** Default: the kind and a running number, `conv2d_1`. */
  readonly name?: string;
  readonly kind: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Names of the layers or inputs that it reads. Default: the previous layer. */
  readonly inputs?: readonly string[];
  /** False: the layer is frozen (Keras `layer.trainable`). Default: true. */
  readonly trainable?: boolean;
  /**
   * An earlier layer of the same kind whose parameters this one uses, as where Keras calls one layer at several places. Options
   * and `trainable` are then those of that layer.
   */
  readonly sharesWith?: string;
}

export interface NetworkConfig {
  readonly name: string;
  /**
   * Shapes without the batch axis, by name. A single input may be given as its shape alone; it is then named `input`.
   */
  readonly input: Shape | readonly { readonly name: string; readonly shape: Shape }[];
  readonly layers: readonly LayerConfig[];
  /** Default: the last layer. */
  readonly outputs?: readonly string[];
}

export interface NetworkLayer {
  readonly name: string;
  readonly definition: LayerDefinition;
  readonly options: Resolved<OptionTable>;
  /** Names of the layers or inputs that it reads. */
  readonly inputs: readonly string[];
  /** False: the layer is frozen. */
  readonly trainable: boolean;
  readonly inputShapes: readonly Shape[];
  readonly outputShape: Shape;
  /** The layer whose parameters it uses: itself, or the one that it shares them with. */
  readonly owner: string;
  /** The parameters that it has itself: none if it shares those of another layer. None is `trained` if it is frozen. */
  readonly parameters: readonly ParameterSpec[];
  /** The parameters that it computes with, those of its owner. */
  readonly uses: readonly ParameterSpec[];
  readonly parameterCount: number;
  readonly multiplyAdds: number;
}

export interface Network {
  readonly name: string;
  readonly inputs: readonly { readonly name: string; readonly shape: Shape }[];
  /** The layers, each after the ones that it reads. */
  readonly layers: readonly NetworkLayer[];
  readonly outputs: readonly string[];
  readonly parameterCount: number;
  /** The number of trained parameters; frozen layers have none. */
  readonly trainedCount: number;
  /** The configuration with every name and option; `trainable` only if it is false, no options where a layer shares. */
  toJSON(): NetworkConfig;
}

/** Why a network cannot be built or trained, as data. `where` names the layer: `Conv2D 'conv1'`. */
export type ArchitectureFacts =
  | { readonly code: 'sameName'; readonly name: string }
  | { readonly code: 'noLayers'; readonly network: string }
  | { readonly code: 'noOutput'; readonly network: string; readonly output: string }
  | { readonly code: 'badInput'; readonly input: string; readonly received: string }
  | { readonly code: 'readsUnknown'; readonly where: string; readonly reads: string }
  | {
      readonly code: 'shares';
      readonly where: string;
      readonly owner: string;
      /** No earlier layer has that name, or it has another kind, other options, or parameters of other shapes. */
      readonly why: 'unknown' | 'kind' | 'options' | 'shape';
    }
  | { readonly code: 'inputCount'; readonly where: string; readonly least: number; readonly received: number }
  | { readonly code: 'ends'; readonly network: string; readonly inputs: number; readonly outputs: number }
  | {
      readonly code: 'pictures';
      readonly network: string;
      readonly expected: Shape;
      readonly received: Shape;
    }
  | { readonly code: 'noPooling'; readonly network: string }
  | { readonly code: 'noLayer'; readonly network: string; readonly layer: string }
  | { readonly code: 'twinAnswers'; readonly expected: Shape; readonly received: Shape }
  | { readonly code: 'twinsAlike'; readonly network: string };

/** An architecture is invalid. The message names the layer, the expected and the received value. */
export class ArchitectureError extends Error {
  override readonly name = 'ArchitectureError';
  /** The layer that is invalid, if exactly one is; the reason is the `cause`. */
  readonly layer: string | null;
  /** The reason, as data; null if the `cause` has it. */
  readonly facts: ArchitectureFacts | null;
  constructor(
    message: string,
    {
      layer = null,
      facts = null,
      cause,
    }: { layer?: string | null; facts?: ArchitectureFacts | null; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.layer = layer;
    this.facts = facts;
  }
}

/** Whether a layer has parameters that training does not change because the layer is frozen. */
export const isFrozen = ({ trainable, uses }: Pick<NetworkLayer, 'trainable' | 'uses'>): boolean =>
  !trainable && uses.length > 0;

/** Whether it uses the parameters of another layer. */
export const isSharing = ({ name, owner }: Pick<NetworkLayer, 'name' | 'owner'>): boolean => name !== owner;

/** The name of the layer whose parameters a layer uses; for any other name that name. */
export const ownerOf = ({ layers }: Pick<Network, 'layers'>, name: string): string =>
  layers.find((one) => one.name === name)?.owner ?? name;

/**
 * Whether every layer reads the previous one, from the only input to the only output, and has its own parameters: a
 * Keras `Sequential`.
 */
export function isChain({ inputs, layers, outputs }: Network): boolean {
  const [input] = inputs;
  return (
    inputs.length === 1 &&
    outputs.length === 1 &&
    outputs[0] === layers.at(-1)?.name &&
    layers.every(
      (layer, i) =>
        layer.inputs.length === 1 &&
        layer.inputs[0] === (layers[i - 1]?.name ?? input?.name) &&
        !isSharing(layer),
    )
  );
}

/** Loads the kinds of layers that a network needs, where they are not there yet. */
export async function loadLayersOf({ layers }: Pick<NetworkConfig, 'layers'>): Promise<void> {
  // An activation function that no kernel fuses is a layer of its own (lower.ts).
  const needed = layers.flatMap(({ kind, options }) => [kind, ranBy(String(options?.activation)) ?? kind]);
  await loadLayers(needed);
}

/** As defineNetwork; kinds of layers that are not there yet are loaded before. @throws ArchitectureError */
export async function loadNetwork(config: NetworkConfig): Promise<Network> {
  await loadLayersOf(config);
  return defineNetwork(config);
}

/** @throws ArchitectureError */
export function defineNetwork(config: NetworkConfig): Network {
  const inputs = readInputs(config);
  const shapes = new Map<string, Shape>(inputs.map(({ name, shape }) => [name, shape]));
  const counters = new Map<string, number>();
  const built = new Map<string, NetworkLayer>();
  let previous = inputs.at(-1)?.name;
  const layers = config.layers.map((layer): NetworkLayer => {
    const count = (counters.get(layer.kind) ?? 0) + 1;
    counters.set(layer.kind, count);
    const name = layer.name ?? `${layer.kind}_${count}`;
    if (shapes.has(name)) {
      throw new ArchitectureError(`two layers are called '${name}'; names must differ`, {
        facts: { code: 'sameName', name },
      });
    }
    const reads = layer.inputs ?? (previous === undefined ? [] : [previous]);
    const made = buildLayer(name, layer, reads, shapes, built);
    shapes.set(name, made.outputShape);
    built.set(name, made);
    previous = name;
    return made;
  });
  if (layers.length === 0) {
    throw new ArchitectureError(`network '${config.name}': has no layers`, {
      facts: { code: 'noLayers', network: config.name },
    });
  }
  const outputs = config.outputs ?? layers.slice(-1).map(({ name }) => name);
  for (const output of outputs) {
    if (!layers.some(({ name }) => name === output)) {
      throw new ArchitectureError(`network '${config.name}': output '${output}' is not one of its layers`, {
        facts: { code: 'noOutput', network: config.name, output },
      });
    }
  }
  const count = (some: readonly ParameterSpec[]): number =>
    some.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const json: NetworkConfig = {
    name: config.name,
    input: inputs,
    layers: layers.map(configOf),
    outputs,
  };
  return Object.freeze({
    name: config.name,
    inputs,
    layers: Object.freeze(layers),
    outputs,
    parameterCount: layers.reduce((sum, layer) => sum + layer.parameterCount, 0),
    trainedCount: count(layers.flatMap(({ parameters }) => parameters.filter(({ trained }) => trained))),
    toJSON: () => json,
  });
}

/** A layer as data. */
export function configOf(layer: NetworkLayer): LayerConfig {
  const { name, definition, options, inputs, trainable, owner } = layer;
  const { kind } = definition;
  if (isSharing(layer)) return { name, kind, inputs, sharesWith: owner };
  return { name, kind, options, inputs, ...(trainable ? {} : { trainable }) };
}

/** Pictures have three; the formats that are read allow more. */
const MAX_AXES = 8;

/** Whether its numbers can be counted: beyond 2⁵³ sums of them would be wrong. */
const isCountable = (shape: Shape): boolean => Number.isSafeInteger(sizeOf(shape));

function readInputs(config: NetworkConfig): readonly { name: string; shape: Shape }[] {
  const listed = config.input.length > 0 && typeof config.input[0] === 'object';
  const inputs = listed
    ? (config.input as readonly { name: string; shape: Shape }[])
    : [{ name: 'input', shape: config.input as Shape }];
  for (const { name, shape } of inputs) {
    const isAxis = (length: number): boolean => Number.isInteger(length) && length >= 1;
    // [], of an input with a name: a label.
    if (
      (!listed && shape.length === 0) ||
      shape.length > MAX_AXES ||
      !shape.every(isAxis) ||
      !isCountable(shape)
    ) {
      const received = JSON.stringify(shape.slice(0, MAX_AXES + 1));
      throw new ArchitectureError(
        `input '${name}': every axis must be a whole number of at least 1. Received ${received}`,
        { facts: { code: 'badInput', input: name, received } },
      );
    }
  }
  return inputs;
}

/** Properties of every layer besides the options of its kind. */
const FLAGS = { trainable: boolean(true) };

function buildLayer(
  name: string,
  layer: LayerConfig,
  reads: readonly string[],
  shapes: ReadonlyMap<string, Shape>,
  built: ReadonlyMap<string, NetworkLayer>,
): NetworkLayer {
  const definition = layerDefinition(layer.kind);
  const where = `${definition.className} '${name}'`;
  const inputShapes = reads.map((read) => {
    const shape = shapes.get(read);
    if (shape === undefined)
      throw new ArchitectureError(`${where}: reads '${read}', but no earlier layer has that name`, {
        layer: name,
        facts: { code: 'readsUnknown', where, reads: read },
      });
    return shape;
  });
  const { min, max } = definition.inputs;
  if (inputShapes.length < min || inputShapes.length > max) {
    throw new ArchitectureError(
      `${where}: takes ${min === max ? min : `at least ${min}`} inputs. Received ${inputShapes.length}`,
      { layer: name, facts: { code: 'inputCount', where, least: min, received: inputShapes.length } },
    );
  }
  const { sharesWith = '' } = layer;
  const cannotShare = (why: (ArchitectureFacts & { code: 'shares' })['why'], text: string): never => {
    throw new ArchitectureError(`${where}: shares the weights of '${sharesWith}', ${text}`, {
      layer: name,
      facts: { code: 'shares', where, owner: sharesWith, why },
    });
  };
  // What shares with a layer that shares has the same owner.
  const owner = built.get(built.get(sharesWith)?.owner ?? '');
  if (layer.sharesWith !== undefined && owner === undefined)
    cannotShare('unknown', 'but no earlier layer has that name');
  if (owner !== undefined && owner.definition !== definition)
    cannotShare('kind', `which is a ${owner.definition.className}`);
  try {
    const given = layer.options ?? owner?.options ?? {};
    const options = checkOptions(where, definition.options, given);
    const { trainable } = checkOptions(where, FLAGS, { trainable: layer.trainable ?? owner?.trainable });
    if (
      owner !== undefined &&
      JSON.stringify([options, trainable]) !== JSON.stringify([owner.options, owner.trainable])
    )
      cannotShare('options', 'so its options must be the same');
    if (!definition.takesIndices && inputShapes.some((shape) => shape.length === 0))
      throw new ShapeError('input needs at least one axis. Received a scalar', { why: 'scalar' });
    const outputShape = definition.outputShape(options, inputShapes);
    const specs = definition.parameters(options, inputShapes);
    for (const shape of [outputShape, ...specs.map((spec) => spec.shape)])
      if (!isCountable(shape)) throw new ShapeError(`it has too many numbers, ${shapeText(shape)}`);
    // All parameters of a frozen layer are state: no gradient, no moments, not passed to the optimizer.
    const own = trainable ? specs : specs.map((spec) => ({ ...spec, trained: false }));
    owner?.parameters.forEach(({ name: parameter, shape }, i) => {
      const needed = shapeText(specs[i]?.shape ?? []);
      if (needed !== shapeText(shape))
        cannotShare('shape', `whose ${parameter} is ${shapeText(shape)}. Its inputs need ${needed}`);
    });
    // Without parameters there is nothing to share.
    const from = owner?.parameters.length ? owner : null;
    const parameters = from === null ? own : [];
    return Object.freeze({
      name,
      definition,
      options,
      inputs: reads,
      trainable,
      inputShapes,
      outputShape,
      owner: from?.name ?? name,
      parameters,
      uses: from?.parameters ?? own,
      parameterCount: parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
      multiplyAdds: definition.multiplyAdds(options, inputShapes),
    });
  } catch (cause) {
    if (cause instanceof OptionError) throw new ArchitectureError(cause.message, { cause, layer: name });
    if (cause instanceof ShapeError) {
      throw new ArchitectureError(
        `${where}: ${cause.message} (input ${inputShapes.map(shapeText).join(' and ')})`,
        { cause, layer: name },
      );
    }
    throw cause;
  }
}
