// Buffers that are destroyed while views of them may still exist. A network is replaced at once and its memory freed;
// the code that draws it is notified a little later, and a running explanation may use it even after that. WebGPU
// rejects the whole submit that uses a destroyed buffer, so code that draws or reads checks first.

const destroyed = new WeakSet<GPUBuffer>();

/** Use this instead of `buffer.destroy()` if views of the buffer were handed out. */
export function destroyBuffer(buffer: GPUBuffer): void {
  destroyed.add(buffer);
  buffer.destroy();
}

/** The requested numbers were destroyed together with their network. */
export class DestroyedBufferError extends Error {
  override readonly name = 'DestroyedBufferError';
  constructor(buffer: GPUBuffer) {
    super(`buffer '${buffer.label}': was destroyed before it could be read`);
  }
}

export const isDestroyed = (buffer: GPUBuffer): boolean => destroyed.has(buffer);
