// Categorical cross-entropy: −log of the probability of the right class. The target is a probability for each class,
// usually one-hot. After a softmax it starts at the logits, where the gradient is p − t.
// Semantics: Keras 3, https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class

import { sameShape } from '../graph/tensor';
import { categoricalCrossentropyKernel } from '../kernels/losses';
import {
  categoricalCrossentropyBackward,
  categoricalCrossentropyForward,
} from '../reference/categoricalCrossentropy';
import { appendLossKernel } from './append';
import { correctByClass } from './correct';
import { refuseTarget, type LossDefinition } from './loss';

const kind = 'categoricalCrossentropy';

export const categoricalCrossentropy: LossDefinition = Object.freeze({
  kind,
  undoes: 'softmax',
  target: 'values',
  targetShape: (output) => output,
  checkTarget: (output, target) => {
    if (!sameShape(output, target)) refuseTarget(kind, output, target);
  },
  append: (graph, site) =>
    appendLossKernel(kind, categoricalCrossentropyKernel, { labels: false }, graph, site),
  reference: {
    loss: categoricalCrossentropyForward,
    gradient: categoricalCrossentropyBackward,
    correct: correctByClass,
  },
} satisfies LossDefinition);
