// Resizing pictures, nearest or bilinear: forward and gradient.

import resampleWgsl from '../../shaders/lib/resample.wgsl?raw';
import forwardWgsl from '../../shaders/shape/resample_forward.wgsl?raw';
import gradInputWgsl from '../../shaders/shape/resample_grad_input.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

export interface ResampleGeometry {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outputHeight: number;
  readonly outputWidth: number;
  readonly bilinear: boolean;
}

const constants = (g: ResampleGeometry): Record<string, number> => ({
  N: g.batch,
  H: g.height,
  W: g.width,
  C: g.channels,
  OH: g.outputHeight,
  OW: g.outputWidth,
  BILINEAR: Number(g.bilinear),
});
const outputs = (g: ResampleGeometry): number => g.batch * g.outputHeight * g.outputWidth * g.channels;
/** Bilinear: three mixes of two numbers, each a multiply-add and a product. */
const flops = (g: ResampleGeometry): number => (g.bilinear ? 9 * outputs(g) : 0);

export const resampleForward = defineKernel({
  name: 'resample_forward',
  source: [LINEAR_ID_WGSL, resampleWgsl, forwardWgsl],
  bindings: { x: 'read', y: 'read_write' },
  plan: (g: ResampleGeometry) => ({
    constants: constants(g),
    workgroups: workgroupsFor(outputs(g), 64),
    flops: flops(g),
  }),
});

export const resampleGradInput = defineKernel({
  name: 'resample_grad_input',
  source: [LINEAR_ID_WGSL, resampleWgsl, gradInputWgsl],
  bindings: { dy: 'read', dx: 'read_write' },
  plan: (g: ResampleGeometry) => ({
    constants: constants(g),
    workgroups: workgroupsFor(g.batch * g.height * g.width * g.channels, 64),
    flops: flops(g),
  }),
});
