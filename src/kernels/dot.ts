// Products of matrices of two tensors: the forward pass of Dot, and both of its gradients.

import wgsl from '../../shaders/dense/dot.wgsl?raw';
import plainWgsl from '../../shaders/plain/dot.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

/** The two axes of a matrix: how far apart the numbers along each of them lie. */
export interface MatrixSteps {
  /** Along the rows of a, or the columns of b. */
  readonly free: number;
  /** Along the axis that is summed over. */
  readonly inner: number;
}

export interface DotGeometry {
  /** Pairs of matrices. */
  readonly matrices: number;
  /** Of the result. */
  readonly rows: number;
  readonly columns: number;
  /** Terms of a sum. */
  readonly inner: number;
  readonly a: MatrixSteps;
  readonly b: MatrixSteps;
}

const constants = ({ matrices, rows, columns, inner, a, b }: DotGeometry): Record<string, number> => ({
  ...{ N: matrices, I: rows, J: columns, K: inner },
  ...{ A_ROW: a.free, A_INNER: a.inner, B_INNER: b.inner, B_COLUMN: b.free },
});

const flops = (g: DotGeometry): number => 2 * g.matrices * g.rows * g.columns * g.inner;

/** The sides of a block as in the shader. */
const SIDE = 4;

export const dotKernel = defineKernel({
  name: 'dot',
  source: [LINEAR_ID_WGSL, wgsl],
  bindings: { a: 'read', b: 'read', y: 'read_write' },
  plan: (g: DotGeometry) => ({
    constants: constants(g),
    workgroups: workgroupsFor(g.matrices * Math.ceil(g.rows / SIDE) * Math.ceil(g.columns / SIDE), 64),
    flops: flops(g),
  }),
  plain: {
    source: plainWgsl,
    plan: (g) => ({
      constants: constants(g),
      workgroups: workgroupsFor(g.matrices * g.rows * g.columns, 64),
      flops: flops(g),
    }),
  },
});
