// Dispatches that do the work of several. Each knows the separate dispatches that it stands for: they write the same numbers,
// to the bit, and run in its place where it does not compile.

import type { Kernel } from '../kernels/kernel';
import { Graph, type Dispatch } from './graph';
import type { Tensor } from './tensor';

/** @param separately appends the dispatches that it stands for */
export function dispatchFused<Params, Binding extends string>(
  graph: Graph,
  kernel: Kernel<Params, Binding>,
  label: string,
  params: Params,
  tensors: Readonly<Record<Binding, Tensor>>,
  separately: (graph: Graph) => void,
): void {
  const parts = (): readonly Dispatch[] => {
    const apart = new Graph(graph.label, graph.target);
    separately(apart);
    return apart.dispatches;
  };
  graph.dispatches.push(
    Object.freeze({ label, kernel, tensors, ...kernel.plan(params, graph.target), plain: null, parts }),
  );
}
