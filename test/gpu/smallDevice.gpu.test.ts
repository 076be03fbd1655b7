// The smallest device that WebGPU promises: of the compatibility level (Android without Vulkan, Direct3D 11), with the
// default limits and no optional feature.

import { beforeAll, expect, it, vi } from 'vitest';
import { colourMap } from '../../src/draw/colourMaps';
import { Painter, Surface } from '../../src/draw/painter';
import { mapSlice } from '../../src/draw/slices';
import { requestGpuDevice, type RequestedDevice } from '../../src/gpu/requestDevice';
import { TrainingSession } from '../../src/session/session';
import { selfCheck } from '../../src/tuning/selfCheck';
import { bars } from '../support/tinyData';

let small: RequestedDevice;
const complaints: string[] = [];

/** Has no adapter of the core level, and of the other one none that offers more than it must. */
const gpu = {
  requestAdapter: async ({ featureLevel }: GPURequestAdapterOptions) => {
    const adapter =
      featureLevel === 'compatibility' ? await navigator.gpu.requestAdapter({ featureLevel }) : null;
    if (adapter === null) return null;
    const requestDevice = adapter.requestDevice.bind(adapter);
    return { features: new Set(), limits: {}, info: adapter.info, requestDevice };
  },
} as unknown as GPU;

beforeAll(async () => {
  small = await requestGpuDevice({ gpu });
  small.device.addEventListener('uncapturederror', ({ error }) => complaints.push(error.message));
});

/** wgpu 29 has no compatibility level: asked for it, Deno gives a device of the core level. */
const isWgpu = 'Deno' in globalThis;

it.skipIf(isWgpu)('is asked for where there is no better one', () => {
  const { features, limits } = small.device;
  expect([...features]).toEqual([]);
  expect(limits.maxComputeInvocationsPerWorkgroup).toBe(128);
  expect(limits.maxStorageBuffersInVertexStage).toBe(0);
  expect(limits.maxStorageBufferBindingSize).toBe(128 * 2 ** 20);
});

it('computes what the reference says', async () => {
  expect((await selfCheck(small.device)).wrong).toEqual([]);
});

it('trains, tests and draws, without a complaint', async () => {
  const session = await TrainingSession.open({
    network: {
      name: 'small',
      input: [8, 8, 1],
      layers: [
        { name: 'conv', kind: 'conv2d', options: { filters: 8, kernelSize: 3, activation: 'relu' } },
        { name: 'pool', kind: 'maxPooling2d' },
        { name: 'flatten', kind: 'flatten' },
        { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
      ],
    },
    device: small,
    // More rows at once than a small workgroup adds.
    loadData: () => Promise.resolve({ train: bars(1056), test: bars(1056, 99) }),
    ...{ batchSize: 1056, learningRate: 0.05, seed: 5 },
  });
  for (let i = 0; i < 40; i++) await session.step();
  await session.evaluate();
  expect(session.error).toBeNull();
  expect(session.progress.testAccuracy).toBeGreaterThan(0.85);

  const texture = small.device.createTexture({
    ...{ size: [32, 32], format: 'rgba8unorm', usage: GPUTextureUsage.RENDER_ATTACHMENT },
  });
  vi.spyOn(navigator.gpu, 'getPreferredCanvasFormat').mockReturnValue('rgba8unorm');
  const context = { configure: vi.fn(), unconfigure: vi.fn(), getCurrentTexture: () => texture };
  const canvas = { width: 32, height: 32, getContext: () => context } as unknown as HTMLCanvasElement;
  const painter = new Painter(small.device);
  const [view] = session.layers.map(({ activation }) => activation);
  const tile = {
    x: 0,
    y: 0,
    width: 32,
    height: 32,
    domain: [0, 1],
    map: colourMap('activation', 'light'),
  } as const;
  await painter.ready;
  const surface = new Surface(canvas);
  surface.set([{ tensor: view!, tiles: [{ ...tile, slice: mapSlice(view!, 0) }] }]);
  painter.paint([surface]);
  expect(surface.dirty).toBe(false);
  await small.device.queue.onSubmittedWorkDone();
  vi.restoreAllMocks();
  session.close();
  expect(complaints).toEqual([]);
});
