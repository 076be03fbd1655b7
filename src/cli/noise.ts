// Pictures of noise in the size that a network wants: to see whether a step of a large network fits a machine, and how long
// it takes, without its data. Nothing can be learned from them.

import type { ImageDataset } from '../data/imageDataset';
import type { Network } from '../models/network';
import { pcg32 } from '../reference/hash';

/** @throws Error if the network does not take one picture */
export function noisePictures(network: Network, count: number, seed: number): ImageDataset {
  const [height, width, channels] = network.inputs[0]?.shape ?? [];
  const classes = network.layers.find(({ name }) => name === network.outputs[0])?.outputShape.at(-1);
  if (
    network.inputs.length !== 1 ||
    height === undefined ||
    width === undefined ||
    channels === undefined ||
    classes === undefined
  ) {
    throw new Error(
      `--data noise: network '${network.name}' must have one picture as its input. Its inputs: ` +
        network.inputs.map(({ name, shape }) => `${name} ${shape.join('×')}`).join(', '),
    );
  }
  const words = new Uint32Array(Math.ceil((count * height * width * channels) / 4));
  for (let i = 0; i < words.length; i++) words[i] = pcg32(seed, 0, i);
  return {
    name: 'noise',
    height,
    width,
    channels,
    count,
    images: new Uint8Array(words.buffer, 0, count * height * width * channels),
    labels: Uint8Array.from({ length: count }, (_, i) => i % Math.min(classes, 256)),
    classNames: Array.from({ length: classes }, (_, i) => String(i)),
  };
}
