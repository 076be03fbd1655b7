// Devices of browsers of all ages: what the adapter says of itself is found where it stands there.

import { describe, expect, it, vi } from 'vitest';
import { adapterFactsOf } from '../../src/gpu/deviceFacts';
import { requestGpuDevice } from '../../src/gpu/requestDevice';

const INFO = { vendor: 'acme', architecture: 'gen-3', device: '', description: '' };

/** Has limits and features and nothing else, unless told. */
function gpuOf(adapter: object, device: object = {}): { gpu: GPU; requested: GPUDeviceDescriptor[] } {
  const requested: GPUDeviceDescriptor[] = [];
  const made = {
    features: new Set(),
    lost: new Promise(() => undefined),
    queue: { onSubmittedWorkDone: () => Promise.resolve() },
    ...device,
  };
  const found = {
    features: new Set(),
    limits: { maxBufferSize: 268435456 },
    requestDevice: (descriptor: GPUDeviceDescriptor) => {
      requested.push(descriptor);
      return Promise.resolve(made);
    },
    ...adapter,
  };
  return { gpu: { requestAdapter: () => Promise.resolve(found) } as unknown as GPU, requested };
}

describe('what an adapter says of itself', () => {
  it.each<[since: string, adapter: object, device: object]>([
    ['in both, since Chrome 132', { info: INFO }, { adapterInfo: INFO }],
    ['in its info, since Chrome 127', { info: INFO }, {}],
    ['when asked, before', { requestAdapterInfo: () => Promise.resolve(INFO) }, {}],
  ])('is found %s', async (_, adapter, device) => {
    const { gpu } = gpuOf(adapter, device);
    const made = await requestGpuDevice({ gpu });
    expect(made.description).toBe('acme gen-3');
    expect(adapterFactsOf(made.device)).toEqual({ ...INFO, isFallbackAdapter: false });
  });

  it.each<[how: string, adapter: object]>([
    ['says nothing', {}],
    ['refuses to', { requestAdapterInfo: () => Promise.reject(new Error('not allowed')) }],
    ['has empty words', { info: { vendor: '', architecture: '', device: '', description: '' } }],
  ])('may be nothing: it %s', async (_, adapter) => {
    const { gpu } = gpuOf(adapter);
    const made = await requestGpuDevice({ gpu });
    expect(made.description).toBe('unknown GPU');
    expect(adapterFactsOf(made.device).description).toBe('');
  });

  it.each<[where: string, adapter: object]>([
    ['in its info', { info: { ...INFO, isFallbackAdapter: true } }],
    ['on the adapter, as it did at first', { info: INFO, isFallbackAdapter: true }],
  ])('marks a fallback %s', async (_, adapter) => {
    const { gpu } = gpuOf(adapter);
    expect(adapterFactsOf((await requestGpuDevice({ gpu })).device).isFallbackAdapter).toBe(true);
  });

  it('is read of a device that a program made itself, if that tells', () => {
    expect(adapterFactsOf({ adapterInfo: INFO } as unknown as GPUDevice).vendor).toBe('acme');
    expect(adapterFactsOf({} as unknown as GPUDevice).vendor).toBe('');
  });
});

it('limits that a browser does not know are not asked for', async () => {
  const { gpu, requested } = gpuOf({});
  await requestGpuDevice({ gpu });
  expect(requested.map(({ requiredLimits }) => requiredLimits)).toEqual([{ maxBufferSize: 268435456 }]);
});

it('a device that is lost before it was looked at is given all the same', async () => {
  const silent = () => new Promise(() => undefined);
  const { gpu } = gpuOf(
    { info: INFO, features: new Set(['subgroups']) },
    {
      features: new Set(['subgroups']),
      lost: Promise.resolve({ reason: 'unknown' }),
      pushErrorScope: () => undefined,
      popErrorScope: silent,
      createShaderModule: () => ({}),
      createBindGroupLayout: () => ({}),
      createPipelineLayout: () => ({}),
      createComputePipelineAsync: silent,
    },
  );
  vi.stubGlobal('GPUShaderStage', { COMPUTE: 4 });
  expect((await requestGpuDevice({ gpu })).description).toBe('acme gen-3');
  vi.unstubAllGlobals();
});
