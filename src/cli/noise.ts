// Pictures of noise in the size of a network's input: to measure whether a step of a large network fits a machine, and
// how long it takes, without its data. Nothing can be learned from them.

import type { ImageDataset } from '../data/imageDataset';
import type { Network } from '../models/network';
import { pcg32 } from '../reference/hash';

/** Of all pictures together: some more than one buffer of most devices holds. */
const MAX_BYTES = 2 ** 31;

/** @throws Error if the pictures are too large together, or the network does not take one picture */
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
  const bytes = count * height * width * channels;
  if (bytes > MAX_BYTES) {
    throw new Error(
      `--data noise: ${count.toLocaleString('en-US')} pictures of ${height} × ${width} × ${channels} need ` +
        `${(bytes / 2 ** 30).toFixed(1)} GiB; expected at most ${MAX_BYTES / 2 ** 30} GiB. Say a smaller --batch or --steps`,
    );
  }
  const words = new Uint32Array(Math.ceil(bytes / 4));
  for (let i = 0; i < words.length; i++) words[i] = pcg32(seed, 0, i);
  return {
    name: 'noise',
    height,
    width,
    channels,
    count,
    images: new Uint8Array(words.buffer, 0, bytes),
    labels: Uint8Array.from({ length: count }, (_, i) => i % Math.min(classes, 256)),
    classNames: Array.from({ length: classes }, (_, i) => String(i)),
  };
}
