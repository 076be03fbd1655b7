// Two tensors number by number, with broadcasting, and the axes of one in another order: kernels that find numbers by
// their places along up to four axes.

import coordinatesWgsl from '../../shaders/lib/coordinates.wgsl?raw';
import mergeForwardWgsl from '../../shaders/shape/merge_forward.wgsl?raw';
import mergeGradientWgsl from '../../shaders/shape/merge_gradient.wgsl?raw';
import permuteWgsl from '../../shaders/shape/permute.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

/** In the order of their codes in the shaders. */
export const MERGE_OPERATIONS = ['sum', 'difference', 'product', 'maximum', 'minimum'] as const;
export type MergeOperation = (typeof MERGE_OPERATIONS)[number];

/** One number per axis, of four axes. */
export type Axes = readonly [number, number, number, number];

const size = (axes: readonly number[]): number => axes.reduce((product, length) => product * length, 1);
const axisConstants = (name: string, axes: Axes): Record<string, number> =>
  Object.fromEntries(axes.map((value, axis) => [`${name}_${axis}`, value]));

interface Merged {
  readonly operation: MergeOperation;
  /** A factor of the result. */
  readonly scale: number;
  /** Of the result. */
  readonly lengths: Axes;
}

export const mergeForward = defineKernel({
  name: 'merge_forward',
  source: [LINEAR_ID_WGSL, coordinatesWgsl, mergeForwardWgsl],
  bindings: { a: 'read', b: 'read', y: 'read_write' },
  plan: ({ operation, scale, lengths, a, b }: Merged & { a: Axes; b: Axes }) => ({
    constants: {
      ...axisConstants('LENGTH', lengths),
      ...axisConstants('A_STRIDE', a),
      ...axisConstants('B_STRIDE', b),
      OPERATION: MERGE_OPERATIONS.indexOf(operation),
      SCALE: scale,
    },
    workgroups: workgroupsFor(size(lengths), 64),
    flops: size(lengths),
  }),
});

/** Strides `x` of the operand that the gradient is of, `z` of the other. Of a difference the subtrahend. */
export const mergeGradient = defineKernel({
  name: 'merge_gradient',
  source: [LINEAR_ID_WGSL, coordinatesWgsl, mergeGradientWgsl],
  bindings: { x: 'read', z: 'read', dy: 'read', dx: 'read_write' },
  plan: ({
    operation,
    scale,
    lengths,
    x,
    z,
    takesTies,
  }: Merged & { x: Axes; z: Axes; takesTies: boolean }) => ({
    constants: {
      ...axisConstants('LENGTH', lengths),
      ...axisConstants('X_STRIDE', x),
      ...axisConstants('Z_STRIDE', z),
      OPERATION: MERGE_OPERATIONS.indexOf(operation),
      TAKES_TIES: Number(takesTies),
      SCALE: scale,
    },
    workgroups: workgroupsFor(size(lengths.map((length, axis) => (x[axis] === 0 ? 1 : length))), 64),
    flops: 2 * size(lengths),
  }),
});

/** `strides`: how far apart in x two neighbours along an axis of the result lie. */
export const permuteKernel = defineKernel({
  name: 'permute',
  source: [LINEAR_ID_WGSL, coordinatesWgsl, permuteWgsl],
  bindings: { x: 'read', y: 'read_write' },
  plan: ({ lengths, strides }: { lengths: Axes; strides: Axes }) => ({
    constants: { ...axisConstants('LENGTH', lengths), ...axisConstants('STRIDE', strides) },
    workgroups: workgroupsFor(size(lengths), 64),
    flops: 0,
  }),
});
