// Optimizers: from gradients to better parameters. Each is a pure function of parameters, gradients and state.
//
// All follow Keras 3 to the letter, so that a model trained here and its exported Keras code take the same path:
//   sgd      v ← momentum·v − lr·g;  w ← w + v, with nesterov w ← w + momentum·v − lr·g
//            The learning rate is inside v. (TensorFlow.js and PyTorch keep it outside: a ← momentum·a + g,
//            w ← w − lr·a. The same path while lr is constant; after a change of lr, v still carries the old one.)
//   adam     m ← m + (1 − β₁)(g − m);  v ← v + (1 − β₂)(g² − v);  w ← w − α·m / (√v + ε),
//            α = lr·√(1 − β₂ᵗ) / (1 − β₁ᵗ). ε meets the uncorrected √v: Kingma & Ba's "epsilon hat".
//            (TensorFlow.js corrects v first, so its ε weighs more; visible only where √v is about as small as ε.)
//   adamW    w ← w − lr·weightDecay·w, then adam. Decay does not pass through m and v.
//   rmsprop  v ← ρ·v + (1 − ρ)·g²;  w ← w − lr·g / √(v + ε). ε is inside the root.
//
// Sources: https://keras.io/api/optimizers/; Sutskever et al. 2013 (Nesterov); Kingma & Ba 2014, arXiv:1412.6980,
// §2; Loshchilov & Hutter 2017, arXiv:1711.05101; Hinton 2012, Coursera lecture 6e.

import { checkShape, map, ndArray, zip, type NdArray } from './ndArray';

export interface Optimizer<State, Hyper> {
  /** Keras' default hyperparameters. */
  readonly defaults: Hyper;
  /** The state before the first step. */
  start(params: NdArray): State;
  /**
   * @param params any shape
   * @param grads ∂L/∂params, as params
   * @returns the parameters and the state after one step; the arguments stay as they were
   * @throws RangeError if grads has another shape
   */
  step(params: NdArray, grads: NdArray, state: State, hyper: Hyper): { params: NdArray; state: State };
}

export interface SgdHyper {
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
}
export interface SgdState {
  readonly velocity: NdArray;
}

export const sgd: Optimizer<SgdState, SgdHyper> = {
  defaults: { learningRate: 0.01, momentum: 0, nesterov: false },
  start: (params) => ({ velocity: ndArray(params.shape) }),
  step(params, grads, state, { learningRate, momentum, nesterov }) {
    checkShape('sgd', 'grads', params.shape, grads.shape);
    const velocity = zip(state.velocity, grads, (v, g) => momentum * v - learningRate * g);
    const move = nesterov ? zip(velocity, grads, (v, g) => momentum * v - learningRate * g) : velocity;
    return { params: zip(params, move, (w, d) => w + d), state: { velocity } };
  },
};

export interface AdamHyper {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}
export interface AdamState {
  /** Steps taken so far. */
  readonly steps: number;
  /** Moving average of the gradient. */
  readonly momentum: NdArray;
  /** Moving average of the squared gradient. */
  readonly velocity: NdArray;
}

export const adam: Optimizer<AdamState, AdamHyper> = {
  defaults: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  start: (params) => ({ steps: 0, momentum: ndArray(params.shape), velocity: ndArray(params.shape) }),
  step(params, grads, state, { learningRate, beta1, beta2, epsilon }) {
    checkShape('adam', 'grads', params.shape, grads.shape);
    const steps = state.steps + 1;
    const momentum = zip(state.momentum, grads, (m, g) => m + (1 - beta1) * (g - m));
    const velocity = zip(state.velocity, grads, (v, g) => v + (1 - beta2) * (g * g - v));
    // Both averages start at 0 and are too small at first by 1 − βᵗ; alpha makes up for it.
    const alpha = (learningRate * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps);
    const move = zip(momentum, velocity, (m, v) => (alpha * m) / (Math.sqrt(v) + epsilon));
    return { params: zip(params, move, (w, d) => w - d), state: { steps, momentum, velocity } };
  },
};

export interface AdamWHyper extends AdamHyper {
  readonly weightDecay: number;
}

export const adamW: Optimizer<AdamState, AdamWHyper> = {
  defaults: { ...adam.defaults, weightDecay: 0.004 },
  start: (params) => adam.start(params),
  step(params, grads, state, hyper) {
    const decayed = map(params, (w) => w - hyper.learningRate * hyper.weightDecay * w);
    return adam.step(decayed, grads, state, hyper);
  },
};

export interface RmspropHyper {
  readonly learningRate: number;
  readonly rho: number;
  readonly momentum: number;
  readonly epsilon: number;
  /** Divide by the deviation of the gradient instead of its root mean square. */
  readonly centered: boolean;
}
export interface RmspropState {
  /** Moving average of the squared gradient. */
  readonly velocity: NdArray;
  readonly momentum: NdArray;
  /** Moving average of the gradient; only moves if centered. */
  readonly averageGradient: NdArray;
}

export const rmsprop: Optimizer<RmspropState, RmspropHyper> = {
  defaults: { learningRate: 0.001, rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false },
  start: (params) => ({
    velocity: ndArray(params.shape),
    momentum: ndArray(params.shape),
    averageGradient: ndArray(params.shape),
  }),
  step(params, grads, state, hyper) {
    checkShape('rmsprop', 'grads', params.shape, grads.shape);
    const { learningRate, rho, epsilon, centered } = hyper;
    const velocity = zip(state.velocity, grads, (v, g) => rho * v + (1 - rho) * g * g);
    const averageGradient = centered
      ? zip(state.averageGradient, grads, (a, g) => rho * a + (1 - rho) * g)
      : state.averageGradient;
    const spread = centered ? zip(velocity, averageGradient, (v, a) => v - a * a) : velocity;
    const move = zip(grads, spread, (g, v) => (learningRate * g) / Math.sqrt(v + epsilon));
    const momentum = zip(state.momentum, move, (m, d) => hyper.momentum * m + d);
    return { params: zip(params, momentum, (w, d) => w - d), state: { velocity, momentum, averageGradient } };
  },
};
