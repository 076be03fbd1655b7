// Categorical cross-entropy with the index of the right class as target instead of a one-hot row.
// The labels are u32, one per row. A label outside the classes makes the loss NaN.
// Semantics: Keras 3, https://keras.io/api/losses/probabilistic_losses/#sparsecategoricalcrossentropy-class

import { sameShape } from '../graph/tensor';
import { oneHot } from '../reference/categoricalCrossentropy';
import { ndArray, type NdArray } from '../reference/ndArray';
import { appendCategorical } from './append';
import { categoricalCrossentropy } from './categoricalCrossentropy';
import { correctByClass } from './correct';
import { refuseTarget, type LossDefinition } from './loss';

const kind = 'sparseCategoricalCrossentropy';

/** Labels in the shape of the output without its last axis; a last axis of length 1 in the labels is optional. */
const labelsFor = (output: NdArray, labels: NdArray): NdArray =>
  ndArray(output.shape.slice(0, -1), labels.data);

export const sparseCategoricalCrossentropy: LossDefinition = Object.freeze({
  kind,
  undoes: 'softmax',
  target: 'labels',
  targetShape: (output) => output.slice(0, -1),
  checkTarget: (output, target) => {
    const expected = output.slice(0, -1);
    if (!sameShape(expected, target) && !sameShape([...expected, 1], target))
      refuseTarget(kind, expected, target);
  },
  weightedClasses: (output) => output.at(-1) ?? 0,
  smooths: true,
  append: (graph, site) => appendCategorical(kind, true, graph, site),
  reference: {
    loss: (output, labels, mode) =>
      categoricalCrossentropy.reference.loss(output, oneHot(labelsFor(output, labels), output), mode),
    gradient: (output, labels, mode) =>
      categoricalCrossentropy.reference.gradient(output, oneHot(labelsFor(output, labels), output), mode),
    correct: correctByClass,
  },
} satisfies LossDefinition);
