// Requests a GPU device with everything the adapter offers; errors say in words what is missing.
//
// A device with default limits cannot hold VGG-16's first dense layer (392 MiB; default 128 MiB per binding), so the
// adapter's own limits are requested. All features are optional: a kernel that uses one has a variant without it.
// Source: https://www.w3.org/TR/webgpu/#limits, #dom-gpuadapter-requestdevice

import { adapterFacts, learnDevice, type AdapterFacts } from './deviceFacts';
import { learnAnswers } from './waits';

const LIMITS = [
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

const FEATURES = ['subgroups', 'timestamp-query', 'shader-f16'] as const;

export interface RequestOptions {
  /** The preferred GPU if there are two. Default: the fast one. */
  readonly powerPreference?: GPUPowerPreference;
  /** Default: `navigator.gpu`. */
  readonly gpu?: GPU;
  readonly label?: string;
  /** Called with the device before its subgroups are tried: for what does not depend on them, and would wait. */
  readonly onDevice?: (device: GPUDevice) => void;
}

export interface RequestedDevice {
  readonly device: GPUDevice;
  /** The adapter in words, such as `apple metal-3`; `unknown GPU` if it reports nothing. */
  readonly description: string;
}

/** Why there is no device, as data. */
export type NoDeviceFacts =
  | { readonly code: 'noWebGpu' }
  | { readonly code: 'noAdapter'; readonly reason: string | null }
  | { readonly code: 'noDevice'; readonly adapter: string; readonly reason: string };

/** There is no WebGPU, or no GPU for it. The message says which, and what to try. */
export class NoDeviceError extends Error {
  override readonly name = 'NoDeviceError';
  constructor(
    message: string,
    readonly facts: NoDeviceFacts,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * An adapter; where there is none of the core level, one of the compatibility level (OpenGL ES 3.1, Direct3D 11), which has
 * all that the kernels and the pictures need. An older browser does not know levels and gives none.
 */
export async function requestAdapter(
  gpu: GPU,
  powerPreference: GPUPowerPreference = 'high-performance',
): Promise<GPUAdapter | null> {
  return (
    (await gpu.requestAdapter({ powerPreference })) ??
    gpu.requestAdapter({ powerPreference, featureLevel: 'compatibility' })
  );
}

/** @throws NoDeviceError */
export async function requestGpuDevice(options: RequestOptions = {}): Promise<RequestedDevice> {
  const { powerPreference, label = 'convscope' } = options;
  // The types declare `navigator.gpu` as present; old browsers, insecure pages and Node lack it.
  const scope = globalThis as { readonly navigator?: { readonly gpu?: GPU } };
  const gpu = options.gpu ?? scope.navigator?.gpu;
  if (gpu === undefined) {
    throw new NoDeviceError(
      'WebGPU: expected navigator.gpu. Received nothing: this browser has no WebGPU, or the page is not secure ' +
        '(https or localhost). In Node install the package `webgpu` and set navigator.gpu, or pass a device.',
      { code: 'noWebGpu' },
    );
  }
  let adapter: GPUAdapter | null;
  try {
    adapter = await requestAdapter(gpu, powerPreference);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new NoDeviceError(`WebGPU: no adapter. ${reason}`, { code: 'noAdapter', reason }, { cause });
  }
  if (adapter === null) {
    throw new NoDeviceError(
      'WebGPU: expected an adapter. Received none: no GPU driver that WebGPU accepts, or it is blocked in the ' +
        'browser (see chrome://gpu, about:support).',
      { code: 'noAdapter', reason: null },
    );
  }
  const requiredLimits: Record<string, number> = {};
  for (const name of LIMITS) {
    // An older browser may not know all of them.
    const limit = adapter.limits[name] as number | undefined;
    if (limit !== undefined) requiredLimits[name] = limit;
  }
  const { features } = adapter;
  const facts = await adapterFacts(adapter);
  let device: GPUDevice;
  try {
    device = await adapter.requestDevice({
      label,
      requiredLimits,
      requiredFeatures: FEATURES.filter((feature) => features.has(feature)),
    });
  } catch (cause) {
    const [name, reason] = [describe(facts), String(cause)];
    throw new NoDeviceError(
      `WebGPU: the adapter '${name}' gave no device. ${reason}`,
      { code: 'noDevice', adapter: name, reason },
      { cause },
    );
  }
  // The lateness of answers can be measured only while nothing is in flight.
  await learnAnswers(device);
  const learned = learnDevice(device, facts);
  options.onDevice?.(device);
  await learned;
  return { device, description: describe(facts) };
}

function describe({ vendor, architecture, description }: AdapterFacts): string {
  const words = [vendor, architecture].filter((word) => word !== '').join(' ');
  return description || words || 'unknown GPU';
}
