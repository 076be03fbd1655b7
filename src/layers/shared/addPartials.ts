// Adds up the partial sums of one parameter's gradient, in fixed order.

import type { Graph } from '../../graph/graph';
import { sizeOf, type Tensor } from '../../graph/tensor';
import { sumPartials } from '../../kernels/conv2d';

/** @param partials [splits, …total] */
export function addPartials(graph: Graph, label: string, partials: Tensor, total: Tensor): void {
  graph.dispatch(
    sumPartials,
    label,
    { weights: sizeOf(total.shape), biases: 0, splits: partials.shape[0] ?? 1, useBias: false },
    { partials, dWeight: total, dBias: graph.tensor(`${label} and nothing more`, [1]) },
  );
}
