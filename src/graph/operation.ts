// The interface of a layer towards the graph: how to append its forward and its backward pass.
// src/layers/layer.ts builds on it; autodiff.ts walks it.

import type { ActivationChoice } from '../kernels/activation';
import type { Graph } from './graph';
import type { Tensor } from './tensor';

export type TensorRecord = Readonly<Record<string, Tensor>>;

/** The context in which a layer's passes are appended. Shapes include the batch axis. */
export interface ForwardSite {
  /** The layer's name, for labels: `c1/forward`. */
  readonly name: string;
  readonly inputs: readonly Tensor[];
  /** Parameters by name: `weight`, `bias`, and untrained state such as `movingMean`. */
  readonly parameters: TensorRecord;
  /** Applied to the result if the operation sets `fusesActivation`; else linear. */
  readonly activation: ActivationChoice;
  /** True in the training step: dropout drops, batch normalization uses the batch. */
  readonly training: boolean;
  /** The training state (src/kernels/trainingState.ts): step, seed, number of valid rows. Only in the training step. */
  readonly trainingState: Tensor | null;
}

export interface Forward {
  readonly y: Tensor;
  /** Tensors that the backward pass reads again, such as the argmax of a pooling. */
  readonly saved?: TensorRecord;
}

export interface BackwardSite extends ForwardSite {
  readonly y: Tensor;
  readonly saved: TensorRecord;
  /** The gradient of the loss with respect to the result before `activation`. */
  readonly dy: Tensor;
  /** The targets for the gradient of each trained parameter. Empty if the layer is frozen. */
  readonly gradients: TensorRecord;
  /** The inputs that need gradients; the first layer's input rarely does. */
  readonly wanted: readonly boolean[];
  /**
   * Activations that were fused into the layers before and made the inputs. An operation with `fusesInputActivation`
   * multiplies each input gradient by the derivative of that activation; other operations only see `linear`.
   */
  readonly inputActivations: readonly ActivationChoice[];
}

export interface Operation {
  /** forward() applies `activation` itself. */
  readonly fusesActivation: boolean;
  /** backward() applies `inputActivations` itself. */
  readonly fusesInputActivation: boolean;
  /** The layer that it is of, and its options, for what fuses layers; absent: none. */
  readonly layer?: { readonly kind: string; readonly options: Readonly<Record<string, unknown>> };
  /** Every number of the result is a number of the only input: an activation before it may be applied after it. */
  readonly selects?: boolean;
  forward(graph: Graph, site: ForwardSite): Forward;
  /** Returns one gradient per input, null where none was requested. */
  backward(graph: Graph, site: BackwardSite): readonly (Tensor | null)[];
}

/** One node of a network. Values are numbered: 0 … inputs − 1 are the network's inputs, followed by one per node. */
export interface OperationNode {
  readonly name: string;
  readonly operation: Operation;
  readonly inputs: readonly number[];
  readonly activation: ActivationChoice;
  readonly parameters: TensorRecord;
  readonly gradients: TensorRecord;
}
