// Products of matrices of two tensors: the forward pass of Dot, and both of its gradients.

import wgsl from '../../shaders/dense/dot.wgsl?raw';
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

/** The sides of a block as in the shader. */
const SIDE = 4;

export const dotKernel = defineKernel({
  name: 'dot',
  source: [LINEAR_ID_WGSL, wgsl],
  bindings: { a: 'read', b: 'read', y: 'read_write' },
  plan: ({ matrices, rows, columns, inner, a, b }: DotGeometry) => ({
    constants: {
      ...{ N: matrices, I: rows, J: columns, K: inner },
      ...{ A_ROW: a.free, A_INNER: a.inner, B_INNER: b.inner, B_COLUMN: b.free },
    },
    workgroups: workgroupsFor(matrices * Math.ceil(rows / SIDE) * Math.ceil(columns / SIDE), 64),
    flops: 2 * matrices * rows * columns * inner,
  }),
});
