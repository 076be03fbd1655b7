// The gradient of a convolution's weight, and of its bias where it has one: in one dispatch, or as partial sums and their
// sum where a device would have too little to do.

import type { Graph } from '../../graph/graph';
import { sizeOf, type Tensor } from '../../graph/tensor';
import {
  conv2dGradWeight,
  sumPartials,
  weightGradientSplits,
  type Conv2dGeometry,
} from '../../kernels/conv2d';

/** @param dBias null: there is none to be made */
export function dispatchGradWeight(
  graph: Graph,
  name: string,
  g: Conv2dGeometry,
  { x, dy, dWeight, dBias: given }: { x: Tensor; dy: Tensor; dWeight: Tensor; dBias: Tensor | null },
): void {
  const useBias = given !== null;
  const dBias = given ?? graph.tensor(`${name}/no bias`, [1]);
  const splits = weightGradientSplits(g, graph.target);
  const params = { ...g, splits, useBias };
  if (splits === 1) {
    graph.dispatch(conv2dGradWeight, `${name}/dWeight`, params, { x, dy, dWeight, dBias });
    return;
  }
  const weights = sizeOf(dWeight.shape);
  const partials = graph.tensor(`${name}/dWeight partials`, [splits, weights + g.filters]);
  graph.dispatch(conv2dGradWeight, `${name}/dWeight partials`, params, { x, dy, dWeight: partials, dBias });
  graph.dispatch(
    sumPartials,
    `${name}/dWeight`,
    { weights, biases: g.filters, splits, useBias },
    { partials, dWeight, dBias },
  );
}
