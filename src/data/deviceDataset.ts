// A data set that lies on the GPU as a whole. Batches are gathered from it there (shaders/training/gather.wgsl): no
// picture crosses the bus while training.
//
// A data set larger than one binding is divided into shards: whole samples, one after another, a buffer for each.

import { EventLoopYielder } from '../gpu/eventLoopYielder';
import { ALIGNMENT_BYTES, Slab } from '../gpu/slab';
import { chunksOf, type Chunk } from '../graph/chunks';
import { reserveTensor } from '../graph/graph';
import { sizeOf, type Shape, type Tensor } from '../graph/tensor';
import { targetOf } from '../kernels/target';
import type { ImageDataset } from './imageDataset';

/** The samples `first` … `first + count − 1`. */
export interface FeatureShard extends Chunk {
  /** As u32 for the gather kernel, whatever the bits are. */
  readonly features: Tensor;
}

/** What one input and one output of a network are given: of each sample its features and its target. */
export interface DevicePair {
  /** The shape of one sample, without the batch axis; [0]: there are only targets. */
  readonly featureShape: Shape;
  /** `u8`: four to a u32, gathered as value · scale + offset. `f32`: unchanged. */
  readonly featureType: 'u8' | 'f32';
  readonly scale: number;
  readonly offset: number;
  /** [0]: there are only features. */
  readonly targetShape: Shape;
  /** One if all of it fits a binding; in their order they hold all samples. */
  readonly shards: readonly FeatureShard[];
  /** As u32 for the gather kernel; the bits are f32 or u32 as `targetType` says. */
  readonly targets: Tensor;
  readonly targetType: 'f32' | 'u32';
}

export interface DeviceDataset extends DevicePair {
  readonly samples: number;
  /** Of the same samples, for further inputs and outputs in their order. */
  readonly others?: readonly DevicePair[];
  /** To be awaited before anything gathers them: uploads them, once. Absent: they are there. @throws errors of the device */
  readonly fill?: () => Promise<void>;
  destroy(): void;
}

/** What a network with several inputs or outputs is given, in their order. */
export function endsOf(data: DeviceDataset): {
  readonly pairs: readonly DevicePair[];
  readonly inputs: readonly DevicePair[];
  readonly targets: readonly DevicePair[];
} {
  const pairs = [data, ...(data.others ?? [])];
  return {
    pairs,
    inputs: pairs.filter(({ featureShape }) => featureShape[0] !== 0),
    targets: pairs.filter(({ targetShape }) => targetShape[0] !== 0),
  };
}

/** What an input is given. */
export type Features = Pick<DevicePair, 'featureShape' | 'featureType' | 'scale' | 'offset' | 'shards'>;
/** What an output is to give. */
export type Targets = Pick<DevicePair, 'targetShape' | 'targets' | 'targetType'>;

/** A data set of so many features and targets, at least one of each. */
export function paired(
  samples: number,
  features: readonly Features[],
  targets: readonly Targets[],
  destroy: () => void,
): DeviceDataset {
  const pairs = Array.from({ length: Math.max(features.length, targets.length) }, (_, i): DevicePair => {
    // In the place of what is not there stands a buffer that is never read.
    const spare = features[i]?.shards[0]?.features ?? targets[i]?.targets;
    if (spare === undefined) throw new Error('data set: expected features. Received none');
    const nothing: DevicePair = {
      ...{ featureShape: [0], featureType: 'f32', scale: 1, offset: 0, targetShape: [0], targetType: 'u32' },
      ...{ shards: [{ first: 0, count: samples, features: spare }], targets: spare },
    };
    return { ...nothing, ...features[i], ...targets[i] };
  });
  const [first, ...others] = pairs;
  if (first === undefined) throw new Error('data set: expected features. Received none');
  return { ...first, others, samples, destroy };
}

/** Shards begin at multiples of so many samples, and so at whole words, whatever the size of a sample. */
const SHARD_ALIGNMENT = 4;

/** A shard in a buffer of its own. */
export interface OwnedShard extends FeatureShard {
  readonly slab: Slab;
}

/**
 * Buffers for samples of so many bytes, each within the device's limits.
 * @throws DeviceLimitError if a few samples alone are too large
 */
export function reserveShards(
  device: GPUDevice,
  label: string,
  samples: number,
  sampleBytes: number,
): readonly OwnedShard[] {
  const limit = Math.min(targetOf(device).bindingBytes, device.limits.maxBufferSize);
  const whole = limit - (limit % ALIGNMENT_BYTES);
  const shards = chunksOf(samples, sampleBytes, SHARD_ALIGNMENT, whole).map((chunk): OwnedShard => {
    const slab = new Slab(label, 'samples');
    const words = Math.ceil((chunk.count * sampleBytes) / 4);
    return { ...chunk, slab, features: reserveTensor(label, [words], slab, 'u32') };
  });
  try {
    for (const { slab } of shards) slab.allocate(device);
  } catch (error) {
    for (const { slab } of shards) slab.destroy();
    throw error;
  }
  return shards;
}

/** Uploads pictures as bytes, 0…255 → 0…1, with their labels as class indices. @throws DeviceLimitError */
export function uploadImages(device: GPUDevice, data: ImageDataset): DeviceDataset {
  const { onDevice, writes } = reserveImages(device, data);
  for (const write of writes) write();
  return onDevice;
}

/** The same in pieces, between which the page draws and handles events: MNIST in one piece takes 50 ms. */
export async function uploadImagesInPieces(device: GPUDevice, data: ImageDataset): Promise<DeviceDataset> {
  const uploaded = uploadImagesLater(device, data);
  await uploaded.fill();
  return uploaded;
}

/** The same by `fill`, of pictures that are there once `complete` resolves. @throws DeviceLimitError */
export function uploadImagesLater(
  device: GPUDevice,
  data: ImageDataset,
  complete?: () => Promise<void> | undefined,
): DeviceDataset & Required<Pick<DeviceDataset, 'fill'>> {
  const { onDevice, writes } = reserveImages(device, data);
  let settled = false;
  return {
    ...onDevice,
    fill: async () => {
      await complete?.();
      const yielder = new EventLoopYielder();
      for (const write of writes) {
        if (settled) return;
        write();
        await yielder.yieldToEventLoop();
      }
      settled = true;
    },
    destroy: () => {
      settled = true;
      onDevice.destroy();
    },
  };
}

const PIECE_BYTES = 2 ** 22;

/** Buffers for pictures and labels, and the calls that fill them. */
function reserveImages(
  device: GPUDevice,
  data: ImageDataset,
): { readonly onDevice: DeviceDataset; readonly writes: readonly (() => void)[] } {
  const { count, height, width, channels } = data;
  const bytes = height * width * channels;
  const shards = reserveShards(device, `${data.name} pictures`, count, bytes);
  const labels = new Slab(`${data.name} labels`, 'labels');
  const targets = reserveTensor('labels', [count], labels, 'u32');
  labels.allocate(device);
  const writes = shards.flatMap(({ slab, first, count: rows }) => {
    const images = data.images.subarray(first * bytes, (first + rows) * bytes);
    return Array.from({ length: Math.ceil(images.length / PIECE_BYTES) }, (_, piece) => () => {
      const at = piece * PIECE_BYTES;
      writeBytes(device, slab, at, images.subarray(at, at + PIECE_BYTES));
    });
  });
  writes.push(() => device.queue.writeBuffer(labels.buffer, 0, Uint32Array.from(data.labels)));
  const onDevice: DeviceDataset = {
    samples: count,
    featureShape: [height, width, channels],
    featureType: 'u8',
    scale: 1 / 255,
    offset: 0,
    targetShape: [],
    shards,
    targets,
    targetType: 'u32',
    destroy: () => {
      for (const { slab } of shards) slab.destroy();
      labels.destroy();
    },
  };
  return { onDevice, writes };
}

/** writeBuffer needs whole words. All but the last are copied straight from the caller's memory. */
function writeBytes(device: GPUDevice, { buffer }: Slab, at: number, bytes: Uint8Array): void {
  const whole = bytes.length - (bytes.length % 4);
  device.queue.writeBuffer(buffer, at, bytes as Uint8Array<ArrayBuffer>, 0, whole);
  if (whole === bytes.length) return;
  const rest = new Uint8Array(4);
  rest.set(bytes.subarray(whole));
  device.queue.writeBuffer(buffer, at + whole, rest);
}

/**
 * Uploads numbers unchanged.
 * @param targets class indices (Uint32Array) or values (Float32Array), `targetShape` of them per sample
 */
export function uploadArrays(
  device: GPUDevice,
  x: { readonly values: Float32Array; readonly shape: Shape },
  t: { readonly values: Float32Array | Uint32Array; readonly shape: Shape },
): DeviceDataset {
  const { data, write } = reserveArrays(device, x.values.length / sizeOf(x.shape), x.shape, t);
  write(x.values, 0);
  return data;
}

/** As above, for samples that arrive in pieces: `write` copies numbers to an offset, counted in numbers. */
export function reserveArrays(
  device: GPUDevice,
  samples: number,
  shape: Shape,
  t: { readonly values: Float32Array | Uint32Array; readonly shape: Shape },
): { readonly data: DeviceDataset; readonly write: (values: Float32Array, at: number) => void } {
  const length = sizeOf(shape);
  const shards = reserveShards(device, 'samples', samples, length * 4);
  const targetSlab = new Slab('targets');
  const targets = reserveTensor('targets', [t.values.length], targetSlab, 'u32');
  targetSlab.allocate(device);
  device.queue.writeBuffer(targetSlab.buffer, 0, t.values as Float32Array<ArrayBuffer>);
  const data: DeviceDataset = {
    samples,
    featureShape: shape,
    featureType: 'f32',
    scale: 1,
    offset: 0,
    targetShape: t.shape,
    shards,
    targets,
    targetType: t.values instanceof Uint32Array ? 'u32' : 'f32',
    destroy: () => {
      for (const { slab } of shards) slab.destroy();
      targetSlab.destroy();
    },
  };
  const write = (values: Float32Array, at: number): void => {
    for (const { slab, first, count } of shards) {
      const start = Math.max(at, first * length);
      const end = Math.min(at + values.length, (first + count) * length);
      if (start >= end) continue;
      const part = values.subarray(start - at, end - at) as Float32Array<ArrayBuffer>;
      device.queue.writeBuffer(slab.buffer, (start - first * length) * 4, part);
    }
  };
  return { data, write };
}
