import { afterAll, beforeAll, expect, test } from 'vitest';
import { newTestDevice } from './device';

let device: GPUDevice;
beforeAll(async () => {
  device = await newTestDevice();
});
afterAll(() => {
  device.destroy();
});

test('the device computes: every number is doubled', async () => {
  const module = device.createShaderModule({
    label: 'double',
    code: /* wgsl */ `
      @group(0) @binding(0) var<storage, read_write> numbers: array<f32>;
      @compute @workgroup_size(4) fn main(@builtin(global_invocation_id) id: vec3u) {
        numbers[id.x] = 2.0 * numbers[id.x];
      }`,
  });
  const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module } });
  const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
  const numbers = device.createBuffer({ size: 16, usage: STORAGE | COPY_SRC | COPY_DST });
  const staging = device.createBuffer({ size: 16, usage: MAP_READ | COPY_DST });
  device.queue.writeBuffer(numbers, 0, new Float32Array([1, 2, 3, 4]));
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(
    0,
    device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [{ binding: 0, resource: { buffer: numbers } }],
    }),
  );
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(numbers, 0, staging, 0, 16);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  expect([...new Float32Array(staging.getMappedRange())]).toEqual([2, 4, 6, 8]);
});

test('the device has the limits the engine relies on', () => {
  expect(device.limits.maxStorageBuffersPerShaderStage).toBeGreaterThanOrEqual(8);
  expect(device.limits.maxStorageBufferBindingSize).toBeGreaterThanOrEqual(128 * 2 ** 20);
  expect(device.limits.maxComputeInvocationsPerWorkgroup).toBeGreaterThanOrEqual(256);
});

const drivers = typeof process === 'undefined' ? undefined : process.env.VK_DRIVER_FILES;
test.runIf(drivers?.includes('swiftshader'))('where SwiftShader is asked for, it is the device', () => {
  expect(device.adapterInfo.description).toContain('SwiftShader');
});
