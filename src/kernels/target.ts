// What kernels need to know of the device they are planned for: what it can do, and what things cost there.
// A few numbers shape every block: what a load costs in multiply-adds, and how many sums an invocation can hold.

import { adapterFactsOf, canShareInQuads, type AdapterFacts } from '../gpu/deviceFacts';

/** How large the innermost loop may be before a device slows down or takes long to compile it. */
export interface RegisterBudget {
  /** f32 numbers in hand: sums, and what was loaded for a turn. */
  readonly registers: number;
  /** Vector multiply-adds and loads written out in the body. */
  readonly body: number;
}

/** Plain data, so that a plan can be printed, compared and remembered. */
export interface KernelTarget {
  /** For people, and to remember a choice by; nothing is planned by it. */
  readonly name: string;
  /** Neighbouring invocations can hand each other what they loaded (feature `subgroups`). */
  readonly quads: boolean;
  /** A load from memory costs as much as this many multiply-adds. */
  readonly loadCost: number;
  /** So does taking one number from a neighbour … */
  readonly shareCost: number;
  /** … and carrying one sum into the next turn of a loop. */
  readonly carryCost: number;
  /** What an invocation of conv2d_correlate may be made of, and one of conv2d_grad_weight. */
  readonly correlation: RegisterBudget;
  readonly weightGradient: RegisterBudget;
  /** The weight gradient keeps the pixels that the next block of a row sees too, instead of loading them again. */
  readonly keepsPixels: boolean;
  /** Stores are written out too. */
  readonly writesOut: boolean;
  /** Invocations that run in step, a multiple of 4: a workgroup of fewer wastes the rest. */
  readonly width: number;
  /** Invocations that keep the whole device busy. */
  readonly invocations: number;
  /** The most that one binding can show of a buffer; what is larger is taken in strips. */
  readonly bindingBytes: number;
  /** Kernels that have a plain rung (shaders/plain) run it. */
  readonly plain?: boolean;
}

/** What WebGPU guarantees. */
const BINDING_BYTES = 128 * 2 ** 20;

/** SwiftShader: loads cost, and it slows down where a body is long or holds many numbers. Measured. */
export const SWIFTSHADER_TARGET: KernelTarget = Object.freeze({
  name: 'swiftshader',
  quads: true,
  loadCost: 12,
  shareCost: 1,
  carryCost: 1,
  correlation: { registers: 115, body: 91 },
  weightGradient: { registers: 138, body: 70 },
  keepsPixels: false,
  writesOut: true,
  width: 4,
  invocations: 128,
  bindingBytes: BINDING_BYTES,
});

/** Other software devices, as lavapipe: loads cost, and compiling does. Measured. */
export const CPU_TARGET: KernelTarget = Object.freeze({
  name: 'cpu',
  quads: true,
  loadCost: 20,
  shareCost: 3,
  carryCost: 0,
  correlation: { registers: 195, body: 150 },
  weightGradient: { registers: 137, body: 80 },
  keepsPixels: true,
  writesOut: false,
  width: 8,
  invocations: 128,
  bindingBytes: BINDING_BYTES,
});

/** A GPU hides loads behind many thin invocations. An estimate, which calibrate.ts may replace by a better one. */
export const GPU_TARGET: KernelTarget = Object.freeze({
  name: 'gpu',
  quads: true,
  loadCost: 8,
  shareCost: 2,
  carryCost: 0,
  correlation: { registers: 112, body: 150 },
  weightGradient: { registers: 112, body: 150 },
  keepsPixels: false,
  writesOut: false,
  width: 32,
  invocations: 16384,
  bindingBytes: BINDING_BYTES,
});

/** For reading and for tests: plain rungs everywhere, on any device. */
export const PLAIN_TARGET: KernelTarget = Object.freeze({
  ...CPU_TARGET,
  name: 'plain',
  quads: false,
  plain: true,
});

/** What calibrate.ts found best, device by device. */
const chosen = new WeakMap<GPUDevice, KernelTarget>();

/** Devices that tell what they are: by their name, or as a fallback, which computes on the processor whatever its name. */
function knownTarget({
  vendor,
  architecture,
  description,
  isFallbackAdapter,
}: AdapterFacts): KernelTarget | null {
  const words = `${vendor} ${architecture} ${description}`.toLowerCase();
  if (words.includes('swiftshader')) return SWIFTSHADER_TARGET;
  const software = isFallbackAdapter || /llvmpipe|lavapipe|microsoft basic render|warp/.test(words);
  return software ? CPU_TARGET : null;
}

/** Whether all is said about this device: it is known by its name, or a target was chosen for it. */
export function hasOwnTarget(device: GPUDevice): boolean {
  return chosen.has(device) || knownTarget(adapterFactsOf(device)) !== null;
}

/** What kernels are planned with on this device: what was chosen for it, else by the name it gives itself. */
export function targetOf(device: GPUDevice): KernelTarget {
  const target = knownTarget(adapterFactsOf(device)) ?? GPU_TARGET;
  return chosen.get(device) ?? onDevice({ ...target, quads: canShareInQuads(device) }, device);
}

/** From now on kernels are planned with this target there. Before the first graph, or one device has two of them. */
export function chooseTarget(device: GPUDevice, target: KernelTarget): void {
  chosen.set(device, onDevice(target, device));
}

/** For tests: plans kernels as if the device were otherwise; null: as it is. */
export function pretendTarget(device: GPUDevice, otherwise: Partial<KernelTarget> | null): void {
  chosen.delete(device);
  if (otherwise !== null) chosen.set(device, Object.freeze({ ...targetOf(device), ...otherwise }));
}

function onDevice(target: KernelTarget, { limits }: GPUDevice): KernelTarget {
  return Object.freeze({ ...target, bindingBytes: limits.maxStorageBufferBindingSize });
}
