// A session on colour pictures: its classes, its pixels, and a number of the first convolution, in colour and by channel.

import { expect, it } from 'vitest';
import type { ImageDataset } from '../../src/data/imageDataset';
import { pictureLayer, readsColour } from '../../src/draw/stageTiles';
import { readFloats } from '../../src/gpu/readback';
import { colourCells } from '../../src/elements/inspector/colourGrid';
import { pixelValues } from '../../src/elements/picture/pixels';
import type { NetworkConfig } from '../../src/models/network';
import { conv2dForward } from '../../src/reference/conv2d';
import { ndArray } from '../../src/reference/ndArray';
import { sessionsOf } from '../support/openSession';

const [HEIGHT, WIDTH] = [6, 10];
const NETWORK: NetworkConfig = {
  name: 'colour',
  input: [HEIGHT, WIDTH, 3],
  layers: [
    { name: 'pad', kind: 'zeroPadding2d', options: { padding: 1 } },
    { name: 'conv', kind: 'conv2d', options: { filters: 4, kernelSize: 3 } },
    { name: 'pool', kind: 'maxPooling2d', options: { poolSize: 2 } },
    { name: 'conv2', kind: 'conv2d', options: { filters: 3, kernelSize: 1 } },
    { name: 'conv3', kind: 'conv2d', options: { filters: 2, kernelSize: 1 } },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};

function tinted(count: number): ImageDataset {
  const size = HEIGHT * WIDTH * 3;
  return {
    name: 'tinted',
    images: Uint8Array.from(
      { length: count * size },
      (_, at) => (at * 29 + Math.floor(at / size) * 17) % 256,
    ),
    labels: Uint8Array.from({ length: count }, (_, at) => at % 2),
    count,
    height: HEIGHT,
    width: WIDTH,
    channels: 3,
    classNames: ['warm', 'cold'],
  };
}

const open = sessionsOf(NETWORK);
const opened = () => open({ loadData: () => Promise.resolve({ train: tinted(64), test: tinted(16) }) });

it('names its classes as the data does', async () => {
  const session = await opened();
  expect(session.classNames).toEqual(['warm', 'cold']);
});

it('reads colour in the first convolution, padded or not, and in no other of three channels', async () => {
  const { input, layers } = await opened();
  const all = [pictureLayer(input), ...layers];
  expect(layers.filter((layer) => readsColour(layer, all)).map(({ name }) => name)).toEqual(['conv']);
});

it('has the patch and the kernel of a cell in colour, which add up to the reference', async () => {
  const session = await opened();
  const picture = Float32Array.from({ length: HEIGHT * WIDTH * 3 }, (_, at) => ((at * 31) % 97) / 97);
  session.showPicture(picture);
  session.refresh();
  const conv = session.layers.find(({ name }) => name === 'conv');
  if (!conv?.kernel) throw new Error('no kernel');
  const kernel = ndArray([3, 3, 3, 4], await readFloats(session.device, conv.kernel));
  const [row, column, filter] = [2, 4, 1];
  const { terms, sum } = await session.explain('conv', [row, column, filter]);
  const patch = colourCells(terms, false);
  const weights = colourCells(terms, true);
  expect([patch.columns, patch.values.length, weights.values.length]).toEqual([3, 9, 9]);
  const padded = ndArray([1, HEIGHT + 2, WIDTH + 2, 3]);
  for (let i = 0; i < HEIGHT; i++)
    for (let j = 0; j < WIDTH; j++) {
      const pixel = pixelValues(picture, session.input.shape, { index: [i, j, 0], whole: true });
      pixel.forEach((value, at) => (padded.data[((i + 1) * (WIDTH + 2) + j + 1) * 3 + at] = value));
    }
  patch.values.forEach((value, cell) => {
    const [down, across] = [Math.floor(cell / 3), cell % 3];
    const first = ((row + down) * (WIDTH + 2) + column + across) * 3;
    expect(value).toEqual([...padded.data.slice(first, first + 3)]);
    expect(weights.values[cell]).toEqual([0, 1, 2].map((at) => kernel.data[(cell * 3 + at) * 4 + filter]));
  });
  const wanted = conv2dForward(padded, kernel, null, {
    size: [3, 3],
    strides: [1, 1],
    padding: 'valid',
    dilation: [1, 1],
  });
  expect(sum).toBeCloseTo(wanted.data[(row * WIDTH + column) * 4 + filter] ?? NaN, 5);
});

it('has one channel of a pixel where one is pointed at', () => {
  const picture = Float32Array.from({ length: HEIGHT * WIDTH * 3 }, (_, at) => at);
  const at = 3 * (2 * WIDTH + 5);
  const shape = [HEIGHT, WIDTH, 3];
  expect(pixelValues(picture, shape, { index: [2, 5, 1] })).toEqual([at + 1]);
  expect(pixelValues(picture, shape, { index: [2, 5, 0], whole: true })).toEqual([at, at + 1, at + 2]);
});
