// A random training program: a network, how it is trained, and what its kernels are planned for. Plain data, so that it can be
// printed, made smaller and pasted into a test.

import { seededUniform } from '../initializers/initializers';
import { LOSSES, lossDefinition } from '../losses/losses';
import { defineNetwork, type LayerConfig, type Network, type NetworkConfig } from '../models/network';
import { lastActivation } from '../models/lower';
import { OPTIMIZERS } from '../optimizers/more';
import type { OptimizerDefinition } from '../optimizers/optimizer';
import { SCHEDULES, type Schedule } from '../optimizers/schedules';
import type { Augmentation } from '../train/augmentation';
import type { Option, OptionTable } from '../graph/options';
import type { Shape } from '../graph/tensor';
import { randomNetwork } from './randomNetworks';
import { FORCED_TARGETS, prefersWinograd } from './targets';

export interface FuzzCase {
  /** What is run. `kept`: every tensor, and predictions; `steps`: training as it is done. Compiling for both takes twice as long. */
  readonly ways: 'kept' | 'steps';
  readonly network: NetworkConfig;
  readonly batch: number;
  /** Fewer than `batch`: the rows of the batch that are valid; in `steps` those of the second batch, the rest of an epoch. */
  readonly rows: number;
  /** Of inputs, parameters and targets. */
  readonly seed: number;
  /** Of FORCED_TARGETS; null: the device's own. */
  readonly target: string | null;
  /** Whether neighbouring invocations share loads, where the device can. */
  readonly quads: boolean;
  /** One for each output. */
  readonly losses: readonly CaseLoss[];
  /** Of the losses that smooth. */
  readonly labelSmoothing: number;
  /** Of a network with one output. */
  readonly weighsClasses: boolean;
  readonly optimizer: { readonly kind: string; readonly options: Readonly<Record<string, unknown>> };
  /** This one and the next three of `steps` alone. */
  readonly schedule: Schedule | null;
  readonly weighsSamples: boolean;
  /** The pictures are bytes then. */
  readonly augmentation: Augmentation | null;
  readonly mixUp: boolean;
  /** Inference with f16 weights, too, where the device has them. */
  readonly half: boolean;
  /** Training in pieces, read and set back, too. */
  readonly pieces: boolean;
}

export interface CaseLoss {
  readonly kind: string;
  /** What multiplies it in the sum that is trained. */
  readonly weight: number;
}

export const hasSeveralEnds = ({ network: { input }, losses }: FuzzCase): boolean =>
  input.length + losses.length > 2;

const TARGETS = [...FORCED_TARGETS.keys()];
/** Shaders of the others take a software device ten times as long to compile. */
const QUICK_TARGETS = TARGETS.filter((name) => {
  const target = FORCED_TARGETS.get(name);
  return target?.convolution === 'blocks' && target.correlation.body < 200 && !prefersWinograd(target);
});

/** How many of the networks have several inputs or outputs. */
const SEVERAL = 0.2;

class Draw {
  readonly #uniform: () => number;

  constructor(seed: number, stream = 'fuzz') {
    this.#uniform = seededUniform(seed, stream);
  }

  uniform(low: number, high: number): number {
    return low + (high - low) * this.#uniform();
  }

  /** From low to high, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.#uniform() * (high - low + 1));
  }

  chance(share: number): boolean {
    return this.#uniform() < share;
  }

  oneOf<T>(list: readonly [T, ...T[]] | readonly T[]): T {
    return list[Math.floor(this.#uniform() * list.length)] as T;
  }
}

/**
 * The same seed gives the same case.
 * @param small of few layers, and seldom for targets whose shaders take a software device seconds to compile
 */
export function drawCase(seed: number, small = false): FuzzCase {
  const draw = new Draw(seed);
  const target = drawTarget(draw, small);
  const winograd = prefersWinograd(FORCED_TARGETS.get(target ?? ''));
  const quick = target === null || QUICK_TARGETS.includes(target);
  // The numbers of layers and of maps that make a case slow are rare.
  const large = draw.chance(0.08) && !small && quick;
  // Of a stream of its own: a seed with one input and one output gives the same case, whatever is drawn for several.
  const several = new Draw(seed, 'several');
  const isSeveral = several.chance(SEVERAL);
  const networkSeed = draw.whole(0, 2 ** 31);
  const form = draw.chance(0.5) ? 'graph' : 'sequence';
  const drawn = randomNetwork(networkSeed, {
    ...(isSeveral ? { form: 'graph', ends: 'any' } : { form }),
    layers: large ? draw.whole(5, 9) : draw.whole(1, quick && draw.chance(small ? 0.15 : 0.4) ? 4 : 2),
    wide: true,
    ...(winograd ? { first: winogradLayers(draw) } : {}),
  });
  const loss = draw.oneOf(Object.keys(LOSSES));
  const shared = withSharing(withFrozen(drawn, draw), new Draw(seed, 'sharing'));
  const ends = isSeveral ? withOutputs(shared, several) : shared;
  const losses = (ends.outputs ?? []).map((_, i): CaseLoss => ({
    kind: i === 0 ? loss : several.oneOf(Object.keys(LOSSES)),
    weight: isSeveral && several.chance(0.7) ? Number(several.uniform(0.1, 3).toPrecision(3)) : 1,
  }));
  const network = withHeads(ends, losses, draw, several);
  const batch = draw.oneOf([1, 1, 2, 3, 3, 5, 5, 8]);
  const definition = draw.oneOf<OptimizerDefinition>(Object.values(OPTIMIZERS));
  const definitions = losses.map(({ kind }) => lossDefinition(kind));
  const [lossOf = lossDefinition(loss)] = definitions;
  const { outputShape } = outputOf(network);
  const ways = draw.chance(0.5) ? 'kept' : 'steps';
  const inSteps = (share: number): boolean => draw.chance(share) && ways === 'steps';
  const [{ shape: pictures } = { shape: [] }] = network.inputs;
  return {
    ways,
    network: network.toJSON(),
    batch,
    rows: draw.chance(0.25) ? draw.whole(1, batch) : batch,
    seed: draw.whole(1, 2 ** 30),
    target,
    quads: draw.chance(0.7),
    losses,
    labelSmoothing:
      definitions.some(({ smooths }) => smooths) && draw.chance(0.3)
        ? Number(draw.uniform(0, 0.5).toFixed(3))
        : 0,
    weighsClasses: losses.length === 1 && lossOf.weightedClasses(outputShape) > 0 && draw.chance(0.3),
    optimizer: { kind: definition.kind, options: optimizerOptions(definition.options, draw) },
    schedule: inSteps(0.4) ? drawSchedule(draw) : null,
    weighsSamples: inSteps(0.3),
    augmentation: inSteps(0.3) && pictures.length === 3 ? drawAugmentation(draw) : null,
    mixUp: inSteps(0.15) && definitions.every(({ target }) => target === 'values'),
    half: draw.chance(0.2),
    pieces: draw.chance(0.2),
  };
}

/** Often the device's own, and seldom one whose shaders are slow to compile. */
function drawTarget(draw: Draw, small: boolean): string | null {
  if (draw.chance(0.3)) return null;
  if (draw.chance(small ? 0.04 : 0.06)) return draw.chance(0.85) ? 'winograd' : 'winograd in tiles';
  return draw.oneOf(draw.chance(small ? 0.97 : 0.93) ? QUICK_TARGETS : TARGETS);
}

/** What its kernels take: windows of 3×3 without strides, and for graphics cards channels by four. */
function winogradLayers(draw: Draw): Required<Pick<LayerConfig, 'kind' | 'options'>>[] {
  return Array.from({ length: draw.whole(1, 2) }, () => ({
    kind: 'conv2d',
    options: {
      filters: draw.chance(0.7) ? 4 * draw.whole(1, 2) : draw.whole(1, 9),
      ...{ kernelSize: [3, 3], padding: draw.oneOf(['same', 'same', 'valid']) },
      activation: draw.oneOf(['linear', 'relu', 'tanh', 'gelu', 'logSoftmax']),
      useBias: draw.chance(0.7),
    },
  }));
}

/** Each falls or rises within the first steps. */
function drawSchedule(draw: Draw): Schedule {
  const share = (low = 0.05, high = 0.95): number => Number(draw.uniform(low, high).toPrecision(4));
  const kind = draw.oneOf(SCHEDULES);
  switch (kind) {
    case 'constant':
      return { kind };
    case 'step':
      return { kind, factor: share(), every: draw.whole(1, 2) };
    case 'cosine':
      return {
        ...{ kind, decaySteps: draw.whole(1, 5), alpha: share() },
        ...(draw.chance(0.5) ? { warmupSteps: draw.whole(1, 3), warmupFrom: share() } : {}),
      };
    case 'exponential':
    case 'inverseTime':
      return { kind, decaySteps: draw.whole(1, 3), decayRate: share(), staircase: draw.chance(0.5) };
    case 'polynomial':
      return {
        ...{ kind, decaySteps: draw.whole(1, 4), alpha: share(), power: share(0.5, 3) },
        cycle: draw.chance(0.5),
      };
    case 'piecewise':
      return { kind, boundaries: [0, draw.whole(1, 3)], factors: [share(), share()] };
    case 'cosineRestarts':
      return {
        ...{ kind, firstDecaySteps: draw.whole(1, 3), tMul: share(1, 3), mMul: share(), alpha: share() },
      };
    default:
      return kind satisfies never;
  }
}

function drawAugmentation(draw: Draw): Augmentation {
  const extent = (high: number): number =>
    draw.chance(0.5) ? Number(draw.uniform(0, high).toPrecision(3)) : 0;
  return {
    flip: draw.chance(0.5),
    ...{ shift: extent(0.5), scale: extent(0.5), rotate: extent(45), colour: extent(0.6) },
    cutOut: extent(0.7),
  };
}

/** @param index of the output */
export function outputOf({ layers, outputs }: Network, index = 0): Network['layers'][number] {
  const output = layers.find(({ name }) => name === outputs[index]);
  if (output === undefined) throw new Error(`fuzz: the network has no output ${index}`);
  return output;
}

/** Some layers frozen, and some layer to train. */
function withFrozen(network: Network, draw: Draw): NetworkConfig {
  const config = network.toJSON();
  const layers = config.layers.map((layer) => (draw.chance(0.12) ? { ...layer, trainable: false } : layer));
  return { ...config, layers };
}

/**
 * In some networks a layer is used once more, with the same weights: on what it has read, on something else of that shape, or on
 * what it gives. Both ends are joined, so that both have a gradient.
 */
function withSharing(config: NetworkConfig, draw: Draw): NetworkConfig {
  if (!draw.chance(0.25)) return config;
  const { inputs, layers, outputs } = defineNetwork(config);
  const [output = '', ...others] = outputs;
  const values = new Map<string, Shape>([
    ...inputs.map(({ name, shape }) => [name, shape] as const),
    ...layers.map(({ name, outputShape }) => [name, outputShape] as const),
  ]);
  // One that changes its weights while it trains is not shared: its moving averages would be those of two inputs.
  const owners = layers.filter(
    ({ inputs, uses }) => inputs.length === 1 && uses.length > 0 && uses.every(({ trained }) => trained),
  );
  if (owners.length === 0) return config;
  const { name: owner, definition, inputShapes, outputShape } = draw.oneOf(owners);
  const text = (shape: Shape | undefined): string => String(shape);
  const alike = [...values].flatMap(([name, shape]) =>
    text(shape) === text(inputShapes[0]) && name !== output ? [name] : [],
  );
  const again = 'again';
  const added: LayerConfig[] = [
    { name: again, kind: definition.kind, sharesWith: owner, inputs: [draw.oneOf(alike)] },
  ];
  let ends = [output, again];
  if (text(values.get(output)) === text(outputShape)) added.push({ name: 'both', kind: 'add', inputs: ends });
  else {
    ends = ends.map((end) => {
      const shape = end === again ? outputShape : values.get(end);
      if (shape?.length === 1) return end;
      added.push({ name: `${end}_row`, kind: 'flatten', options: {}, inputs: [end] });
      return `${end}_row`;
    });
    added.push({ name: 'both', kind: 'concatenate', options: {}, inputs: ends });
  }
  return { ...config, layers: [...config.layers, ...added], outputs: ['both', ...others] };
}

/** Has several inputs or outputs: what was drawn with one of each gets an output more, and others may. */
function withOutputs(config: NetworkConfig, draw: Draw): NetworkConfig {
  const { inputs, layers, outputs } = defineNetwork(config);
  const more = inputs.length + outputs.length === 2 || draw.chance(0.4) ? draw.whole(1, 2) : 0;
  // Any layer: one within the network, which others read, or one that is an output already.
  const added = Array.from({ length: more }, () => draw.oneOf(layers).name);
  return { ...config, outputs: [...outputs, ...added] };
}

/** Every output ends in what its loss is usually taken of; and something is trained. */
function withHeads(
  config: NetworkConfig,
  [first, ...others]: readonly CaseLoss[],
  draw: Draw,
  several: Draw,
): Network {
  let network = withHead(config, 0, first?.kind ?? '', draw, several);
  others.forEach(({ kind }, i) => {
    // Some read the output before, whose gradient is then that of two losses.
    if (several.chance(0.25)) {
      const { layers, outputs = [], ...rest } = network.toJSON();
      const name = `reads_${i + 1}`;
      const reader: LayerConfig = {
        ...{ name, kind: 'dense', options: { units: several.whole(1, 5) } },
        inputs: [outputs[i] ?? ''],
      };
      network = defineNetwork({ ...rest, layers: [...layers, reader], outputs: outputs.with(i + 1, name) });
    }
    network = withHead(network.toJSON(), i + 1, kind, several, several);
  });
  return network;
}

/** An output ends in what the loss is usually taken of, or in what it also takes; and something is trained. */
function withHead(config: NetworkConfig, index: number, loss: string, draw: Draw, others: Draw): Network {
  const layers: LayerConfig[] = [...config.layers];
  const outputs = [...(config.outputs ?? [])];
  const append = (kind: string, options: Record<string, unknown>): void => {
    const name = `head_${layers.length + 1}`;
    layers.push({ name, kind, options, inputs: [outputs[index] ?? ''] });
    outputs[index] = name;
  };
  const made = (): Network => defineNetwork({ ...config, layers, outputs });
  if (made().trainedCount === 0) append('dense', { units: draw.whole(1, 6) });
  const last = lastActivation(outputOf(made(), index));
  const isCategorical = loss.includes('ategoricalCrossentropy');
  if (loss === 'meanSquaredError' || last === 'softmax' || last === 'sigmoid') return made();
  if (isCategorical && last === 'logSoftmax') return made();
  const usual = loss === 'binaryCrossentropy' ? 'sigmoid' : 'softmax';
  const drawn = draw.chance(0.8) ? usual : usual === 'softmax' ? 'sigmoid' : 'softmax';
  // Logarithms of probabilities, of which cross-entropy is the negative log-likelihood.
  const activation = isCategorical && drawn === 'softmax' && others.chance(0.2) ? 'logSoftmax' : drawn;
  // As a layer of its own, or in the layer that makes the logits.
  const own = activation === 'softmax' && draw.chance(0.5);
  if (draw.chance(0.5)) append('dense', { units: draw.whole(1, 7), activation });
  else append(own ? 'softmax' : 'activation', own ? {} : { activation });
  return made();
}

/** Within what is usual around each default. */
function optimizerOptions(table: OptionTable, draw: Draw): Record<string, unknown> {
  // Of these one at most may be given.
  const clips = draw.oneOf(['clipnorm', 'clipvalue', 'globalClipnorm']);
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, option]): [string, unknown][] => {
      if (draw.chance(0.5) || (/^(?:global)?clip/i.test(name) && name !== clips)) return [];
      return [[name, optionValue(option, draw)]];
    }),
  );
}

function optionValue(
  { type, default: fallback, values, min = 0, max = Infinity }: Option<unknown>,
  draw: Draw,
): unknown {
  if (type === 'boolean') return draw.chance(0.5);
  if (type === 'choice') return draw.oneOf(values ?? []);
  if (type !== 'number' && type !== 'integer') return fallback;
  const middle = typeof fallback === 'number' && fallback !== 0 ? fallback : 0.1;
  // Not the end of a range: a momentum of 1 forgets nothing.
  const value = Math.max(min, Math.min(0.999 * max, middle * draw.uniform(0.3, 2)));
  return Number(value.toPrecision(4));
}

/** One batch, or in `steps` a batch and the rest of an epoch. */
export const samplesOf = ({ ways, batch, rows }: FuzzCase): number =>
  ways === 'steps' && rows < batch ? batch + rows : batch;

/** Which rows a step takes. */
export interface Batch {
  readonly step: number;
  readonly first: number;
  readonly rows: number;
}

export function batchOf(given: FuzzCase, step: number): Batch {
  if (given.ways === 'kept') return { step, first: 0, rows: given.rows };
  const first = (step * given.batch) % (Math.ceil(samplesOf(given) / given.batch) * given.batch);
  return { step, first, rows: Math.min(given.batch, samplesOf(given) - first) };
}
