// Merges several nodes that are one layer here: a bias added after a convolution, adjacent scale and shift, an
// activation after a layer that can have it as an option.
//
// Only if no other layer reads the intermediate results. Every pass visits the layers once, in order.

import { layerDefinition } from '../../layers/all';
import type { DraftLayer } from './networkDraft';

/** Changes and returns the layers; `outputs` are renamed in place of what was merged away. */
export function simplify(
  layers: readonly DraftLayer[],
  outputs: readonly string[],
): { layers: readonly DraftLayer[]; outputs: readonly string[] } {
  const merged = new Merging(layers, outputs);
  for (const layer of layers) {
    const before = merged.onlyReaderOf(layer);
    if (before === undefined) continue;
    if (layer.kind === 'affine' && mergeAffine(before, layer)) merged.drop(layer, before);
    else if (mergeReshape(before, layer) || mergeActivation(before, layer)) merged.drop(layer, before);
  }
  return merged.result();
}

class Merging {
  readonly #byName: Map<string, DraftLayer>;
  readonly #readers = new Map<string, number>();
  /** From a layer that is gone to the one that does its work. */
  readonly #renamed = new Map<string, string>();

  constructor(
    readonly layers: readonly DraftLayer[],
    readonly outputs: readonly string[],
  ) {
    this.#byName = new Map(layers.map((layer) => [layer.name, layer]));
    for (const name of [...outputs, ...layers.flatMap(({ inputs }) => inputs)])
      this.#readers.set(name, (this.#readers.get(name) ?? 0) + 1);
  }

  /** The layer that it alone reads. */
  onlyReaderOf(layer: DraftLayer): DraftLayer | undefined {
    layer.inputs = layer.inputs.map((name) => this.#renamed.get(name) ?? name);
    const [input] = layer.inputs;
    if (layer.inputs.length !== 1 || input === undefined || this.#readers.get(input) !== 1) return undefined;
    return this.#byName.get(input);
  }

  /** Redirects all consumers of `layer` to `into`. */
  drop({ name }: DraftLayer, into: DraftLayer): void {
    this.#readers.set(into.name, this.#readers.get(name) ?? 0);
    this.#byName.delete(name);
    this.#renamed.set(name, into.name);
  }

  result(): { layers: readonly DraftLayer[]; outputs: readonly string[] } {
    return {
      layers: this.layers.filter(({ name }) => this.#byName.has(name)).map(withoutAffine),
      outputs: this.outputs.map((name) => this.#renamed.get(name) ?? name),
    };
  }
}

/** Numbers stay in their order: the last shape counts. */
function mergeReshape(before: DraftLayer, { kind, options }: DraftLayer): boolean {
  const isReshape = (one: string): boolean => one === 'reshape' || one === 'flatten';
  if (!isReshape(before.kind) || !isReshape(kind)) return false;
  before.kind = kind;
  before.options = options;
  return true;
}

function mergeActivation(before: DraftLayer, { kind, options }: DraftLayer): boolean {
  const isSlope = kind === 'leakyReLU' && options.alpha === 0.2;
  const activation = kind === 'softmax' ? 'softmax' : isSlope ? 'leakyRelu' : options.activation;
  if (kind !== 'activation' && kind !== 'softmax' && !isSlope) return false;
  if (before.kind === 'affine' || before.kind === 'activation' || before.options.activation !== undefined)
    return false;
  if (!layerDefinition(before.kind).fusesActivation) return false;
  before.options = { ...before.options, activation };
  return true;
}

/** Layers with a bias a channel. */
const SUMS: ReadonlySet<string> = new Set([
  ...['dense', 'conv2d', 'depthwiseConv2d', 'groupedConv2d', 'conv2dTranspose', 'separableConv2d'],
]);

function mergeAffine(before: DraftLayer, { weights: { scale, shift } }: DraftLayer): boolean {
  if (scale === undefined || shift === undefined || before.options.activation !== undefined) return false;
  if (before.kind === 'affine') {
    const { scale: first, shift: second } = before.weights;
    before.weights = {
      scale: scale.map((factor, c) => factor * (first?.[c] ?? 1)),
      shift: shift.map((sum, c) => sum + (scale[c] ?? 1) * (second?.[c] ?? 0)),
    };
    return true;
  }
  if (before.kind === 'groupNormalization') {
    const { gamma, beta } = before.weights;
    before.weights = {
      gamma: scale.map((factor, c) => factor * (gamma?.[c] ?? 1)),
      beta: shift.map((sum, c) => sum + (scale[c] ?? 1) * (beta?.[c] ?? 0)),
    };
    return true;
  }
  if (
    !SUMS.has(before.kind) ||
    before.trainable === false ||
    before.weights.bias !== undefined ||
    scale.some((factor) => factor !== 1)
  )
    return false;
  before.weights = { ...before.weights, bias: shift };
  before.options = { ...before.options, useBias: true };
  return true;
}

/** A separate scale and shift are a batch normalization with mean 0 and variance 1. */
function withoutAffine(layer: DraftLayer): DraftLayer {
  if (layer.kind !== 'affine') return layer;
  const { scale = new Float32Array(), shift = new Float32Array() } = layer.weights;
  return {
    ...layer,
    kind: 'batchNormalization',
    options: { epsilon: 0 },
    weights: {
      gamma: scale,
      beta: shift,
      movingMean: new Float32Array(scale.length),
      movingVariance: new Float32Array(scale.length).fill(1),
    },
  };
}
