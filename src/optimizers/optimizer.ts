// The contract of an optimizer: from gradients to better parameters, in one dispatch over all parameters at once.
//
// The parameters of a network are one slab, and so are their gradients and each slot (a number the optimizer
// remembers for each parameter). The learning rate in force and the number of the step come from the training state,
// which `record` has just set on; nothing is updated once training is halted.
// Semantics: Keras 3, https://keras.io/api/optimizers/

import type { Graph } from '../graph/graph';
import type { OptionTable, Resolved } from '../graph/options';
import type { Tensor } from '../graph/tensor';

export interface OptimizerSite {
  /** The whole slab, f32 [size]. */
  readonly parameters: Tensor;
  readonly gradients: Tensor;
  /** One tensor [size] per slot, initially zero; the names are those of `slots`. */
  readonly slots: Readonly<Record<string, Tensor>>;
  /**
   * f32 [size / 64, 2]: λ₂ of the L2 decay and λ₁ of the L1 decay for each run of 64 parameters, added to the gradient
   * as 2λ₂w + λ₁sign(w). λ₂ below zero: these parameters are frozen; neither they nor their slots change.
   */
  readonly decay: Tensor;
  readonly trainingState: Tensor;
  /** A multiple of 64. */
  readonly size: number;
}

/** The numbers of one weight before an update. */
export interface UpdateSite {
  readonly weight: number;
  /** Includes the L2 and L1 decay. */
  readonly gradient: number;
  readonly slots: Readonly<Record<string, number>>;
  readonly learningRate: number;
  /** Counted from 1. */
  readonly step: number;
}

/** One line of an update's arithmetic, `name ← formula = numbers = value`, with the symbols of reference/optimizers.ts. */
export interface UpdateLine {
  readonly name: string;
  readonly formula: string;
  /** The formula with numbers filled in, in pieces: text is printed unchanged, numbers are rounded for display. */
  readonly numbers: readonly (string | number)[];
  readonly value: number;
  /** The slot whose new number it gives, or with `kept` what the slot keeps of it; of optimizers that are defined by lines. */
  readonly slot?: string;
  readonly kept?: number;
}

export interface OptimizerDefinition<Table extends OptionTable = OptionTable> {
  /** The name in tfjs and in Keras's strings: `adam`. Stable: it is saved in files. */
  readonly kind: string;
  /** The name in Keras: `Adam`. */
  readonly className: string;
  /** Keras' names and defaults; `learningRate` is among them and goes to the training state. */
  readonly options: Table;
  /** The slots that these options need. */
  slots(options: Resolved<Table>): readonly string[];
  /** Appends one dispatch. */
  append(graph: Graph, options: Resolved<Table>, site: OptimizerSite): void;
  /** The update of one weight, in f64; the last line is the new weight. */
  explain(options: Resolved<Table>, site: UpdateSite): readonly UpdateLine[];
}

/** Infers the type of a definition from its own option table; the value is unchanged. */
export function defineOptimizer<Table extends OptionTable>(
  definition: OptimizerDefinition<Table>,
): OptimizerDefinition<Table> {
  return Object.freeze(definition);
}

/** The slot with this name. @throws Error if there is none */
export function slotOf(kind: string, { slots }: OptimizerSite, name: string): Tensor {
  const slot = slots[name];
  if (slot === undefined) {
    throw new Error(
      `optimizer '${kind}': needs slot '${name}'. Received ${Object.keys(slots).join(', ') || 'none'}`,
    );
  }
  return slot;
}
