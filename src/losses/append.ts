// Shared by all losses: the sizes of the kernel and the tensors that it fills.

import type { Graph } from '../graph/graph';
import { sizeOf, type Tensor } from '../graph/tensor';
import type { Kernel } from '../kernels/kernel';
import {
  categoricalCrossentropyKernel,
  weightedCategoricalCrossentropyKernel,
  type LossParams,
} from '../kernels/losses';
import { LossError, type LossResult, type LossSite } from './loss';

type LossBinding = 'x' | 'wanted' | 'trainingState' | 'rowLoss' | 'rowCorrect' | 'dOutput';

interface Kernels<Extra> {
  readonly plain: Kernel<LossParams & Extra, LossBinding>;
  /** With class weights. */
  readonly weighted?: Kernel<LossParams & Extra, LossBinding | 'classWeights'>;
}

/** @throws LossError if the output has only the batch axis */
export function appendLossKernel<Extra>(
  kind: string,
  { plain, weighted }: Kernels<Extra>,
  extra: Extra,
  graph: Graph,
  { name, output, target, trainingState, fromLogits, wantsGradient, classWeights }: LossSite,
): LossResult {
  const [batch, ...shape] = output.shape;
  const classes = shape.at(-1);
  if (batch === undefined || classes === undefined) {
    throw new LossError(
      `loss '${kind}': output needs an axis besides the batch. Received ${output.shape.join('×')}`,
      { code: 'lossOutput', loss: kind },
    );
  }
  const rows = sizeOf(output.shape) / classes;
  const rowLoss = graph.tensor(`${name}/row loss`, [rows]);
  const rowCorrect = graph.tensor(`${name}/row correct`, [rows]);
  const dOutput: Tensor = wantsGradient
    ? graph.tensor(`${name}/dOutput`, output.shape)
    : graph.tensor(`${name}/no gradient`, [1]);
  const params = { rows, positions: rows / batch, classes, fromLogits, gradient: wantsGradient, ...extra };
  const tensors = { x: output, wanted: target, trainingState, rowLoss, rowCorrect, dOutput };
  if (classWeights === undefined || weighted === undefined)
    graph.dispatch(plain, `${name}/${kind}`, params, tensors);
  else graph.dispatch(weighted, `${name}/${kind}`, params, { ...tensors, classWeights });
  return { rowLoss, rowCorrect, dOutput: wantsGradient ? dOutput : null };
}

/** Categorical cross-entropy, with class numbers or a number for each class as targets. */
export function appendCategorical(kind: string, labels: boolean, graph: Graph, site: LossSite): LossResult {
  const kernels = { plain: categoricalCrossentropyKernel, weighted: weightedCategoricalCrossentropyKernel };
  return appendLossKernel(kind, kernels, { labels, labelSmoothing: site.labelSmoothing ?? 0 }, graph, site);
}
