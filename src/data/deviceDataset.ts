// A data set that lies on the GPU as a whole. Batches are gathered from it there (shaders/training/gather.wgsl): no
// picture crosses the bus while training.

import { Slab } from '../gpu/slab';
import { reserveTensor } from '../graph/graph';
import { sizeOf, type Shape, type Tensor } from '../graph/tensor';
import type { ImageDataset } from './imageDataset';

export interface DeviceDataset {
  readonly samples: number;
  /** The shape of one sample, without the batch axis. */
  readonly featureShape: Shape;
  /** `u8`: four to a u32, gathered as value · scale + offset. `f32`: unchanged. */
  readonly featureType: 'u8' | 'f32';
  readonly scale: number;
  readonly offset: number;
  readonly targetShape: Shape;
  /** Both as u32 for the gather kernel; the bits are f32 or u32 as `targetType` says. */
  readonly features: Tensor;
  readonly targets: Tensor;
  readonly targetType: 'f32' | 'u32';
  destroy(): void;
}

/** Uploads pictures as bytes, 0…255 → 0…1, with their labels as class indices. @throws DeviceLimitError */
export function uploadImages(device: GPUDevice, data: ImageDataset): DeviceDataset {
  const slab = new Slab(`${data.name} pictures`);
  const labels = new Slab(`${data.name} labels`);
  const words = Math.ceil(data.images.length / 4);
  const features = reserveTensor('pictures', [words], slab, 'u32');
  const targets = reserveTensor('labels', [data.count], labels, 'u32');
  slab.allocate(device);
  labels.allocate(device);
  // writeBuffer needs whole words. All but the last are copied straight from the caller's memory.
  const whole = data.images.length - (data.images.length % 4);
  device.queue.writeBuffer(slab.buffer, 0, data.images as Uint8Array<ArrayBuffer>, 0, whole);
  if (whole < data.images.length) {
    const rest = new Uint8Array(4);
    rest.set(data.images.subarray(whole));
    device.queue.writeBuffer(slab.buffer, whole, rest);
  }
  device.queue.writeBuffer(labels.buffer, 0, Uint32Array.from(data.labels));
  return {
    samples: data.count,
    featureShape: [data.height, data.width, data.channels],
    featureType: 'u8',
    scale: 1 / 255,
    offset: 0,
    targetShape: [],
    features,
    targets,
    targetType: 'u32',
    destroy: () => {
      slab.destroy();
      labels.destroy();
    },
  };
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
  const slabs = [new Slab('samples'), new Slab('targets')] as const;
  const features = reserveTensor('samples', [samples * sizeOf(shape)], slabs[0], 'u32');
  const targets = reserveTensor('targets', [t.values.length], slabs[1], 'u32');
  for (const slab of slabs) slab.allocate(device);
  device.queue.writeBuffer(slabs[1].buffer, 0, t.values as Float32Array<ArrayBuffer>);
  const data: DeviceDataset = {
    samples,
    featureShape: shape,
    featureType: 'f32',
    scale: 1,
    offset: 0,
    targetShape: t.shape,
    features,
    targets,
    targetType: t.values instanceof Uint32Array ? 'u32' : 'f32',
    destroy: () => {
      for (const slab of slabs) slab.destroy();
    },
  };
  const write = (values: Float32Array, at: number): void =>
    device.queue.writeBuffer(slabs[0].buffer, at * 4, values as Float32Array<ArrayBuffer>);
  return { data, write };
}
