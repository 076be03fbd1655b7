// Numbers back from the GPU. Each call makes and maps one staging buffer: for tests, checkpoints and the
// occasional look. What is read many times a second goes through a ring instead (readbackRing.ts).

/** Copies a range of a buffer to the host. Offsets and sizes are multiples of 4 bytes. */
export async function readBytes(device: GPUDevice, buffer: GPUBuffer, offsetBytes = 0, sizeBytes = buffer.size - offsetBytes): Promise<ArrayBuffer> {
  const staging = device.createBuffer({ label: 'readback', size: Math.max(4, sizeBytes), usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  try {
    const encoder = device.createCommandEncoder({ label: 'readback' });
    encoder.copyBufferToBuffer(buffer, offsetBytes, staging, 0, sizeBytes);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    return staging.getMappedRange(0, Math.max(4, sizeBytes)).slice(0, sizeBytes);
  } finally {
    staging.destroy();
  }
}

export async function readFloats(device: GPUDevice, view: { buffer: GPUBuffer; offsetBytes: number; shape: readonly number[] }): Promise<Float32Array<ArrayBuffer>> {
  const count = view.shape.reduce((product, length) => product * length, 1);
  return new Float32Array(await readBytes(device, view.buffer, view.offsetBytes, count * 4));
}
