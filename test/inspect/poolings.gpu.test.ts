// One map under both poolings is what the reference implementation makes of it, for several windows and a map of
// several channels.

import { describe, expect, it } from 'vitest';
import { readFloats } from '../../src/gpu/readback';
import { averagePool2dForward } from '../../src/reference/averagePool2d';
import { maxPool2dForward } from '../../src/reference/maxPool2d';
import { ndArray } from '../../src/reference/ndArray';
import { Poolings, type PoolingSettings } from '../../src/inspect/poolings';
import { testDevice } from '../support/device';

const shape = [7, 9, 3];
const values = Float32Array.from({ length: 7 * 9 * 3 }, (_, i) => Math.fround(((i * 37) % 101) / 50 - 1));

async function upload(device: GPUDevice): Promise<GPUBuffer> {
  const buffer = device.createBuffer({
    size: values.byteLength,
    usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
  device.queue.writeBuffer(buffer, 0, values);
  await device.queue.onSubmittedWorkDone();
  return buffer;
}

describe('one map under both poolings', () => {
  it.each<PoolingSettings>([
    { poolSize: 2, strides: 2, padding: 'valid' },
    { poolSize: 3, strides: 2, padding: 'same' },
    { poolSize: 4, strides: 1, padding: 'same' },
    { poolSize: 2, strides: 3, padding: 'valid' },
  ])('is the reference, with %o', async (settings) => {
    const device = await testDevice();
    const buffer = await upload(device);
    const poolings = await Poolings.create(device, shape, settings);
    poolings.pool({ label: 'map', buffer, offsetBytes: 0, shape });
    const x = ndArray([1, ...shape], values);
    const { poolSize, strides, padding } = settings;
    const window = {
      size: [poolSize, poolSize],
      strides: [strides, strides],
      padding,
      dilation: [1, 1],
    } as const;
    const max = maxPool2dForward(x, window).y;
    const average = averagePool2dForward(x, window);
    expect(poolings.outputShape).toEqual(max.shape.slice(1));
    const wanted = {
      max: [...max.data],
      average: [...average.data],
      difference: [...max.data].map((value, i) => value - (average.data[i] ?? NaN)),
    };
    for (const map of ['max', 'average', 'difference'] as const) {
      const found = await readFloats(device, poolings.view(map));
      expect(found).toHaveLength(wanted[map].length);
      wanted[map].forEach((value, i) => expect(found[i], `${map} ${i}`).toBeCloseTo(value, 5));
    }
    const index = [1, 1, 2];
    const at = (1 * (max.shape[2] ?? 1) + 1) * 3 + 2;
    const explained = await poolings.explain('average', index);
    expect(explained.rule).toBe('mean');
    expect(explained.value).toBeCloseTo(wanted.average[at] ?? NaN, 6);
    expect((await poolings.explain('max', index)).value).toBe(wanted.max[at]);
    poolings.destroy();
  });

  it('says which window does not fit', async () => {
    const device = await testDevice();
    await expect(
      Poolings.create(device, [5, 5, 1], { poolSize: 6, strides: 6, padding: 'valid' }),
    ).rejects.toThrow(/window is larger than its input: 6×6 on 5×5/);
  });
});
