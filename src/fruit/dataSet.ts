// Rendered fruit as a data set of both parts: the test pictures are rendered after those for training, and a quarter as
// many.

import type { DataSet } from '../data/dataSet';
import { renderFruit, type FruitOptions } from './render';

/** The name of such a data set, whose options are those of `fruitDataSet`. */
export const RENDERED_FRUIT = 'fruit-synthetic';

/** Test pictures of each class. @param perClass those to learn from */
export const renderedForTests = (perClass: number): number => Math.ceil(perClass / 4);

/** @throws as renderFruit does */
export async function fruitDataSet(
  device: GPUDevice,
  { onProgress, ...options }: Omit<FruitOptions, 'first' | 'samples' | 'sort'>,
): Promise<DataSet> {
  const { perClass, classes } = options;
  const tested = renderedForTests(perClass);
  const total = (perClass + tested) * classes.length;
  const part = async (first: number, count: number): Promise<DataSet['train']> => {
    const set = await renderFruit(device, {
      ...{ ...options, first, perClass: count },
      onProgress: (done) => onProgress?.(first * classes.length + done, total),
    });
    try {
      return await set.read();
    } finally {
      set.destroy();
    }
  };
  return { train: await part(0, perClass), test: await part(perClass, tested), testApart: true };
}
