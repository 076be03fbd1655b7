// Binary cross-entropy: every output is a separate yes-or-no question. After a sigmoid it starts at the logits, where
// the gradient is p − t.
// Semantics: Keras 3, https://keras.io/api/losses/probabilistic_losses/#binarycrossentropy-class

import { sameShape } from '../graph/tensor';
import { binaryCrossentropyKernel, weightedBinaryCrossentropyKernel } from '../kernels/losses';
import { binaryCrossentropyBackward, binaryCrossentropyForward } from '../reference/binaryCrossentropy';
import { appendLossKernel } from './append';
import { correctByNumber } from './correct';
import { refuseTarget, type LossDefinition, type LossMode } from './loss';
import { map, type NdArray } from '../reference/ndArray';

const kind = 'binaryCrossentropy';

const smoothed = (target: NdArray, { labelSmoothing: s = 0 }: LossMode): NdArray =>
  map(target, (t) => t * (1 - s) + 0.5 * s);

export const binaryCrossentropy: LossDefinition = Object.freeze({
  kind,
  undoes: 'sigmoid',
  target: 'values',
  targetShape: (output) => output,
  checkTarget: (output, target) => {
    if (!sameShape(output, target)) refuseTarget(kind, output, target);
  },
  // With one output, 0 and 1 are two classes.
  weightedClasses: (output) => (output.at(-1) === 1 ? 2 : 0),
  smooths: true,
  append: (graph, site) => {
    const kernels = { plain: binaryCrossentropyKernel, weighted: weightedBinaryCrossentropyKernel };
    return appendLossKernel(kind, kernels, { labelSmoothing: site.labelSmoothing ?? 0 }, graph, site);
  },
  reference: {
    loss: (output, target, mode) => binaryCrossentropyForward(output, smoothed(target, mode), mode),
    gradient: (output, target, mode) => binaryCrossentropyBackward(output, smoothed(target, mode), mode),
    correct: (output, target, { fromLogits }) => correctByNumber(output, target, fromLogits ? 0 : 0.5),
  },
} satisfies LossDefinition);
