// Shared by layers that sum over their input channels: one product map per input channel, then their sum with the bias.

import type { Graph } from '../../graph/graph';
import type { Tensor } from '../../graph/tensor';
import { partsOf, sliceProducts, sliceSum, type SliceGeometry } from '../../kernels/inspect/decompose';
import type { Decomposition, DecompositionSite } from '../layer';

/** @throws Error if the layer has no weights yet */
export function decomposeSum(
  graph: Graph,
  g: SliceGeometry,
  { name, input: x, parameters, chosen }: DecompositionSite,
): Decomposition {
  const { weight, bias } = parameters;
  if (weight === undefined) throw new Error(`layer '${name}': has no weights yet`);
  const [positions, parts] = [g.outputHeight * g.outputWidth, partsOf(g)];
  const products = graph.tensor(`${name}/products`, [1, g.outputHeight, g.outputWidth, parts]);
  const sum: Tensor = graph.tensor(`${name}/sum`, [1, g.outputHeight, g.outputWidth, 1]);
  graph.dispatch(sliceProducts, `${name}/products`, g, { x, weight, chosen, products });
  graph.dispatch(
    sliceSum,
    `${name}/sum`,
    { positions, parts, useBias: bias !== undefined },
    { products, bias: bias ?? weight, chosen, sum },
  );
  return { products, sum };
}
