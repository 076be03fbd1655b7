import { expect, test } from 'vitest';
import { checkImageDataset, sliceImages, type ImageDataset } from '../../src/data/imageDataset';

const three: ImageDataset = {
  name: 'three',
  images: Uint8Array.from({ length: 3 * 2 * 1 * 2 }, (_, index) => index),
  labels: new Uint8Array([0, 1, 1]),
  count: 3,
  height: 2,
  width: 1,
  channels: 2,
  classNames: ['cat', 'dog'],
};

test('a consistent dataset is returned unchanged', () => {
  expect(checkImageDataset(three)).toBe(three);
});

test.each([
  [{ count: 4 }, "dataset 'three': 4 images of 2 × 1 × 2 need 16 bytes. Received 12."],
  [{ height: 0 }, "dataset 'three': height must be a whole number ≥ 1. Received 0."],
  [{ labels: new Uint8Array(2) }, "dataset 'three': 3 images need as many labels. Received 2."],
  [
    { labels: new Uint8Array([0, 2, 1]) },
    "dataset 'three': label 1 must be below the 2 classes. Received 2.",
  ],
  [{ classNames: [] }, "dataset 'three': needs 1 to 256 class names. Received 0."],
  [{ classNames: ['cat', 'cat'] }, "dataset 'three': class names must differ. Received 'cat' twice."],
])('%o is refused', (change, message) => {
  expect(() => checkImageDataset({ ...three, ...change })).toThrow(new RangeError(message));
});

test('a slice shares memory and is a valid dataset', () => {
  const slice = checkImageDataset(sliceImages(three, 1, 2));
  expect([...slice.images]).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  expect([...slice.labels]).toEqual([1, 1]);
  expect(slice.images.buffer).toBe(three.images.buffer);
  expect(() => sliceImages(three, 2, 2)).toThrow("dataset 'three': has 3 images. Received the range 2 to 4.");
});
