// The contract of an optimizer: from gradients to better parameters, in one dispatch over all parameters at once.
//
// The parameters of a network are one slab, and so are their gradients and each slot (a number the optimizer
// remembers for each parameter). The learning rate in force and the number of the step come from the training state,
// which `record` has just set on; nothing is updated once training is halted.
// Semantics: Keras 3, https://keras.io/api/optimizers/

import type { Graph } from '../graph/graph';
import type { OptionTable, Resolved } from '../graph/options';
import type { Tensor } from '../graph/tensor';
import type { NdArray } from '../reference/ndArray';

export interface OptimizerSite {
  /** The whole slab, f32 [size]. */
  readonly parameters: Tensor;
  readonly gradients: Tensor;
  /** Each [size], zero at the start; the names are those of `slots`. */
  readonly slots: Readonly<Record<string, Tensor>>;
  /**
   * f32 [size / 64]: λ of the L2 decay for each run of 64 parameters, added to the gradient as 2λw.
   * Below zero: these parameters are frozen; neither they nor their slots change.
   */
  readonly decay: Tensor;
  readonly trainingState: Tensor;
  /** A multiple of 64. */
  readonly size: number;
}

/**
 * The plain-loop meaning in f64: takes the parameters before the first step; each call makes one step and returns
 * the parameters after it. The gradients already hold the L2 decay. `learningRate`: that of a schedule.
 */
export type OptimizerReference<Options> = (
  options: Options,
  parameters: NdArray,
) => (gradients: NdArray, learningRate?: number) => NdArray;

/** The numbers of one weight before an update. */
export interface UpdateSite {
  readonly weight: number;
  /** With the L2 decay. */
  readonly gradient: number;
  readonly slots: Readonly<Record<string, number>>;
  readonly learningRate: number;
  /** Counted from 1. */
  readonly step: number;
}

/** One line of an update's arithmetic, `name ← formula = numbers = value`, in the letters of the reference. */
export interface UpdateLine {
  readonly name: string;
  readonly formula: string;
  /** The formula with its numbers, in pieces: text stays as it is, numbers are for the reader to round. */
  readonly numbers: readonly (string | number)[];
  readonly value: number;
}

export interface OptimizerDefinition<Table extends OptionTable = OptionTable> {
  /** The name of the factory in tfjs and of Keras' string: `adam`. Stable: it is saved in files. */
  readonly kind: string;
  /** The name in Keras: `Adam`. */
  readonly className: string;
  /** Keras' names and defaults; `learningRate` is among them and goes to the training state. */
  readonly options: Table;
  /** The slots that these options need. */
  slots(options: Resolved<Table>): readonly string[];
  /** Appends one dispatch. */
  append(graph: Graph, options: Resolved<Table>, site: OptimizerSite): void;
  readonly reference: OptimizerReference<Resolved<Table>>;
  /** How one weight moves, in f64; the last line is the new weight. */
  explain(options: Resolved<Table>, site: UpdateSite): readonly UpdateLine[];
}

/** Types a definition by its own option table; changes nothing. */
export function defineOptimizer<Table extends OptionTable>(
  definition: OptimizerDefinition<Table>,
): OptimizerDefinition<Table> {
  return Object.freeze(definition);
}

/** The slot of that name. @throws Error if the site has none. */
export function slotOf(kind: string, { slots }: OptimizerSite, name: string): Tensor {
  const slot = slots[name];
  if (slot === undefined) {
    throw new Error(
      `optimizer '${kind}': needs slot '${name}'. Received ${Object.keys(slots).join(', ') || 'none'}`,
    );
  }
  return slot;
}
