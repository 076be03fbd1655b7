// Reads back the few numbers that are shown as text: the ten probabilities, for their figures and for screen readers.
// Pictures are never drawn from this. One read is in flight at a time; a later request waits for it.

import { createBuffer, isDestroyed } from '../gpu/buffers';
import { sizeOf } from '../gpu/shape';
import type { TensorView } from '../gpu/tensorView';
import { mapForReading } from '../gpu/waits';

export class Reader {
  #buffer: GPUBuffer | null = null;
  #busy = false;
  #device: GPUDevice | null = null;

  /** The tensor's numbers, or null if a read is under way, or the tensor or the device is gone. */
  async read(device: GPUDevice, tensor: TensorView): Promise<Float32Array | null> {
    if (this.#busy || isDestroyed(tensor.buffer) || (tensor.buffer.usage & GPUBufferUsage.COPY_SRC) === 0)
      return null;
    const sizeBytes = 4 * sizeOf(tensor.shape);
    if (this.#device !== device || (this.#buffer?.size ?? 0) < sizeBytes) {
      this.#buffer?.destroy();
      this.#device = device;
      this.#buffer = createBuffer(device, {
        label: 'draw/reader',
        size: sizeBytes,
        usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
      });
    }
    const buffer = this.#buffer;
    if (!buffer) return null;
    this.#busy = true;
    try {
      const encoder = device.createCommandEncoder({ label: 'draw/reader' });
      encoder.copyBufferToBuffer(tensor.buffer, tensor.offsetBytes, buffer, 0, sizeBytes);
      device.queue.submit([encoder.finish()]);
      await mapForReading(device, buffer, 0, sizeBytes);
      const numbers = new Float32Array(buffer.getMappedRange(0, sizeBytes).slice(0));
      buffer.unmap();
      return numbers;
    } catch {
      // A lost device ends the read; the page hears of the loss from the session.
      this.#buffer = null;
      return null;
    } finally {
      this.#busy = false;
    }
  }

  close(): void {
    this.#buffer?.destroy();
    this.#buffer = null;
  }
}
