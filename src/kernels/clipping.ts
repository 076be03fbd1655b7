// Gradient clipping: between backward pass and optimizer, and only where it is asked for.

import byNormWgsl from '../../shaders/optimizers/clip_by_norm.wgsl?raw';
import byValueWgsl from '../../shaders/optimizers/clip_by_value.wgsl?raw';
import normsWgsl from '../../shaders/optimizers/gradient_norms.wgsl?raw';
import sumsWgsl from '../../shaders/optimizers/squared_sums.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { updateLibraries, updateWorkgroups } from './optimizers';

interface Size {
  /** A multiple of 64. */
  readonly size: number;
}

interface ClipParams extends Size {
  /** Above 0. */
  readonly clip: number;
}

export const squaredSums = defineKernel({
  name: 'squared sums',
  source: [...updateLibraries, sumsWgsl],
  bindings: { parameters: 'read', gradients: 'read', decay: 'read', sums: 'read_write' },
  plan: ({ size }: Size) => ({
    constants: { SIZE: size },
    workgroups: workgroupsFor(size / 64, 64),
    flops: 6 * size,
  }),
});

export const gradientNorms = defineKernel({
  name: 'gradient norms',
  source: normsWgsl,
  bindings: { sums: 'read', ranges: 'read', norms: 'read_write' },
  plan: ({ variables, runs }: { readonly variables: number; readonly runs: number }) => ({
    constants: { VARIABLES: variables },
    workgroups: workgroupsFor(variables, 1),
    flops: runs,
  }),
});

export const clipByNorm = defineKernel({
  name: 'clip by norm',
  source: [...updateLibraries, byNormWgsl],
  bindings: {
    parameters: 'read',
    gradients: 'read',
    decay: 'read',
    variables: 'read',
    norms: 'read',
    clipped: 'read_write',
  },
  plan: ({ size, clip }: ClipParams) => ({
    constants: { SIZE: size, CLIP: clip },
    workgroups: updateWorkgroups(size),
    flops: 6 * size,
  }),
});

export const clipByValue = defineKernel({
  name: 'clip by value',
  source: [...updateLibraries, byValueWgsl],
  bindings: { parameters: 'read', gradients: 'read', decay: 'read', clipped: 'read_write' },
  plan: ({ size, clip }: ClipParams) => ({
    constants: { SIZE: size, CLIP: clip },
    workgroups: updateWorkgroups(size),
    flops: 7 * size,
  }),
});
