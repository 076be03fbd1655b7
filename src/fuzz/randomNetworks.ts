// Random architectures from a seed: sequences and graphs over every kind of layer in the registry, on small shapes.
//
// Options are drawn from the layers' own tables, so a new layer is drawn without a line here. What does not fit is
// drawn again. For round trips through file formats: what a format, or the library that reads it, has no words for
// is left out by `allows`.

import { seededUniform } from '../initializers/initializers';
import { OptionError, ShapeError, type LayerDefinition } from '../layers/layer';
import { checkOptions, type Option, type OptionTable, type Resolved } from '../layers/options';
import { layerDefinition, LAYERS } from '../layers/all';
import { sizeOf, type Shape } from '../graph/tensor';
import { labelsOf } from '../models/labels';
import { defineNetwork, type LayerConfig, type Network } from '../models/network';
import { map, random, type NdArray } from '../reference/ndArray';

export interface DrawnLayer {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Without the batch axis. */
  readonly inputShapes: readonly Shape[];
}

export interface RandomNetworkOptions {
  /** Absent: a sequence for even seeds, a graph for odd ones. */
  readonly form?: 'sequence' | 'graph';
  /** One input and one output, or for a graph up to two of each. Absent: one. */
  readonly ends?: 'one' | 'any';
  /** Layers drawn, before loose ends are joined. Absent: 2 to 10. */
  readonly layers?: number;
  /** Whether a layer that was drawn may stand. Absent: every one. */
  readonly allows?: (layer: DrawnLayer) => boolean;
  /**
   * For kernels rather than for files: kinds of many options more often, up to 20 units or filters, windows and strides of up to 5,
   * `exponential`.
   */
  readonly wide?: boolean;
  /** Layers that are read one after another before any is drawn, as far as they fit. */
  readonly first?: readonly Required<Pick<LayerConfig, 'kind' | 'options'>>[];
}

/** No layer gives more numbers than this, nor has more weights than eight times as many. */
const MAX_NUMBERS = 1200;

/** Layers of indices stand behind an input only (`first`). */
const ANYWHERE = Object.entries(LAYERS as Readonly<Record<string, LayerDefinition>>).filter(
  ([, { takesIndices }]) => takesIndices !== true,
);

/** Every kind, once and once more for every two options that it has. */
const BY_OPTIONS = ANYWHERE.flatMap(([kind, { options }]) =>
  Array.from({ length: 1 + Math.floor(Object.keys(options).length / 2) }, () => kind),
);

interface Value {
  readonly name: string;
  readonly shape: Shape;
}

/** The same seed and options give the same network. */
export function randomNetwork(seed: number, options: RandomNetworkOptions = {}): Network {
  return new Drawing(seed, options).network();
}

/** Weights of such a size that numbers neither grow nor fade on their way, by `layer/parameter`. */
export function randomWeights(network: Network, seed: number): Map<string, Float32Array> {
  return new Map(
    network.layers.flatMap(({ name, parameters }) =>
      parameters.map((spec): [string, Float32Array] => {
        const key = `${name}/${spec.name}`;
        const draw = seededUniform(seed, key);
        // A variance, and what multiplies, stays near 1.
        const [middle, reach] =
          spec.initializer === 'ones'
            ? [1, 0.5]
            : [0, spec.shape.length > 1 ? Math.sqrt(3 / spec.fanIn) : 0.5];
        return [
          key,
          Float32Array.from({ length: sizeOf(spec.shape) }, () => middle + reach * (2 * draw() - 1)),
        ];
      }),
    ),
  );
}

/** Numbers in −1…1 for each input, [batch, …]; where a layer takes indices, such as it has. */
export function randomInputs(network: Network, seed: number, batch = 1): NdArray[] {
  return network.inputs.map(({ name, shape }, i) => {
    const labels = labelsOf(network, name);
    const [low, high] = labels === null ? [-1, 1] : [0, labels];
    const values = random([batch, ...shape], seed * 16 + i + 1, low, high);
    return labels === null ? values : map(values, Math.trunc);
  });
}

/** How many numbers are normalized together; Infinity where none are. */
function groupSize(kind: string, { axis, groups }: Resolved<OptionTable>, input: Shape): number {
  if (kind === 'layerNormalization') return sizeOf(input.slice(-(axis as number[]).length));
  if (kind !== 'groupNormalization') return Infinity;
  return sizeOf(input) / (groups === -1 ? (input.at(-1) ?? 1) : Number(groups));
}

/**
 * Data augmentation is not among them: in inference its layers are none, and those that are drawn shall compute something. What files
 * make of them is in formats.test.ts.
 */
const KINDS = ANYWHERE.flatMap(([kind, { augments }]) => (augments === true ? [] : [kind]));

class Drawing {
  readonly #uniform: () => number;
  readonly #graph: boolean;
  readonly #values: Value[] = [];
  readonly #layers: LayerConfig[] = [];
  readonly #read = new Set<string>();

  constructor(
    readonly seed: number,
    readonly options: RandomNetworkOptions,
  ) {
    this.#uniform = seededUniform(seed, 'random network');
    this.#graph = (options.form ?? (seed % 2 === 0 ? 'sequence' : 'graph')) === 'graph';
  }

  network(): Network {
    const several = this.#graph && this.options.ends === 'any';
    const inputs = Array.from({ length: several ? this.#whole(1, 2) : 1 }, (_, i) => ({
      name: several || this.#chance(0.3) ? `in_${i}` : 'input',
      shape: this.#inputShape(),
    }));
    this.#values.push(...inputs);
    for (const { kind, options } of this.options.first ?? []) {
      const [from] = this.#values.slice(-1);
      if (from !== undefined) this.#append(kind, options, [from]);
    }
    const count = this.options.layers ?? this.#whole(2, 10);
    for (let turns = 0; this.#layers.length < count && turns < 10 * count; turns++) this.#appendLayer();
    // An input without a consumer is no part of a network.
    for (const input of inputs) if (!this.#read.has(input.name)) this.#append('dense', { units: 3 }, [input]);
    const loose = this.#values.filter(({ name }) => !this.#read.has(name));
    const outputs = several && this.#chance(0.6) ? loose : [this.#joined(loose)];
    return defineNetwork({
      name: `random_${this.seed}`,
      input: inputs,
      layers: this.#layers,
      outputs: outputs.map(({ name }) => name),
    });
  }

  #inputShape(): Shape {
    if (this.#chance(0.15)) return [this.#whole(1, 12)];
    const channels =
      this.options.wide === true && this.#chance(0.15) ? this.#whole(5, 12) : this.#whole(1, 4);
    return [this.#whole(1, 9), this.#whole(1, 9), channels];
  }

  /** Draws kinds and options until a layer fits somewhere. */
  #appendLayer(): void {
    const last = this.#graph && this.#chance(0.4) ? null : this.#values.at(-1);
    const from = last ?? this.#oneOf(this.#values);
    const kind = this.#oneOf(this.options.wide === true ? BY_OPTIONS : KINDS);
    const definition = layerDefinition(kind);
    if (definition.inputs.min > 1 && !this.#graph) return;
    // A difference may be 0 everywhere; to normalize that is to enlarge its rounding.
    if (
      /^(?:layer|group|unit)Normalization$/.test(kind) &&
      this.#layers.some((one) => one.kind === 'subtract')
    )
      return;
    // The mean of what was normalized to a mean of 0 is rounding only.
    const before = this.#layers.find(({ name }) => name === from.name)?.kind ?? '';
    if (/^(?:globalA|a)veragePooling2d$/.test(kind) && /^(?:layer|group)Normalization$/.test(before)) return;
    const reads = [from];
    if (definition.inputs.min > 1) {
      const more = this.#whole(definition.inputs.min, Math.min(3, definition.inputs.max)) - 1;
      // Mostly what has the same shape, or next to nothing would ever be added.
      const alike = this.#values.filter(({ shape }) => String(shape) === String(from.shape));
      const among = this.#chance(0.8) ? alike : this.#values;
      for (let i = 0; i < more; i++) reads.push(this.#oneOf(among));
    }
    for (let tries = 0; tries < 8; tries++) {
      if (this.#append(kind, this.#draw(kind, definition.options, from.shape), reads) !== null) return;
    }
  }

  /** @param needed whatever its size, and whether it is allowed @returns null where the layer does not fit */
  #append(
    kind: string,
    given: Readonly<Record<string, unknown>>,
    reads: readonly Value[],
    needed = false,
  ): Value | null {
    const definition = layerDefinition(kind);
    const shapes = reads.map(({ shape }) => shape);
    let options: Resolved<OptionTable>;
    let shape: Shape;
    try {
      options = checkOptions(kind, definition.options, given);
      shape = definition.outputShape(options, shapes);
    } catch (error) {
      if (error instanceof ShapeError || error instanceof OptionError) return null;
      throw error;
    }
    // Of one number its own mean leaves rounding errors only, and what normalizes them makes much of them.
    if (groupSize(kind, options, shapes[0] ?? []) < 2) return null;
    const weights = definition.parameters(options, shapes).reduce((sum, spec) => sum + sizeOf(spec.shape), 0);
    if (!needed && (sizeOf(shape) > MAX_NUMBERS || weights > 8 * MAX_NUMBERS)) return null;
    if (!needed && this.options.allows?.({ kind, options, inputShapes: shapes }) === false) return null;
    const value = { name: this.#name(kind), shape };
    this.#layers.push({ name: value.name, kind, options, inputs: reads.map(({ name }) => name) });
    for (const { name } of reads) this.#read.add(name);
    this.#values.push(value);
    return value;
  }

  /** One row of numbers out of all loose ends. */
  #joined(loose: readonly Value[]): Value {
    const [first, ...others] = loose;
    if (first !== undefined && others.length === 0) return first;
    const rows = loose.map((value) =>
      value.shape.length === 1 ? value : this.#append('flatten', {}, [value], true),
    ) as Value[];
    const joined = this.#append('concatenate', {}, rows, true);
    if (joined === null) throw new Error('random network: rows could not be joined');
    return joined;
  }

  #draw(kind: string, table: OptionTable, input: Shape): Record<string, unknown> {
    // Mostly the functions of one parameter at most, which kernels and files know by themselves.
    if (kind === 'reLU' && this.#chance(0.6))
      return this.#oneOf([{}, { maxValue: 6 }, { negativeSlope: Number(this.#uniform().toPrecision(5)) }]);
    const drawn = Object.fromEntries(
      Object.entries(table).map(([name, option]) => {
        if (/^(?:layer|unit)Normalization$/.test(kind) && name === 'axis')
          return [name, this.#lastAxes(input.length)];
        if (name === 'sharedAxes') return [name, input.flatMap((_, i) => (this.#chance(0.5) ? [i + 1] : []))];
        if (name === 'groups') return [name, this.#oneOf([-1, 1, 2, 3])];
        if (name === 'outputPadding') return [name, this.#chance(0.5) ? null : [0, this.#whole(0, 2)]];
        if (kind === 'concatenate' && name === 'axis') return [name, this.#axis(input.length)];
        if (kind === 'permute') return [name, this.#order(input.length)];
        if (kind === 'dot') return [name, this.#lastTwo(input.length)];
        return [name, this.#value(option, input)];
      }),
    );
    // A mean and a variance come together.
    return kind === 'normalization' ? { ...drawn, variance: drawn.mean } : drawn;
  }

  /** 1 to `rank`, in any order. */
  #order(rank: number): number[] {
    const left = Array.from({ length: rank }, (_, i) => i + 1);
    const order: number[] = [];
    while (left.length > 0) order.push(...left.splice(this.#whole(0, left.length - 1), 1));
    return order;
  }

  #axis(rank: number): number {
    return this.#chance(0.4) ? -1 : this.#chance(0.5) ? this.#whole(1, rank) : -this.#whole(1, rank);
  }

  /** The same axis for both inputs, which mostly have one shape. */
  #lastTwo(rank: number): readonly number[] {
    const axis = this.#whole(Math.max(1, rank - 1), rank);
    // Files do not keep how axes of several matrices were counted.
    return rank > 2 || this.#chance(0.5) ? [axis, axis] : [axis - rank - 1, axis - rank - 1];
  }

  #lastAxes(rank: number): number[] {
    const count = this.#whole(1, rank);
    return Array.from({ length: count }, (_, i) => rank - count + i + 1);
  }

  #value(option: Option<unknown>, input: Shape): unknown {
    const { type, min = 0, max = Infinity, usual, default: fallback } = option;
    switch (type) {
      case 'integer':
        return this.#whole(
          min,
          Math.min(max, min + (this.options.wide === true && this.#chance(0.25) ? 19 : 4)),
        );
      case 'pair': {
        if (fallback === null && this.#chance(0.5)) return null;
        // Mostly the default (a stride of 1), or maps are used up at once.
        if (
          fallback !== undefined &&
          fallback !== null &&
          this.#chance(this.options.wide === true ? 0.45 : 0.6)
        )
          return fallback;
        const most = this.options.wide === true && this.#chance(0.3) ? 5 : 3;
        return [this.#whole(1, most), this.#whole(1, most)];
      }
      case 'number': {
        if (min === max) return this.#chance(0.5) ? fallback : min;
        if (fallback !== undefined && this.#chance(0.3)) return fallback;
        const middle = typeof fallback === 'number' ? fallback : 0.5;
        const [low, high] = usual ?? (middle === 0 ? [0, 0.01] : [middle / 2, middle * 2]);
        // Few digits, as people write them: λ that went through f32 is read as the shortest decimal.
        return Number((low + (high - low) * this.#uniform()).toPrecision(5));
      }
      case 'numbers': {
        if (fallback !== undefined && this.#chance(0.4)) return fallback;
        const count = this.#chance(0.5) ? 1 : (input.at(-1) ?? 1);
        const draw = (): number => Number((0.25 + 1.5 * this.#uniform()).toPrecision(5));
        return count === 1 ? draw() : Array.from({ length: count }, draw);
      }
      case 'ends': {
        if (this.options.wide !== true) return 0.25;
        const digits = (value: number): number => Number(value.toPrecision(3));
        const low = Math.max(min, digits(0.5 * this.#uniform() - 0.3));
        return [low, digits(Math.min(max, low + 0.1 + 0.4 * this.#uniform()))];
      }
      case 'boolean':
        return this.#chance(0.5);
      case 'choice':
        // An exponential of an exponential is soon beyond any number.
        return this.#oneOf(
          (option.values ?? []).filter((value) => value !== 'exponential' || this.options.wide === true),
        );
      case 'shape':
        return this.#targetShape(sizeOf(input));
      case 'border':
        return [0, 1].map(() => [this.#whole(0, 2), this.#whole(0, 2)]);
      default:
        return type satisfies never;
    }
  }

  /** Up to three axes of so many numbers; often one of them is −1. */
  #targetShape(size: number): number[] {
    const shape: number[] = [];
    for (let left = size, axes = this.#whole(1, 3); axes > 0; axes--) {
      const divisors = Array.from({ length: left }, (_, i) => i + 1).filter((length) => left % length === 0);
      const length = axes === 1 ? left : this.#oneOf(divisors);
      shape.push(length);
      left /= length;
    }
    return this.#chance(0.4) ? shape.with(this.#whole(0, shape.length - 1), -1) : shape;
  }

  #name(kind: string): string {
    const count = this.#layers.length + 1;
    return this.#oneOf([`${kind}_${count}`, `block${count}_${kind}`, `${kind.toLowerCase()}.${count}`]);
  }

  /** From low to high, both included. */
  #whole(low: number, high: number): number {
    return low + Math.floor(this.#uniform() * (high - low + 1));
  }

  #chance(share: number): boolean {
    return this.#uniform() < share;
  }

  #oneOf<T>(list: readonly T[]): T {
    return list[Math.floor(this.#uniform() * list.length)] as T;
  }
}
