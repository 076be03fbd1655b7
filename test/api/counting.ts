// Counts calls to WebGPU while something runs, in Node and in Chromium alike, by wrapping the methods of its classes.

type Methods = Record<string, (...args: never[]) => unknown>;

const COUNTED = [
  ['createBuffer', 'GPUDevice'],
  ['createBindGroup', 'GPUDevice'],
  ['createComputePipelineAsync', 'GPUDevice'],
  ['createCommandEncoder', 'GPUDevice'],
  ['submit', 'GPUQueue'],
  ['writeBuffer', 'GPUQueue'],
  ['mapAsync', 'GPUBuffer'],
  ['copyBufferToBuffer', 'GPUCommandEncoder'],
  ['beginComputePass', 'GPUCommandEncoder'],
  ['dispatchWorkgroups', 'GPUComputePassEncoder'],
] as const;

export type Counts = Record<(typeof COUNTED)[number][0], number>;

/** @param dry nothing is submitted: for counting alone */
export async function counting(action: () => unknown, dry?: 'dry'): Promise<Counts> {
  const counts = Object.fromEntries(COUNTED.map(([method]) => [method, 0])) as Counts;
  const restore = COUNTED.map(([method, owner]) => {
    const { prototype } = (globalThis as unknown as Record<string, { prototype: Methods }>)[owner]!;
    const original = prototype[method]!;
    prototype[method] = function (this: unknown, ...args: never[]): unknown {
      // An empty submit only nudges a browser (src/gpu/waits.ts).
      const [buffers] = args as readonly unknown[];
      const nudge = method === 'submit' && Array.isArray(buffers) && buffers.length === 0;
      if (!nudge) counts[method]++;
      if (dry === 'dry' && method === 'submit') return undefined;
      return original.apply(this, args);
    };
    return () => {
      prototype[method] = original;
    };
  });
  try {
    await action();
    return counts;
  } finally {
    restore.forEach((undo) => undo());
  }
}
