// The network that comes out of a file, while it is read: layers in order, their weights, names that differ.
//
// Besides Convscope's kinds a draft holds `affine`, a scale and a shift a channel, which exporters write as nodes of
// their own. Before the draft becomes a network it is simplified (see simplify.ts).

import { shapeText, sizeOf, type Shape } from '../../graph/tensor';
import { OptionError, ShapeError } from '../../layers/layer';
import { checkOptions } from '../../layers/options';
import { layerDefinition } from '../../layers/all';
import type { ShortFloat } from '../floats';
import { MAX_LAYERS } from '../ownNetwork';
import { FormatError } from '../storedModel';
import { naturalAxes, type Activation, type Node } from './readNode';

export interface DraftLayer {
  name: string;
  kind: string;
  options: Readonly<Record<string, unknown>>;
  inputs: readonly string[];
  /** By parameter; of an `affine` its `scale` and `shift`. */
  weights: Readonly<Record<string, Float32Array>>;
  /** The name of its weights in the file, which may be read at several places; absent: they have none of their own. */
  readonly source?: string;
  /** False: its weights are no parameters, but spell an operator. */
  readonly trainable?: boolean;
}

/** In one layer's result, or in its weights. */
const MAX_NUMBERS = 2 ** 28;

export class NetworkDraft {
  readonly layers: DraftLayer[] = [];
  readonly inputs: { readonly name: string; readonly shape: Shape }[] = [];
  readonly #remarks: string[] = [];
  readonly #rounded: { readonly where: string; readonly type: ShortFloat }[] = [];
  readonly #names = new Set<string>();
  readonly #counts = new Map<string, number>();

  constructor(readonly file: string) {}

  /** An input, under a name that it may have here. */
  input(wanted: string, shape: Shape): string {
    this.#checkSize(`${this.file}, input '${wanted}'`, shape);
    const name = this.#fresh(wanted, 'input');
    this.inputs.push({ name, shape });
    return name;
  }

  /**
   * @param weightName of the file's weights, by which the layer is called rather than by the node
   * @returns what the layer gives, its axes as the layer has them
   * @throws FormatError where Convscope's layer does not take these options or shapes
   */
  layer(
    node: Node,
    kind: string,
    options: Readonly<Record<string, unknown>>,
    reads: readonly Activation[],
    {
      weights = {},
      weightName = '',
      trainable = true,
    }: { weights?: DraftLayer['weights']; weightName?: string; trainable?: boolean } = {},
  ): Activation {
    const shapes = reads.map(({ shape }) => shape);
    const shape = kind === 'affine' ? (shapes[0] ?? []) : this.#checked(node, kind, options, shapes, weights);
    if (this.layers.length >= MAX_LAYERS)
      node.fail(`a network of more than ${MAX_LAYERS} layers cannot be read`);
    const name = this.#fresh(layerOf(weightName) ?? nodeBase(node), kind === 'affine' ? 'scale' : kind);
    const inputs = reads.map((read) => read.name);
    this.layers.push({
      ...{ name, kind, options, inputs, weights },
      ...(weightName === '' ? {} : { source: weightName }),
      ...(trainable ? {} : { trainable }),
    });
    return { is: 'activation', name, shape, axes: naturalAxes(shape), order: null, nonNegative: false };
  }

  /** Numbers have fewer digits from here on in the file. A file in halves has many such places; one remark is enough. */
  rounds(where: string, type: ShortFloat): void {
    this.#rounded.push({ where, type });
  }

  /** What was read otherwise. */
  get remarks(): readonly string[] {
    const [first] = this.#rounded;
    if (first === undefined) return this.#remarks;
    const others = this.#rounded.length === 1 ? '' : ` (and in ${this.#rounded.length - 1} more places)`;
    const name = { F16: 'float16', BF16: 'bfloat16' }[first.type];
    return [
      ...this.#remarks,
      `${first.where}: rounds to ${name} in the file${others}; here numbers keep the digits of float32`,
    ];
  }

  remark(text: string): void {
    this.#remarks.push(text);
  }

  #checked(
    node: Node,
    kind: string,
    given: Readonly<Record<string, unknown>>,
    shapes: readonly Shape[],
    weights: DraftLayer['weights'],
  ): Shape {
    try {
      const definition = layerDefinition(kind);
      const options = checkOptions(definition.className, definition.options, given);
      const shape = definition.outputShape(options, shapes);
      this.#checkSize(node.where, shape);
      for (const spec of definition.parameters(options, shapes)) {
        const received = weights[spec.name]?.length ?? 0;
        if (received === sizeOf(spec.shape)) continue;
        node.fail(`'${spec.name}' needs ${shapeText(spec.shape)} numbers. Received ${received}`);
      }
      return shape;
    } catch (cause) {
      if (!(cause instanceof OptionError || cause instanceof ShapeError)) throw cause;
      const received = shapes.map(shapeText).join(' and ');
      throw new FormatError(node.where, `${cause.message} (input ${received})`, { cause });
    }
  }

  #checkSize(where: string, shape: Shape): void {
    if (sizeOf(shape) <= MAX_NUMBERS) return;
    throw new FormatError(where, `${shapeText(shape)} numbers for one picture are more than ${MAX_NUMBERS}`);
  }

  #fresh(wanted: string, kind: string): string {
    const clean = wanted.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_+|_+$/g, '');
    const base = /^[0-9]*$/.test(clean) ? kind : clean;
    if (base === wanted && !this.#names.has(base)) {
      this.#names.add(base);
      return base;
    }
    // Kinds are counted from 1, `conv2d_1`; names that are there already, from 2.
    let count = this.#counts.get(base) ?? (base === clean ? 1 : 0);
    let name = base === clean ? base : `${base}_${++count}`;
    while (this.#names.has(name)) name = `${base}_${++count}`;
    this.#counts.set(base, count);
    this.#names.add(name);
    return name;
  }
}

/** `features.0.weight` → `features.0`; null for names that say nothing, such as `onnx::Conv_23`. */
function layerOf(weightName: string): string | null {
  if (weightName.includes('::')) return null;
  return /^(.*)[./_](?:weight|kernel|gamma|scale|W|w)(?::0)?$/.exec(weightName)?.[1] ?? null;
}

/** `/pool1/MaxPool` → `pool1`, as PyTorch names nodes. */
function nodeBase({ proto: { name }, op }: Node): string {
  const base = name.endsWith(`/${op}`) ? name.slice(0, -op.length - 1) : name;
  // A node that is called by its operator and a number: the kind says more.
  return base.replace(/^\/+/, '').startsWith(op) ? '' : base;
}
