// What a layer of data augmentation makes of one picture, several times: each draw is that of the layer's reference, as training
// would have it.

import { describe, expect, it } from 'vitest';
import { createBuffer } from '../../src/gpu/buffers';
import { readFloats } from '../../src/gpu/readback';
import { AugmentedDraws } from '../../src/inspect/augmentedDraws';
import { layerDefinition } from '../../src/layers/all';
import { checkOptions } from '../../src/layers/options';
import { ndArray } from '../../src/reference/ndArray';
import { expectClose } from '../support/compare';
import { testDevice } from '../support/device';

const COUNT = 4;
const SEED = 5;
const shape = [6, 5, 3];
const pixels = Float32Array.from({ length: 90 }, (_, i) => Math.fround(((i * 37) % 101) / 101));

async function shown(device: GPUDevice): Promise<GPUBuffer> {
  const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const buffer = createBuffer(device, { label: 'picture', size: pixels.byteLength, usage });
  device.queue.writeBuffer(buffer, 0, pixels);
  await device.queue.onSubmittedWorkDone();
  return buffer;
}

describe('draws of data augmentation', () => {
  it.each([
    ['randomFlip', { mode: 'horizontal' }],
    ['randomRotation', { factor: 0.1 }],
    ['randomBrightness', { factor: 0.3, valueRange: [0, 1] }],
  ] as const)('%s %o: each is the reference’s, at every step', async (kind, options) => {
    const device = await testDevice();
    const buffer = await shown(device);
    const layer = { name: 'augment', kind, options };
    const draws = await AugmentedDraws.create(device, shape, layer, { count: COUNT, seed: SEED });
    const definition = layerDefinition(kind);
    const batch = ndArray([COUNT, ...shape], Array.from({ length: COUNT }, () => [...pixels]).flat());
    const seen = new Set<string>();
    for (const step of [0, 7]) {
      draws.draw({ label: 'picture', buffer, offsetBytes: 0, shape }, step);
      const found = await readFloats(device, draws.drawn);
      const mode = { training: true, name: 'augment', seed: SEED, step };
      const wanted = definition.reference.forward(
        checkOptions(kind, definition.options, options),
        [batch],
        {},
        mode,
      );
      expectClose(ndArray(wanted.shape, found), wanted, `step ${step}`, 1e-5);
      for (let at = 0; at < COUNT; at++) seen.add(String(found.slice(90 * at, 90 * (at + 1))));
    }
    // Flips have two results, the others as many as draws.
    expect(seen.size).toBe(kind === 'randomFlip' ? 2 : 2 * COUNT);
    draws.destroy();
    buffer.destroy();
  });

  it('refuse a picture of another size', async () => {
    const device = await testDevice();
    const buffer = await shown(device);
    const layer = { name: 'augment', kind: 'randomFlip', options: {} };
    const draws = await AugmentedDraws.create(device, shape, layer, { count: COUNT, seed: SEED });
    expect(() => draws.draw({ label: 'picture', buffer, offsetBytes: 0, shape: [6, 5, 1] }, 0)).toThrow(
      'augmented draws: expected a picture of 6×5×3. Received 6×5×1',
    );
    draws.destroy();
    buffer.destroy();
  });
});
