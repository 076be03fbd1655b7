// The contract of a layer: all that Convscope knows of a kind of layer stands in one file that fills this in.
// The contract test (test/layers/contract.gpu.test.ts) walks the registry and holds every layer to it.
//
// Shapes in this file are WITHOUT the batch axis unless it says otherwise: 28×28×6, or 120.

import type { Graph } from '../graph/graph';
import type { BackwardSite, Forward, ForwardSite } from '../graph/operation';
import { sizeOf, type Shape, type Tensor } from '../graph/tensor';
import type { WeightType } from '../kernels/weights';
import type { InitializerName } from '../initializers/initializers';
import type { NdArray } from '../reference/ndArray';
import type { Window2d } from '../reference/window';
import { OptionError, type OptionTable, type Resolved } from './options';

export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: InitializerName;
  /** Inputs and outputs of one unit, for initializers that scale by them. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** False for state that the forward pass keeps, such as moving averages. */
  readonly trained: boolean;
  /** λ of the L2 weight decay. */
  readonly l2: number;
  /** The forward kernel also reads it as f16 (`weights` of its plan); the parameter may lie so where nothing is trained. */
  readonly half?: boolean;
}

export type Arrays = Readonly<Record<string, NdArray>>;

/** The plain-loop meaning of a layer, in f64. Arrays include the batch axis. */
export interface Reference<Options> {
  forward(options: Options, inputs: readonly NdArray[], parameters: Arrays, mode: ReferenceMode): NdArray;
  /** Gradients of Σ y·dy; may hold parameters that the options leave out. */
  backward(
    options: Options,
    inputs: readonly NdArray[],
    parameters: Arrays,
    dy: NdArray,
    mode: ReferenceMode,
  ): { readonly inputs: readonly NdArray[]; readonly parameters: Arrays };
}

export interface ReferenceMode {
  readonly training: boolean;
  /** The layer's name, by which dropout draws its own numbers. Inference does without. */
  readonly name?: string;
  /** As the training state has them; dropout draws its mask from them. */
  readonly seed: number;
  readonly step: number;
}

/** A rectangle of one input: from `start` to `end` (excluded), every `every`-th element, per axis. */
export interface Window {
  readonly input: number;
  readonly start: readonly number[];
  readonly end: readonly number[];
  readonly every: readonly number[];
}

/** One operand of an output number. `at` may lie outside the input: then it is padding, and counts as zero. */
export interface Term {
  readonly input: number;
  readonly at: readonly number[];
  /** Where the factor stands in the parameter of that name; absent where the operand is taken as it is. */
  readonly factor?: { readonly parameter: string; readonly at: readonly number[] };
}

/** How a layer explains one of its numbers: what it reads, and what it does with it. */
export interface Explanation<Options> {
  /** `y[i,j,k] = f(bias[k] + Σ …)`, in the letters of the shader; where it reads, padding depends on the inputs' shapes. */
  formula(options: Options, inputs: readonly Shape[]): string;
  /** How the terms become the number, before bias and activation. */
  readonly rule: 'sum' | 'max' | 'mean' | 'other';
  /** The window that slides over the input; absent where none does. */
  sliding?(options: Options): Window2d;
  /** The inputs that the output at `index` depends on, clipped at the border. */
  windows(options: Options, inputs: readonly Shape[], index: readonly number[]): readonly Window[];
  /** The operands in the order they are added; empty where the rule is 'other'. */
  terms(options: Options, inputs: readonly Shape[], index: readonly number[]): readonly Term[];
}

/** What a layer is given when one of its maps is to be opened. */
export interface DecompositionSite {
  readonly name: string;
  /** Its only input, one picture: [1, …]. */
  readonly input: Tensor;
  readonly parameters: Readonly<Record<string, Tensor>>;
  /** [1], u32: the map (the last axis of the output) that is looked at. */
  readonly chosen: Tensor;
}

/** One map of a layer before its parts are joined. */
export interface Decomposition {
  /** [1, rows, columns, parts]: what each input channel that the map reads adds to it. */
  readonly products: Tensor;
  /** [1, rows, columns, 1]: their sum and the bias, before the activation function. */
  readonly sum: Tensor;
}

/** One case of the contract test. */
export interface LayerCase<Given> {
  readonly title: string;
  readonly options: Given;
  readonly inputs: readonly Shape[];
  readonly batch: number;
}

export interface LayerDefinition<Table extends OptionTable = OptionTable> {
  /** The name of the factory in the tfjs Layers API: `conv2d`. Stable: it is saved in files. */
  readonly kind: string;
  /** The name in Keras: `Conv2D`. */
  readonly className: string;
  readonly options: Table;
  /** How many inputs it takes. */
  readonly inputs: { readonly min: number; readonly max: number };
  /** @throws ShapeError if the inputs do not fit. */
  outputShape(options: Resolved<Table>, inputs: readonly Shape[]): Shape;
  parameters(options: Resolved<Table>, inputs: readonly Shape[]): readonly ParameterSpec[];
  /** forward() applies site.activation itself, in its own kernel. */
  readonly fusesActivation: boolean;
  /** backward() applies site.inputActivations itself. */
  readonly fusesInputActivation: boolean;
  /** A layer of this kind that is not trainable does in training what it does in inference, as in Keras. */
  readonly frozenInInference?: boolean;
  forward(options: Resolved<Table>, graph: Graph, site: ForwardSite): Forward;
  backward(options: Resolved<Table>, graph: Graph, site: BackwardSite): readonly (Tensor | null)[];
  /**
   * Appends what each input channel adds to one map. Absent where nothing is summed over channels; null for inputs
   * whose parts make no maps.
   */
  decompose?(options: Resolved<Table>, graph: Graph, site: DecompositionSite): Decomposition | null;
  /** Multiply-adds of one forward pass over one picture. */
  multiplyAdds(options: Resolved<Table>, inputs: readonly Shape[]): number;
  readonly reference: Reference<Resolved<Table>>;
  readonly explain: Explanation<Resolved<Table>>;
  readonly cases: readonly LayerCase<Readonly<Record<string, unknown>>>[];
}

/** Types a definition by its own option table; changes nothing. */
export function defineLayer<Table extends OptionTable>(
  definition: LayerDefinition<Table>,
): LayerDefinition<Table> {
  return Object.freeze(definition);
}

/** Why shapes do not fit, for those who say it in their own words. */
export type ShapeMismatch =
  | {
      readonly why: 'window';
      readonly reach: readonly [number, number];
      readonly input: readonly [number, number];
    }
  | { readonly why: 'rank'; readonly input: Shape }
  | { readonly why: 'unequal'; readonly expected: Shape; readonly received: Shape }
  | { readonly why: 'unequalBut'; readonly axis: number; readonly expected: Shape; readonly received: Shape }
  | { readonly why: 'axis'; readonly most: number; readonly received: number }
  | { readonly why: 'count'; readonly expected: number; readonly received: Shape }
  | { readonly why: 'scalar' }
  | { readonly why: 'inputs'; readonly least: number };

/** Shapes do not fit: the message names layer, expected and received. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  constructor(
    message: string,
    readonly mismatch: ShapeMismatch | null = null,
  ) {
    super(message);
  }
}

export { OptionError };

/** The element of input `input` at `index`, as a window. */
export function oneElement(input: number, index: readonly number[]): Window {
  return { input, start: index, end: index.map((i) => i + 1), every: index.map(() => 1) };
}

/** The only input of a layer that takes one. */
export function only<T>(inputs: readonly T[]): T {
  const [input] = inputs;
  if (input === undefined)
    throw new ShapeError('a layer that takes one input received none', { why: 'inputs', least: 1 });
  return input;
}

/** As what a forward kernel is to read these weights. */
export function weightType({ dtype }: Tensor): WeightType {
  return dtype === 'f16' ? 'f16' : 'f32';
}

/** Sizes of a tensor seen as a table: one row a position, the batch included, one column a channel (the last axis). */
export function asTable(shape: Shape): { readonly rows: number; readonly columns: number } {
  const columns = shape.at(-1) ?? 1;
  return { rows: sizeOf(shape) / columns, columns };
}

/** @throws ShapeError unless the shape is rows × columns × channels. */
export function asMap(shape: Shape): readonly [height: number, width: number, channels: number] {
  const [height, width, channels] = shape;
  if (shape.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    throw new ShapeError(
      `input must be height × width × channels. Received ${shape.join('×') || 'a scalar'}`,
      { why: 'rank', input: shape },
    );
  }
  return [height, width, channels];
}
