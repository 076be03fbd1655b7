// Losses: each kernel computes the loss of every row, whether the row is right, and the gradient, in one dispatch.

import classWeightWgsl from '../../shaders/lib/class_weight.wgsl?raw';
import noClassWeightWgsl from '../../shaders/lib/class_weight_none.wgsl?raw';
import rowWgsl from '../../shaders/lib/row.wgsl?raw';
import binaryWgsl from '../../shaders/losses/binary_crossentropy.wgsl?raw';
import categoricalWgsl from '../../shaders/losses/categorical_crossentropy.wgsl?raw';
import meanSquaredWgsl from '../../shaders/losses/mean_squared_error.wgsl?raw';
import { defineKernel, type KernelShape } from './kernel';
import { lanesFor, workgroupsForRows } from './lanes';
import { TRAINING_STATE_WGSL } from './libraries';
import type { KernelTarget } from './target';

export interface LossParams {
  /** Rows of the output: the full batch times `positions`. */
  readonly rows: number;
  /** The product of all axes between the batch and the last. */
  readonly positions: number;
  /** The length of the last axis. */
  readonly classes: number;
  readonly fromLogits: boolean;
  /** False: dOutput is bound but not written. */
  readonly gradient: boolean;
}

function plan(
  { rows, positions, classes, gradient }: LossParams,
  flopsPerNumber: number,
  target: KernelTarget,
): KernelShape {
  const lanes = lanesFor(classes, rows, target);
  return {
    constants: {
      ROWS: rows,
      POSITIONS: positions,
      CLASSES: classes,
      GRADIENT: Number(gradient),
      LANES: lanes,
    },
    workgroups: workgroupsForRows(rows, lanes),
    flops: flopsPerNumber * rows * classes,
  };
}

/** `output` is read; it is named x if it is the input of the loss. */
const bindings = {
  x: 'read',
  wanted: 'read',
  trainingState: 'read',
  rowLoss: 'read_write',
  rowCorrect: 'read_write',
  dOutput: 'read_write',
} as const;

interface CrossentropyParams extends LossParams {
  readonly labelSmoothing: number;
}

const weighted = { ...bindings, classWeights: 'read' } as const;

const categoricalPlan = (
  params: CrossentropyParams & { readonly labels: boolean },
  target: KernelTarget,
): KernelShape => {
  const { constants, ...rest } = plan(params, 8, target);
  return {
    constants: {
      ...{ ...constants, LABELS: Number(params.labels), FROM_LOGITS: Number(params.fromLogits) },
      LABEL_SMOOTHING: params.labelSmoothing,
    },
    ...rest,
  };
};

const binaryPlan = (params: CrossentropyParams, target: KernelTarget): KernelShape => {
  const { constants, ...rest } = plan(params, 12, target);
  return {
    constants: {
      ...{ ...constants, FROM_LOGITS: Number(params.fromLogits) },
      LABEL_SMOOTHING: params.labelSmoothing,
    },
    ...rest,
  };
};

export const categoricalCrossentropyKernel = defineKernel({
  name: 'categorical_crossentropy',
  source: [TRAINING_STATE_WGSL, rowWgsl, noClassWeightWgsl, categoricalWgsl],
  bindings,
  plan: categoricalPlan,
});

/** With a weight for each class. */
export const weightedCategoricalCrossentropyKernel = defineKernel({
  name: 'weighted_categorical_crossentropy',
  source: [TRAINING_STATE_WGSL, rowWgsl, classWeightWgsl, categoricalWgsl],
  bindings: weighted,
  plan: categoricalPlan,
});

export const binaryCrossentropyKernel = defineKernel({
  name: 'binary_crossentropy',
  source: [TRAINING_STATE_WGSL, rowWgsl, noClassWeightWgsl, binaryWgsl],
  bindings,
  plan: binaryPlan,
});

/** With a weight for 0 and one for 1. */
export const weightedBinaryCrossentropyKernel = defineKernel({
  name: 'weighted_binary_crossentropy',
  source: [TRAINING_STATE_WGSL, rowWgsl, classWeightWgsl, binaryWgsl],
  bindings: weighted,
  plan: binaryPlan,
});

export const meanSquaredErrorKernel = defineKernel({
  name: 'mean_squared_error',
  source: [TRAINING_STATE_WGSL, rowWgsl, meanSquaredWgsl],
  bindings,
  plan: (params: LossParams, target) => plan(params, 5, target),
});
