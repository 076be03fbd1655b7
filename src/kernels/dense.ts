// Fully connected layers: forward, gradient of the input, gradient of weight and bias.

import forwardWgsl from '../../shaders/dense_forward.wgsl?raw';
import gradInputWgsl from '../../shaders/dense_grad_input.wgsl?raw';
import gradWeightWgsl from '../../shaders/dense_grad_weight.wgsl?raw';
import type { ActivationChoice } from './activation';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

/** `rows`: the batch times all axes but the last. */
export interface DenseGeometry {
  readonly rows: number;
  readonly inputs: number;
  readonly units: number;
}

/** Block sizes as the shaders write them out. */
const ROWS = 4;
const COLUMNS = 8;

const sizes = (g: DenseGeometry): { M: number; I: number; J: number } => ({
  M: g.rows,
  I: g.inputs,
  J: g.units,
});
const flops = (g: DenseGeometry): number => 2 * g.rows * g.inputs * g.units;
const tiles = (rows: number, columns: number): number =>
  Math.ceil(rows / ROWS) * Math.ceil(columns / COLUMNS);

export const denseForward = defineKernel({
  name: 'dense_forward',
  source: [LINEAR_ID_WGSL, forwardWgsl],
  bindings: { x: 'read', weight: 'read', bias: 'read', y: 'read_write' },
  plan: (g: DenseGeometry & { useBias: boolean; activation: ActivationChoice }) => ({
    constants: { ...sizes(g), USE_BIAS: Number(g.useBias) },
    activation: g.activation,
    workgroups: workgroupsFor(tiles(g.rows, g.units), 64),
    flops: flops(g),
  }),
});

/** `inputActivation`: the activation fused into the layer that made x; its gradient is applied on the way. */
export const denseGradInput = defineKernel({
  name: 'dense_grad_input',
  source: [LINEAR_ID_WGSL, gradInputWgsl],
  bindings: { dy: 'read', weight: 'read', x: 'read', dx: 'read_write' },
  plan: (g: DenseGeometry & { inputActivation: ActivationChoice }) => ({
    constants: { ...sizes(g) },
    activation: g.inputActivation,
    workgroups: workgroupsFor(tiles(g.rows, g.inputs), 64),
    flops: flops(g),
  }),
});

export const denseGradWeight = defineKernel({
  name: 'dense_grad_weight',
  source: [LINEAR_ID_WGSL, gradWeightWgsl],
  bindings: { x: 'read', dy: 'read', dWeight: 'read_write', dBias: 'read_write' },
  plan: (g: DenseGeometry & { useBias: boolean }) => ({
    constants: { ...sizes(g), USE_BIAS: Number(g.useBias) },
    workgroups: workgroupsFor(tiles(g.inputs + 1, g.units), 64),
    flops: flops(g),
  }),
});
