import { expect, test } from 'vitest';
import { DestroyedBufferError, destroyBuffer } from '../../src/gpu/buffers';
import { readBytes, readElements } from '../../src/gpu/readback';
import { testDevice } from '../support/device';

test('numbers that are gone with their network are refused, and the device is asked for nothing', async () => {
  const device = await testDevice();
  const buffer = device.createBuffer({ label: 'pool1/y', size: 16, usage: GPUBufferUsage.COPY_SRC });
  expect([...(await readElements(device, { buffer, offsetBytes: 0 }, [3, 0]))]).toEqual([0, 0]);
  destroyBuffer(buffer);
  device.pushErrorScope('validation');
  await expect(readElements(device, { buffer, offsetBytes: 0 }, [3, 0])).rejects.toThrow(
    DestroyedBufferError,
  );
  await expect(readBytes(device, buffer)).rejects.toThrow("buffer 'pool1/y': was destroyed");
  expect(await device.popErrorScope()).toBeNull();
});
