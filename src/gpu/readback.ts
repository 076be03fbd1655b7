// Reads numbers back from the GPU. Each call creates and maps one staging buffer: for tests, checkpoints and occasional
// reads. Frequent reads use a ring instead (train/historyReader.ts).

import { createBuffer, DestroyedBufferError, isDestroyed } from './buffers';
import { EventLoopYielder } from './eventLoopYielder';
import { sizeOf } from './shape';
import { allocated, NoMemoryError } from './slab';
import { mapForReading } from './waits';

/** Copying this many bytes takes a millisecond or two: more is copied in pieces, between which the page draws. */
const PIECE_BYTES = 8 * 2 ** 20;

/**
 * Copies a range of a buffer to the host. Offsets and sizes are multiples of 4 bytes.
 * @throws DestroyedBufferError if the buffer was destroyed with its network; NoMemoryError if the device or the host has no memory
 * for the copy
 */
export async function readBytes(
  device: GPUDevice,
  buffer: GPUBuffer,
  offsetBytes = 0,
  sizeBytes = buffer.size - offsetBytes,
): Promise<ArrayBuffer> {
  if (isDestroyed(buffer)) throw new DestroyedBufferError(buffer);
  const staging = createBuffer(device, {
    label: 'readback',
    size: Math.max(4, sizeBytes),
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  try {
    // Encoded at once: what is submitted later may not be in the copy. If there is no memory for it, WebGPU complains of
    // each of its uses.
    device.pushErrorScope('validation');
    const encoder = device.createCommandEncoder({ label: 'readback' });
    encoder.copyBufferToBuffer(buffer, offsetBytes, staging, 0, sizeBytes);
    device.queue.submit([encoder.finish()]);
    const isMapped = mapForReading(device, staging);
    // Of a lost device nothing is known.
    const isInvalid = device.popErrorScope().catch(() => null);
    const failure = await isMapped.then(
      () => null,
      (error: unknown) => ({ error }),
    );
    const invalid = await isInvalid;
    if (failure !== null || invalid !== null) {
      await allocated([staging]);
      if (isDestroyed(buffer)) throw new DestroyedBufferError(buffer);
      throw invalid === null ? failure?.error : new Error(invalid.message, { cause: failure?.error });
    }
    const mapped = staging.getMappedRange(0, Math.max(4, sizeBytes));
    if (sizeBytes <= PIECE_BYTES) return mapped.slice(0, sizeBytes);
    const [from, bytes, yielder] = [new Uint8Array(mapped), hostBytes(sizeBytes), new EventLoopYielder()];
    for (let at = 0; at < sizeBytes; at += PIECE_BYTES) {
      bytes.set(from.subarray(at, at + PIECE_BYTES), at);
      await yielder.yieldToEventLoop();
    }
    return bytes.buffer;
  } finally {
    staging.destroy();
  }
}

/** @throws NoMemoryError if the host has none */
function hostBytes(size: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(size);
  } catch (error) {
    throw error instanceof RangeError ? new NoMemoryError({ label: 'readback', bytes: size }, error) : error;
  }
}

export async function readFloats(
  device: GPUDevice,
  view: { buffer: GPUBuffer; offsetBytes: number; shape: readonly number[] },
): Promise<Float32Array<ArrayBuffer>> {
  const count = sizeOf(view.shape);
  return new Float32Array(await readBytes(device, view.buffer, view.offsetBytes, count * 4));
}

/**
 * Reads single elements of a tensor, in the given order. Neighbours are copied together, so a patch costs one copy per
 * row.
 * @throws DestroyedBufferError if the tensor was destroyed with its network
 */
export async function readElements(
  device: GPUDevice,
  view: { buffer: GPUBuffer; offsetBytes: number },
  indices: readonly number[],
): Promise<Float32Array<ArrayBuffer>> {
  const result = new Float32Array(indices.length);
  if (indices.length === 0) return result;
  if (isDestroyed(view.buffer)) throw new DestroyedBufferError(view.buffer);
  const distinct = [...new Set(indices)].sort((a, b) => a - b);
  const staging = createBuffer(device, {
    label: 'elements',
    size: distinct.length * 4,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  try {
    const encoder = device.createCommandEncoder({ label: 'elements' });
    for (let first = 0; first < distinct.length;) {
      let last = first;
      while (distinct[last + 1] === (distinct[last] ?? 0) + 1) last++;
      encoder.copyBufferToBuffer(
        view.buffer,
        view.offsetBytes + (distinct[first] ?? 0) * 4,
        staging,
        first * 4,
        (last - first + 1) * 4,
      );
      first = last + 1;
    }
    device.queue.submit([encoder.finish()]);
    await mapForReading(device, staging);
    const values = new Float32Array(staging.getMappedRange());
    const place = new Map(distinct.map((index, i) => [index, i]));
    indices.forEach((index, i) => (result[i] = values[place.get(index) ?? 0] ?? NaN));
    return result;
  } finally {
    staging.destroy();
  }
}
