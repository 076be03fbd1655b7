// A bias where a layer's sum is made by another layer's kernel: adding it with the activation, and its gradient.

import biasActivationWgsl from '../../shaders/activation/bias_activation.wgsl?raw';
import columnSumsWgsl from '../../shaders/shape/column_sums.wgsl?raw';
import type { ActivationChoice } from './activation';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

export const biasActivation = defineKernel({
  name: 'bias_activation',
  source: [LINEAR_ID_WGSL, biasActivationWgsl],
  bindings: { sum: 'read', bias: 'read', y: 'read_write' },
  plan: (p: { size: number; channels: number; useBias: boolean; activation: ActivationChoice }) => ({
    constants: { SIZE: p.size, C: p.channels, USE_BIAS: Number(p.useBias) },
    activation: p.activation,
    workgroups: workgroupsFor(p.size, 64),
    flops: p.size,
  }),
});

/** Enough partial sums of a column for some thousand invocations. */
export const columnSplits = (rows: number, columns: number): number =>
  Math.max(1, Math.min(Math.ceil(rows / 16), Math.ceil(4096 / columns), 256));

export const columnSums = defineKernel({
  name: 'column_sums',
  source: [LINEAR_ID_WGSL, columnSumsWgsl],
  bindings: { a: 'read', partials: 'read_write' },
  plan: (p: { rows: number; columns: number; splits: number }) => ({
    constants: { ROWS: p.rows, C: p.columns, SPLITS: p.splits },
    workgroups: workgroupsFor(p.splits * p.columns, 64),
    flops: p.rows * p.columns,
  }),
});
