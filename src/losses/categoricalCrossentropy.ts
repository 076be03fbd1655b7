// Categorical cross-entropy: −log of the probability of the right class. The target is a probability for each class,
// usually one-hot. After a softmax it starts at the logits, where the gradient is p − t.
// Semantics: Keras 3, https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class

import { sameShape } from '../graph/tensor';
import {
  categoricalCrossentropyBackward,
  categoricalCrossentropyForward,
} from '../reference/categoricalCrossentropy';
import { map, type NdArray } from '../reference/ndArray';
import { appendCategorical } from './append';
import { correctByClass } from './correct';
import { refuseTarget, type LossDefinition, type LossMode } from './loss';

const kind = 'categoricalCrossentropy';

/** (1 − s) · target + s / classes */
export const smoothed = (target: NdArray, { labelSmoothing: s = 0 }: LossMode): NdArray => {
  const classes = target.shape.at(-1) ?? 1;
  return map(target, (t) => t * (1 - s) + s / classes);
};

export const categoricalCrossentropy: LossDefinition = Object.freeze({
  kind,
  undoes: 'softmax',
  target: 'values',
  targetShape: (output) => output,
  checkTarget: (output, target) => {
    if (!sameShape(output, target)) refuseTarget(kind, output, target);
  },
  weightedClasses: (output) => output.at(-1) ?? 0,
  smooths: true,
  append: (graph, site) => appendCategorical(kind, false, graph, site),
  reference: {
    loss: (output, target, mode) => categoricalCrossentropyForward(output, smoothed(target, mode), mode),
    gradient: (output, target, mode) => categoricalCrossentropyBackward(output, smoothed(target, mode), mode),
    correct: correctByClass,
  },
} satisfies LossDefinition);
