// BatchNormalization: normalizes every channel to mean 0 and variance 1, then applies a learned scale and shift.
//
// x […, C], gamma, beta, movingMean, movingVariance [C] → y […, C]. Training uses the statistics of the batch, over all
// axes but the last and over its valid rows only (the last batch of an epoch may be short), and updates moving averages
// of them, with the biased variance, for inference. A frozen layer uses the moving averages in training as well,
// without updating them, as in Keras.
// Semantics: Keras 3, https://keras.io/api/layers/normalization_layers/batch_normalization/
// Source: Ioffe & Szegedy 2015, arXiv:1502.03167

import {
  batchNormForward,
  batchNormGradientSums,
  batchNormGradInput,
  batchNormGradParameters,
  batchNormMoments,
  batchNormSplits,
  batchNormStatistics,
  type BatchNormGeometry,
} from '../kernels/batchNormalization';
import { LINEAR } from '../kernels/activation';
import type { BackwardSite, ForwardSite } from '../graph/operation';
import { sizeOf, type Tensor } from '../graph/tensor';
import {
  batchNormalizationInferenceBackward,
  batchNormalizationInferenceForward,
  batchNormalizationTrainingBackward,
  batchNormalizationTrainingForward,
  type BatchNormalizationParams,
} from '../reference/batchNormalization';
import { map, ndArray, type NdArray } from '../reference/ndArray';
import { asTable, defineLayer, oneElement, only, type Arrays } from './layer';
import { boolean, number, type Resolved } from './options';

const options = {
  momentum: number({ min: 0, max: 1, default: 0.99, usual: [0.5, 1] }),
  epsilon: number({ min: 0, default: 1e-3, advanced: true }),
  center: boolean(true),
  scale: boolean(true),
};
type Options = Resolved<typeof options>;

/** @param x with the batch axis */
function geometry(x: Tensor, trainingState: Tensor | null): BatchNormGeometry {
  const { rows, columns: channels } = asTable(x.shape);
  return {
    rows,
    positions: rows / (x.shape[0] ?? 1),
    channels,
    splits: batchNormSplits(rows, channels),
    useTrainingState: trainingState !== null,
  };
}

/** The mean and variance used by the pass: those of the batch, or the moving averages. */
function statistics(
  { name, training, parameters }: ForwardSite,
  saved: Readonly<Record<string, Tensor>>,
): { mean: Tensor; variance: Tensor } {
  const mean = training ? saved.mean : parameters.movingMean;
  const variance = training ? saved.variance : parameters.movingVariance;
  if (mean === undefined || variance === undefined)
    throw new Error(`batchNormalization '${name}': has no statistics yet`);
  return { mean, variance };
}

/** In training, the gradient through the batch's mean and variance needs the same sums as that of gamma and beta. */
function gradientSums(
  o: Options,
  graph: Parameters<(typeof batchNormalization)['backward']>[1],
  site: BackwardSite,
): Tensor {
  const { name, inputs, dy, gradients, saved } = site;
  const x = only(inputs);
  const trainingState = site.training ? site.trainingState : null;
  const g = geometry(x, trainingState);
  const partials = graph.tensor(`${name}/gradient partials`, [g.splits, 2, g.channels]);
  const sums = graph.tensor(`${name}/gradient sums`, [2, g.channels]);
  graph.dispatch(
    batchNormGradientSums,
    `${name}/gradient partials`,
    { ...g, epsilon: o.epsilon },
    { x, dy, ...statistics(site, saved), trainingState: trainingState ?? x, partials },
  );
  const { gamma, beta } = gradients;
  graph.dispatch(
    batchNormGradParameters,
    `${name}/dGamma, dBeta`,
    { ...g, scale: gamma !== undefined, center: beta !== undefined },
    {
      partials,
      dGamma: gamma ?? graph.tensor(`${name}/no gamma`, [1]),
      dBeta: beta ?? graph.tensor(`${name}/no beta`, [1]),
      sums,
    },
  );
  return sums;
}

/** Parameters for the reference, with gamma and beta filled in if the options leave them out. */
function arrays({ gamma, beta, movingMean, movingVariance }: Arrays): BatchNormalizationParams {
  if (movingMean === undefined || movingVariance === undefined)
    throw new Error('batchNormalization: the reference needs the moving averages');
  const zeros: NdArray = ndArray(movingMean.shape);
  return { gamma: gamma ?? map(zeros, () => 1), beta: beta ?? zeros, movingMean, movingVariance };
}

export const batchNormalization = defineLayer({
  kind: 'batchNormalization',
  className: 'BatchNormalization',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: true,
  frozenInInference: true,

  outputShape: (_, inputs) => only(inputs),

  parameters: (o, inputs) => {
    const channels = only(inputs).at(-1) ?? 1;
    const vector = { shape: [channels], fanIn: channels, fanOut: channels, l2: 0 };
    return [
      ...(o.scale ? [{ name: 'gamma', initializer: 'ones', trained: true, ...vector } as const] : []),
      ...(o.center ? [{ name: 'beta', initializer: 'zeros', trained: true, ...vector } as const] : []),
      { name: 'movingMean', initializer: 'zeros', trained: false, ...vector },
      { name: 'movingVariance', initializer: 'ones', trained: false, ...vector },
    ];
  },

  forward: (o, graph, site) => {
    const { name, inputs, parameters, training } = site;
    const x = only(inputs);
    const trainingState = training ? site.trainingState : null;
    const g = geometry(x, trainingState);
    const saved: Record<string, Tensor> = {};
    if (training) {
      const { movingMean, movingVariance } = parameters;
      if (movingMean === undefined || movingVariance === undefined)
        throw new Error(`batchNormalization '${name}': has no state yet`);
      const mean = graph.tensor(`${name}/mean`, [g.channels]);
      const variance = graph.tensor(`${name}/variance`, [g.channels]);
      const partials = graph.tensor(`${name}/moments`, [g.splits, 2, g.channels]);
      graph.dispatch(batchNormMoments, `${name}/moments`, g, {
        x,
        trainingState: trainingState ?? x,
        partials,
      });
      graph.dispatch(
        batchNormStatistics,
        `${name}/statistics`,
        { ...g, momentum: o.momentum },
        { partials, trainingState: trainingState ?? x, mean, variance, movingMean, movingVariance },
      );
      Object.assign(saved, { mean, variance });
    }
    const { mean, variance } = statistics(site, saved);
    const { gamma = mean, beta = mean } = parameters;
    const y = graph.tensor(`${name}/y`, x.shape);
    graph.dispatch(
      batchNormForward,
      `${name}/forward`,
      { ...g, ...o },
      { x, mean, variance, gamma, beta, y },
    );
    return { y, saved };
  },

  backward: (o, graph, site) => {
    const { name, inputs, parameters, dy, training, gradients, saved, wanted, inputActivations } = site;
    const x = only(inputs);
    const { mean, variance } = statistics(site, saved);
    const needsSums = Object.keys(gradients).length > 0 || (training && wanted[0] === true);
    const sums = needsSums ? gradientSums(o, graph, site) : mean;
    if (wanted[0] !== true) return [null];
    const trainingState = training ? site.trainingState : null;
    const dx = graph.tensor(`${name}/dx`, x.shape);
    graph.dispatch(
      batchNormGradInput,
      `${name}/dx`,
      { ...geometry(x, trainingState), ...o, training, inputActivation: inputActivations[0] ?? LINEAR },
      { x, dy, mean, variance, gamma: parameters.gamma ?? mean, sums, trainingState: trainingState ?? x, dx },
    );
    return [dx];
  },

  multiplyAdds: (_, inputs) => sizeOf(only(inputs)),

  reference: {
    forward: (o, inputs, parameters, { training }) =>
      training
        ? batchNormalizationTrainingForward(only(inputs), arrays(parameters), o).y
        : batchNormalizationInferenceForward(only(inputs), arrays(parameters), o),
    backward: (o, inputs, parameters, dy, { training }) => {
      const run = training ? batchNormalizationTrainingBackward : batchNormalizationInferenceBackward;
      const { dx, dGamma, dBeta } = run(only(inputs), arrays(parameters), dy, o);
      return { inputs: [dx], parameters: { gamma: dGamma, beta: dBeta } };
    },
  },

  explain: {
    formula: (o) =>
      `y[…,c] = ${o.scale ? 'gamma[c] · ' : ''}(x[…,c] − movingMean[c]) / √(movingVariance[c] + ${o.epsilon})${o.center ? ' + beta[c]' : ''}`,
    rule: 'other',
    // For inference; in training a number depends on its whole channel in the whole batch.
    windows: (_, __, index) => [oneElement(0, index)],
    terms: () => [],
  },

  cases: [
    { title: 'one channel of a few numbers', options: {}, inputs: [[1]], batch: 5 },
    { title: 'a vector', options: { momentum: 0.9 }, inputs: [[13]], batch: 7 },
    { title: 'a map', options: {}, inputs: [[5, 4, 3]], batch: 2 },
    { title: 'no scale', options: { scale: false }, inputs: [[3, 7, 2]], batch: 3 },
    {
      title: 'no shift, another epsilon',
      options: { center: false, epsilon: 0.1 },
      inputs: [[2, 3, 5]],
      batch: 4,
    },
    {
      title: 'neither, one picture',
      options: { scale: false, center: false },
      inputs: [[4, 5, 2]],
      batch: 1,
    },
    {
      title: 'one row more than two runs, one channel more than a workgroup',
      options: {},
      inputs: [[11, 1, 65]],
      batch: 3,
    },
  ],
});
