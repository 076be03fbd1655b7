// MNIST as it lies on the disk: the page must have got the same pictures.

import { readMnist } from '../../datasets/mnist/node';
import { ndArray, type NdArray } from '../../src/reference/ndArray';

/** The first test picture of a digit, 0…1, [28, 28, 1]. */
export async function firstDigit(digit: number): Promise<NdArray> {
  const { images, labels, height, width } = await readMnist('test');
  const at = labels.indexOf(digit);
  const pixels = images.subarray(at * height * width, (at + 1) * height * width);
  // Rounded as the page rounds them on their way to the GPU.
  return ndArray(
    [height, width, 1],
    Float32Array.from(pixels, (value) => value / 255),
  );
}
