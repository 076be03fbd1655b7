// One pass of a convolution or dense layer, in one dispatch or, where a device would have too little to do, in two: partial sums,
// then their sum.

import type { Graph } from '../../graph/graph';
import type { Tensor } from '../../graph/tensor';
import type { Split } from '../../kernels/correlation';
import type { SplitKernels } from '../../kernels/splitConvolution';

/**
 * @param output the binding of the result
 * @param splits the number of partial sums
 */
export function dispatchSplit<Params extends Split, Binding extends string>(
  graph: Graph,
  { whole, finish }: SplitKernels<Params, Binding>,
  label: string,
  params: Params & { readonly splits: number },
  tensors: Readonly<Record<Binding, Tensor>>,
  output: NoInfer<Binding>,
): void {
  const { splits } = params;
  if (splits === 1) {
    graph.dispatch(whole, label, params, tensors);
    return;
  }
  const partials = graph.tensor(`${label} partials`, [splits, ...tensors[output].shape]);
  // A plain rung stores results, not partial sums: there is none for this dispatch.
  const { plain: _, ...summing } = whole;
  graph.dispatch(summing, `${label} partials`, params, { ...tensors, [output]: partials });
  graph.dispatch(finish, label, params, { ...tensors, partials });
}
