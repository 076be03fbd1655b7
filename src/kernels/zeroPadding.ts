// Zero padding: a border of zeros around every picture; the backward pass removes it.

import forwardWgsl from '../../shaders/shape/zero_padding_forward.wgsl?raw';
import gradInputWgsl from '../../shaders/shape/zero_padding_grad_input.wgsl?raw';
import type { ActivationChoice } from './activation';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

export interface ZeroPaddingGeometry {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outputHeight: number;
  readonly outputWidth: number;
  readonly top: number;
  readonly left: number;
}

const constants = (g: ZeroPaddingGeometry): Record<string, number> => ({
  N: g.batch,
  H: g.height,
  W: g.width,
  C: g.channels,
  OH: g.outputHeight,
  OW: g.outputWidth,
  TOP: g.top,
  LEFT: g.left,
});

export const zeroPaddingForward = defineKernel({
  name: 'zero_padding_forward',
  source: [LINEAR_ID_WGSL, forwardWgsl],
  bindings: { x: 'read', y: 'read_write' },
  plan: (g: ZeroPaddingGeometry) => ({
    constants: constants(g),
    workgroups: workgroupsFor(g.batch * g.outputHeight * g.outputWidth * g.channels, 64),
    flops: 0,
  }),
});

/** `inputActivation`: the activation fused into the layer that made x; the kernel applies its derivative. */
export const zeroPaddingGradInput = defineKernel({
  name: 'zero_padding_grad_input',
  source: [LINEAR_ID_WGSL, gradInputWgsl],
  bindings: { x: 'read', dy: 'read', dx: 'read_write' },
  plan: (g: ZeroPaddingGeometry & { inputActivation: ActivationChoice }) => ({
    constants: { ...constants(g) },
    activation: g.inputActivation,
    workgroups: workgroupsFor(g.batch * g.height * g.width * g.channels, 64),
    flops: 0,
  }),
});
