import { targetOf } from '../../src/kernels/target';
import { beforeAll, describe, expect, it } from 'vitest';
import { PipelineCache } from '../../src/gpu/pipelines';
import { readElements } from '../../src/gpu/readback';
import { Slab } from '../../src/gpu/slab';
import { Graph, reserveTensor } from '../../src/graph/graph';
import { compilePlan } from '../../src/graph/plan';
import { addKernel } from '../../src/kernels/elementwise';
import { testDevice } from '../support/device';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

describe('what a device cannot do is said with the tensor, its size and the limit', () => {
  it('a slab larger than a buffer', () => {
    const limit = Math.floor(device.limits.maxBufferSize / 256) * 256;
    const slab = new Slab('parameters');
    slab.reserve(limit);
    slab.reserve(256);
    expect(() => slab.allocate(device)).toThrow(
      /^'parameters' needs [\d.]+ MiB in one buffer; this device allows [\d.]+ MiB\./,
    );
  });

  it('a tensor of a plan', async () => {
    const graph = new Graph('large', targetOf(device));
    const count = Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize) / 4 + 64;
    const [a, y] = [graph.tensor('conv1/y', [count]), graph.tensor('sum', [count])];
    graph.dispatch(addKernel, 'add', { size: 1 }, { a, b: a, y });
    await expect(compilePlan(device, graph)).rejects.toThrow(
      /'conv1\/y' needs .* in one binding; this device/,
    );
  });

  it('nothing can be added to a slab that has its buffer', () => {
    const slab = new Slab('gradients');
    slab.reserve(4);
    slab.allocate(device);
    expect(() => slab.reserve(4)).toThrow("slab 'gradients': is already allocated; nothing can be added");
  });
});

describe('a shader that does not compile', () => {
  it('is shown with the compiler’s words and the lines they are about', async () => {
    const source =
      '@group(0) @binding(0) var<storage, read_write> y: array<f32>;\n@compute @workgroup_size(1)\nfn main() {\n  y[0] = nothing;\n}';
    await expect(
      PipelineCache.of(device).compute({ name: 'broken', source, constants: {}, accesses: ['read_write'] }),
    ).rejects.toThrow(/shader 'broken', line 4: .*nothing.*\n[^]*4 \| {3}y\[0\] = nothing;/);
  });
});

describe('single elements read back', () => {
  it('come in the order asked for, repeats included', async () => {
    const slab = new Slab('numbers');
    const tensor = reserveTensor('numbers', [8], slab);
    slab.allocate(device);
    device.queue.writeBuffer(slab.buffer, 0, Float32Array.of(0, 10, 20, 30, 40, 50, 60, 70));
    const view = {
      buffer: slab.buffer,
      offsetBytes: tensor.storage.home === 'slab' ? tensor.storage.offsetBytes : 0,
    };
    expect([...(await readElements(device, view, [5, 1, 2, 1, 7]))]).toEqual([50, 10, 20, 10, 70]);
    expect([...(await readElements(device, view, []))]).toEqual([]);
  });
});
