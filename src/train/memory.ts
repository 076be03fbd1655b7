// Computes the memory of a training step before anything is allocated, and refuses a step that does not fit the device.
//
// The step is built as for training, on slabs without buffers. The sizes of its tensors are therefore exactly what a
// plan would allocate: the kernels plan the same scratch memory, and tensors with disjoint lifetimes share a buffer.

import { ALIGNMENT_BYTES, DeviceLimitError, NoMemoryError, Slab } from '../gpu/slab';
import { reserveTensor, tensorInSlab, type Graph } from '../graph/graph';
import { assignSlots, lifetimes } from '../graph/lifetimes';
import { checkOptions } from '../graph/options';
import { bytesOf, sizeOf, type Tensor } from '../graph/tensor';
import { GPU_TARGET, type KernelTarget } from '../kernels/target';
import type { DeviceDataset, DevicePair } from '../data/deviceDataset';
import type { LossDefinition } from '../losses/loss';
import { lossDefinition } from '../losses/losses';
import type { Network } from '../models/network';
import { ParameterLayout } from '../models/parameterLayout';
import { optimizerDefinition } from '../optimizers/optimizers';
import type { Augmentation } from './augmentation';
import { clippingFor } from './clipping';
import { mixedPrecision, type DtypePolicy } from './dtypePolicy';
import { layOutMetrics } from './metrics';
import { plannedForward, trainingGraph, type Fusing } from './stepGraph';

export interface MemoryRequest {
  /** The batch size. */
  readonly batch: number;
  /** Null: a forward pass alone. */
  readonly optimizer: { readonly kind: string; readonly options?: Readonly<Record<string, unknown>> } | null;
  /** For a forward pass: 'all' keeps the results of all layers; default: only the last one. */
  readonly keep?: 'outputs' | 'all';
  /** One for each output, or one for all. Default: that of class indices, with which the page trains. */
  readonly loss?: string | readonly string[];
  readonly lossWeights?: readonly number[] | undefined;
  /** Data augmentation; absent: none. */
  readonly augmentation?: Augmentation;
  readonly mixUp?: boolean;
  /** Default: float32. */
  readonly dtypePolicy?: DtypePolicy | undefined;
  /** How the step is fused when it is compiled; absent: not at all, which takes about as much. */
  readonly fusing?: Fusing;
  /** The device for which kernels are planned. Default: a graphics card with the limits that WebGPU guarantees. */
  readonly target?: KernelTarget;
}

/** Bytes of one layer. */
export interface LayerMemory {
  readonly name: string;
  readonly parameters: number;
  /** Its result for the whole batch. */
  readonly output: number;
}

interface Largest {
  readonly label: string;
  readonly bytes: number;
}

/** Bytes by purpose. */
export interface StepMemory {
  readonly network: string;
  readonly batch: number;
  readonly optimizer: string | null;
  readonly parameters: number;
  readonly gradients: number;
  /** The slots of the optimizer with their names; Adam has two numbers per parameter. */
  readonly moments: number;
  readonly momentNames: readonly string[];
  /** Activations and their gradients, and scratch memory of the kernels. */
  readonly activations: number;
  /** Moving averages, weight decay, training state and history, f16 copies of weights. */
  readonly other: number;
  readonly total: number;
  readonly layers: readonly LayerMemory[];
  /** The largest single buffer, and the largest binding of one buffer. */
  readonly largestBuffer: Largest;
  readonly largestBinding: Largest;
}

/** A step does not fit. The message contains the arithmetic; `memory` has it as numbers. */
export class MemoryError extends DeviceLimitError {
  override readonly name = 'MemoryError';
  constructor(
    message: string,
    readonly memory: StepMemory,
  ) {
    super(message);
  }
}

/** The limits: those of a device, and optionally a total in bytes. */
export interface MemoryLimits {
  readonly limits?: Pick<GPUSupportedLimits, 'maxBufferSize' | 'maxStorageBufferBindingSize'>;
  readonly budgetBytes?: number;
}

/** A data set without data, only for its shapes. @param losses one for each output, or one for all */
function standIn({ inputs, outputs, layers }: Network, losses: readonly LossDefinition[]): DeviceDataset {
  const slab = new Slab('data');
  const pair = (i: number): DevicePair => {
    const loss = losses.length === 1 ? losses[0] : losses[i];
    const output = layers.find(({ name }) => name === outputs[i]);
    return {
      featureShape: inputs[i]?.shape ?? [0],
      featureType: 'u8',
      scale: 1,
      offset: 0,
      targetShape: (output && loss?.targetShape(output.outputShape)) ?? [0],
      shards: [{ first: 0, count: 1, features: reserveTensor('data', [1], slab, 'u32') }],
      targets: reserveTensor('data', [1], slab, 'u32'),
      targetType: loss?.target === 'labels' ? 'u32' : 'f32',
    };
  };
  const [first = pair(0), ...others] = (inputs.length > outputs.length ? inputs : outputs).map((_, i) =>
    pair(i),
  );
  return { ...first, samples: 1, others, destroy: () => undefined };
}

/** A buffer is never empty. */
const slabBytes = (slab: Slab): number => Math.max(slab.sizeBytes, ALIGNMENT_BYTES);

/**
 * Computes the memory of a step; allocates nothing.
 * @throws OptionError, or an Error if loss and network do not fit together
 */
export function memoryOf(network: Network, request: MemoryRequest): StepMemory {
  const { batch, optimizer: chosen, target = GPU_TARGET } = request;
  const layout = new ParameterLayout(network);
  const mirror = (label: string): Slab => {
    const slab = new Slab(label);
    slab.reserve(layout.size * 4);
    return slab;
  };
  const others: Slab[] = [layout.state];
  let graph: Graph;
  let gradients: Slab | null = null;
  let moments: ReadonlyMap<string, Slab> = new Map();
  if (chosen === null) {
    const input = new Slab('input');
    ({ graph } = plannedForward(network, layout, batch, request.keep ?? 'outputs', input, target));
    others.push(input);
  } else {
    const definition = optimizerDefinition(chosen.kind);
    const options = checkOptions(`optimizer '${definition.kind}'`, definition.options, chosen.options ?? {});
    const losses = [request.loss ?? 'sparseCategoricalCrossentropy'].flat().map(lossDefinition);
    const { metrics, slabs } = layOutMetrics(network.outputs.length);
    const decay = new Slab('decay');
    decay.reserve(layout.decayBytes);
    gradients = mirror('gradients');
    moments = new Map(definition.slots(options).map((name) => [name, mirror(`optimizer ${name}`)]));
    const clipping = clippingFor(layout, options);
    const data = standIn(network, losses);
    const mixed = mixedPrecision(layout, request.dtypePolicy);
    const slots = [...moments].map(([name, slab]): [string, Tensor] => [
      name,
      tensorInSlab(name, [layout.size], slab, 0),
    ]);
    graph = trainingGraph(
      {
        ...{ network, store: layout, losses, data, batchSize: batch, metrics },
        ...{ augmentation: request.augmentation, mixUp: request.mixUp, lossWeights: request.lossWeights },
        mixedPrecision: mixed,
        fusing: request.fusing,
      },
      { definition, options, gradients, slots: Object.fromEntries(slots), decay, clipping },
      target,
    );
    others.push(decay, ...slabs, ...(clipping?.slabs ?? []), ...(mixed?.slabs ?? []));
  }
  const buffers = assignSlots(lifetimes(graph), true).map(({ sizeBytes, tenants }) => ({
    label: tenants[0]?.storage.label ?? '',
    bytes: sizeBytes,
  }));
  const sum = (sizes: readonly number[]): number => sizes.reduce((a, b) => a + b, 0);
  const parts = {
    parameters: slabBytes(layout.parameters),
    gradients: gradients === null ? 0 : slabBytes(gradients),
    moments: sum([...moments.values()].map(slabBytes)),
    activations: sum(buffers.map(({ bytes }) => bytes)),
    other: sum(others.map(slabBytes)),
  };
  const bound = graph.dispatches.flatMap(({ tensors }) =>
    Object.values(tensors).map(({ label, shape, dtype, storage }): Largest => ({
      label,
      bytes: storage.home === 'slab' ? bytesOf(shape, dtype) : storage.sizeBytes,
    })),
  );
  return Object.freeze({
    network: network.name,
    batch,
    optimizer: chosen?.kind ?? null,
    ...parts,
    momentNames: [...moments.keys()],
    total: sum(Object.values(parts)),
    layers: network.layers.map(({ name, parameterCount, outputShape }) => ({
      name,
      parameters: parameterCount * 4,
      output: batch * sizeOf(outputShape) * 4,
    })),
    largestBuffer: largest([{ label: 'parameters', bytes: parts.parameters }, ...buffers]),
    largestBinding: largest(bound),
  });
}

function largest(all: readonly Largest[]): Largest {
  return all.reduce((most, one) => (one.bytes > most.bytes ? one : most), { label: '', bytes: 0 });
}

/** `527.8 MiB`. */
export function mebibytes(bytes: number): string {
  return bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(2)} GiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

const pictures = (count: number): string => `${count} picture${count === 1 ? '' : 's'}`;

/** `parameters 527.8 MiB + gradients 527.8 MiB + …`. */
export function memoryText(memory: StepMemory): string {
  const { parameters, gradients, moments, momentNames, activations, other, batch } = memory;
  return [
    `Parameters ${mebibytes(parameters)}`,
    ...(gradients === 0 ? [] : [`gradients ${mebibytes(gradients)}`]),
    ...(moments === 0
      ? []
      : [`${memory.optimizer ?? ''}'s ${momentNames.join(' and ')} ${mebibytes(moments)}`]),
    `activations of ${pictures(batch)} ${mebibytes(activations)}`,
    `other ${mebibytes(other)}`,
  ].join(' + ');
}

/** The limit that is exceeded, and where. */
export interface Excess extends Largest {
  readonly most: number;
  readonly where: 'buffer' | 'binding' | 'budget';
}

/** The first part that does not fit; null if all fits. */
export function excessOf(
  { largestBuffer, largestBinding, total }: StepMemory,
  { limits, budgetBytes = Infinity }: MemoryLimits,
): Excess | null {
  const { maxBufferSize = Infinity, maxStorageBufferBindingSize = Infinity } = limits ?? {};
  if (largestBuffer.bytes > maxBufferSize) return { ...largestBuffer, most: maxBufferSize, where: 'buffer' };
  if (largestBinding.bytes > maxStorageBufferBindingSize)
    return { ...largestBinding, most: maxStorageBufferBindingSize, where: 'binding' };
  return total > budgetBytes ? { label: 'all', bytes: total, most: budgetBytes, where: 'budget' } : null;
}

/** Why it does not fit, as expected and received values; null if it fits. */
function objection(memory: StepMemory, limits: MemoryLimits): string | null {
  const excess = excessOf(memory, limits);
  if (excess === null) return null;
  const { label, bytes, most, where } = excess;
  const place = where === 'budget' ? 'in all, the budget' : `in one ${where}, the limit of this device`;
  const what = where === 'budget' ? 'the whole' : `'${label}'`;
  return `Expected at most ${mebibytes(most)} ${place}. Received ${mebibytes(bytes)} for ${what}`;
}

/** The largest batch size that fits; 0 if not even one picture does. */
function largestBatch(network: Network, request: MemoryRequest, limits: MemoryLimits): number {
  const fits = (batch: number): boolean =>
    objection(memoryOf(network, { ...request, batch }), limits) === null;
  let [low, high] = [0, request.batch];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Computes the memory of a step and refuses it if it does not fit.
 * @throws MemoryError with the arithmetic and the largest batch size that fits
 */
export function checkMemory(network: Network, request: MemoryRequest, limits: MemoryLimits): StepMemory {
  const memory = memoryOf(network, request);
  const why = objection(memory, limits);
  if (why === null) return memory;
  const what =
    request.optimizer === null ? 'a forward pass' : `a training step with ${request.optimizer.kind}`;
  const most = largestBatch(network, request, limits);
  const instead = most > 0 ? `${pictures(most)} at a time would fit` : 'No batch would fit';
  throw new MemoryError(
    `network '${network.name}': ${what} on ${pictures(memory.batch)} does not fit. ${why}. ` +
      `${memoryText(memory)} = ${mebibytes(memory.total)}. ${instead}.`,
    memory,
  );
}

/** Where there was no memory for a buffer: the same error with the arithmetic of the whole step; others as they are. */
export function inNetwork(error: unknown, memory: StepMemory): unknown {
  if (!(error instanceof NoMemoryError)) return error;
  const { network, total } = memory;
  const { label, bytes } = error.at;
  return new DeviceLimitError(
    `network '${network}': this device has no memory left for '${label}', which needs ${mebibytes(bytes)}. ` +
      `${memoryText(memory)} = ${mebibytes(total)}. Choose a smaller batch or smaller layers.`,
    { facts: { code: 'noMemory', network, needsBytes: total, at: error.at }, cause: error },
  );
}

/** Pictures at a time in a forward pass over a whole data set: at most so many, and fewer where maps are large. */
const FORWARD = { pictures: 128, bytes: 32 * 2 ** 20 };

/** Small enough for any device, and for a slow one to answer the page between two batches. */
export function forwardBatch({ inputs, layers }: Network): number {
  const shapes = [...inputs.map(({ shape }) => shape), ...layers.map(({ outputShape }) => outputShape)];
  const most = FORWARD.bytes / (4 * Math.max(...shapes.map(sizeOf)));
  return Math.max(1, Math.min(FORWARD.pictures, 2 ** Math.floor(Math.log2(most))));
}
