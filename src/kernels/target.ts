// What kernels need to know of the device they are planned for: what it can do, and what things cost there.
// A few numbers shape every block: what a load costs in multiply-adds, and how many sums an invocation can hold.

/** Plain data, so that a plan can be printed, compared and remembered. */
export interface KernelTarget {
  /** Neighbouring invocations can hand each other what they loaded (feature `subgroups`). */
  readonly quads: boolean;
  /** A load from memory costs as much as this many multiply-adds. */
  readonly loadCost: number;
  /** So does taking one number from a neighbour … */
  readonly shareCost: number;
  /** … and carrying one sum into the next turn of a loop. */
  readonly carryCost: number;
  /** f32 numbers that one invocation holds without slowing down: sums, and what was loaded for a turn. */
  readonly registers: number;
  /** Vector multiply-adds and loads written out in one loop body: longer ones take longer to compile, and some devices slow down. */
  readonly body: number;
  /** Stores are written out too where an invocation does little else. */
  readonly writesOut: boolean;
  /** Invocations that run in step, a multiple of 4: a workgroup of fewer wastes the rest. */
  readonly width: number;
  /** Invocations that keep the whole device busy. */
  readonly invocations: number;
  /** The most that one binding can show of a buffer; what is larger is taken in strips. */
  readonly bindingBytes: number;
}

/** What WebGPU guarantees. */
const BINDING_BYTES = 128 * 2 ** 20;

/** SwiftShader: few, fat invocations; loads are what costs, and sums carried around a loop. Measured. */
export const SWIFTSHADER_TARGET: KernelTarget = Object.freeze({
  quads: true,
  loadCost: 12,
  shareCost: 1,
  carryCost: 1,
  registers: 100,
  body: 92,
  writesOut: true,
  width: 4,
  invocations: 128,
  bindingBytes: BINDING_BYTES,
});

/** Other software devices, as lavapipe: loads cost, and compiling does. Measured. */
export const CPU_TARGET: KernelTarget = Object.freeze({
  quads: true,
  loadCost: 20,
  shareCost: 3,
  carryCost: 0,
  registers: 170,
  body: 150,
  writesOut: false,
  width: 8,
  invocations: 128,
  bindingBytes: BINDING_BYTES,
});

/** A GPU hides loads behind many thin invocations. */
export const GPU_TARGET: KernelTarget = Object.freeze({
  quads: true,
  loadCost: 8,
  shareCost: 2,
  carryCost: 0,
  registers: 96,
  body: 150,
  writesOut: false,
  width: 32,
  invocations: 16384,
  bindingBytes: BINDING_BYTES,
});

/** What kernels are planned with on this device: by the name it gives itself, nothing is measured. */
export function targetOf({ adapterInfo, features, limits }: GPUDevice): KernelTarget {
  const words = `${adapterInfo.vendor} ${adapterInfo.architecture} ${adapterInfo.description}`.toLowerCase();
  const software = /llvmpipe|lavapipe|microsoft basic render|warp/.test(words);
  const target = words.includes('swiftshader') ? SWIFTSHADER_TARGET : software ? CPU_TARGET : GPU_TARGET;
  return Object.freeze({
    ...target,
    quads: features.has('subgroups'),
    bindingBytes: limits.maxStorageBufferBindingSize,
  });
}
