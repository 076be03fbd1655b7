// Embedding: forward, gradient of its table.

import forwardWgsl from '../../shaders/dense/embedding_forward.wgsl?raw';
import gradWeightWgsl from '../../shaders/dense/embedding_grad_weight.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

export interface EmbeddingGeometry {
  /** Numbers that name a row of the table, of the whole batch. */
  readonly rows: number;
  /** Rows of the table. */
  readonly inputs: number;
  readonly columns: number;
}

const constants = ({ rows, inputs, columns }: EmbeddingGeometry): Record<string, number> => ({
  ...{ ROWS: rows, INPUTS: inputs, C: columns },
});

export const embeddingForward = defineKernel({
  name: 'embedding_forward',
  source: [LINEAR_ID_WGSL, forwardWgsl],
  bindings: { x: 'read', weight: 'read', y: 'read_write' },
  plan: (g: EmbeddingGeometry) => ({
    constants: constants(g),
    workgroups: workgroupsFor(g.rows * g.columns, 64),
    flops: 0,
  }),
});

export const embeddingGradWeight = defineKernel({
  name: 'embedding_grad_weight',
  source: [LINEAR_ID_WGSL, gradWeightWgsl],
  bindings: { x: 'read', dy: 'read', dWeight: 'read_write' },
  plan: (g: EmbeddingGeometry) => ({
    constants: constants(g),
    workgroups: workgroupsFor(g.inputs * g.columns, 64),
    flops: g.rows * g.inputs * g.columns,
  }),
});
