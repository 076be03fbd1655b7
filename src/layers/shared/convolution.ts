// A convolution's passes forward and to its input, by whichever kernels suit its shape on the graph's device.

import type { Graph } from '../../graph/graph';
import type { Tensor } from '../../graph/tensor';
import type { Conv2dGeometry, ForwardOptions, GradInputParams } from '../../kernels/conv2d';
import { gradInputPhases } from '../../kernels/conv2d';
import type { KernelTarget } from '../../kernels/target';
import { conv2dForwardSplit, conv2dGradInputSplit, splitsOf } from '../../kernels/splitConvolution';
import { dispatchSplit } from './splitSum';

export type ForwardTensors = Readonly<Record<'x' | 'weight' | 'bias' | 'y', Tensor>>;
export type GradInputTensors = Readonly<Record<'dy' | 'weight' | 'x' | 'dx', Tensor>>;

/** A way to compute some shapes. It returns false, and appends nothing, where another one suits the shape better. */
export interface Algorithm {
  /** Whether it computes either pass of that shape. */
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
}

let faster: Algorithm | undefined;

/** Whether both passes are computed directly, as kernels that fuse a convolution with others do. */
export const isDirect = (g: Conv2dGeometry, target: KernelTarget): boolean =>
  faster?.suits(g, target) !== true;

/** Takes what is loaded on some devices only (winograd.ts). Before that, every convolution is computed directly. */
export function provideAlgorithm(algorithm: Algorithm): void {
  faster = algorithm;
}

export function dispatchForward(...[graph, label, params, tensors]: Parameters<Algorithm['forward']>): void {
  if (faster?.forward(graph, label, params, tensors)) return;
  const splits = splitsOf('forward', params, graph.target);
  dispatchSplit(graph, conv2dForwardSplit, label, { ...params, splits }, tensors, 'y');
}

export function dispatchGradInput(
  ...[graph, label, params, tensors]: Parameters<Algorithm['gradInput']>
): void {
  if (faster?.gradInput(graph, label, params, tensors)) return;
  const splits = splitsOf('gradInput', params, graph.target);
  for (const phase of gradInputPhases(params))
    dispatchSplit(graph, conv2dGradInputSplit, label, { ...params, ...phase, splits }, tensors, 'dx');
}
