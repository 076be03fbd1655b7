import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readMnist } from '../../datasets/mnist/node';

test.each([
  // How often each digit occurs is published with the dataset.
  ['train', 60_000, [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], [5, 0, 4, 1, 9]],
  ['test', 10_000, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], [7, 2, 1, 0, 4]],
] as const)('the %s set is MNIST', async (split, count, digitCounts, firstLabels) => {
  const mnist = await readMnist(split);
  expect(mnist).toMatchObject({ name: 'mnist', count, height: 28, width: 28, channels: 1 });
  expect([...mnist.labels.subarray(0, 5)]).toEqual(firstLabels);
  const counts = mnist.classNames.map((_, digit) => mnist.labels.filter((label) => label === digit).length);
  expect(counts).toEqual(digitCounts);
  let sum = 0;
  for (const value of mnist.images) sum += value;
  // The usual normalisation constants: mean 0.1307 (train), 0.1325 (test).
  expect(sum / mnist.images.length / 255).toBeCloseTo(split === 'train' ? 0.1307 : 0.1325, 4);
});

test('a missing file is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'convscope-'));
  try {
    await writeFile(join(folder, 'train-images-idx3-ubyte'), new Uint8Array(20));
    await expect(readMnist('train', folder)).rejects.toThrow(
      `IDX file 'train-labels-idx1-ubyte': cannot be read from ${folder}.`,
    );
    await writeFile(join(folder, 'train-labels-idx1-ubyte'), new Uint8Array(20));
    await expect(readMnist('train', folder)).rejects.toThrow(
      "file 'train-images-idx3-ubyte': header: expected magic number 0x00000803",
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
