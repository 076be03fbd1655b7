// How the numbers of a tensor are spread over bins of equal width, see shaders/inspect/histogram.wgsl.

import histogramWgsl from '../../../shaders/inspect/histogram.wgsl?raw';
import { defineKernel } from '../kernel';

export const HISTOGRAM_BINS = 64;

/** What one row of the sums holds, in order. */
export const HISTOGRAM_SUMS = ['sum', 'squares', 'zeros', 'counted'] as const;

/** Numbers for one workgroup: a thousand for each of its invocations. */
const SHARE = 2 ** 16;
const MOST_GROUPS = 64;

/** Rows of the result. @param size numbers of the tensor */
export const histogramGroups = (size: number): number => Math.min(MOST_GROUPS, Math.ceil(size / SHARE));

export const histogram = defineKernel({
  name: 'histogram',
  source: histogramWgsl,
  bindings: { x: 'read', range: 'read', counts: 'read_write', sums: 'read_write' },
  plan: ({ size }: { readonly size: number }) => ({
    constants: { LANES: 64 },
    workgroups: [histogramGroups(size), 1, 1],
    flops: 3 * size,
  }),
});
