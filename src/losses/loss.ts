// The contract of a loss: the distance of an output from its target, one number per row, and the gradient of the mean.
//
// A row is the last axis of the output: the classes of one picture, or of one pixel where every pixel has its own.
// R = batch × positions rows; those beyond the training state's `rows` (a short last batch) count for nothing.
// Semantics: Keras 3, https://keras.io/api/losses/ with its default reduction, the mean over all rows.

import type { Graph } from '../graph/graph';
import { shapeText, type Shape, type Tensor } from '../graph/tensor';
import type { NdArray } from '../reference/ndArray';

/** The tensors of a loss in the training step. */
export interface LossSite {
  /** Prefix of labels: `loss/forward`. */
  readonly name: string;
  /** Includes the batch axis. Logits if the loss applies the derivative of the last activation. */
  readonly output: Tensor;
  /** Includes the batch axis; the shape of one target is `targetShape`. */
  readonly target: Tensor;
  readonly trainingState: Tensor;
  readonly fromLogits: boolean;
  readonly wantsGradient: boolean;
  /** Keras's label_smoothing, 0 … 1; default 0. */
  readonly labelSmoothing?: number;
  /** f32: a weight for each class, which multiplies loss and gradient of a row. Absent: all classes count alike. */
  readonly classWeights?: Tensor | undefined;
}

/** What Keras's losses may be given besides. */
export interface LossOptions {
  /** 0 … 1. Default 0. */
  readonly labelSmoothing?: number;
  /** One number a class (of yes-or-no questions: of 0 and of 1); only in training. */
  readonly classWeights?: readonly number[];
  /** One number for each sample of the data; only in training. */
  readonly sampleWeights?: ArrayLike<number>;
  /** Keras's loss_weights: one number for each output of the network, which multiplies its loss. Default 1. */
  readonly lossWeights?: readonly number[];
}

export interface LossResult {
  /** f32 [R]. NaN if the output is NaN or infinite: never hidden. */
  readonly rowLoss: Tensor;
  /** f32 [R]: 1 or 0; if each number is a separate question, the fraction of right ones. */
  readonly rowCorrect: Tensor;
  /** The gradient of the mean over the valid rows, in the shape of output; null if not requested. */
  readonly dOutput: Tensor | null;
}

export interface LossMode {
  readonly fromLogits: boolean;
  /** Default 0. */
  readonly labelSmoothing?: number;
}

/** The reference in plain loops, in f64. All rows are valid. Labels are whole numbers, one per row. */
export interface LossReference {
  /** The mean over all rows. */
  loss(output: NdArray, target: NdArray, mode: LossMode): number;
  /** ∂loss/∂output, in the shape of output. */
  gradient(output: NdArray, target: NdArray, mode: LossMode): NdArray;
  /** [R]: whether each row is right. */
  correct(output: NdArray, target: NdArray, mode: LossMode): NdArray;
}

export interface LossDefinition {
  /** The name in the tfjs Layers API: `categoricalCrossentropy`. Stable: it is saved in files. */
  readonly kind: string;
  /**
   * The last activation for which it applies the derivative itself, so that the gradient starts at the logits; null:
   * none.
   */
  readonly undoes: 'softmax' | 'sigmoid' | null;
  /** 'values': a number for each output, f32 · 'labels': one class index per row, u32. */
  readonly target: 'values' | 'labels';
  /** The shape of one target, without the batch axis, for an output shape. */
  targetShape(output: Shape): Shape;
  /** @throws LossError if the target shape does not fit: names loss, expected and received shape */
  checkTarget(output: Shape, target: Shape): void;
  /** The number of classes that may have weights, for an output shape; 0: none may. */
  weightedClasses(output: Shape): number;
  /** Whether targets can be smoothed. */
  readonly smooths: boolean;
  /** Appends one dispatch. */
  append(graph: Graph, site: LossSite): LossResult;
  readonly reference: LossReference;
}

/** Why loss, output and target do not go together, as data. */
export type LossFacts =
  | { readonly code: 'noLoss'; readonly loss: string; readonly known: readonly string[] }
  | { readonly code: 'lossTarget'; readonly loss: string; readonly expected: Shape; readonly received: Shape }
  | { readonly code: 'lossOutput'; readonly loss: string };

/** Output and target do not fit the loss: the message names loss, expected and received. */
export class LossError extends Error {
  override readonly name = 'LossError';
  constructor(
    message: string,
    readonly facts: LossFacts,
  ) {
    super(message);
  }
}

/** @throws LossError */
export function refuseTarget(kind: string, expected: Shape, target: Shape): never {
  throw new LossError(
    `loss '${kind}': target must be ${shapeText(expected)}. Received ${shapeText(target)}`,
    {
      code: 'lossTarget',
      loss: kind,
      expected,
      received: target,
    },
  );
}
