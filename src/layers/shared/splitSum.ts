// One pass of a convolution or dense layer, in one dispatch or, where a device would have too little to do, in two: partial sums,
// then their sum.

import type { Graph } from '../../graph/graph';
import type { Tensor } from '../../graph/tensor';
import type { Split } from '../../kernels/correlation';
import type { SplitKernels } from '../../kernels/splitConvolution';

/**
 * @param several each stores a part of the result; a second dispatch finishes all of it
 * @param output the binding of the result
 */
export function dispatchSplit<Params extends Split, Binding extends string>(
  graph: Graph,
  { whole, finish }: SplitKernels<Params, Binding>,
  label: string,
  several: readonly (Params & { readonly splits: number })[],
  tensors: Readonly<Record<Binding, Tensor>>,
  output: NoInfer<Binding>,
): void {
  const [first] = several;
  if (first === undefined || first.splits === 1) {
    for (const params of several) graph.dispatch(whole, label, params, tensors);
    return;
  }
  const partials = graph.tensor(`${label} partials`, [first.splits, ...tensors[output].shape]);
  // A plain rung stores results, not partial sums: there is none for this dispatch.
  const { plain: _, ...summing } = whole;
  for (const params of several)
    graph.dispatch(summing, `${label} partials`, params, { ...tensors, [output]: partials });
  graph.dispatch(finish, label, first, { ...tensors, partials });
}
