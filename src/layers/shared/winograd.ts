// The four dispatches of each pass of Winograd's convolution (kernels/winograd.ts, winogradGradWeight.ts). Its scratch tensors live
// for two of them each, so that the plan reuses their memory.

import type { Graph } from '../../graph/graph';
import type { Tensor } from '../../graph/tensor';
import { conv2dForward, conv2dGradInput, conv2dGradWeight } from '../../kernels/conv2d';
import type { Kernel } from '../../kernels/kernel';
import {
  POSITIONS,
  tilesOf,
  winogradForward,
  winogradGradInput,
  winogradInput,
  winogradMultiply,
  winogradOutputForward,
  winogradOutputGradInput,
  winogradSuits,
  winogradWeights,
  type WinogradGeometry,
} from '../../kernels/winograd';
import {
  gradWeightProducts,
  gradWeightSuits,
  winogradGradient,
  winogradGradMultiply,
  winogradGradWeight,
} from '../../kernels/winogradGradWeight';
import type { Algorithm } from './convolution';

/** The plain rung of the last dispatch does the work of all four. */
const withPlain = <Params, Binding extends string>(
  kernel: Kernel<Params, Binding>,
  { plain }: Pick<Kernel<Params>, 'plain'>,
): Kernel<Params, Binding> => ({ ...kernel, ...(plain && { plain }) });

const outputForward = withPlain(winogradOutputForward, conv2dForward);
const outputGradInput = withPlain(winogradOutputGradInput, conv2dGradInput);
const gradWeight = withPlain(winogradGradWeight, conv2dGradWeight);

function transformedPicture(graph: Graph, label: string, g: WinogradGeometry, x: Tensor): Tensor {
  const v = graph.tensor(`${label} transformed picture`, [POSITIONS, tilesOf(g.window), g.window.channels]);
  graph.dispatch(winogradInput, `${label} transformed picture`, g, { x, v });
  return v;
}

/** Appends all but the last dispatch. @returns the products */
function products(graph: Graph, label: string, g: WinogradGeometry, x: Tensor, weight: Tensor): Tensor {
  const { channels, filters } = g.window;
  const tiles = tilesOf(g.window);
  const u = graph.tensor(`${label} transformed kernels`, [POSITIONS, channels, filters]);
  const m = graph.tensor(`${label} products`, [POSITIONS, tiles, filters]);
  graph.dispatch(winogradWeights, `${label} transformed kernels`, g, { weight, u });
  const v = transformedPicture(graph, label, g, x);
  graph.dispatch(winogradMultiply, `${label} products`, g, { v, u, m });
  return m;
}

export const WINOGRAD: Algorithm = {
  suits: (g, target) =>
    g.strides.every((stride) => stride === 1) &&
    (winogradSuits(g, target) || winogradSuits(winogradGradInput({ ...g, weights: 'f32' }).window, target)),
  forward: (graph, label, params, tensors) => {
    const g = winogradForward(params);
    if (!winogradSuits(g.window, graph.target)) return false;
    const m = products(graph, label, g, tensors.x, tensors.weight);
    graph.dispatch(outputForward, label, params, { ...tensors, m });
    return true;
  },
  gradInput: (graph, label, params, tensors) => {
    if (params.strides.some((stride) => stride !== 1)) return false;
    const g = winogradGradInput(params);
    if (!winogradSuits(g.window, graph.target)) return false;
    const m = products(graph, label, g, tensors.dy, tensors.weight);
    graph.dispatch(outputGradInput, label, { ...params, phase: [0, 0] }, { ...tensors, m });
    return true;
  },
  gradWeight: (graph, label, params, tensors) => {
    if (!gradWeightSuits(params, graph.target)) return false;
    const tiles = tilesOf(params);
    const { channels, filters } = params;
    const e = graph.tensor(`${label} transformed gradient`, [POSITIONS + 1, tiles, filters]);
    const { runs } = gradWeightProducts(params, graph.target);
    const du = graph.tensor(`${label} products`, [runs, POSITIONS, channels, filters]);
    const v = transformedPicture(graph, label, winogradForward({ ...params, weights: 'f32' }), tensors.x);
    graph.dispatch(winogradGradient, `${label} transformed gradient`, params, { dy: tensors.dy, e });
    graph.dispatch(winogradGradMultiply, `${label} products`, params, { v, e, du });
    graph.dispatch(gradWeight, label, { ...params, splits: 1 }, { ...tensors, du, e });
    return true;
  },
};
