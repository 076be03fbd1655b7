// A convolution's passes, by whichever kernels suit its shape on the graph's device.

import type { Graph } from '../../graph/graph';
import { sizeOf, type Tensor } from '../../graph/tensor';
import {
  conv2dGradWeight,
  gradInputPhases,
  sumPartials,
  weightGradientSplits,
  type Conv2dGeometry,
  type ForwardOptions,
  type GradInputParams,
} from '../../kernels/conv2d';
import type { KernelTarget } from '../../kernels/target';
import { conv2dForwardSplit, conv2dGradInputSplit, splitsOf } from '../../kernels/splitConvolution';
import { dispatchSplit } from './splitSum';

export type ForwardTensors = Readonly<Record<'x' | 'weight' | 'bias' | 'y', Tensor>>;
export type GradInputTensors = Readonly<Record<'dy' | 'weight' | 'x' | 'dx', Tensor>>;
export type GradWeightTensors = Readonly<Record<'x' | 'dy' | 'dWeight' | 'dBias', Tensor>>;

/** A way to compute some shapes. It returns false, and appends nothing, where another one suits the shape better. */
export interface Algorithm {
  /** Whether it computes any pass of that shape. */
  readonly suits: (g: Conv2dGeometry, target: KernelTarget) => boolean;
  readonly forward: (
    graph: Graph,
    label: string,
    params: Conv2dGeometry & ForwardOptions,
    tensors: ForwardTensors,
  ) => boolean;
  readonly gradInput: (
    graph: Graph,
    label: string,
    params: GradInputParams,
    tensors: GradInputTensors,
  ) => boolean;
  readonly gradWeight: (
    graph: Graph,
    label: string,
    params: Conv2dGeometry & { readonly useBias: boolean },
    tensors: GradWeightTensors,
  ) => boolean;
}

let faster: Algorithm | undefined;

/** Whether all passes are computed directly, as kernels that fuse a convolution with others do. */
export const isDirect = (g: Conv2dGeometry, target: KernelTarget): boolean =>
  faster?.suits(g, target) !== true;

/** Takes what is loaded on some devices only (winograd.ts). Before that, every convolution is computed directly. */
export function provideAlgorithm(algorithm: Algorithm): void {
  faster = algorithm;
}

/** The graph, with the target for a convolution of this shape. */
export const suitingConvolution = (graph: Graph, g: Conv2dGeometry): Graph =>
  graph.suiting(g.outputHeight * g.outputWidth >= g.channels ? 'pixels' : 'channels');

export function dispatchForward(...[whole, label, params, tensors]: Parameters<Algorithm['forward']>): void {
  const graph = suitingConvolution(whole, params);
  if (faster?.forward(graph, label, params, tensors)) return;
  const splits = splitsOf('forward', params, graph.target);
  dispatchSplit(graph, conv2dForwardSplit, label, [{ ...params, splits }], tensors, 'y');
}

export function dispatchGradInput(
  ...[whole, label, params, tensors]: Parameters<Algorithm['gradInput']>
): void {
  const graph = suitingConvolution(whole, params);
  if (faster?.gradInput(graph, label, params, tensors)) return;
  const splits = splitsOf('gradInput', params, graph.target);
  const phases = gradInputPhases(params).map((phase) => ({ ...params, ...phase, splits }));
  dispatchSplit(graph, conv2dGradInputSplit, label, phases, tensors, 'dx');
}

/**
 * The gradient of the weight, and of the bias where it has one: directly in one dispatch, or as partial sums and their sum where a
 * device would have too little to do.
 * @param dBias null: there is none to be made
 */
export function dispatchGradWeight(
  whole: Graph,
  name: string,
  g: Conv2dGeometry,
  { dBias: given, ...tensors }: Omit<GradWeightTensors, 'dBias'> & { readonly dBias: Tensor | null },
): void {
  const graph = suitingConvolution(whole, g);
  const useBias = given !== null;
  const dBias = given ?? graph.tensor(`${name}/no bias`, [1]);
  const label = `${name}/dWeight`;
  if (faster?.gradWeight(graph, label, { ...g, useBias }, { ...tensors, dBias })) return;
  const splits = weightGradientSplits(g, graph.target);
  const params = { ...g, splits, useBias };
  if (splits === 1) {
    graph.dispatch(conv2dGradWeight, label, params, { ...tensors, dBias });
    return;
  }
  const { dWeight } = tensors;
  const weights = sizeOf(dWeight.shape);
  const partials = graph.tensor(`${label} partials`, [splits, weights + g.filters]);
  graph.dispatch(conv2dGradWeight, `${label} partials`, params, { ...tensors, dWeight: partials, dBias });
  graph.dispatch(
    sumPartials,
    label,
    { weights, biases: g.filters, splits, useBias },
    { partials, dWeight, dBias },
  );
}
