// The results of the microscope: a step computed on a copy, and its parts in detail.

import type { TensorView } from '../../gpu/tensorView';
import type { UpdateLine } from '../../optimizers/optimizer';
import type { Index, InputSum, KernelSum, PoolRoute } from './backwardSums';
import type { Domain } from '../probe/colourDomain';

export type { Index, InputSum, KernelSum, PoolRoute, UpdateLine };

/** What is in view of the microscope. */
export interface Scene {
  /** Another object for another picture. */
  readonly picture: Float32Array;
  /** Its class where it is known. */
  readonly label: number | null;
}

/** What a step moves in a layer that sums. */
export type ParameterName = 'weight' | 'bias';

export interface ParameterStepView {
  readonly before: TensorView;
  readonly after: TensorView;
  readonly gradient: TensorView;
  readonly gradientDomain: Domain;
}

export interface LayerStepView {
  readonly name: string;
  /** How an output comes from its terms, as the layer explains it. */
  readonly rule: 'sum' | 'max' | 'mean' | 'other';
  readonly outputShape: Index;
  /** Of the last layer, the logits where the loss starts from them. */
  readonly activation: TensorView;
  /** The name of its activation function; 'linear' where it has none. */
  readonly activationName: string;
  /** As the layer explains itself, in the letters of the shader. */
  readonly formula: string;
  /** ∂loss/∂output. */
  readonly gradient: TensorView | null;
  /** δ: ∂loss/∂ the sums before the activation. */
  readonly delta: TensorView | null;
  readonly gradientDomain: Domain;
  readonly deltaDomain: Domain;
  readonly weight: ParameterStepView | null;
  readonly bias: ParameterStepView | null;
  readonly inputs: readonly string[];
  readonly inputShapes: readonly Index[];
}

export interface StepView {
  /** The class the loss is of, and where that came from. */
  readonly label: number;
  readonly labelFrom: 'sample' | 'chosen' | 'answer';
  readonly loss: number;
  readonly probabilities: readonly number[];
  /** p − onehot: δ of the last layer, read from the GPU. */
  readonly logitDeltas: readonly number[];
  /** The number of the step that this is, from 1, and its learning rate after the schedule. */
  readonly step: number;
  readonly learningRate: number;
  /** The name in Keras. */
  readonly optimizer: string;
  readonly picture: TensorView;
  /** ∂loss/∂picture. */
  readonly pictureGradient: TensorView;
  readonly pictureDomain: Domain;
  readonly layers: readonly LayerStepView[];
}

export interface KernelGradient {
  readonly sum: KernelSum;
  /** The same numbers as the GPU has them, row by row of the kernel. */
  readonly gpu: readonly number[];
  /** ∂loss/∂bias of the filter on the GPU, which is Σ δ: `sum.deltaOf`. Null where the layer has no bias. */
  readonly gpuBias: number | null;
  /** Other layers with the same weights: on the GPU the gradient has their sums, too. */
  readonly others: readonly string[];
}

export interface InputGradient {
  readonly sum: InputSum;
  /** ∂loss/∂input on the GPU, in the shape of the input. */
  readonly gpu: (at: Index) => number;
}

/** How one weight or bias moves. */
export interface WeightUpdate {
  readonly weight: number;
  /** ∂loss/∂ it, of this picture. */
  readonly gradient: number;
  /** λ of the L2 decay, which adds 2λw to the gradient. */
  readonly l2: number;
  /** λ of the L1 decay, which adds λ·sign(w) to the gradient. */
  readonly l1: number;
  readonly lines: readonly UpdateLine[];
  /** The new weight on the GPU. */
  readonly after: number;
  /** The weights of its kernel before the step, row by row; null of a bias. */
  readonly kernel: { readonly values: readonly number[]; readonly columns: number } | null;
}

export interface Nudge {
  readonly weight: number;
  readonly gradient: number;
  readonly epsilon: number;
  readonly loss: number;
  /** (L(w + ε) − L(w − ε)) / 2ε */
  readonly slope: number;
  /** Slopes nearer to each other than this are the same to a loss of 24 bits. */
  readonly resolution: number;
  readonly points: readonly { readonly weight: number; readonly loss: number }[];
}

/** The gradients at one cell, and at the weights that contributed to it. */
export interface CellGradient {
  /** δ of the cell; of a pixel, ∂loss/∂pixel. */
  readonly delta: number;
  /** ∂loss/∂ the weights of its filter for one input map; of a vector, for one input. Null where there are none. */
  readonly kernel: {
    readonly slice: number;
    readonly values: readonly number[];
    readonly columns: number;
  } | null;
}
