// A convolution's passes forward and to its input, by whichever kernels suit its shape on the graph's device.

import type { Graph } from '../../graph/graph';
import type { Tensor } from '../../graph/tensor';
import type { Conv2dGeometry, ForwardOptions, GradInputParams } from '../../kernels/conv2d';
import { gradInputPhases } from '../../kernels/conv2d';
import { conv2dForwardSplit, conv2dGradInputSplit, splitsOf } from '../../kernels/splitConvolution';
import { dispatchSplit } from './splitSum';

export type ForwardTensors = Readonly<Record<'x' | 'weight' | 'bias' | 'y', Tensor>>;
export type GradInputTensors = Readonly<Record<'dy' | 'weight' | 'x' | 'dx', Tensor>>;

let winograd: typeof import('./winograd') | null = null;

/** Loads the kernels of Winograd's convolution. Before that, every convolution is computed directly. */
export async function loadWinograd(): Promise<void> {
  winograd = await import('./winograd');
}

export function dispatchForward(
  graph: Graph,
  label: string,
  params: Conv2dGeometry & ForwardOptions,
  tensors: ForwardTensors,
): void {
  if (winograd?.dispatchWinogradForward(graph, label, params, tensors) === true) return;
  const splits = splitsOf('forward', params, graph.target);
  dispatchSplit(graph, conv2dForwardSplit, label, { ...params, splits }, tensors, 'y');
}

export function dispatchGradInput(
  graph: Graph,
  label: string,
  params: GradInputParams,
  tensors: GradInputTensors,
): void {
  if (winograd?.dispatchWinogradGradInput(graph, label, params, tensors) === true) return;
  const splits = splitsOf('gradInput', params, graph.target);
  for (const phase of gradInputPhases(params))
    dispatchSplit(graph, conv2dGradInputSplit, label, { ...params, ...phase, splits }, tensors, 'dx');
}
