// Numbers that the page computed itself, as a tensor that is drawn like those of the network.

import { createBuffer, destroyBuffer } from '../gpu/buffers';
import type { TensorView } from '../gpu/tensorView';

export class OwnNumbers {
  #view: TensorView | null = null;
  #device: GPUDevice | null = null;

  constructor(private readonly label: string) {}

  /** [length]; null before the first numbers. */
  get view(): TensorView | null {
    return this.#view;
  }

  write(device: GPUDevice, numbers: Float32Array<ArrayBuffer>): void {
    let view = this.#view;
    if (view === null || this.#device !== device || view.shape[0] !== numbers.length) {
      this.destroy();
      const { label } = this;
      const buffer = createBuffer(device, {
        label,
        size: numbers.byteLength,
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
      });
      view = this.#view = { label, buffer, offsetBytes: 0, shape: [numbers.length] };
      this.#device = device;
    }
    device.queue.writeBuffer(view.buffer, 0, numbers);
  }

  destroy(): void {
    if (this.#view) destroyBuffer(this.#view.buffer);
    this.#view = null;
  }
}
