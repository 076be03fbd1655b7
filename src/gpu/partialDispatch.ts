// Divides a dispatch into several, each for some of its workgroups. WebGPU counts the workgroups of every dispatch from zero,
// so the shader adds the first one, which it reads from a uniform, as it does with the number of all. No workgroup depends on
// another one, so every bit stays. Loaded when a dispatch is too long for one (workLimits.ts).

import { createBuffer } from './buffers';

/** Workgroups of a dispatch. */
type Groups = readonly [number, number, number];

export interface Part {
  readonly first: Groups;
  readonly groups: Groups;
}

/** Alignment of dynamic offsets that every device accepts. */
export const PART_BYTES = 256;

const ENTRY =
  /@compute\s+@workgroup_size\((?<size>[^)]*)\)\s*fn main\(\s*(?<parameters>(?:@builtin\(\w+\)\s+\w+:\s*[\w<>]+,?\s*)*)\)\s*\{/;

/** An entry point whose builtins are members of a structure (shaders/lib). */
const STRUCTURED = /@compute\s+@workgroup_size\([^)]*\)\s*fn main\(invocation: Invocation\)\s*\{/;

/** The shader for a part of its workgroups; null if it is not written in one of the two ways that all of ours are. */
export function partialSource(source: string): string | null {
  if (STRUCTURED.test(source)) {
    const [entry = ''] = STRUCTURED.exec(source) ?? [];
    const [before = '', body = ''] = source.split(entry);
    const lines = [
      '  let part_group = invocation.group + part_of.first.xyz;',
      '  let part_groups = part_of.whole.xyz;',
    ];
    return withUniform(
      `${before}${entry}\n${lines.join('\n')}${body.replace(/\binvocation\.(groups?)\b/g, 'part_$1')}`,
    );
  }
  const found = ENTRY.exec(source);
  if (found?.groups === undefined) return null;
  const { size = '', parameters = '' } = found.groups;
  const [x = '1', y = '1', z = '1'] = size
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const lines: string[] = [];
  const renamed = parameters.replace(
    /@builtin\((workgroup_id|global_invocation_id|num_workgroups)\)\s+(\w+)/g,
    (_, builtin: string, name: string) => {
      const from = {
        workgroup_id: `part_${name} + part_of.first.xyz`,
        global_invocation_id: `part_${name} + part_of.first.xyz * vec3u(u32(${x}), u32(${y}), u32(${z}))`,
        num_workgroups: 'part_of.whole.xyz',
      }[builtin];
      lines.push(`  let ${name} = ${from ?? ''};`);
      return `@builtin(${builtin}) part_${name}`;
    },
  );
  const entry = found[0].replace(parameters, () => renamed);
  return withUniform(source.replace(found[0], () => `${entry}\n${lines.join('\n')}`));
}

function withUniform(source: string): string {
  const uniform =
    'struct PartOf { first: vec4u, whole: vec4u }\n@group(1) @binding(0) var<uniform> part_of: PartOf;\n\n';
  // Diagnostics and extensions come first in a module.
  const head = /^(?:\s*(?:enable|requires|diagnostic)\b[^;]*;)*/.exec(source)?.[0].length ?? 0;
  return `${source.slice(0, head)}\n${uniform}${source.slice(head)}`;
}

/** Divides workgroups along their longest axis. */
export function partsOf(whole: Groups, wanted: number): readonly Part[] {
  const axis = whole.indexOf(Math.max(...whole));
  const length = whole[axis] ?? 1;
  const count = Math.max(1, Math.min(length, Math.ceil(wanted)));
  return Array.from({ length: count }, (_, at) => {
    const [from, to] = [Math.floor((at * length) / count), Math.floor(((at + 1) * length) / count)];
    const first = whole.map((_, index) => (index === axis ? from : 0)) as unknown as Groups;
    const groups = whole.map((all, index) => (index === axis ? to - from : all)) as unknown as Groups;
    return { first, groups };
  });
}

/** The uniforms of all parts, one after another. */
export function partUniforms(
  device: GPUDevice,
  label: string,
  whole: Groups,
  parts: readonly Part[],
): GPUBuffer {
  const size = parts.length * PART_BYTES;
  const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
  const buffer = createBuffer(device, { label, size, usage }, 'parts of dispatches');
  const numbers = new Uint32Array((parts.length * PART_BYTES) / 4);
  parts.forEach(({ first }, at) => {
    numbers.set(first, (at * PART_BYTES) / 4);
    numbers.set(whole, (at * PART_BYTES) / 4 + 4);
  });
  device.queue.writeBuffer(buffer, 0, numbers);
  return buffer;
}
