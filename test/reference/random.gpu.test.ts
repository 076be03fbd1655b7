// shaders/lib/random.wgsl gives bit for bit what src/reference/hash.ts gives.

import { beforeAll, expect, test } from 'vitest';
import randomShader from '../../shaders/lib/random.wgsl?raw';
import { pcg32, permute, uniform } from '../../src/reference/hash';
import { testDevice } from '../support/device';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

/** Runs `expression` (a u32 in WGSL, of the index `i`) for i = 0 … count−1. */
async function evaluate(expression: string, count: number): Promise<Uint32Array> {
  const module = device.createShaderModule({
    label: 'random',
    code: `${randomShader}
      @group(0) @binding(0) var<storage, read_write> result: array<u32>;
      @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
        let i = id.x;
        if i < arrayLength(&result) { result[i] = ${expression}; }
      }`,
  });
  const { messages } = await module.getCompilationInfo();
  expect(messages.map((message) => `${message.lineNum}: ${message.message}`)).toEqual([]);
  const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module } });
  const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
  const result = device.createBuffer({ size: 4 * count, usage: STORAGE | COPY_SRC });
  const staging = device.createBuffer({ size: 4 * count, usage: COPY_DST | MAP_READ });
  const layout = pipeline.getBindGroupLayout(0);
  const entries = [{ binding: 0, resource: { buffer: result } }];
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout, entries }));
  pass.dispatchWorkgroups(Math.ceil(count / 64));
  pass.end();
  encoder.copyBufferToBuffer(result, 0, staging, 0, 4 * count);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  return new Uint32Array(staging.getMappedRange().slice(0));
}

const expected = (count: number, f: (i: number) => number) =>
  Uint32Array.from({ length: count }, (_, i) => f(i));

test('pcg32', async () => {
  expect(await evaluate('pcg32(i * 2654435769u, i % 7u, i)', 1000)).toEqual(
    expected(1000, (i) => pcg32(Math.imul(i, 2654435769), i % 7, i)),
  );
});

test('uniform01, every bit of the float', async () => {
  const bits = (value: number) => new Uint32Array(new Float32Array([value]).buffer)[0]!;
  expect(await evaluate('bitcast<u32>(uniform01(42u, 3u, i))', 1000)).toEqual(
    expected(1000, (i) => bits(uniform(42, 3, i))),
  );
});

test.each([1, 2, 7, 64, 60000])('permute %d', async (count) => {
  expect(await evaluate(`permute(i, ${count}u, 12345u, 6u)`, count)).toEqual(
    expected(count, (i) => permute(i, count, 12345, 6)),
  );
});
