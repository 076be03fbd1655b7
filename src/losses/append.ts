// Shared by all losses: the sizes of the kernel and the tensors that it fills.

import type { Graph } from '../graph/graph';
import { sizeOf, type Tensor } from '../graph/tensor';
import type { Kernel } from '../kernels/kernel';
import type { LossParams } from '../kernels/losses';
import { LossError, type LossResult, type LossSite } from './loss';

type LossBinding = 'x' | 'wanted' | 'trainingState' | 'rowLoss' | 'rowCorrect' | 'dOutput';

/** @throws LossError if the output has only the batch axis */
export function appendLossKernel<Extra>(
  kind: string,
  kernel: Kernel<LossParams & Extra, LossBinding>,
  extra: Extra,
  graph: Graph,
  { name, output, target, trainingState, fromLogits, wantsGradient }: LossSite,
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
  graph.dispatch(
    kernel,
    `${name}/${kind}`,
    { rows, positions: rows / batch, classes, fromLogits, gradient: wantsGradient, ...extra },
    { x: output, wanted: target, trainingState, rowLoss, rowCorrect, dOutput },
  );
  return { rowLoss, rowCorrect, dOutput: wantsGradient ? dOutput : null };
}
