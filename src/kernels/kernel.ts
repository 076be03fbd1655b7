// A kernel is one WGSL file and one small frozen descriptor: what it binds, and how a shape becomes
// constants, workgroups and work counts. A kernel holds no GPU object; the plan makes pipelines from it.

import type { Constants } from '../gpu/specialise';

/** `read` and `read_write` are storage buffers; `uniform` is a uniform buffer. */
export type Access = 'read' | 'read_write' | 'uniform';

export type Workgroups = readonly [x: number, y: number, z: number];

/** What one shape makes of a kernel. */
export interface KernelPlan {
  readonly constants: Constants;
  readonly workgroups: Workgroups;
  /** Multiply-adds count as two. */
  readonly flops: number;
}

/** `Params` is the plain data (sizes, window, options) from which everything about one dispatch follows. */
export interface Kernel<Params, Binding extends string = string> {
  readonly name: string;
  /** The shader as it is compiled: libraries it needs, then its own file. */
  readonly source: string;
  /** In binding order: the n-th entry is `@group(0) @binding(n)`. */
  readonly bindings: Readonly<Record<Binding, Access>>;
  plan(params: Params): KernelPlan;
}

export function defineKernel<Params, Binding extends string>(definition: {
  name: string;
  source: string | readonly string[];
  bindings: Readonly<Record<Binding, Access>>;
  plan: (params: Params) => KernelPlan;
}): Kernel<Params, Binding> {
  const { name, source, bindings, plan } = definition;
  return Object.freeze({ name, source: typeof source === 'string' ? source : source.join('\n'), bindings: Object.freeze(bindings), plan });
}

/** WebGPU guarantees this many workgroups per dimension. */
const MAX_WORKGROUPS = 65535;

/**
 * Workgroups for `total` independent work items, `perGroup` to a workgroup, folded into two dimensions
 * where one does not hold them. The shader finds its item with `linear_id` (shaders/lib/linear_id.wgsl)
 * and guards its store: the last row of workgroups may stick out.
 */
export function workgroupsFor(total: number, perGroup: number): Workgroups {
  const groups = Math.max(1, Math.ceil(total / perGroup));
  if (groups <= MAX_WORKGROUPS) return [groups, 1, 1];
  const rows = Math.ceil(groups / MAX_WORKGROUPS);
  return [Math.ceil(groups / rows), rows, 1];
}
