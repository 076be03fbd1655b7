import { gzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { imagesFromIdx, parseIdx } from '../../../src/data/files/idx';
import { readDataSet } from '../../../src/data/files/readDataSet';
import { bytesOf, counting, decodeStub, file, idx, idxPair, refusalOf } from '../../support/dataSetFiles';

// Two pictures of 2 × 3, written out by hand.
const pictures = new Uint8Array([
  0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
]);
const labels = new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 1, 0]);

const origin = { file: 'train-images', entry: null };

test('dimensions are big-endian, values follow', () => {
  expect(parseIdx(pictures, origin, 3)).toEqual({ dims: [2, 2, 3], values: pictures.subarray(16) });
  expect(parseIdx(labels, origin, 1)).toEqual({ dims: [2], values: new Uint8Array([1, 0]) });
});

test('a view that begins inside its buffer is read from its own start', () => {
  const padded = new Uint8Array(labels.length + 3);
  padded.set(labels, 3);
  expect([...parseIdx(padded.subarray(3), origin, 1).values]).toEqual([1, 0]);
});

const magic = 'header: expected magic number 0x00000803 (unsigned bytes, 3 dimensions).';
test.each([
  ['cut off', pictures.subarray(0, 27), 'values: expected 28 bytes for 2 × 2 × 3. Received 27 (cut off).'],
  ['too long', bytesOf(pictures, [0]), 'values: expected 28 bytes for 2 × 2 × 3. Received 29 (too long).'],
  ['header cut off', pictures.subarray(0, 9), 'header: expected 16 bytes. Received 9.'],
  ['empty', new Uint8Array(), 'header: expected 16 bytes. Received 0.'],
  ['labels in place of pictures', labels, `${magic} Received 0x00000801.`],
  ['floats', new Uint8Array([0, 0, 13, 3]), `${magic} Received 0x00000d03.`],
  ['still compressed', new Uint8Array([0x1f, 0x8b, 8, 0]), `${magic} Received 0x1f8b0800 (gzip).`],
  ['a page in its place', bytesOf('<!doctype html>'), `${magic} Received 0x3c21646f (HTML, XML).`],
])('%s: the error names file, place, need and content', async (_, bytes, message) => {
  expect(await refusalOf(() => parseIdx(bytes, origin, 3))).toBe(`file 'train-images': ${message}`);
});

test('pictures and labels become a dataset', () => {
  const dataset = imagesFromIdx('tiny', { name: 'p', bytes: pictures }, { name: 'l', bytes: labels }, [
    'zero',
    'one',
  ]);
  expect(dataset).toMatchObject({ name: 'tiny', count: 2, height: 2, width: 3, channels: 1 });
});

test('differing counts name the labels', async () => {
  const oneLabel = file('l', idx([1], [1]));
  expect(await refusalOf(() => imagesFromIdx('tiny', file('p', pictures), oneLabel, ['0', '1']))).toBe(
    "file 'l': labels: expected a label for each of 2 images. Received 1.",
  );
});

const read = (files: Parameters<typeof readDataSet>[0]) => readDataSet(files, { decode: decodeStub });

test('four files are a training and a test part, compressed or not, in any order', async () => {
  const [trainImages, trainLabels] = idxPair(6, 'train-') as [never, never];
  const [testImages, testLabels] = idxPair(4, 't10k-').map(({ name, bytes }) =>
    file(`${name}.gz`, gzipSync(bytes, { filename: name })),
  ) as [never, never];
  const data = await read([testLabels, trainImages, testImages, trainLabels]);
  expect(data).toMatchObject({ format: 'idx', train: { count: 6 }, test: { count: 4 } });
  expect(data.train).toMatchObject({ height: 2, width: 3, channels: 1, classNames: ['0', '1'] });
  expect([...data.train.images]).toEqual(counting(36));
  expect([...data.test.labels]).toEqual([0, 1, 0, 1]);
});

test('of two files, a fifth of each class is held out; the seed decides which', async () => {
  const data = await read(idxPair(20));
  expect(data).toMatchObject({ train: { count: 16 }, test: { count: 4 } });
  expect([...data.test.labels].sort()).toEqual([0, 0, 1, 1]);
  const again = await readDataSet(idxPair(20), { decode: decodeStub, seed: 1 });
  expect(again.test.images).toEqual(data.test.images);
  const other = await readDataSet(idxPair(20), { decode: decodeStub, seed: 2 });
  expect(other.test.images).not.toEqual(data.test.images);
});

test('EMNIST: pictures are transposed, and labels of letters begin at 1', async () => {
  const set = (part: string) => [
    file(`emnist-letters-${part}-images-idx3-ubyte`, idx([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])),
    file(`emnist-letters-${part}-labels-idx1-ubyte`, idx([2], [1, 26])),
  ];
  const { train } = await read([...set('train'), ...set('test')]);
  expect([...train.images]).toEqual([1, 3, 2, 4, 5, 7, 6, 8]);
  expect([...train.labels]).toEqual([0, 1]);
  expect(train.classNames).toEqual(['A', 'Z']);
  const mapping = file('emnist-letters-mapping.txt', '1 65 97\n26 122\n');
  expect((await read([...set('train'), ...set('test'), mapping])).train.classNames).toEqual(['A', 'z']);
});

test('published names are used where a path tells the data set', async () => {
  const files = [...idxPair(4, 'fashion-mnist/train-'), ...idxPair(4, 'fashion-mnist/t10k-')];
  expect(await read(files)).toMatchObject({
    train: { name: 'fashion-mnist', classNames: ['T-shirt/top', 'Trouser'] },
  });
});
