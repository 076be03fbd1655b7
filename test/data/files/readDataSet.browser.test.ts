// The readers are the same in the page, where the browser decodes pictures.

import { gzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readDataSet } from '../../../src/data/files/readDataSet';
import type { PictureDecoder } from '../../../src/data/files/pictures';

/** The central square, scaled. */
const decode: PictureDecoder = async (bytes, _, size) => {
  const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
  const { width, height } = bitmap;
  const cut = Math.min(width, height);
  const context = new OffscreenCanvas(size, size).getContext('2d')!;
  context.drawImage(bitmap, (width - cut) / 2, (height - cut) / 2, cut, cut, 0, 0, size, size);
  return context.getImageData(0, 0, size, size).data;
};

async function encoded(colour: string, type: string): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(20, 10);
  const context = canvas.getContext('2d')!;
  context.fillStyle = colour;
  context.fillRect(0, 0, 20, 10);
  return new Uint8Array(await (await canvas.convertToBlob({ type })).arrayBuffer());
}

test('pictures in a zip, of all three kinds, some of them transparent', async () => {
  const entries: Record<string, Uint8Array> = {};
  for (const [name, colour] of [
    ['clear', 'rgb(255 0 0 / 0)'],
    ['red', 'rgb(255 0 0)'],
  ] as const)
    for (const type of ['png', 'webp']) entries[`${name}/1.${type}`] = await encoded(colour, `image/${type}`);
  entries['red/2.jpg'] = await encoded('rgb(255 0 0)', 'image/jpeg');
  const data = await readDataSet([{ name: 'a.zip', bytes: zipSync(entries) }], { decode, size: 2 });
  expect(data).toMatchObject({ train: { count: 3, classNames: ['clear', 'red'] }, test: { count: 2 } });
  expect([...data.test.images.subarray(0, 12)]).toEqual(Array(12).fill(255));
  expect([...data.test.images.subarray(12, 15)].map((value) => Math.round(value / 255))).toEqual([1, 0, 0]);
});

test('compressed IDX files', async () => {
  const images = gzipSync(Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 1, 5, 6, 7, 8));
  const labels = gzipSync(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 0, 1));
  const files = [
    { name: 'images.gz', bytes: images },
    { name: 'labels.gz', bytes: labels },
  ];
  expect(await readDataSet(files, { decode })).toMatchObject({
    format: 'idx',
    train: { count: 2 },
    test: { count: 2 },
  });
});
