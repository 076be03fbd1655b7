// Augmentation, mixing, and weights of samples and losses, appended to a training step.

import { shapeText, sizeOf } from '../graph/tensor';
import { mixUp } from '../kernels/mixUp';
import { rescaleKernel } from '../kernels/rescaling';
import { weighRows } from '../kernels/sampleWeights';
import { appendAugmentation } from './appendAugmentation';
import { augments } from './augmentation';
import type { BatchChanges } from './batchChanges';

export const changes: BatchChanges = {
  augment: (graph, { featureType, featureShape }, x, augmentation, trainingState) => {
    if (!augments(augmentation)) return x;
    if (featureType !== 'u8' || x.shape.length !== 4)
      throw new Error(`augmentation: expected pictures as bytes. Received ${shapeText(featureShape)}`);
    return appendAugmentation(graph, x, augmentation, trainingState);
  },
  mixUp: (graph, name, x, trainingState) => {
    const [rows = 1, ...row] = x.shape;
    const y = graph.tensor(`batch/${name}`, x.shape);
    graph.dispatch(mixUp, `batch/mix ${name}`, { rows, length: sizeOf(row) }, { x, trainingState, y });
    return y;
  },
  weighSamples: (graph, name, weights, { rowLoss, dOutput }, trainingState) => {
    if (dOutput === null) return;
    const [rows = 1] = dOutput.shape;
    const losses = sizeOf(rowLoss.shape);
    const params = { rows, positions: losses / rows, classes: sizeOf(dOutput.shape) / losses };
    graph.dispatch(weighRows, `${name}/sample weights`, params, { weights, trainingState, rowLoss, dOutput });
  },
  weighLoss: (graph, name, x, weight) => {
    const y = graph.tensor(`${name}/weighted dOutput`, x.shape);
    const params = { size: sizeOf(x.shape), scale: [weight], offset: [0] };
    graph.dispatch(rescaleKernel, `${name}/weight`, params, { x, y });
    return y;
  },
};
