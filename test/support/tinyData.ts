// A data set that a small network learns in a few steps: 8×8 pictures with a bright bar, across or upright.

import type { ImageDataset } from '../../src/data/imageDataset';
import type { NetworkConfig } from '../../src/models/network';
import { pcg32 } from '../../src/reference/hash';

export function bars(count: number, seed = 1): ImageDataset {
  const images = new Uint8Array(count * 64);
  const labels = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    const upright = pcg32(seed, 0, n) % 2;
    const place = pcg32(seed, 1, n) % 8;
    labels[n] = upright;
    for (let i = 0; i < 8; i++) {
      for (let j = 0; j < 8; j++) {
        const noise = pcg32(seed, 2, n * 64 + i * 8 + j) % 40;
        images[n * 64 + i * 8 + j] = ((upright === 1 ? j : i) === place ? 200 : 0) + noise;
      }
    }
  }
  return {
    name: 'bars',
    images,
    labels,
    count,
    height: 8,
    width: 8,
    channels: 1,
    classNames: ['across', 'upright'],
  };
}

/** One dense layer for `bars`. */
export const barNetwork: NetworkConfig = {
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};

/** Colour pictures of three classes, 10×12: a bright spot of red, green or blue. Classes take turns. */
export function spots(count: number, seed = 1): ImageDataset {
  const [height, width, channels] = [10, 12, 3];
  const size = height * width * channels;
  const images = Uint8Array.from({ length: count * size }, (_, at) => pcg32(seed, 2, at) % 60);
  const labels = Uint8Array.from({ length: count }, (_, n) => n % 3);
  labels.forEach((label, n) => {
    const [top, left] = [pcg32(seed, 0, n) % (height - 3), pcg32(seed, 1, n) % (width - 3)];
    for (let i = top; i < top + 3; i++)
      for (let j = left; j < left + 3; j++) images[n * size + (i * width + j) * channels + label] = 220;
  });
  return {
    name: 'spots',
    images,
    labels,
    count,
    height,
    width,
    channels,
    classNames: ['red', 'green', 'blue'],
  };
}
