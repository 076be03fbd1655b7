import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readDataSet } from '../../../src/data/files/readDataSet';
import { bytesOf, counting, decodeStub, file, npy, raw, swapped } from '../../support/dataSetFiles';

const read = (files: Parameters<typeof readDataSet>[0]) => readDataSet(files, { decode: decodeStub });
const npz = (arrays: Readonly<Record<string, Uint8Array>>) =>
  file(
    'set.npz',
    zipSync(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes]))),
  );

const labels = npy([4], bytesOf([0, 1, 0, 1]));
const some = npy([4, 1, 2], bytesOf(counting(8)));

/** The training part of images and labels; every array has a test part alike. */
async function trainOf(x: Uint8Array, y = labels) {
  return (await read([npz({ x_train: x, y_train: y, x_test: x, y_test: y })])).train;
}

test('the arrays of Keras, x_train to y_test', async () => {
  const data = await read([npz({ x_train: some, y_train: labels, x_test: some, y_test: labels })]);
  expect(data).toMatchObject({
    format: 'numpy',
    train: { count: 4, height: 1, width: 2, channels: 1, classNames: ['0', '1'] },
    test: { count: 4 },
  });
  expect([...data.train.images]).toEqual(counting(8));
});

test.each([
  ['images and labels', { images: some, labels }],
  ['x and y', { x: some, y: labels }],
  ['no names', { arr_0: some, arr_1: labels }],
  ['others beside, named', { X: some, y: labels, ids: npy([4], bytesOf([9, 8, 7, 6])) }],
])('one part, %s: a test part is held out', async (_, arrays) => {
  const data = await read([npz(arrays)]);
  expect([data.train.count, data.test.count]).toEqual([2, 2]);
});

test('pictures for validation are trained on if there are others for the test', async () => {
  const all = ['train', 'val', 'test'].map((part) => ({
    [`${part}_images`]: some,
    [`${part}_labels`]: labels,
  }));
  const data = await read([npz(Object.assign({}, ...all) as Record<string, Uint8Array>)]);
  expect([data.train.count, data.test.count]).toEqual([8, 4]);
});

test('a file an array, its name tells the part: Kuzushiji-49', async () => {
  const files = ['train', 'test'].flatMap((part) => [
    file(`k49-${part}-imgs.npz`, zipSync({ 'arr_0.npy': some })),
    file(`k49-${part}-labels.npz`, zipSync({ 'arr_0.npy': labels })),
  ]);
  expect(await read(files)).toMatchObject({ train: { count: 4 }, test: { count: 4 } });
  expect(await read([file('x.npy', some), file('y.npy', labels)])).toMatchObject({ train: { count: 2 } });
});

const floats = [0, 0.25, 0.5, 0.75, 1, 0.125, 0.2, 0.3];
const scaled = floats.map((value) => Math.round(value * 255));
const little = raw(Float32Array.from(floats));
test.each([
  ['f4 from 0 to 1', '<f4', little, scaled],
  ['f4, big-endian', '>f4', swapped(little, 4), scaled],
  ['f8', '<f8', raw(Float64Array.from(floats)), scaled],
  ['f2', '<f2', raw(Uint16Array.of(0, 0x3400, 0x3800, 0x3a00, 0x3c00, 0x3000, 0x3266, 0x34cd)), scaled],
  ['f4 from 0 to 255', '<f4', raw(Float32Array.of(0, 1, 2.4, 2.6, 255, 5, 6, 7)), [0, 1, 2, 3, 255, 5, 6, 7]],
  ['i8', '<i8', raw(BigInt64Array.from(counting(8).map(BigInt))), counting(8)],
  ['i2, big-endian', '>i2', swapped(raw(Int16Array.from(counting(8))), 2), counting(8)],
  ['booleans', '|b1', bytesOf([0, 1, 0, 1, 1, 1, 0, 0]), [0, 255, 0, 255, 255, 255, 0, 0]],
])('images of %s', async (_, dtype, data, expected) => {
  expect([...(await trainOf(npy([4, 1, 2], data, { dtype }))).images]).toEqual(expected);
});

test.each([
  ['one-hot', npy([4, 2], bytesOf([1, 0, 0, 1, 1, 0, 0, 1]))],
  [
    'one-hot floats in Fortran order',
    npy([4, 2], raw(Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1)), { dtype: '<f4', fortran: true }),
  ],
  ['N × 1', npy([4, 1], bytesOf([0, 1, 0, 1]))],
  ['i8', npy([4], raw(BigInt64Array.of(0n, 1n, 0n, 1n)), { dtype: '<i8' })],
  ['i4, big-endian', npy([4], swapped(raw(Int32Array.of(0, 1, 0, 1)), 4), { dtype: '>i4' })],
])('labels: %s', async (_, y) => {
  expect([...(await trainOf(some, y)).labels]).toEqual([0, 1, 0, 1]);
});

test('labels may be any numbers: those that occur are the classes', async () => {
  const y = npy([4], raw(Int32Array.of(7, 1000, 7, 3)), { dtype: '<i4' });
  expect(await trainOf(some, y)).toMatchObject({
    classNames: ['3', '7', '1000'],
    labels: new Uint8Array([1, 2, 1, 0]),
  });
});

/** 4 pictures of 2 × 5 pixels with 3 channels; every value is its place. */
const nhwc = counting(120);
const place = (n: number, y: number, x: number, c: number): number => ((n * 2 + y) * 5 + x) * 3 + c;
/** The values in another order of axes, the last one varying fastest. */
function inOrder(order: readonly ('n' | 'y' | 'x' | 'c')[]): Uint8Array {
  const sizes = { n: 4, y: 2, x: 5, c: 3 };
  let places: Record<string, number>[] = [{}];
  for (const axis of order)
    places = places.flatMap((at) => Array.from({ length: sizes[axis] }, (_, i) => ({ ...at, [axis]: i })));
  return bytesOf(places.map(({ n = 0, y = 0, x = 0, c = 0 }) => place(n, y, x, c)));
}

test.each([
  ['N × H × W × C', npy([4, 2, 5, 3], inOrder(['n', 'y', 'x', 'c']))],
  ['N × C × H × W', npy([4, 3, 2, 5], inOrder(['n', 'c', 'y', 'x']))],
  ['Fortran order', npy([4, 2, 5, 3], inOrder(['c', 'x', 'y', 'n']), { fortran: true })],
  ['N × C × H × W in Fortran order', npy([4, 3, 2, 5], inOrder(['x', 'y', 'c', 'n']), { fortran: true })],
])('%s become NHWC', async (_, x) => {
  expect(await trainOf(x)).toMatchObject({ height: 2, width: 5, channels: 3, images: new Uint8Array(nhwc) });
});

test('what is transparent lies on white', async () => {
  const x = npy([4, 1, 1, 4], bytesOf([10, 20, 30, 255], [10, 20, 30, 0], [0, 0, 0, 51], [255, 255, 255, 9]));
  expect([...(await trainOf(x)).images]).toEqual([10, 20, 30, 255, 255, 255, 204, 204, 204, 255, 255, 255]);
});

test.each([1, 2, 3])('version %i of the format', async (version) => {
  expect((await trainOf(npy([4, 1, 2], bytesOf(counting(8)), { version }))).count).toBe(4);
});
