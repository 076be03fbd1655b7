// Binary cross-entropy: every output is a separate yes-or-no question. After a sigmoid it starts at the logits, where
// the gradient is p − t.
// Semantics: Keras 3, https://keras.io/api/losses/probabilistic_losses/#binarycrossentropy-class

import { sameShape } from '../graph/tensor';
import { binaryCrossentropyKernel } from '../kernels/losses';
import { binaryCrossentropyBackward, binaryCrossentropyForward } from '../reference/binaryCrossentropy';
import { appendLossKernel } from './append';
import { correctByNumber } from './correct';
import { refuseTarget, type LossDefinition } from './loss';

const kind = 'binaryCrossentropy';

export const binaryCrossentropy: LossDefinition = Object.freeze({
  kind,
  undoes: 'sigmoid',
  target: 'values',
  targetShape: (output) => output,
  checkTarget: (output, target) => {
    if (!sameShape(output, target)) refuseTarget(kind, output, target);
  },
  append: (graph, site) => appendLossKernel(kind, binaryCrossentropyKernel, {}, graph, site),
  reference: {
    loss: binaryCrossentropyForward,
    gradient: binaryCrossentropyBackward,
    correct: (output, target, { fromLogits }) => correctByNumber(output, target, fromLogits ? 0 : 0.5),
  },
} satisfies LossDefinition);
