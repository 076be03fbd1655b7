// One way to a GPU device for every test, in Node (Dawn) and in Chromium alike: all test files of a worker share
// one device and so the pipelines compiled for it. Compiling is most of what these tests cost on a CPU.
//
// The device gets everything its adapter offers: kernels choose variants by limits and features, and a test
// on default limits would only see the smallest one. No adapter is a failure, never a skip.

import { loadWinograd } from '../../src/tuning/prepareKernels';

const limits = [
  'maxBindGroups',
  'maxBindingsPerBindGroup',
  'maxBufferSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxTextureDimension2D',
  'maxUniformBufferBindingSize',
] as const;

const features = ['shader-f16', 'subgroups', 'timestamp-query'] as const;

let shared: Promise<GPUDevice> | undefined;

/**
 * The device that all tests of this worker share. Tests that destroy or lose a device ask for `newTestDevice`.
 *
 * @throws Error when there is no WebGPU or no adapter.
 */
export function testDevice(): Promise<GPUDevice> {
  return (shared ??= newTestDevice());
}

/**
 * A new device with the adapter's limits and, where present, f16, subgroups and timestamps.
 * Validation errors that no error scope catches, and a lost device, are written to the console as errors.
 *
 * @throws Error when there is no WebGPU or no adapter.
 */
export async function newTestDevice(): Promise<GPUDevice> {
  // lib types promise `navigator.gpu`; an insecure page or an old browser breaks that promise.
  const gpu = (navigator as { gpu?: GPU }).gpu;
  if (!gpu)
    throw new Error('navigator.gpu is missing: this browser or page (insecure origin?) has no WebGPU.');
  const adapter = await gpu.requestAdapter();
  if (!adapter) {
    throw new Error(
      'No WebGPU adapter. In Chromium without a graphics card all SwiftShader flags are needed, see scripts/browser.mjs.',
    );
  }
  // As in every program that computes on a software device.
  await loadWinograd();
  const requiredLimits: Record<string, number> = {};
  for (const name of limits) requiredLimits[name] = adapter.limits[name];
  const device = await adapter.requestDevice({
    label: 'test device',
    requiredLimits,
    requiredFeatures: features.filter((feature) => adapter.features.has(feature)),
  });
  device.addEventListener('uncapturederror', (event) => {
    console.error(`WebGPU error: ${event.error.message}`);
  });
  void device.lost.then((info) => {
    if (info.reason !== 'destroyed') console.error(`WebGPU device lost: ${info.message}`);
  });
  return device;
}
