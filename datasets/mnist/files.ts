// The four files of MNIST and where each belongs. Shared by the page's and the terminal's loader.
import { imagesFromIdx } from '../../src/data/files/idx';
import type { NamedBytes } from '../../src/data/files/member';
import type { ImageDataset } from '../../src/data/imageDataset';

/** Which part: 60,000 pictures to learn from or 10,000 to measure with. */
export type MnistSplit = 'train' | 'test';

/** File names as published. */
export const mnistFileNames: Readonly<
  Record<MnistSplit, { readonly images: string; readonly labels: string }>
> = {
  train: { images: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte' },
  test: { images: 't10k-images-idx3-ubyte', labels: 't10k-labels-idx1-ubyte' },
};

const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/**
 * The dataset from its two files.
 *
 * @throws Error naming the file that is damaged or mislabelled.
 */
export function mnistFromFiles(images: NamedBytes, labels: NamedBytes): ImageDataset {
  return imagesFromIdx('mnist', images, labels, digits);
}
