// What kernels need to know about the device they are planned for: its features and its costs. A few numbers determine
// the shape of every block: the cost of a load in multiply-adds, and the number of sums per invocation.

import { adapterFactsOf, canShareInQuads, type AdapterFacts } from '../gpu/deviceFacts';

/** The largest innermost loop before a device slows down or takes long to compile it. */
export interface RegisterBudget {
  /** f32 numbers held in registers: sums, and the loads of one iteration. */
  readonly registers: number;
  /** Vector multiply-adds and loads in the unrolled body. */
  readonly body: number;
}

/** Elsewhere storing is so little of the work that the longer shader only takes longer to compile. */
export interface StoresWorthUnrolling {
  /** A stored number is a sum of at most so many products. */
  readonly terms: number;
  /** The least count of stored numbers. */
  readonly numbers: number;
}

/** @param terms products in each stored number. @param numbers how many are stored */
export const storesWrittenOut = (
  terms: number,
  numbers: number,
  { writesOut }: Pick<KernelTarget, 'writesOut'>,
): boolean => writesOut !== null && terms <= writesOut.terms && numbers >= writesOut.numbers;

/** What Winograd's convolution (winograd.ts) costs, in multiply-adds of a direct one. */
export interface WinogradCosts {
  /** A multiply-add between transformed numbers. */
  readonly product: number;
  /** Transforming one channel of a tile, to or from its 36 positions. */
  readonly tile: number;
  /** Transforming one kernel. */
  readonly kernel: number;
}

/** Layers for which other kernels may be the fastest: convolutions with fewer channels than pixels, with more, dense layers. */
export type ShapeClass = 'pixels' | 'channels' | 'dense';

/** Plain data, so that a plan can be printed, compared and stored. */
export interface KernelTarget {
  /** For display, and as the key of a stored choice; plans do not depend on it. */
  readonly name: string;
  /** Whether neighbouring invocations can share loads (feature `subgroups`). */
  readonly quads: boolean;
  /** The cost of a load from memory, in multiply-adds. */
  readonly loadCost: number;
  /** The cost of taking one number from a neighbouring invocation. */
  readonly shareCost: number;
  /** The cost of carrying one sum to the next iteration of a loop. */
  readonly carryCost: number;
  /** What each sum beyond the 48th costs in addition, where the budgets of registers do not keep the count of sums. */
  readonly spillCost: number;
  /** Register budgets for an invocation of conv2d_correlate, and of conv2d_grad_weight. */
  readonly correlation: RegisterBudget;
  readonly weightGradient: RegisterBudget;
  /** The weight gradient keeps the pixels that the next block of a row also reads, instead of loading them again. */
  readonly keepsPixels: boolean;
  /** Where stores are unrolled as well; null: nowhere. */
  readonly writesOut: StoresWorthUnrolling | null;
  /** Invocations that run in lockstep, a multiple of 4; a smaller workgroup wastes the rest. */
  readonly width: number;
  /** The number of invocations that keeps the whole device busy. */
  readonly invocations: number;
  /**
   * Which shaders convolutions and dense layers use: blocks in registers (conv2d.ts), or those for graphics cards
   * (matrixConvolution.ts, to be loaded first): lanes along filters, or tiles in workgroup memory.
   */
  readonly convolution: 'blocks' | 'lanes' | 'tiles';
  /** Tiles small enough have two slices in workgroup memory: one is loaded while the other is used. Absent: no. */
  readonly doubleBuffered?: boolean;
  /** What decides where 3×3 convolutions use Winograd's algorithm; null: nowhere. */
  readonly winograd: WinogradCosts | null;
  /** Whether a training step fuses layers (src/models/fuse.ts). */
  readonly fuses: boolean;
  /**
   * Two dispatches of a step that do not depend on each other are one (src/graph/merge.ts) if together they have no more
   * invocations: more keep the device busy, and on a software device each also spends time on the shader of the other.
   */
  readonly mergedInvocations: number;
  /** The largest binding of a buffer; larger tensors are processed in strips. */
  readonly bindingBytes: number;
  /** Storage buffers that a shader may bind; absent: as many as WebGPU guarantees. */
  readonly storageBuffers?: number;
  /** Kernels with a plain shader (shaders/plain) use it. */
  readonly plain?: boolean;
  /** For layers of these shapes another target, which was measured to suit them better; its limits are those of this one. */
  readonly byShape?: Readonly<Partial<Record<ShapeClass, KernelTarget>>>;
}

/** The limit that WebGPU guarantees. */
const BINDING_BYTES = 128 * 2 ** 20;

/** SwiftShader: loads are expensive, and long bodies or many registers slow it down. Measured. */
export const SWIFTSHADER_TARGET: KernelTarget = Object.freeze({
  name: 'swiftshader',
  quads: true,
  loadCost: 10,
  shareCost: 0,
  carryCost: 1,
  spillCost: 2,
  correlation: { registers: 190, body: 80 },
  weightGradient: { registers: 190, body: 75 },
  keepsPixels: false,
  writesOut: { terms: 200, numbers: 30_000 },
  width: 4,
  invocations: 128,
  convolution: 'blocks',
  winograd: { product: 1.6, tile: 750, kernel: 400 },
  fuses: true,
  mergedInvocations: 1000,
  bindingBytes: BINDING_BYTES,
});

/** Other software devices, such as lavapipe: loads are expensive, and so is compiling. Measured. */
export const CPU_TARGET: KernelTarget = Object.freeze({
  name: 'cpu',
  quads: true,
  loadCost: 20,
  shareCost: 3,
  carryCost: 0,
  spillCost: 0,
  correlation: { registers: 195, body: 150 },
  weightGradient: { registers: 137, body: 80 },
  keepsPixels: true,
  writesOut: null,
  width: 8,
  invocations: 128,
  convolution: 'blocks',
  winograd: { product: 1.75, tile: 900, kernel: 580 },
  fuses: true,
  mergedInvocations: 4096,
  bindingBytes: BINDING_BYTES,
});

/** A GPU hides loads behind many small invocations. An estimate, which calibrate.ts may replace. */
export const GPU_TARGET: KernelTarget = Object.freeze({
  name: 'gpu',
  quads: true,
  loadCost: 8,
  shareCost: 2,
  carryCost: 0,
  spillCost: 0,
  correlation: { registers: 112, body: 150 },
  weightGradient: { registers: 112, body: 150 },
  keepsPixels: false,
  writesOut: null,
  width: 32,
  invocations: 16384,
  convolution: 'blocks',
  winograd: null,
  fuses: true,
  mergedInvocations: 2 ** 17,
  bindingBytes: BINDING_BYTES,
});

/** For reading and for tests: plain shaders on any device. */
export const PLAIN_TARGET: KernelTarget = Object.freeze({
  ...CPU_TARGET,
  name: 'plain',
  quads: false,
  plain: true,
});

/** The results of calibrate.ts, by device. */
const chosen = new WeakMap<GPUDevice, KernelTarget>();

/** Devices that report what they are: by name, or as a fallback adapter, which computes on the processor. */
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

/** Whether the target is final: the device is known by its name, or a target was chosen for it. */
export function hasOwnTarget(device: GPUDevice): boolean {
  return chosen.has(device) || knownTarget(adapterFactsOf(device)) !== null;
}

/** The target for this device: the chosen one, else the one for its name. */
export function targetOf(device: GPUDevice): KernelTarget {
  const target = knownTarget(adapterFactsOf(device)) ?? GPU_TARGET;
  return chosen.get(device) ?? onDevice({ ...target, quads: canShareInQuads(device) }, device);
}

/** Sets the target for a device. Call it before the first graph, or plans of two targets exist on one device. */
export function chooseTarget(device: GPUDevice, target: KernelTarget): void {
  chosen.set(device, onDevice(target, device));
}

/** For tests: plans kernels as if the device were a different one; null restores the default. */
export function pretendTarget(device: GPUDevice, otherwise: Partial<KernelTarget> | null): void {
  chosen.delete(device);
  if (otherwise !== null) chosen.set(device, Object.freeze({ ...targetOf(device), ...otherwise }));
}

function onDevice(target: KernelTarget, { limits }: GPUDevice): KernelTarget {
  return Object.freeze({
    ...target,
    bindingBytes: limits.maxStorageBufferBindingSize,
    storageBuffers: limits.maxStorageBuffersPerShaderStage,
  });
}
