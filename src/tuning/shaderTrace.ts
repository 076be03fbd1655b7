// Runs invocations of a compute shader as it stands, and records which addresses they load and store.
//
// Only what decides an address is computed: integers, booleans, and the loops and branches on them. A float is known by
// its width alone, so buffers need no contents. Because the text of the shader itself is followed, the addresses cannot
// differ from those of a device.
//
// The language is the part of WGSL that the kernels of convolutions use; for anything else there is an Error.

import { ShaderReader } from './trace/shaderReader';
import type { Access, Parameter, Value } from './trace/values';

export interface Trace {
  readonly accesses: readonly Access[];
  /** Float operations of all traced invocations: a multiply-add counts as two. */
  readonly flops: number;
  /** The most numbers that an invocation holds at once by the scopes of its variables, an upper bound of its registers. */
  readonly registers: number;
  readonly workgroupBytes: number;
  /** Invocations of a workgroup. */
  readonly group: number;
}

interface Place {
  readonly workgroup: readonly [number, number, number];
  readonly workgroups: readonly [number, number, number];
  /** The first invocations of the workgroup; a warp. */
  readonly invocations: number;
}

/**
 * Follows the first invocations of one workgroup.
 * @param code the shader as a device gets it: with its constants, unrolled
 * @throws Error if the shader uses what the trace does not know
 */
export function traceShader(code: string, overrides: Readonly<Record<string, number>>, place: Place): Trace {
  const reader = new ShaderReader(code, overrides);
  const { entry: main, group, structs } = reader;
  if (main === undefined) throw new Error('shader trace: no entry point');
  const vector = ([x, y, z]: readonly [number, number, number]): Value => ({ members: { x, y, z } });
  for (let local = 0; local < Math.min(place.invocations, group); local++) {
    reader.counts = [];
    reader.held = 0;
    const [x, y, z] = place.workgroup;
    const builtins: Readonly<Record<string, Value>> = {
      local_invocation_index: local,
      subgroup_invocation_id: local,
      workgroup_id: vector(place.workgroup),
      num_workgroups: vector(place.workgroups),
      global_invocation_id: vector([x * group + local, y, z]),
    };
    const builtinOf = ({ builtin, type: { name } }: Parameter): Value =>
      builtin !== null
        ? (builtins[builtin] ?? 0)
        : { members: Object.fromEntries((structs.get(name) ?? []).map((one) => [one.name, builtinOf(one)])) };
    reader.invoke(main, main.parameters.map(builtinOf));
  }
  const { accesses, flops, registers, workgroupBytes } = reader;
  const executed = accesses.filter(({ executions }) => executions.length > 0);
  return { accesses: executed, flops, registers, workgroupBytes, group };
}
