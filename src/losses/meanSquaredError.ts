// Mean squared error: the average squared distance from the target. It starts at the outputs; the gradient of a sigmoid
// or a softmax before it follows separately.
// Semantics: Keras 3, https://keras.io/api/losses/regression_losses/#meansquarederror-class

import { sameShape } from '../graph/tensor';
import { meanSquaredErrorKernel } from '../kernels/losses';
import { meanSquaredErrorBackward, meanSquaredErrorForward } from '../reference/meanSquaredError';
import { appendLossKernel } from './append';
import { correctByClass, correctByNumber } from './correct';
import { refuseTarget, type LossDefinition } from './loss';

const kind = 'meanSquaredError';

export const meanSquaredError: LossDefinition = Object.freeze({
  kind,
  undoes: null,
  target: 'values',
  targetShape: (output) => output,
  checkTarget: (output, target) => {
    if (!sameShape(output, target)) refuseTarget(kind, output, target);
  },
  weightedClasses: () => 0,
  smooths: false,
  append: (graph, site) => appendLossKernel(kind, { plain: meanSquaredErrorKernel }, {}, graph, site),
  reference: {
    loss: meanSquaredErrorForward,
    gradient: meanSquaredErrorBackward,
    correct: (output, target) =>
      output.shape.at(-1) === 1 ? correctByNumber(output, target, 0.5) : correctByClass(output, target),
  },
} satisfies LossDefinition);
