// What the graph needs of a layer: how to append its forward and its backward pass.
// src/layers/layer.ts builds on it; autodiff.ts walks it.

import type { ActivationChoice } from '../kernels/activation';
import type { Graph } from './graph';
import type { Tensor } from './tensor';

export type TensorRecord = Readonly<Record<string, Tensor>>;

/** Where a layer stands in the network when its passes are appended. Shapes include the batch axis. */
export interface ForwardSite {
  /** The layer's name, for labels: `c1/forward`. */
  readonly name: string;
  readonly inputs: readonly Tensor[];
  /** Weights by name: `weight`, `bias`, and state that is not trained, such as `movingMean`. */
  readonly parameters: TensorRecord;
  /** Applied to the result where the operation says `fusesActivation`; else linear. */
  readonly activation: ActivationChoice;
  /** True in the training step: dropout drops, batch normalization uses the batch. */
  readonly training: boolean;
  /** The training state (src/kernels/trainingState.ts): step, seed, number of valid rows. Only in the training step. */
  readonly trainingState: Tensor | null;
}

export interface Forward {
  readonly y: Tensor;
  /** What the backward pass wants to see again, such as the argmax of a pooling. */
  readonly saved?: TensorRecord;
}

export interface BackwardSite extends ForwardSite {
  readonly y: Tensor;
  readonly saved: TensorRecord;
  /** The gradient of the loss with respect to the result before `activation`. */
  readonly dy: Tensor;
  /** Where to write the gradient of each trained parameter. Empty if the layer is frozen. */
  readonly gradients: TensorRecord;
  /** Which inputs' gradients somebody wants; the first layer's is rarely among them. */
  readonly wanted: readonly boolean[];
  /**
   * Activations that made the inputs and were fused into the layers before. An operation that says
   * `fusesInputActivation` multiplies each input gradient by that activation's own; others see only `linear`.
   */
  readonly inputActivations: readonly ActivationChoice[];
}

export interface Operation {
  /** forward() applies `activation` itself. */
  readonly fusesActivation: boolean;
  /** backward() applies `inputActivations` itself. */
  readonly fusesInputActivation: boolean;
  forward(graph: Graph, site: ForwardSite): Forward;
  /** Returns one gradient an input: null where it is not wanted. */
  backward(graph: Graph, site: BackwardSite): readonly (Tensor | null)[];
}

/** One operation in a network. Values are numbered: 0 … inputs − 1 are the network's inputs, then one a node. */
export interface OperationNode {
  readonly name: string;
  readonly operation: Operation;
  readonly inputs: readonly number[];
  readonly activation: ActivationChoice;
  readonly parameters: TensorRecord;
  readonly gradients: TensorRecord;
}
