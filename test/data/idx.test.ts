import { expect, test } from 'vitest';
import { imagesFromIdx, parseIdx } from '../../src/data/idx';

// Two pictures of 2 × 3, written out by hand.
const pictures = new Uint8Array([
  0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
]);
const labels = new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 1, 0]);

test('dimensions are big-endian, values follow', () => {
  expect(parseIdx(pictures, 'p', 3)).toEqual({ dims: [2, 2, 3], values: pictures.subarray(16) });
  expect(parseIdx(labels, 'l', 1)).toEqual({ dims: [2], values: new Uint8Array([1, 0]) });
});

test('a view that begins inside its buffer is read from its own start', () => {
  const padded = new Uint8Array(labels.length + 3);
  padded.set(labels, 3);
  expect([...parseIdx(padded.subarray(3), 'l', 1).values]).toEqual([1, 0]);
});

test.each([
  ['cut off', pictures.subarray(0, 27), '2 × 2 × 3 values need 28 bytes. Received 27 (cut off).'],
  ['too long', new Uint8Array([...pictures, 0]), '2 × 2 × 3 values need 28 bytes. Received 29 (too long).'],
  ['header cut off', pictures.subarray(0, 9), 'needs a header of 16 bytes. Received 9.'],
  ['empty', new Uint8Array(), 'needs a header of 16 bytes. Received 0.'],
  [
    'labels in place of pictures',
    labels,
    'needs magic number 0x00000803 (unsigned bytes, 3 dimensions). Received 0x00000801 (1 dimension).',
  ],
  [
    'floats',
    new Uint8Array([0, 0, 13, 3]),
    'needs magic number 0x00000803 (unsigned bytes, 3 dimensions). Received 0x00000d03 (type code 13).',
  ],
  [
    'still compressed',
    new Uint8Array([0x1f, 0x8b, 8, 0]),
    'needs magic number 0x00000803 (unsigned bytes, 3 dimensions). ' +
      'Received 0x1f8b0800 (a gzip file: decompress it first).',
  ],
  [
    'a page in its place',
    new TextEncoder().encode('<!doctype html>'),
    'needs magic number 0x00000803 (unsigned bytes, 3 dimensions). Received 0x3c21646f (an HTML or XML page).',
  ],
])('%s: the error names file, need and content', (_, bytes, message) => {
  expect(() => parseIdx(bytes, 'train-images', 3)).toThrow(new Error(`IDX file 'train-images': ${message}`));
});

test('pictures and labels become a dataset', () => {
  const dataset = imagesFromIdx('tiny', { name: 'p', bytes: pictures }, { name: 'l', bytes: labels }, [
    'zero',
    'one',
  ]);
  expect(dataset).toMatchObject({ name: 'tiny', count: 2, height: 2, width: 3, channels: 1 });
});

test('differing counts name both files', () => {
  const oneLabel = new Uint8Array([0, 0, 8, 1, 0, 0, 0, 1, 1]);
  expect(() =>
    imagesFromIdx('tiny', { name: 'p', bytes: pictures }, { name: 'l', bytes: oneLabel }, ['0', '1']),
  ).toThrow("IDX files 'p' and 'l': 2 images need as many labels. Received 1.");
});
