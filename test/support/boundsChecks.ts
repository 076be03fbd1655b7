// Which accesses of a shader to its buffers Chrome's compiler checks. WGSL promises that no index leaves its array; where the
// compiler cannot prove that, each access takes a `min` more.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { specialise } from '../../src/gpu/specialise';
import type { KernelPlan } from '../../src/kernels/kernel';

/** By buffer: how many of all its accesses in the text are checked. */
export type BoundsChecks = Readonly<Record<string, { readonly checked: number; readonly all: number }>>;

/** @returns by the names of the plans. @throws Error where one does not compile */
export async function boundsChecks(
  plans: Readonly<Record<string, KernelPlan>>,
): Promise<Readonly<Record<string, BoundsChecks>>> {
  const shaders = Object.entries(plans).map(([name, { source, constants }]) => ({
    name,
    code: specialise(name, source, constants).code,
  }));
  const child = spawn(process.execPath, [fileURLToPath(new URL('spirv.mjs', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(shaders));
  const [printed, ended] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (ended[0] !== 0) throw new Error(`a shader does not compile: ${printed.slice(-2000)}`);
  return Object.fromEntries(
    printed
      .split(/^shader (?=\w)/m)
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')), checksIn(part)]),
  );
}

function checksIn(spirv: string): BoundsChecks {
  const minima = new Set([...spirv.matchAll(/(%\w+) = OpExtInst %uint %\w+ UMin /g)].map(([, id]) => id));
  const buffers = new Map(
    [...spirv.matchAll(/(%\w+) = OpVariable %_ptr_StorageBuffer_(\w+?)_block\w* StorageBuffer/g)].map(
      ([, id, name]) => [id, name ?? ''],
    ),
  );
  const accesses = [...spirv.matchAll(/OpAccessChain %\w+ (%\w+) %uint_0 (%\w+)/g)];
  // A minimum for several accesses is the shader's own: the compiler makes one for each.
  const own = new Set(
    accesses.map(([, , index]) => index).filter((index, at, all) => all.indexOf(index) !== at),
  );
  const counts: Record<string, { checked: number; all: number }> = {};
  for (const [, buffer, index] of accesses) {
    const name = buffers.get(buffer);
    if (name === undefined) continue;
    const count = (counts[name] ??= { checked: 0, all: 0 });
    count.all++;
    if (minima.has(index) && !own.has(index)) count.checked++;
  }
  return counts;
}
