// The activation functions that kernels fuse: each is a WGSL library of two functions, chosen when a kernel is planned.
// (With one shader that switches over all functions, some drivers compiled every branch at every store: minutes instead
// of a second.) Softmax is not among them, because it needs a whole row.

import elu from '../../shaders/lib/activation/elu.wgsl?raw';
import leakyRelu from '../../shaders/lib/activation/leaky_relu.wgsl?raw';
import linear from '../../shaders/lib/activation/linear.wgsl?raw';
import relu from '../../shaders/lib/activation/relu.wgsl?raw';
import relu6 from '../../shaders/lib/activation/relu6.wgsl?raw';
import sigmoid from '../../shaders/lib/activation/sigmoid.wgsl?raw';
import tanh from '../../shaders/lib/activation/tanh.wgsl?raw';

export const ACTIVATIONS = ['linear', 'relu', 'relu6', 'leakyRelu', 'sigmoid', 'tanh', 'elu'] as const;

/**
 * Functions whose derivative is not to be had from their result, or that are too rare for variants of every kernel. None
 * fuses them: the Activation layer runs them and keeps its input.
 */
export const UNFUSED_ACTIVATIONS = [
  ...(['silu', 'gelu', 'mish', 'hardSilu', 'hardSigmoid'] as const),
  ...(['selu', 'softplus', 'softsign', 'exponential', 'geluTanh', 'hardTanh', 'tanhShrink'] as const),
  ...(['softShrink', 'hardShrink', 'squareplus', 'sparsePlus', 'logSigmoid', 'sparseSigmoid'] as const),
] as const;
export type UnfusedActivation = (typeof UNFUSED_ACTIVATIONS)[number];
export type FusedActivation = (typeof ACTIVATIONS)[number];
export type Activation = FusedActivation | UnfusedActivation;

export const isUnfused = (activation: string): activation is UnfusedActivation =>
  (UNFUSED_ACTIVATIONS as readonly string[]).includes(activation);

/** An activation with its parameter (`alpha`: the slope of leakyRelu, the scale of elu). */
export interface ActivationChoice {
  readonly kind: Activation;
  readonly alpha: number;
}

export const LINEAR: ActivationChoice = Object.freeze({ kind: 'linear', alpha: 0 });

const LIBRARIES: Partial<Record<Activation, string>> = {
  linear,
  relu,
  relu6,
  leakyRelu,
  sigmoid,
  tanh,
  elu,
};

/** Takes the libraries of the others, which the Activation layer brings along (layers/shared/unfused.ts). */
export function provideLibraries(libraries: Readonly<Record<UnfusedActivation, string>>): void {
  Object.assign(LIBRARIES, libraries);
}

/**
 * The library of an activation, and the constants that it declares. Every name begins with `activat`, because the
 * shader after the library may have an ALPHA of its own (local response normalization).
 */
export interface ActivationLibrary {
  readonly source: string;
  readonly constants: Readonly<Record<string, number>>;
}

/** @param activation a library stands for itself: a function of a layer, which takes its derivative from its input */
export function activationLibrary(activation: ActivationChoice | ActivationLibrary): ActivationLibrary {
  if ('source' in activation) return activation;
  const { kind, alpha } = activation;
  const source = LIBRARIES[kind];
  if (source === undefined) throw new Error(`activation '${kind}': its shader is not loaded`);
  return {
    source,
    constants: kind === 'leakyRelu' || kind === 'elu' ? { ACTIVATION_ALPHA: alpha } : {},
  };
}
