// A network as tfjs can run it. Where tfjs has no word for a layer, or a bug in it, another layer that does the same
// stands in its place; where none does, the network is refused. Found by running random networks in both.

import { sizeOf, type Shape } from '../../graph/tensor';
import {
  defineNetwork,
  isSharing,
  type LayerConfig,
  type Network,
  type NetworkLayer,
} from '../../models/network';
import { plainReLU, type ReLUOptions } from '../../layers/reLU';
import { FormatError } from '../storedModel';
import { strangeToTfjs } from './strangeToTfjs';

type Weights = ReadonlyMap<string, Float32Array> | null;

/** What stands for a layer: itself or another, and perhaps one behind it. */
interface Stead {
  readonly layer: LayerConfig;
  readonly after?: LayerConfig & { readonly name: string };
  /** Parameters that it has besides. */
  readonly added?: readonly (readonly [name: string, values: Float32Array])[];
  /** What the user would notice. */
  readonly remark?: string;
}

/** @throws FormatError naming the layer that tfjs cannot have */
export function forTfjs(
  where: string,
  network: Network,
  given: Weights,
): { readonly network: Network; readonly weights: Weights; readonly remarks: readonly string[] } {
  const label = network.inputs.find(({ shape }) => shape.length === 0);
  if (label !== undefined)
    throw new FormatError(
      `${where}, input '${label.name}'`,
      'has no axis, and tfjs cannot be given such an input. Give it the shape [1], and a Flatten after its Embedding',
    );
  const remarks: string[] = [];
  const weights = given === null ? null : new Map(given);
  const names = new Names(network);
  /** Where the result of a layer is found now. */
  const moved = new Map<string, string>();
  const layers = network.layers.flatMap((layer): LayerConfig[] => {
    const { layer: own, after, added = [], remark } = steadOf(layer, names);
    if (remark !== undefined) remarks.push(`${where}: '${layer.name}': ${remark}`);
    for (const [name, values] of added) weights?.set(`${layer.owner}/${name}`, values);
    const echoes: LayerConfig[] = [];
    const reads = layer.inputs.map((input, i) => {
      const read = moved.get(input) ?? input;
      if (!isReadAgain(network, layer, i)) return read;
      const name = names.free(`${read}_again`);
      echoes.push({ name, kind: 'activation', options: { activation: 'linear' }, inputs: [read] });
      return name;
    });
    const first: LayerConfig = isSharing(layer)
      ? { kind: own.kind, name: layer.name, inputs: reads, sharesWith: layer.owner }
      : { ...own, name: layer.name, inputs: reads, trainable: layer.trainable };
    if (after === undefined) return [...echoes, first];
    moved.set(layer.name, after.name);
    return [...echoes, first, { ...after, inputs: [layer.name] }];
  });
  const adapted = defineNetwork({
    ...network.toJSON(),
    layers,
    outputs: network.outputs.map((output) => moved.get(output) ?? output),
  });
  for (const layer of adapted.layers) {
    const reason = impossible(layer);
    if (reason !== null) throw new FormatError(`${where}: '${layer.name}'`, `tfjs cannot have it: ${reason}`);
  }
  return { network: adapted, weights, remarks };
}

function impossible(layer: NetworkLayer): string | null {
  const { definition, options } = layer;
  const more = (option: unknown): boolean => Array.isArray(option) && option.some((length) => length !== 1);
  if (definition.kind === 'conv2d' && more(options.strides) && more(options.dilationRate))
    return 'its Conv2D has no strides together with a dilation';
  return strangeToTfjs(layer);
}

/**
 * Whether an input of a layer is one that it has already, and others have it too. Where a layer reads a tensor twice,
 * tfjs frees it before the others have read it.
 */
function isReadAgain(network: Network, { name, inputs }: NetworkLayer, i: number): boolean {
  const input = inputs[i] ?? '';
  return (
    inputs.indexOf(input) < i &&
    network.layers.some((other) => other.name !== name && other.inputs.includes(input))
  );
}

/** Of the name 'leaky_relu'. */
const SLOPE = 0.2;

function steadOf({ name, definition, options, inputShapes, outputShape }: NetworkLayer, names: Names): Stead {
  const { kind } = definition;
  const [input = []] = inputShapes;
  const layer = { kind, options };
  if (options.activation === 'leakyRelu') {
    const leaky = { kind: 'leakyReLU', options: { alpha: SLOPE } };
    const remark = "tfjs has no activation 'leaky_relu'; a LeakyReLU layer is written for it";
    if (kind === 'activation') return { layer: leaky, remark };
    return {
      layer: { kind, options: { ...options, activation: 'linear' } },
      after: { ...leaky, name: names.free(`${name}_leaky_relu`) },
      remark,
    };
  }
  const relu = kind === 'reLU' ? plainReLU(options as unknown as ReLUOptions) : null;
  if (relu?.kind === 'leakyRelu') {
    return {
      layer: { kind: 'leakyReLU', options: { alpha: relu.alpha } },
      remark: 'the ReLU of tfjs has no slope; it is written as a LeakyReLU',
    };
  }
  const normalized = kind === 'batchNormalization' ? 1 : kind === 'layerNormalization' ? options.axis : null;
  if (normalized !== null && !(options.scale === true && options.center === true)) {
    const size = sizeOf(input.slice(-(Array.isArray(normalized) ? normalized.length : 1)));
    const vector = (value: number): Float32Array => new Float32Array(size).fill(value);
    return {
      layer: { kind, options: { ...options, scale: true, center: true } },
      added: [
        ...(options.scale === true ? [] : [['gamma', vector(1)] as const]),
        ...(options.center === true ? [] : [['beta', vector(0)] as const]),
      ],
      remark: 'tfjs needs scale and center; they are written as 1 and 0',
    };
  }
  if (kind === 'spatialDropout2d')
    return {
      layer: { kind: 'dropout', options },
      remark: 'tfjs has no SpatialDropout2D; a Dropout is written, which is the same but in training',
    };
  if (definition.augments === true)
    return {
      layer: { kind: 'activation', options: { activation: 'linear' } },
      remark: `tfjs has no ${definition.className}; it is left out, which only training would notice`,
    };
  if (kind === 'centerCrop') {
    const sides = ([options.height, options.width] as number[]).map((kept, axis) => {
      const all = input[axis] ?? kept;
      const before = Math.floor((all - kept) / 2);
      return [before, all - kept - before];
    });
    return { layer: { kind: 'cropping2D', options: { cropping: sides } } };
  }
  if (options.keepdims === true)
    return {
      layer: { kind, options: { keepdims: false } },
      after: { kind: 'reshape', options: { targetShape: outputShape }, name: names.free(`${name}_axes`) },
    };
  // tfjs does not flatten what is flat, forgets how long a length of −1 is, and counts axes from the end wrongly.
  if (kind === 'flatten' && input.length === 1) return reshape(input);
  if (kind === 'reshape') return reshape(resolved(options.targetShape as Shape, input));
  if (kind === 'dot') {
    const axes = (options.axes as readonly number[]).map((axis, i) =>
      axis < 0 ? axis + (inputShapes[i]?.length ?? 0) + 1 : axis,
    );
    return { layer: { kind, options: { axes } } };
  }
  if (kind === 'concatenate') {
    const axis = Number(options.axis);
    return { layer: { kind, options: { axis: axis < -1 ? axis + input.length + 1 : axis } } };
  }
  return { layer };
}

function reshape(targetShape: Shape): Stead {
  return { layer: { kind: 'reshape', options: { targetShape } } };
}

function resolved(target: Shape, input: Shape): Shape {
  const known = sizeOf(target.filter((length) => length !== -1));
  return target.map((length) => (length === -1 ? sizeOf(input) / known : length));
}

class Names {
  readonly #taken: Set<string>;

  constructor({ inputs, layers }: Network) {
    this.#taken = new Set([...inputs, ...layers].map(({ name }) => name));
  }

  /** A name that no layer has. */
  free(wanted: string): string {
    let name = wanted;
    for (let i = 2; this.#taken.has(name); i++) name = `${wanted}_${i}`;
    this.#taken.add(name);
    return name;
  }
}
