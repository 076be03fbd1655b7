// Batch normalization: statistics of the batch (two passes), forward, gradient of gamma and beta (two passes),
// gradient of the input. Forward and input gradient serve training and inference alike.

import forwardWgsl from '../../shaders/normalization/batch_norm_forward.wgsl?raw';
import gradInputWgsl from '../../shaders/normalization/batch_norm_grad_input.wgsl?raw';
import gradParametersWgsl from '../../shaders/normalization/batch_norm_grad_parameters.wgsl?raw';
import gradientSumsWgsl from '../../shaders/normalization/batch_norm_gradient_sums.wgsl?raw';
import momentsWgsl from '../../shaders/normalization/batch_norm_moments.wgsl?raw';
import statisticsWgsl from '../../shaders/normalization/batch_norm_statistics.wgsl?raw';
import validRowsWgsl from '../../shaders/lib/valid_rows.wgsl?raw';
import type { ActivationChoice } from './activation';
import { togetherOf } from './channels';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL, TRAINING_STATE_WGSL } from './libraries';

export interface BatchNormGeometry {
  /** The batch times `positions`. */
  readonly rows: number;
  /** Rows per picture: the product of all axes but the last. */
  readonly positions: number;
  readonly channels: number;
  /** The number of runs into which the rows are split for sums over them. */
  readonly splits: number;
  /** Whether the training state says how many rows are valid; else all are. */
  readonly useTrainingState: boolean;
}

interface Affine {
  readonly epsilon: number;
  readonly scale: boolean;
  readonly center: boolean;
}

/** Enough runs for some ten thousand invocations, each of at least 16 rows. */
export function batchNormSplits(rows: number, channels: number): number {
  return Math.max(1, Math.min(Math.ceil(rows / 16), Math.ceil(16384 / channels), 256));
}

const size = (g: BatchNormGeometry): Record<string, number> => ({ ROWS: g.rows, C: g.channels });
const validity = (g: BatchNormGeometry): Record<string, number> => ({
  USE_TRAINING_STATE: Number(g.useTrainingState),
  POSITIONS: g.positions,
});

const byChannels = (g: BatchNormGeometry) => {
  const together = togetherOf(g.channels);
  return { together, workgroups: workgroupsFor((g.rows * g.channels) / together, 64) };
};

export const batchNormMoments = defineKernel({
  name: 'batch_norm_moments',
  source: [LINEAR_ID_WGSL, TRAINING_STATE_WGSL, validRowsWgsl, momentsWgsl],
  bindings: { x: 'read', trainingState: 'read', partials: 'read_write' },
  plan: (g: BatchNormGeometry) => ({
    constants: { ...size(g), ...validity(g), SPLITS: g.splits },
    workgroups: workgroupsFor(g.splits * g.channels, 64),
    flops: 4 * g.rows * g.channels,
  }),
});

export const batchNormStatistics = defineKernel({
  name: 'batch_norm_statistics',
  source: [LINEAR_ID_WGSL, TRAINING_STATE_WGSL, validRowsWgsl, statisticsWgsl],
  bindings: {
    partials: 'read',
    trainingState: 'read',
    mean: 'read_write',
    variance: 'read_write',
    movingMean: 'read_write',
    movingVariance: 'read_write',
  },
  plan: (g: BatchNormGeometry & { momentum: number }) => ({
    constants: { ...size(g), ...validity(g), SPLITS: g.splits, MOMENTUM: g.momentum },
    workgroups: workgroupsFor(g.channels, 64),
    flops: 8 * g.splits * g.channels,
  }),
});

export const batchNormForward = defineKernel({
  name: 'batch_norm_forward',
  source: [LINEAR_ID_WGSL, forwardWgsl],
  bindings: { x: 'read', mean: 'read', variance: 'read', gamma: 'read', beta: 'read', y: 'read_write' },
  plan: (g: BatchNormGeometry & Affine) => ({
    constants: { ...size(g), EPSILON: g.epsilon, SCALE: Number(g.scale), CENTER: Number(g.center) },
    ...byChannels(g),
    flops: 4 * g.rows * g.channels,
  }),
});

export const batchNormGradientSums = defineKernel({
  name: 'batch_norm_gradient_sums',
  source: [LINEAR_ID_WGSL, TRAINING_STATE_WGSL, validRowsWgsl, gradientSumsWgsl],
  bindings: {
    x: 'read',
    dy: 'read',
    mean: 'read',
    variance: 'read',
    trainingState: 'read',
    partials: 'read_write',
  },
  plan: (g: BatchNormGeometry & { epsilon: number }) => ({
    constants: { ...size(g), ...validity(g), SPLITS: g.splits, EPSILON: g.epsilon },
    workgroups: workgroupsFor(g.splits * g.channels, 64),
    flops: 4 * g.rows * g.channels,
  }),
});

/** `scale`, `center`: whether dGamma and dBeta are requested. */
export const batchNormGradParameters = defineKernel({
  name: 'batch_norm_grad_parameters',
  source: [LINEAR_ID_WGSL, gradParametersWgsl],
  bindings: { partials: 'read', dGamma: 'read_write', dBeta: 'read_write', sums: 'read_write' },
  plan: (g: BatchNormGeometry & { scale: boolean; center: boolean }) => ({
    constants: { C: g.channels, SPLITS: g.splits, SCALE: Number(g.scale), CENTER: Number(g.center) },
    workgroups: workgroupsFor(g.channels, 64),
    flops: 2 * g.splits * g.channels,
  }),
});

/** `inputActivation`: the activation fused into the layer that made x; the kernel applies its derivative. */
export const batchNormGradInput = defineKernel({
  name: 'batch_norm_grad_input',
  source: [LINEAR_ID_WGSL, TRAINING_STATE_WGSL, validRowsWgsl, gradInputWgsl],
  bindings: {
    x: 'read',
    dy: 'read',
    mean: 'read',
    variance: 'read',
    gamma: 'read',
    sums: 'read',
    trainingState: 'read',
    dx: 'read_write',
  },
  plan: (
    g: BatchNormGeometry & {
      training: boolean;
      epsilon: number;
      scale: boolean;
      inputActivation: ActivationChoice;
    },
  ) => ({
    constants: {
      ...size(g),
      ...validity(g),
      TRAINING: Number(g.training),
      EPSILON: g.epsilon,
      SCALE: Number(g.scale),
    },
    activation: g.inputActivation,
    ...byChannels(g),
    flops: 8 * g.rows * g.channels,
  }),
});
