// A plan is a compiled graph: all pipelines, buffers and bind groups exist.
// Running it only encodes commands; it creates, uploads and reads nothing.

import { createBuffer, destroyBuffer } from '../gpu/buffers';
import { EventLoopYielder } from '../gpu/eventLoopYielder';
import { allocated, checkBindingSize, checkBufferSize } from '../gpu/slab';
import { PipelineCache, type ComputePipeline } from '../gpu/pipelines';
import type { TensorView } from '../gpu/tensorView';
import { mayBeDivided, workLimits } from '../gpu/workLimits';
import type { Workgroups } from '../kernels/kernel';
import type { Parts, runInPieces } from './division';
import type { Dispatch, Graph } from './graph';
import { assignSlots, lifetimes, type Slot } from './lifetimes';
import { bytesOf, shapeText, type Storage, type Tensor } from './tensor';

export interface Step extends Compiled {
  readonly bindGroup: GPUBindGroup;
  /** The parts of a dispatch that is too long for one; null: it is one. */
  readonly parts: Parts | null;
}

/**
 * A kernel whose shader failed to compile: all its dispatches in the plan use its plain shader instead, or if it is a fused one,
 * separate dispatches.
 */
export interface Fallback {
  readonly kernel: string;
  /** The message of the compiler. */
  readonly message: string;
}

/** A shader that replaces the one of a dispatch and uses the same bind group. */
export interface Replacement {
  readonly pipeline: GPUComputePipeline;
  readonly workgroups: Workgroups;
  /** Bound as group 1. Its buffer is cleared before each run. */
  readonly guard: { readonly bindGroup: GPUBindGroup; readonly buffer: GPUBuffer } | null;
}

export interface PlanOptions {
  /** Tensors with disjoint lifetimes share memory (default). Off for plans in which every tensor is read. */
  readonly share?: boolean;
  /** While it is true, shaders are compiled one after another, which leaves other threads of the driver to others. */
  readonly patient?: () => boolean;
}

/**
 * Compiles a graph for a device. Pipelines compile in parallel, and the page stays responsive. If a tuned kernel fails
 * to compile, its plain shader is used, and separate dispatches for a fused one (`Plan.fallbacks`).
 * @throws ShaderError, DeviceLimitError, or an Error with WebGPU's validation message.
 */
export async function compilePlan(
  device: GPUDevice,
  graph: Graph,
  { share = true, patient = () => false }: PlanOptions = {},
): Promise<Plan> {
  checkGraph(device, graph);
  const { compiled, fallbacks } = await compileDispatches(device, graph.dispatches, patient);
  const slots = assignSlots(
    lifetimes({ kept: graph.kept, dispatches: compiled.map(({ dispatch }) => dispatch) }),
    share,
  );
  // A graph is called `network/purpose`, and users name networks.
  const owner = `plan: ${graph.label.slice(graph.label.lastIndexOf('/') + 1)}`;
  const buffers: GPUBuffer[] = [];
  const home = new Map<Storage, GPUBuffer>();
  try {
    for (const slot of slots) buffers.push(allocate(device, slot, owner));
    await allocated(buffers);
  } catch (error) {
    buffers.forEach(destroyBuffer);
    throw error;
  }
  slots.forEach((slot, index) => {
    const buffer = buffers[index];
    if (buffer !== undefined) slot.tenants.forEach((life) => home.set(life.storage, buffer));
  });

  try {
    const described = compiled.map((entry) => ({ entry, group: bindGroupOf(entry, home) }));
    // Small plans are never divided, however slow the device becomes.
    const flops = graph.dispatches.reduce((sum, dispatch) => sum + dispatch.flops, 0);
    const division = mayBeDivided(device, flops) ? await import('./division') : null;
    device.pushErrorScope('validation');
    const steps = described.map(({ entry, group }): Step => ({
      ...entry,
      bindGroup: device.createBindGroup(group),
      parts: division?.partsOfStep(device, entry, workLimits(device).dispatchFlops, buffers) ?? null,
    }));
    const problem = await device.popErrorScope();
    if (problem !== null) throw new Error(`plan '${graph.label}': ${problem.message}`);
    const made = { steps: Object.freeze(steps), buffers, slots, home, division };
    return new Plan(device, graph.label, made, fallbacks);
  } catch (error) {
    buffers.forEach(destroyBuffer);
    throw error;
  }
}

/** Compiles the shaders of a graph ahead: `compilePlan` of an equal one then finds them compiled. @throws as it does */
export async function compileShaders(device: GPUDevice, graph: Graph): Promise<void> {
  await compileDispatches(device, graph.dispatches, () => false);
}

function bindGroupOf(
  { dispatch, layout }: Compiled,
  home: ReadonlyMap<Storage, GPUBuffer>,
): GPUBindGroupDescriptor {
  const { label, kernel, tensors } = dispatch;
  const entries = Object.keys(kernel.bindings).map((name, binding): GPUBindGroupEntry => {
    const tensor = tensors[name];
    if (tensor === undefined) throw new Error(`dispatch '${label}': nothing is bound to '${name}'`);
    return { binding, resource: bufferBinding(tensor, home) };
  });
  return { label, layout, entries };
}

/** @throws DeviceLimitError or Error for a dispatch that the device cannot run, whatever its shader */
export function checkGraph(device: GPUDevice, graph: Graph): void {
  checkWorkgroups(device, graph);
  for (const { tensors } of graph.dispatches) {
    for (const tensor of Object.values(tensors)) checkBindingSize(device, tensor.label, boundBytes(tensor));
  }
}

export interface Compiled extends ComputePipeline {
  readonly dispatch: Dispatch;
  /** The dispatch uses the plain shader instead of the tuned one. */
  readonly fallsBack: boolean;
}

export interface CompiledDispatches {
  /** A fused dispatch that falls back is several. */
  readonly compiled: readonly Compiled[];
  readonly fallbacks: readonly Fallback[];
}

async function compileDispatches(
  device: GPUDevice,
  dispatches: readonly Dispatch[],
  patient: () => boolean,
): Promise<CompiledDispatches> {
  const cache = PipelineCache.of(device);
  const most = workLimits(device).dispatchFlops;
  const partial = dispatches.some(({ flops }) => flops > most)
    ? (await import('./division')).partialSource
    : null;
  const compile = async ({ kernel, source, constants, flops }: Dispatch): Promise<ComputePipeline> =>
    cache.compute({
      ...{ name: kernel.name, source, constants, accesses: Object.values(kernel.bindings) },
      ...(partial && flops > most && { partial }),
    });
  const tuned = await settledInPieces(dispatches, compile, patient);
  const compiled = dispatches.flatMap((dispatch, index): Compiled[] => {
    const result = tuned[index];
    return result?.status === 'fulfilled' ? [{ ...result.value, dispatch, fallsBack: false }] : [];
  });
  if (compiled.length === dispatches.length) return { compiled, fallbacks: [] };
  const { fallBack } = await import('./fallback');
  return fallBack(dispatches, tuned, compile, (parts) => compileDispatches(device, parts, patient));
}

/** `Promise.allSettled`; the page draws and handles events between calls, each of which specialises a shader. */
async function settledInPieces<T, R>(
  items: readonly T[],
  act: (item: T) => Promise<R>,
  patient: () => boolean,
): Promise<PromiseSettledResult<R>[]> {
  const yielder = new EventLoopYielder();
  const settled: Promise<PromiseSettledResult<R>[]>[] = [];
  for (const item of items) {
    const piece = Promise.allSettled([act(item)]);
    settled.push(piece);
    if (patient()) await piece;
    await yielder.yieldToEventLoop();
  }
  return (await Promise.all(settled)).flat();
}

export class Plan {
  /** By the index of the dispatch. */
  readonly #replaced = new Map<number, Replacement>();
  #flops: number | undefined;

  constructor(
    readonly device: GPUDevice,
    readonly label: string,
    private readonly made: {
      readonly steps: readonly Step[];
      readonly buffers: readonly GPUBuffer[];
      readonly slots: readonly Slot[];
      readonly home: ReadonlyMap<Storage, GPUBuffer>;
      /** Null for a plan with little work. */
      readonly division: { readonly runInPieces: typeof runInPieces } | null;
    },
    readonly fallbacks: readonly Fallback[],
  ) {}

  private get steps(): readonly Step[] {
    return this.made.steps;
  }

  get dispatchCount(): number {
    return this.steps.length;
  }

  get flops(): number {
    return (this.#flops ??= this.steps.reduce((sum, { dispatch }) => sum + dispatch.flops, 0));
  }

  /** Bytes that the plan allocates for its own tensors, without slabs. */
  get memoryBytes(): number {
    return this.made.slots.reduce((sum, slot) => sum + slot.sizeBytes, 0);
  }

  /** Bytes that these tensors would need without sharing. */
  get unsharedBytes(): number {
    return this.made.slots.reduce(
      (sum, slot) => sum + slot.tenants.reduce((s, { storage }) => s + storage.sizeBytes, 0),
      0,
    );
  }

  /** The dispatches in order. A replaced one is listed with its original shader. */
  get dispatches(): readonly Dispatch[] {
    return this.steps.map(({ dispatch }) => dispatch);
  }

  /**
   * Replaces the shader of a dispatch from now on; null restores the original. The output is cleared before each run,
   * so that elements it does not write are visible. Only for plans without shared memory that run as a whole.
   * @throws Error if there is no dispatch of that label
   */
  replace(label: string, replacement: Replacement | null): void {
    const index = this.#indexOf(label);
    if (replacement === null) this.#replaced.delete(index);
    else this.#replaced.set(index, replacement);
  }

  /**
   * Runs a replacement once on the results of the last run, then the current shader again: no result of the plan
   * changes.
   */
  tryReplacement(label: string, replacement: Replacement): void {
    const index = this.#indexOf(label);
    const step = this.steps[index];
    if (step === undefined) return;
    const now = this.#replaced.get(index);
    const encoder = this.device.createCommandEncoder({ label: `${this.label}: try ${label}` });
    for (const one of [replacement, now]) {
      if (one !== undefined) this.#clear(encoder, index, one);
      const pass = encoder.beginComputePass({ label });
      encodeStep(pass, step, one);
      pass.end();
    }
    this.device.queue.submit([encoder.finish()]);
  }

  #indexOf(label: string): number {
    const index = this.steps.findIndex(({ dispatch }) => dispatch.label === label);
    if (index === -1) throw new Error(`plan '${this.label}': has no dispatch '${label}'`);
    return index;
  }

  #clear(encoder: GPUCommandEncoder, index: number, { guard }: Replacement): void {
    if (guard !== null) encoder.clearBuffer(guard.buffer);
    const dispatch = this.steps[index]?.dispatch;
    if (dispatch === undefined) return;
    for (const [name, access] of Object.entries(dispatch.kernel.bindings)) {
      const tensor = dispatch.tensors[name];
      if (access !== 'read_write' || tensor?.storage.home !== 'plan') continue;
      const buffer = this.made.home.get(tensor.storage);
      if (buffer !== undefined) encoder.clearBuffer(buffer);
    }
  }

  /** Labels of the dispatches, in the order they run. */
  get labels(): readonly string[] {
    return this.steps.map(({ dispatch }) => dispatch.label);
  }

  encode(pass: GPUComputePassEncoder, first = 0, end = this.steps.length): void {
    for (let i = first; i < end; i++) {
      const step = this.steps[i];
      if (step === undefined) break;
      encodeStep(pass, step, this.#replaced.get(i));
    }
  }

  /**
   * Runs the plan `times` times in one pass, one command buffer and one submit. If that is too much work for a device that is
   * not to look hung, it is submitted in pieces (gpu/workLimits.ts).
   */
  run(times = 1): void {
    const { submitFlops } = workLimits(this.device);
    const { division } = this.made;
    if (division !== null && times * this.flops > submitFlops && this.#replaced.size === 0) {
      division.runInPieces(this.device, this.label, this.steps, times, submitFlops);
      return;
    }
    const encoder = this.device.createCommandEncoder({ label: this.label });
    for (const [index, replacement] of this.#replaced) this.#clear(encoder, index, replacement);
    const pass = encoder.beginComputePass({ label: this.label });
    for (let i = 0; i < times; i++) this.encode(pass);
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  /** Runs a range of its dispatches. A plan that takes seconds is submitted in pieces: all of them, in order. */
  runRange(first: number, end: number): void {
    const encoder = this.device.createCommandEncoder({ label: this.label });
    const pass = encoder.beginComputePass({ label: this.label });
    this.encode(pass, first, end);
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  /** The buffer range of a tensor. Without the batch axis if `batchless` (for plans of batch 1). */
  view(tensor: Tensor, batchless = false): TensorView {
    const { buffer, offset = 0 } = bufferBinding(tensor, this.made.home);
    const shape =
      batchless && tensor.shape[0] === 1 && tensor.shape.length > 1 ? tensor.shape.slice(1) : tensor.shape;
    return Object.freeze({ label: tensor.label, buffer, offsetBytes: offset, shape });
  }

  /** One line a dispatch: label, kernel, output, workgroups, work. */
  toString(): string {
    const rows = this.steps.map(({ dispatch, fallsBack }, index) => {
      const written = Object.entries(dispatch.kernel.bindings)
        .filter(([, access]) => access === 'read_write')
        .map(([name]) => `${name} ${shapeText(dispatch.tensors[name]?.shape ?? [])}`);
      const work =
        dispatch.flops >= 1e6
          ? `${(dispatch.flops / 1e6).toFixed(1)} MFLOP`
          : `${(dispatch.flops / 1e3).toFixed(1)} kFLOP`;
      return [
        String(index + 1).padStart(3),
        dispatch.label.padEnd(28),
        `${dispatch.kernel.name}${fallsBack ? ' (plain)' : ''}`.padEnd(26),
        work.padStart(14),
        `  ${written.join(', ')}`,
      ].join(' ');
    });
    const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(2)} MiB`;
    return [
      `plan '${this.label}': ${this.dispatchCount} dispatches, ${(this.flops / 1e6).toFixed(1)} MFLOP, ` +
        `memory ${mib(this.unsharedBytes)} → ${mib(this.memoryBytes)}`,
      ...rows,
    ].join('\n');
  }

  destroy(): void {
    this.made.buffers.forEach(destroyBuffer);
  }
}

function encodeStep(
  pass: GPUComputePassEncoder,
  { dispatch, pipeline, bindGroup, parts }: Step,
  replacement: Replacement | undefined,
): void {
  if (parts !== null && replacement === undefined) {
    parts.encode(pass, pipeline, bindGroup);
    return;
  }
  const workgroups = replacement?.workgroups ?? dispatch.workgroups;
  // A plain shader computes what are several dispatches otherwise: all but the first are empty then.
  if (workgroups.includes(0)) return;
  pass.setPipeline(replacement?.pipeline ?? pipeline);
  pass.setBindGroup(0, bindGroup);
  if (replacement?.guard) pass.setBindGroup(1, replacement.guard.bindGroup);
  pass.dispatchWorkgroups(...workgroups);
}

function bufferBinding(tensor: Tensor, home: ReadonlyMap<Storage, GPUBuffer>): GPUBufferBinding {
  const { storage } = tensor;
  if (storage.home === 'slab') {
    return {
      buffer: storage.slab.buffer,
      offset: storage.offsetBytes,
      size: boundBytes(tensor),
    };
  }
  const buffer = home.get(storage);
  if (buffer === undefined) throw new Error(`tensor '${tensor.label}': is not part of this plan`);
  return { buffer, offset: 0, size: boundBytes(tensor) };
}

/** The buffer range of a tensor in an allocated slab. @throws Error if it is not in a slab */
export function viewInSlab(tensor: Tensor): TensorView {
  const { label, shape } = tensor;
  const { buffer, offset = 0 } = bufferBinding(tensor, new Map());
  return Object.freeze({ label, buffer, offsetBytes: offset, shape });
}

/** The part of its buffer that a kernel binds of a tensor. */
function boundBytes({ storage, shape, dtype }: Tensor): number {
  return storage.home === 'slab' ? Math.max(4, bytesOf(shape, dtype)) : storage.sizeBytes;
}

function allocate(device: GPUDevice, { tenants, sizeBytes }: Slot, owner: string): GPUBuffer {
  const label = tenants.map(({ storage }) => storage.label).join(' · ');
  checkBufferSize(device, tenants[0]?.storage.label ?? label, sizeBytes);
  const descriptor = {
    label,
    size: sizeBytes,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  };
  return createBuffer(device, descriptor, owner);
}

function checkWorkgroups(device: GPUDevice, graph: Graph): void {
  const limit = device.limits.maxComputeWorkgroupsPerDimension;
  for (const { label, workgroups } of graph.dispatches) {
    if (workgroups.some((count) => count > limit)) {
      throw new Error(
        `dispatch '${label}': ${workgroups.join('×')} workgroups; this device allows ${limit} per dimension`,
      );
    }
  }
}
