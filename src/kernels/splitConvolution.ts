// A convolution whose sums are split: too few outputs for a graphics card, and long sums. A first dispatch stores partial
// sums, a second one, here, adds them in fixed order and applies bias and activation. Only for targets with a variant.

import { conv2dForward, conv2dGradInput } from './conv2d';
import type { Conv2dGeometry, ForwardOptions, GradInputParams, GradInputPhase, Split } from './correlation';
import { defineKernel, type Kernel } from './kernel';
import type { KernelTarget } from './target';
import { variantOf, type ConvolutionVariant } from './variants';

/** The number of partial sums; 1: the pass is one dispatch. */
export const splitsOf = (pass: 'forward' | 'gradInput', g: Conv2dGeometry, target: KernelTarget): number =>
  variantOf(target)?.splits(pass, g, target) ?? 1;

function variantFor(target: KernelTarget): ConvolutionVariant {
  const variant = variantOf(target);
  if (variant === null) throw new Error(`target '${target.name}': its kernels do not split convolutions`);
  return variant;
}

export const conv2dFinishForward = defineKernel({
  name: 'finish_partials',
  source: [],
  bindings: { x: 'read', weight: 'read', bias: 'read', y: 'read_write', partials: 'read' },
  plan: (g: Conv2dGeometry & ForwardOptions & Split, target) => variantFor(target).finishForward(g),
});

export const conv2dFinishGradInput = defineKernel({
  name: 'finish_partials',
  source: [],
  bindings: { dy: 'read', weight: 'read', x: 'read', dx: 'read_write', partials: 'read' },
  plan: (g: GradInputParams & GradInputPhase & Split, target) => variantFor(target).finishGradInput(g),
});

/** The two dispatches of a pass; the first one alone if the pass is not split. */
export interface SplitKernels<Params, Binding extends string> {
  readonly whole: Kernel<Params, Binding>;
  readonly finish: Kernel<Params, Binding | 'partials'>;
}

/** The second dispatch of a pass. Its plain rung is that of the whole pass. */
export function finishing<Params, Binding extends string>(
  { plain }: Kernel<Params, Binding>,
  { name, bindings }: Pick<Kernel<never, Binding | 'partials'>, 'name' | 'bindings'>,
  plan: Kernel<Params>['plan'],
): Kernel<Params, Binding | 'partials'> {
  return { name, bindings, plan, ...(plain && { plain }) };
}

const split = <Params, Binding extends string>(
  whole: Kernel<Params, Binding>,
  finish: Kernel<Params, Binding | 'partials'>,
): SplitKernels<Params, Binding> => ({
  whole,
  finish: finishing(whole, finish, (params, target) => finish.plan(params, target)),
});

export const conv2dForwardSplit = split(conv2dForward, conv2dFinishForward);
export const conv2dGradInputSplit = split(conv2dGradInput, conv2dFinishGradInput);
