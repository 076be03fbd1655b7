// Buffers that are destroyed while somebody may still hold a view of them. A network is replaced at once and its memory
// given back; what draws it hears of that a little later, and an explanation under way may even come after. WebGPU refuses
// the whole submit that uses a destroyed buffer, so who draws or reads asks first.

const destroyed = new WeakSet<GPUBuffer>();

/** To be called in place of `buffer.destroy()` wherever views of the buffer are given away. */
export function destroyBuffer(buffer: GPUBuffer): void {
  destroyed.add(buffer);
  buffer.destroy();
}

/** Numbers were asked for that are gone with their network. */
export class DestroyedBufferError extends Error {
  override readonly name = 'DestroyedBufferError';
  constructor(buffer: GPUBuffer) {
    super(`buffer '${buffer.label}': was destroyed before it could be read`);
  }
}

export const isDestroyed = (buffer: GPUBuffer): boolean => destroyed.has(buffer);
