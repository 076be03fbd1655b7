// Where the clipping of gradients stands in a training step. How it is done (clipGradients.ts) is loaded for optimizers
// that ask for it.

import type { Slab } from '../gpu/slab';
import type { Graph } from '../graph/graph';
import type { Tensor } from '../graph/tensor';
import type { ParameterLayout } from '../models/parameterLayout';
import { clipOf, type Clip } from '../optimizers/clipping';

/** A piece of the parameters that fits one binding. */
export interface UpdatePiece {
  readonly first: number;
  readonly count: number;
  readonly parameters: Tensor;
  readonly gradients: Tensor;
  readonly decay: Tensor;
}

export interface Clipping {
  /** Tables, to be allocated and written by `write`, and destroyed. */
  readonly slabs: readonly Slab[];
  write(device: GPUDevice): void;
  /**
   * Appends the clipping of all gradients.
   * @returns the pieces with clipped gradients, which the penalties are in; their decay only marks frozen parameters
   */
  append(graph: Graph, pieces: readonly UpdatePiece[]): readonly UpdatePiece[];
}

export type MakeClipping = (layout: ParameterLayout, clip: Clip) => Clipping;

let make: MakeClipping | null = null;

/** Called by clipGradients.ts. */
export function addClipping(how: MakeClipping): void {
  make = how;
}

type Options = Readonly<Record<string, unknown>>;

/** Before the first step with such an optimizer, where clipGradients.ts is not imported anyway. */
export async function loadClipping(options: Options | undefined): Promise<void> {
  if (make === null && options !== undefined && clipOf(options) !== null) await import('./clipGradients');
}

/** Null where nothing is clipped. @throws RangeError if the options ask for two kinds of clipping */
export function clippingFor(layout: ParameterLayout, options: Options): Clipping | null {
  const clip = clipOf(options);
  if (clip === null) return null;
  if (make === null) throw new Error('gradient clipping: is not loaded yet');
  return make(layout, clip);
}
