// The shader of a layer as text: the plain shader with this layer's numbers filled in, and the one that really runs.

import { specialise, type Specialised } from '../../gpu/specialise';
import type { Dispatch } from '../../graph/graph';
import { bytesOf, type Tensor } from '../../graph/tensor';
import type { KernelPlan } from '../../kernels/kernel';
import type { Probe } from '../probe/probe';
import type { LayerShader, RunningShader } from './shaderFacade';

/** The dispatch of a layer that a typed shader stands in for: its forward pass, where that has a plain shader. */
export function plainDispatch(probe: Probe, layer: string): (Dispatch & { plain: KernelPlan }) | null {
  const dispatch = probe.dispatches(layer).find(({ label }) => label === `${layer}/forward`);
  const plain = dispatch?.plain ?? null;
  return dispatch === undefined || plain === null ? null : { ...dispatch, plain };
}

/** The plain shader of a dispatch, as it can be read and edited. */
export const plainText = ({ kernel, plain }: Dispatch & { plain: KernelPlan }): string =>
  indented(without('activation_gradient', filledIn(specialise(kernel.name, plain.source, plain.constants))));

export function layerShader(probe: Probe, layer: string): LayerShader {
  const dispatch = plainDispatch(probe, layer);
  return {
    layer,
    plain: dispatch === null ? null : plainText(dispatch),
    runs: probe.dispatches(layer).map(running),
  };
}

function running(dispatch: Dispatch): RunningShader {
  const { label, kernel, workgroups, flops } = dispatch;
  const text = indented(filledIn(specialise(kernel.name, dispatch.source, dispatch.constants)));
  const bytes = (access: 'read' | 'read_write'): number => {
    const bound = Object.entries(kernel.bindings).flatMap(([name, of]): Tensor[] => {
      const tensor = dispatch.tensors[name];
      return tensor !== undefined && (of === 'read_write') === (access === 'read_write') ? [tensor] : [];
    });
    return [...new Set(bound)].reduce((sum, { shape, dtype }) => sum + bytesOf(shape, dtype), 0);
  };
  return {
    label,
    kernel: kernel.name,
    text,
    workgroups,
    workgroupSize: workgroupSizeOf(text) ?? 1,
    flops,
    bytesRead: bytes('read'),
    bytesWritten: bytes('read_write'),
  };
}

/** Invocations of a workgroup, where the text says it in plain numbers (or constants of its own). */
export function workgroupSizeOf(text: string): number | null {
  const sizes = /@workgroup_size\(([^)]*)\)/.exec(text)?.[1];
  if (sizes === undefined) return null;
  const numbers = sizes
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const name = part.trim();
      const value = /^\d+[ui]?$/.test(name)
        ? name
        : new RegExp(`^(?:const|override)\\s+${name}\\b[^=]*=\\s*(\\d+)[ui]?;`, 'm').exec(text)?.[1];
      return parseInt(value ?? '', 10);
    });
  const product = numbers.reduce((a, b) => a * b, 1);
  return Number.isInteger(product) && product > 0 ? product : null;
}

/** Numbers that are given when the pipeline is made, in their places. */
function filledIn({ code, overrides }: Specialised): string {
  return code.replace(
    /^override\s+(\w+)\s*(:\s*(\w+))?\s*=\s*[^;]+;/gm,
    (line, name: string, typed: string | undefined, type: string | undefined) => {
      const value = overrides[name];
      if (value === undefined) return line;
      const text = type === 'bool' ? String(value !== 0) : String(value);
      return `override ${name}${typed === undefined ? '' : typed.replace(/^:\s*/, ': ')} = ${text};`;
    },
  );
}

/** A library brings the gradient of its activation along, which a forward pass does not call. */
function without(name: string, code: string): string {
  const declaration = new RegExp(`(?:^//.*\\n)*^fn ${name}\\b[^{]*\\{`, 'm').exec(code);
  const rest = declaration === null ? '' : code.slice(declaration.index + declaration[0].length);
  if (declaration === null || new RegExp(`\\b${name}\\b`).test(rest)) return code;
  let depth = 1;
  let at = 0;
  for (; at < rest.length && depth > 0; at++) depth += { '{': 1, '}': -1 }[rest.charAt(at)] ?? 0;
  return code.slice(0, declaration.index) + rest.slice(at).replace(/^\n/, '');
}

/** Two blanks a bracket; at most one empty line, and one before each function. A build takes all of it out of shaders. */
export function indented(code: string): string {
  const lines: string[] = [];
  let depth = 0;
  for (const raw of code.split('\n')) {
    const line = raw.trim();
    const bare = line.replace(/\/\/.*$/, '');
    const closing = /^[})\]]+/.exec(bare)?.[0].length ?? 0;
    const before = lines.at(-1) ?? '';
    if (line === '') {
      if (before !== '') lines.push('');
      continue;
    }
    const begins = depth === 0 && /^(?:@compute|fn|struct)\b/.test(line);
    if (begins && before !== '' && !/^(?:@|\/\/)/.test(before)) lines.push('');
    lines.push('  '.repeat(Math.max(0, depth - closing)) + line);
    depth += (bare.match(/[{([]/g) ?? []).length - (bare.match(/[})\]]/g) ?? []).length;
    depth = Math.max(0, depth);
  }
  return `${lines.join('\n').trim()}\n`;
}
