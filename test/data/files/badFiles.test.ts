// What is wrong with files of data sets is said whole: file, entry, place, what was expected and what is there.

import { gzipSync, zipSync, type Zippable } from 'fflate';
import { describe, expect, it, test } from 'vitest';
import { DataSetError } from '../../../src/data/files/dataSetError';
import type { NamedBytes } from '../../../src/data/files/member';
import { readDataSet } from '../../../src/data/files/readDataSet';
import {
  bytesOf,
  cifarRecord,
  counting,
  decodeStub,
  file,
  idx,
  idxPair,
  npy,
  picture,
  raw,
  refusalOf,
  tar,
} from '../../support/dataSetFiles';

const read = (files: readonly NamedBytes[]) => readDataSet(files, { decode: decodeStub, size: 2 });

type Case = readonly [what: string, files: readonly NamedBytes[], message: string];
const refused = (cases: readonly Case[]): void => {
  test.each(cases)('%s', async (_, files, message) => {
    expect(await refusalOf(() => read(files))).toBe(message);
  });
};

/** A copy with other bytes from a place on. */
function patched(bytes: Uint8Array, at: number, ...others: readonly number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(others, at < 0 ? copy.length + at : at);
  return copy;
}

const images = idx([4, 2, 3], counting(24));
const labels = idx([4], [0, 1, 0, 1]);
const withImages = (bytes: Uint8Array) => [
  file('images-idx3-ubyte', bytes),
  file('labels-idx1-ubyte', labels),
];
const withLabels = (bytes: Uint8Array) => [
  file('images-idx3-ubyte', images),
  file('labels-idx1-ubyte', bytes),
];

describe('IDX', () => {
  refused([
    [
      'cut off',
      withImages(images.subarray(0, 39)),
      "file 'images-idx3-ubyte': values: expected 40 bytes for 4 × 2 × 3. Received 39 (cut off).",
    ],
    [
      'too long',
      withImages(bytesOf(images, [0])),
      "file 'images-idx3-ubyte': values: expected 40 bytes for 4 × 2 × 3. Received 41 (too long).",
    ],
    [
      'a header that is cut off',
      withImages(images.subarray(0, 10)),
      "file 'images-idx3-ubyte': header: expected 16 bytes. Received 10.",
    ],
    [
      'an empty file',
      withImages(bytesOf()),
      "file 'images-idx3-ubyte': header: expected 16 bytes. Received 0.",
    ],
    [
      'a wrong magic number',
      withImages(patched(images, 0, 7)),
      "file 'images-idx3-ubyte': header: expected magic number 0x00000803 (unsigned bytes, 3 dimensions). Received 0x07000803.",
    ],
    [
      'floats',
      withImages(idx([4, 2, 3], counting(24), 13)),
      "file 'images-idx3-ubyte': header: expected magic number 0x00000803 (unsigned bytes, 3 dimensions). Received 0x00000d03.",
    ],
    [
      'four dimensions',
      withImages(idx([4, 2, 3, 1], counting(24))),
      "file 'images-idx3-ubyte': header: expected magic number 0x00000803 (unsigned bytes, 3 dimensions). Received 0x00000804.",
    ],
    [
      'a count that is too large to allocate',
      withImages(patched(images, 4, 255, 255, 255, 255)),
      "file 'images-idx3-ubyte': values: expected 25769803786 bytes for 4294967295 × 2 × 3. Received 40 (cut off).",
    ],
    [
      'sizes whose product is beyond all numbers',
      withImages(patched(images, 4, ...Array<number>(12).fill(255))),
      "file 'images-idx3-ubyte': values: expected 7.9228162458924105e+28 bytes for 4294967295 × 4294967295 × 4294967295. Received 40 (cut off).",
    ],
    [
      'images without height',
      withImages(idx([4, 0, 3], [])),
      "file 'images-idx3-ubyte': images: expected a whole number from 1 to 4096. Received 0 × 3.",
    ],
    [
      'no images',
      [file('i-idx3-ubyte', idx([0, 2, 3], [])), file('l-idx1-ubyte', idx([0], []))],
      "file 'l-idx1-ubyte': images: expected at least 1 image. Received none.",
    ],
    [
      'labels that are cut off',
      withLabels(labels.subarray(0, 11)),
      "file 'labels-idx1-ubyte': values: expected 12 bytes for 4. Received 11 (cut off).",
    ],
    [
      'fewer labels than images',
      withLabels(idx([3], [0, 1, 0])),
      "file 'labels-idx1-ubyte': labels: expected a label for each of 4 images. Received 3.",
    ],
    [
      'one class',
      withLabels(idx([4], [5, 5, 5, 5])),
      "file 'labels-idx1-ubyte': classes: expected at least 2 classes. Received 1 class.",
    ],
    [
      'a class that has no image for the test',
      withLabels(idx([4], [0, 0, 0, 1])),
      "file 'labels-idx1-ubyte': class '1': expected at least 2 images. Received 1 image.",
    ],
    [
      'no labels',
      [file('images-idx3-ubyte', images)],
      "file 'images-idx3-ubyte': training part: expected one file or array of training labels. Received none.",
    ],
    [
      'no images',
      [file('labels-idx1-ubyte', labels)],
      "file 'labels-idx1-ubyte': training part: expected one file or array of training images. Received none.",
    ],
    [
      'two files of images',
      [...withImages(images), file('more-idx3-ubyte', images)],
      "file 'images-idx3-ubyte': training part: expected one file or array of training images. Received 'images-idx3-ubyte', 'more-idx3-ubyte'.",
    ],
    [
      'a test part without labels',
      [...idxPair(4, 'train-'), ...idxPair(4, 't10k-').slice(0, 1)],
      "file 't10k-images-idx3-ubyte': test part: expected one file or array of test labels. Received none.",
    ],
    [
      'a test label that is never trained',
      [...idxPair(4, 'train-'), file('t10k-images', images), file('t10k-labels', idx([4], [0, 1, 2, 0]))],
      "file 't10k-labels': label 2: expected one of the classes '0', '1'. Received 2.",
    ],
    [
      'test images of another size',
      [
        ...idxPair(4, 'train-'),
        file('t10k-images', idx([2, 1, 1], [1, 2])),
        file('t10k-labels', idx([2], [0, 1])),
      ],
      "file 't10k-images': images: expected 2 × 3 × 1. Received 1 × 1 × 1.",
    ],
    [
      'several data sets',
      ['emnist-letters-', 'emnist-digits-'].flatMap((set) =>
        ['train-', 'test-'].flatMap((part) => idxPair(4, set + part)),
      ),
      "file 'emnist-letters-train-images-idx3-ubyte': expected files of one data set. Received 'emnist-letters', 'emnist-digits'.",
    ],
  ]);
});

const packed = gzipSync(images);
const withGzip = (bytes: Uint8Array) => [file('images.gz', bytes), file('labels-idx1-ubyte', labels)];

describe('gzip', () => {
  refused([
    [
      'cut off',
      withGzip(packed.subarray(0, packed.length - 9)),
      "file 'images.gz': expected an intact gzip file. Received a damaged one.",
    ],
    [
      'cut off in its header',
      withGzip(packed.subarray(0, 6)),
      "file 'images.gz': expected an intact gzip file. Received one that is cut off.",
    ],
    [
      'a name without end',
      withGzip(bytesOf([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3], Array<number>(10).fill(1))),
      "file 'images.gz': expected an intact gzip file. Received one that is cut off.",
    ],
    [
      'a wrong checksum',
      withGzip(patched(packed, -8, 1, 2, 3, 4)),
      "file 'images.gz': expected an intact gzip file. Received one with a wrong checksum.",
    ],
    [
      'an unknown method',
      withGzip(patched(packed, 2, 7)),
      "file 'images.gz': expected an intact gzip file. Received one with an unknown compression method.",
    ],
    [
      'damaged data',
      withGzip(patched(packed, 10, 255, 255, 255)),
      "file 'images.gz': expected an intact gzip file. Received a damaged one.",
    ],
    [
      'a bomb that claims little',
      withGzip(patched(gzipSync(new Uint8Array(2 ** 22)), -4, 40, 0, 0, 0)),
      "file 'images.gz': expected an intact gzip file. Received a damaged one.",
    ],
    [
      'a bomb that says what it is',
      withGzip(patched(packed, -4, 255, 255, 255, 255)),
      "file 'images.gz': expected at most 1073741824 bytes. Received 4294967295.",
    ],
    [
      'more than its data can unpack to',
      withGzip(patched(packed, -4, 0, 0, 0, 16)),
      "file 'images.gz': expected an intact gzip file. Received a damaged one.",
    ],
    [
      'in which there is text',
      [file('notes.gz', gzipSync(bytesOf('notes')))],
      "file 'notes.gz': expected IDX, CIFAR (binary version), NumPy (.npz, .npy), or a folder per class with PNG, JPEG or WebP. Received text.",
    ],
  ]);
});

const record = cifarRecord([3], [1, 2, 3]);
const withTar = (bytes: Uint8Array) => [file('cifar.tar', bytes)];
const batches = tar([
  { name: 'c/data_batch_1.bin', bytes: bytesOf(record, cifarRecord([4], [0, 0, 0])) },
  { name: 'c/test_batch.bin', bytes: record },
]);

describe('CIFAR and tar', () => {
  refused([
    [
      'a batch that is cut off',
      [file('data_batch_1.bin', record.subarray(0, 3000))],
      "file 'data_batch_1.bin': expected a multiple of 3073 bytes (CIFAR-10) or 3074 bytes (CIFAR-100). Received 3000.",
    ],
    [
      'an empty batch',
      [file('data_batch_1.bin', bytesOf())],
      "file 'data_batch_1.bin': expected a multiple of 3073 bytes (CIFAR-10) or 3074 bytes (CIFAR-100). Received 0.",
    ],
    [
      'one batch of another length',
      [file('data_batch_1.bin', record), file('test_batch.bin', record.subarray(1))],
      "file 'test_batch.bin': expected a multiple of 3073 bytes (CIFAR-10) or 3074 bytes (CIFAR-100). Received 3072.",
    ],
    [
      'a label out of range',
      [file('data_batch_1.bin', bytesOf(record, cifarRecord([10], [0, 0, 0])))],
      "file 'data_batch_1.bin': label 1: expected a whole number from 0 to 9. Received 10.",
    ],
    [
      'a fine label out of range',
      [file('train.bin', cifarRecord([0, 100], [0, 0, 0]))],
      "file 'train.bin': label 0: expected a whole number from 0 to 99. Received 100.",
    ],
    [
      'one class',
      [file('data_batch_1.bin', bytesOf(record, record))],
      "file 'data_batch_1.bin': classes: expected at least 2 classes. Received 1 class.",
    ],
    [
      'too few names',
      [...withTar(batches), file('batches.meta.txt', 'cat\ndog\n')],
      "file 'batches.meta.txt': classes: expected 10 classes. Received 2.",
    ],
    [
      'the version for Python',
      [
        file(
          'cifar-10-python.tar',
          tar([{ name: 'cifar-10-batches-py/data_batch_1', bytes: bytesOf([0x80, 2], '}q') }]),
        ),
      ],
      "file 'cifar-10-python.tar': expected the binary version of CIFAR. Received a Python pickle.",
    ],
    [
      'a tar that is cut off',
      withTar(batches.subarray(0, 3000)),
      "file 'cifar.tar', entry 'c/data_batch_1.bin': expected an intact tar file. Received one that is cut off.",
    ],
    [
      'a tar that is cut off in a header',
      withTar(batches.subarray(0, 512 + 6656 + 100)),
      "file 'cifar.tar': expected an intact tar file. Received one that is cut off.",
    ],
    [
      'a tar whose second header is damaged',
      withTar(patched(batches, 512 + 6656, 65)),
      "file 'cifar.tar': expected an intact tar file. Received one with a wrong checksum.",
    ],
    [
      'a tar with a size that is none',
      withTar(tar([{ name: 'a.bin', bytes: record, size: NaN }])),
      "file 'cifar.tar', entry 'a.bin': expected an intact tar file. Received one that is cut off.",
    ],
    [
      'a tar in a tar',
      withTar(tar([{ name: 'inner.tar', bytes: batches }])),
      "file 'cifar.tar', entry 'inner.tar': expected no archive in an archive. Received an archive.",
    ],
    [
      'a tar of nothing',
      withTar(tar([{ name: 'folder/', bytes: '', type: '5' }])),
      "file 'cifar.tar': expected IDX, CIFAR (binary version), NumPy (.npz, .npy), or a folder per class with PNG, JPEG or WebP. Received none.",
    ],
  ]);
});

const x = npy([4, 1, 2], bytesOf(counting(8)));
const y = npy([4], bytesOf([0, 1, 0, 1]));
const npz = (arrays: Readonly<Record<string, Uint8Array>>) => [
  file(
    'set.npz',
    zipSync(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes]))),
  ),
];
const f4 = (...values: number[]) => raw(Float32Array.from(values));

describe('NumPy', () => {
  refused([
    [
      'images that are cut off',
      npz({ x: x.subarray(0, x.length - 1), y }),
      "file 'set.npz', entry 'x.npy': values: expected 136 bytes for 4 × 1 × 2. Received 135 (cut off).",
    ],
    [
      'images that are too long',
      npz({ x: bytesOf(x, [0]), y }),
      "file 'set.npz', entry 'x.npy': values: expected 136 bytes for 4 × 1 × 2. Received 137 (too long).",
    ],
    [
      'a shape that is too large to allocate',
      npz({ x: npy([4, 4000, 4000, 1000], bytesOf([1])), y }),
      "file 'set.npz', entry 'x.npy': values: expected 64000000128 bytes for 4 × 4000 × 4000 × 1000. Received 129 (cut off).",
    ],
    [
      'an unknown version',
      npz({ x: patched(x, 6, 9), y }),
      "file 'set.npz', entry 'x.npy': header: expected version 1, 2 or 3 of the NumPy format. Received 9.",
    ],
    [
      'a header that is longer than the file',
      npz({ x: patched(x, 8, 255, 255), y }),
      "file 'set.npz', entry 'x.npy': header: expected a NumPy header with descr, fortran_order and shape. Received something else.",
    ],
    [
      'a header that is none',
      npz({ x: npy([], bytesOf(), { header: 'hello' }), y }),
      "file 'set.npz', entry 'x.npy': header: expected a NumPy header with descr, fortran_order and shape. Received something else.",
    ],
    [
      'a header without a shape',
      npz({ x: npy([], bytesOf(), { header: "{'descr': '|u1', 'fortran_order': False}" }), y }),
      "file 'set.npz', entry 'x.npy': header: expected a NumPy header with descr, fortran_order and shape. Received something else.",
    ],
    [
      'objects',
      npz({ x: npy([4, 1, 2], bytesOf(), { dtype: '|O' }), y }),
      "file 'set.npz', entry 'x.npy': header: expected integers, floats or booleans. Received '|O'.",
    ],
    [
      'complex numbers',
      npz({ x: npy([4, 1, 2], new Uint8Array(64), { dtype: '<c8' }), y }),
      "file 'set.npz', entry 'x.npy': header: expected integers, floats or booleans. Received '<c8'.",
    ],
    [
      'records',
      npz({
        x: npy([4, 1, 2], bytesOf(), {
          header: "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (4, 1, 2), }",
        }),
        y,
      }),
      "file 'set.npz', entry 'x.npy': header: expected integers, floats or booleans. Received '[…]'.",
    ],
    [
      'flat images',
      npz({ x: npy([4, 2], bytesOf(counting(8))), y }),
      "file 'set.npz': training part: expected one file or array of training images. Received 'x (4, 2)', 'y (4)'.",
    ],
    [
      'channels that are none',
      npz({ x: npy([4, 2, 2, 5], bytesOf(counting(80))), y }),
      "file 'set.npz', entry 'x.npy': images: expected N × H × W, N × H × W × C or N × C × H × W, with C of 1, 3 or 4. Received 4 × 2 × 2 × 5.",
    ],
    [
      'five dimensions',
      npz({ x: npy([4, 1, 1, 2, 1], bytesOf(counting(8))), y }),
      "file 'set.npz', entry 'x.npy': images: expected N × H × W, N × H × W × C or N × C × H × W, with C of 1, 3 or 4. Received 4 × 1 × 1 × 2 × 1.",
    ],
    [
      'images without width',
      npz({ x: npy([4, 1, 0], bytesOf()), y }),
      "file 'set.npz', entry 'x.npy': images: expected a whole number from 1 to 4096. Received 1 × 0.",
    ],
    [
      'no labels',
      npz({ x }),
      "file 'set.npz': training part: expected one file or array of training labels. Received 'x (4, 1, 2)'.",
    ],
    [
      'no images',
      npz({ y }),
      "file 'set.npz': training part: expected one file or array of training images. Received 'y (4)'.",
    ],
    [
      'two arrays of images',
      npz({ a: x, b: x, y }),
      "file 'set.npz': training part: expected one file or array of training images. Received 'a (4, 1, 2)', 'b (4, 1, 2)'.",
    ],
    [
      'fewer labels than images',
      npz({ x, y: npy([3], bytesOf([0, 1, 0])) }),
      "file 'set.npz', entry 'y.npy': labels: expected a label for each of 4 images. Received 3.",
    ],
    [
      'negative images',
      npz({ x: npy([4, 1, 2], f4(0, 1, 0, 1, -1, 0, 0, 0), { dtype: '<f4' }), y }),
      "file 'set.npz', entry 'x.npy': pixels: expected numbers from 0 to 1 or from 0 to 255. Received -1.",
    ],
    [
      'images that are no numbers',
      npz({ x: npy([4, 1, 2], f4(0, 1, 0, NaN, 0, 0, 0, 0), { dtype: '<f4' }), y }),
      "file 'set.npz', entry 'x.npy': pixels: expected numbers from 0 to 1 or from 0 to 255. Received NaN.",
    ],
    [
      'images beyond bytes',
      npz({ x: npy([4, 1, 2], raw(Int16Array.of(0, 1, 2, 256, 0, 0, 0, 0)), { dtype: '<i2' }), y }),
      "file 'set.npz', entry 'x.npy': pixels: expected numbers from 0 to 1 or from 0 to 255. Received 256.",
    ],
    [
      'labels that are fractions',
      npz({ x, y: npy([4], f4(0, 1, 0.5, 1), { dtype: '<f4' }) }),
      "file 'set.npz', entry 'y.npy': label 2: expected a whole number of at least 0. Received 0.5.",
    ],
    [
      'negative labels',
      npz({ x, y: npy([4], raw(Int8Array.of(0, 1, -1, 1)), { dtype: '|i1' }) }),
      "file 'set.npz', entry 'y.npy': label 2: expected a whole number of at least 0. Received -1.",
    ],
    [
      'rows that are not one-hot',
      npz({ x, y: npy([4, 2], bytesOf([1, 0, 0, 1, 1, 1, 0, 1])) }),
      "file 'set.npz', entry 'y.npy': label 2: expected one 1, otherwise 0. Received 1, 1.",
    ],
    [
      'text as labels',
      npz({ x, y: npy([4], new Uint8Array(16), { dtype: '<U1' }) }),
      "file 'set.npz': training part: expected one file or array of training labels. Received 'x (4, 1, 2)', 'y (4)'.",
    ],
    [
      '257 classes',
      npz({
        x: npy([257, 1, 1], bytesOf(counting(257))),
        y: npy([257], raw(Int16Array.from({ length: 257 }, (_, i) => i)), { dtype: '<i2' }),
      }),
      "file 'set.npz', entry 'y.npy': classes: expected at most 256 classes. Received 257 classes.",
    ],
    [
      'parts of different sizes',
      npz({ x_train: x, y_train: y, x_test: npy([4, 2, 1], bytesOf(counting(8))), y_test: y }),
      "file 'set.npz', entry 'x_test.npy': images: expected 1 × 2 × 1. Received 2 × 1 × 1.",
    ],
    [
      'a file of that name that is none',
      [file('set.npz', 'not a zip')],
      "file 'set.npz': expected an intact zip file. Received one that is cut off.",
    ],
  ]);
});

const zip = (entries: Zippable, name = 'photos.zip') => [file(name, zipSync(entries, { level: 0 }))];
const some = { 'a/1.png': picture(1), 'a/2.png': picture(2), 'b/1.png': picture(3), 'b/2.png': picture(4) };
const whole = zipSync(some, { level: 0 });
const withZip = (bytes: Uint8Array) => [file('photos.zip', bytes)];
const central = Buffer.from(whole).indexOf('PK\u0001\u0002', 0, 'latin1');
const wide = bytesOf(picture(1).subarray(0, 16), [0, 1, 0, 0, 0, 1, 0, 0], picture(1).subarray(24));

describe('pictures and zip', () => {
  refused([
    [
      'in no folder',
      [file('1.png', picture(1)), file('2.png', picture(2))],
      "file '1.png': folders: expected a folder per class. Received 2 images.",
    ],
    [
      'one class',
      zip({ 'a/1.png': picture(1), 'a/2.png': picture(2) }),
      "file 'photos.zip': classes: expected at least 2 classes. Received 1 class.",
    ],
    [
      'one class, and nothing else',
      zip({ '1.png': picture(1), '2.png': picture(2) }, 'apple.zip'),
      "file 'apple.zip': classes: expected at least 2 classes. Received 1 class.",
    ],
    [
      'a class without pictures',
      zip({ ...some, 'c/notes.txt': bytesOf('none') }),
      "file 'photos.zip': class 'c': expected at least 1 image. Received none.",
    ],
    [
      'an empty folder',
      zip({ ...some, 'c/': bytesOf() }),
      "file 'photos.zip': class 'c': expected at least 1 image. Received none.",
    ],
    [
      'a class of one picture',
      zip({ ...some, 'c/1.png': picture(5) }),
      "file 'photos.zip': class 'c': expected at least 2 images. Received 1 image.",
    ],
    [
      'parts of different classes',
      zip({ 'train/a/1.png': picture(1), 'train/b/1.png': picture(2), 'test/a/1.png': picture(3) }),
      "file 'photos.zip': test part: expected the classes 'a', 'b'. Received 'a'.",
    ],
    [
      'a picture that is damaged',
      zip({ ...some, 'b/2.png': bytesOf(picture(1), [0]) }),
      "file 'photos.zip', entry 'b/2.png': expected an intact picture. Received one that cannot be decoded.",
    ],
    [
      'text with the name of a picture',
      zip({ ...some, 'b/2.png': bytesOf('text') }),
      "file 'photos.zip', entry 'b/2.png': expected PNG, JPEG or WebP. Received an unknown format.",
    ],
    [
      'an empty picture',
      zip({ ...some, 'b/2.png': bytesOf() }),
      "file 'photos.zip', entry 'b/2.png': expected PNG, JPEG or WebP. Received an empty file.",
    ],
    [
      'a GIF',
      zip({ ...some, 'b/2.gif': bytesOf('GIF89a', [1, 0, 1, 0]) }),
      "file 'photos.zip', entry 'b/2.gif': expected PNG, JPEG or WebP. Received a picture of another format.",
    ],
    [
      'a HEIC with the name of a JPEG',
      zip({ ...some, 'b/2.jpg': bytesOf([0, 0, 0, 24], 'ftypheic', new Uint8Array(12)) }),
      "file 'photos.zip', entry 'b/2.jpg': expected PNG, JPEG or WebP. Received a picture of another format.",
    ],
    [
      'a picture that is too large to decode',
      zip({ ...some, 'b/2.png': wide }),
      "file 'photos.zip', entry 'b/2.png': expected at most 268435456 pixels. Received 65536 × 65536.",
    ],
    [
      'a zip that is cut off',
      withZip(whole.subarray(0, 200)),
      "file 'photos.zip': expected an intact zip file. Received one that is cut off.",
    ],
    [
      'a zip whose directory is damaged',
      withZip(patched(whole, central, 0)),
      "file 'photos.zip': expected an intact zip file. Received a damaged one.",
    ],
    [
      'a zip with a wrong checksum',
      withZip(patched(whole, central + 16, 1, 2, 3, 4)),
      "file 'photos.zip', entry 'a/1.png': expected an intact zip file. Received one with a wrong checksum.",
    ],
    [
      'an encrypted zip',
      withZip(patched(whole, central + 8, 1)),
      "file 'photos.zip', entry 'a/1.png': expected an intact zip file. Received an encrypted one.",
    ],
    [
      'a zip with an unknown method',
      withZip(patched(whole, central + 10, 99)),
      "file 'photos.zip', entry 'a/1.png': expected an intact zip file. Received one with an unknown compression method.",
    ],
    [
      'a zip whose entries share bytes',
      withZip(patched(whole, central + 20, 255, 255, 255, 0)),
      "file 'photos.zip': expected an intact zip file. Received a damaged one.",
    ],
    [
      'an entry that claims too many bytes',
      withZip(patched(whole, central + 24, 255, 255, 255, 127)),
      "file 'photos.zip', entry 'a/1.png': expected an intact zip file. Received one that unpacks to too many bytes.",
    ],
    [
      'an entry that claims other bytes',
      withZip(patched(whole, central + 24, 28)),
      "file 'photos.zip', entry 'a/1.png': expected an intact zip file. Received a damaged one.",
    ],
    [
      'an entry that is elsewhere',
      withZip(patched(whole, central + 42, 255, 255)),
      "file 'photos.zip', entry 'a/1.png': expected an intact zip file. Received a damaged one.",
    ],
    [
      'a zip in a zip',
      zip({ 'inner.zip': whole }),
      "file 'photos.zip', entry 'inner.zip': expected no archive in an archive. Received an archive.",
    ],
    [
      'a zip of nothing',
      zip({}),
      "file 'photos.zip': expected IDX, CIFAR (binary version), NumPy (.npz, .npy), or a folder per class with PNG, JPEG or WebP. Received none.",
    ],
    [
      'a zip of text',
      zip({ 'a.txt': bytesOf('text') }),
      "file 'photos.zip', entry 'a.txt': expected IDX, CIFAR (binary version), NumPy (.npz, .npy), or a folder per class with PNG, JPEG or WebP. Received text.",
    ],
  ]);
});

describe('no data set', () => {
  refused([
    [
      'no file',
      [],
      'data set: expected IDX, CIFAR (binary version), NumPy (.npz, .npy), or a folder per class with PNG, JPEG or WebP. Received none.',
    ],
    [
      'an empty file',
      [file('a', '')],
      "file 'a': expected IDX, CIFAR (binary version), NumPy (.npz, .npy), or a folder per class with PNG, JPEG or WebP. Received an empty file.",
    ],
    [
      'a page',
      [file('a.html', '<!doctype html>')],
      "file 'a.html': expected IDX, CIFAR (binary version), NumPy (.npz, .npy), or a folder per class with PNG, JPEG or WebP. Received an HTML or XML page.",
    ],
    [
      'a table',
      [file('train.csv', 'label,pixel0\n1,0\n')],
      "file 'train.csv': expected IDX, CIFAR (binary version), NumPy (.npz, .npy), or a folder per class with PNG, JPEG or WebP. Received text.",
    ],
    [
      'a pickle',
      [file('data.pkl', bytesOf([0x80, 4], 'K'))],
      "file 'data.pkl': expected IDX, CIFAR (binary version), NumPy (.npz, .npy), or a folder per class with PNG, JPEG or WebP. Received a Python pickle.",
    ],
    [
      'HDF5',
      [file('data.h5', bytesOf([0x89], 'HDF\r\n\x1a\n'))],
      "file 'data.h5': expected IDX, CIFAR (binary version), NumPy (.npz, .npy), or a folder per class with PNG, JPEG or WebP. Received HDF5.",
    ],
    [
      'Parquet',
      [file('a.parquet', 'PAR1')],
      "file 'a.parquet': expected IDX, CIFAR (binary version), NumPy (.npz, .npy), or a folder per class with PNG, JPEG or WebP. Received Parquet.",
    ],
    [
      'a PDF',
      [file('a.pdf', '%PDF-1.7')],
      "file 'a.pdf': expected IDX, CIFAR (binary version), NumPy (.npz, .npy), or a folder per class with PNG, JPEG or WebP. Received PDF.",
    ],
    [
      'RAR',
      [file('a.rar', 'Rar!')],
      "file 'a.rar': expected IDX, CIFAR (binary version), NumPy (.npz, .npy), or a folder per class with PNG, JPEG or WebP. Received an archive.",
    ],
    [
      'a video',
      [file('a.mp4', bytesOf([0, 0, 0, 24], 'ftypisom'))],
      "file 'a.mp4': expected IDX, CIFAR (binary version), NumPy (.npz, .npy), or a folder per class with PNG, JPEG or WebP. Received a video.",
    ],
    [
      'noise',
      [file('a.dat', bytesOf([1, 2, 3, 0, 7]))],
      "file 'a.dat': expected IDX, CIFAR (binary version), NumPy (.npz, .npy), or a folder per class with PNG, JPEG or WebP. Received an unknown format.",
    ],
    [
      'hidden files alone',
      [file('.DS_Store', 'x')],
      "file '.DS_Store': expected IDX, CIFAR (binary version), NumPy (.npz, .npy), or a folder per class with PNG, JPEG or WebP. Received none.",
    ],
    [
      'several formats',
      [...idxPair(4), file('a/1.png', picture(1))],
      "file 'images-idx3-ubyte': expected files of one format. Received 'IDX', 'PNG, JPEG, WebP'.",
    ],
  ]);
});

/** Numbers from a seed, so that a failure can be repeated. */
function* random(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

test.each([
  ['IDX', withImages(images)],
  ['gzip', withGzip(packed)],
  ['tar', withTar(batches)],
  ['NumPy', npz({ x, y })],
  ['zip', withZip(whole)],
  ['tar.gz', [file('cifar.tar.gz', gzipSync(batches))]],
] as const)(
  '%s with bytes changed or cut off anywhere is read or refused, and never anything else',
  async (_, files) => {
    const [first, ...others] = files as readonly [NamedBytes, ...NamedBytes[]];
    const numbers = random(7);
    const below = (most: number): number => Math.floor(numbers.next().value * most);
    let refusals = 0;
    for (let round = 0; round < 300; round++) {
      let bytes = first.bytes.slice();
      for (let i = 0; i <= round % 3; i++) bytes[below(Math.min(bytes.length, 700))] = below(256);
      if (round % 4 === 0) bytes = bytes.subarray(0, below(bytes.length));
      try {
        await read([file(first.name, bytes), ...others]);
      } catch (error) {
        expect(error).toBeInstanceOf(DataSetError);
        refusals++;
      }
    }
    expect(refusals).toBeGreaterThan(75);
  },
);

it.each([
  [{ size: 0 }, 'data set: size must be a whole number from 1 to 4096. Received 0.'],
  [{ testShare: 1 }, 'data set: testShare must be above 0 and below 1. Received 1.'],
])('options out of range are refused: %j', async (options, message) => {
  await expect(readDataSet(idxPair(4), { decode: decodeStub, ...options })).rejects.toThrow(
    new RangeError(message),
  );
});
