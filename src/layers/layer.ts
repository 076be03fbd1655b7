// The contract of a layer: one file per kind of layer fills in this interface.
// The contract tests (test/layers/contract*.test.ts) check every layer of the registry against it.
//
// Shapes in this file are WITHOUT the batch axis unless stated otherwise: 28×28×6, or 120.

import type { Graph } from '../graph/graph';
import type { BackwardSite, Forward, ForwardSite } from '../graph/operation';
import { sizeOf, type Shape, type Tensor } from '../graph/tensor';
import type { WeightType } from '../kernels/weights';
import type { Initializer } from '../initializers/initializers';
import type { NdArray } from '../reference/ndArray';
import type { Window2d } from '../reference/window';
import { OptionError, type OptionTable, type Resolved } from './options';

export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
  /** Inputs and outputs of one unit, for initializers that scale by fan-in and fan-out. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** False for state that the forward pass updates, such as moving averages. */
  readonly trained: boolean;
  /** λ of the L2 weight decay. */
  readonly l2: number;
  /** λ of the L1 weight decay; default 0. */
  readonly l1?: number;
  /**
   * Whether the kernels, forward and of the input's gradient, can also read the weight as f16 (`weights` of their plans):
   * models/halfParameters.ts, train/mixedPrecision.ts.
   */
  readonly half?: boolean;
}

export type Arrays = Readonly<Record<string, NdArray>>;

/** The reference implementation in plain loops, in f64. Arrays include the batch axis. */
export interface Reference<Options> {
  forward(options: Options, inputs: readonly NdArray[], parameters: Arrays, mode: ReferenceMode): NdArray;
  /** Gradients of Σ y·dy. May include parameters that the options leave out. */
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
  /** The layer's name, part of dropout's random seed. Not needed for inference. */
  readonly name?: string;
  /** As the training state has them; dropout draws its mask from them. */
  readonly seed: number;
  readonly step: number;
}

/** A rectangle of one input: per axis from `start` to `end` (exclusive), with step `every`. */
export interface Window {
  readonly input: number;
  readonly start: readonly number[];
  readonly end: readonly number[];
  readonly every: readonly number[];
}

/** One operand of an output number. `at` may lie outside the input: then it is padding and counts as 0. */
export interface Term {
  readonly input: number;
  readonly at: readonly number[];
  /** The index of the factor in the parameter of that name; absent if the operand has no factor. */
  readonly factor?: { readonly parameter: string; readonly at: readonly number[] };
}

/** How one output number of a layer is computed: its inputs and the rule that combines them. */
export interface Explanation<Options> {
  /** `y[i,j,k] = f(bias[k] + Σ …)`, with the names of the shader. Padding may depend on the inputs' shapes. */
  formula(options: Options, inputs: readonly Shape[]): string;
  /** How the terms are combined, before bias and activation. */
  readonly rule: 'sum' | 'max' | 'mean' | 'other';
  /** The window that slides over the input; absent if there is none. */
  sliding?(options: Options): Window2d;
  /** The inputs that the output at `index` depends on, clipped at the border. */
  windows(options: Options, inputs: readonly Shape[], index: readonly number[]): readonly Window[];
  /** The operands in the order of addition; empty if the rule is 'other'. */
  terms(options: Options, inputs: readonly Shape[], index: readonly number[]): readonly Term[];
}

/** Inputs for decomposing one map of a layer. */
export interface DecompositionSite {
  readonly name: string;
  /** The layer's only input, one picture: [1, …]. */
  readonly input: Tensor;
  readonly parameters: Readonly<Record<string, Tensor>>;
  /** [1], u32: the index of the map (the last axis of the output). */
  readonly chosen: Tensor;
}

/** One map of a layer as the sum of its parts. */
export interface Decomposition {
  /** [1, rows, columns, parts]: the contribution of each input channel that the map reads. */
  readonly products: Tensor;
  /** [1, rows, columns, 1]: the sum of the parts and the bias, before the activation function. */
  readonly sum: Tensor;
}

/** One case of the contract test. */
export interface LayerCase<Given> {
  readonly title: string;
  readonly options: Given;
  readonly inputs: readonly Shape[];
  readonly batch: number;
  /** What the numbers of the inputs are drawn from, where it matters. */
  readonly range?: readonly [low: number, high: number];
}

export interface LayerDefinition<Table extends OptionTable = OptionTable> {
  /** The name of the factory in the tfjs Layers API: `conv2d`. Stable: it is saved in files. */
  readonly kind: string;
  /** The name in Keras: `Conv2D`. */
  readonly className: string;
  readonly options: Table;
  /** The number of inputs. */
  readonly inputs: { readonly min: number; readonly max: number };
  /** @param inputs with an axis at least, unless it takes indices @throws ShapeError if the inputs do not fit */
  outputShape(options: Resolved<Table>, inputs: readonly Shape[]): Shape;
  parameters(options: Resolved<Table>, inputs: readonly Shape[]): readonly ParameterSpec[];
  /** forward() applies site.activation itself, in its own kernel. */
  readonly fusesActivation: boolean;
  /** backward() applies site.inputActivations itself. */
  readonly fusesInputActivation: boolean;
  /** Every number of the result is a number of the only input, as in maximum pooling. */
  readonly selects?: boolean;
  /** Its input holds whole numbers that name something, not quantities: only an input of the network has such. */
  readonly takesIndices?: boolean;
  /** The page's menu leaves it out: it is of use among several others only. */
  readonly offMenu?: boolean;
  /** It changes pictures in training only; in inference its result is its input. */
  readonly augments?: boolean;
  /** If this layer is frozen, training runs its inference behaviour, as in Keras. */
  readonly frozenInInference?: boolean;
  forward(options: Resolved<Table>, graph: Graph, site: ForwardSite): Forward;
  backward(options: Resolved<Table>, graph: Graph, site: BackwardSite): readonly (Tensor | null)[];
  /**
   * Appends the contribution of each input channel to one map. Absent if the layer does not sum over channels; null for
   * inputs from which it makes no maps.
   */
  decompose?(options: Resolved<Table>, graph: Graph, site: DecompositionSite): Decomposition | null;
  /** Multiply-adds of one forward pass over one picture. */
  multiplyAdds(options: Resolved<Table>, inputs: readonly Shape[]): number;
  readonly reference: Reference<Resolved<Table>>;
  readonly explain: Explanation<Resolved<Table>>;
  readonly cases: readonly LayerCase<Readonly<Record<string, unknown>>>[];
}

/** Infers the type of a definition from its own option table; the value is unchanged. */
export function defineLayer<Table extends OptionTable>(
  definition: LayerDefinition<Table>,
): LayerDefinition<Table> {
  return Object.freeze(definition);
}

/** Why shapes do not fit, as data, so that callers can write their own message. */
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
  | { readonly why: 'groups'; readonly groups: number; readonly of: number }
  | { readonly why: 'scalar' }
  | { readonly why: 'inputs'; readonly least: number };

/** Shapes do not fit. The message names the layer, the expected and the received shape. */
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

/** A window of one element: `index` of input `input`. */
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

/** The number type in which a kernel reads these weights. */
export function weightType({ dtype }: Tensor): WeightType {
  return dtype === 'f16' ? 'f16' : 'f32';
}

/** The size of a tensor as a matrix: one row per position (batch included), one column per channel (the last axis). */
export function asTable(shape: Shape): { readonly rows: number; readonly columns: number } {
  const columns = shape.at(-1) ?? 1;
  return { rows: sizeOf(shape) / columns, columns };
}

/** @throws ShapeError if the shape is not rows × columns × channels */
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
