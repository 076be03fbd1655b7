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

/** The first test pictures with their labels, 0…1, [28, 28, 1] each. */
export async function firstPictures(count: number): Promise<{ picture: NdArray; label: number }[]> {
  const { images, labels, height, width } = await readMnist('test');
  const size = height * width;
  return Array.from({ length: count }, (_, at) => ({
    label: labels[at] ?? -1,
    picture: ndArray(
      [height, width, 1],
      Float32Array.from(images.subarray(at * size, (at + 1) * size), (value) => value / 255),
    ),
  }));
}
