// Shapes to learn from and others to test with.

import { checkDataSet, type DataSet } from '../data/dataSet';
import type { ImageDataset } from '../data/imageDataset';
import { drawShapes, type ShapeOptions } from './draw';

/** Test pictures are numbered from here on, so that the first of them do not depend on the number of training pictures. */
const FIRST_TEST_SHAPE = 1_000_000;

/** Test pictures for each training picture. */
const TEST_SHARE = 0.2;

/** Training pictures and, a fifth as many, test pictures. @throws RangeError as drawShapes does; DeviceLimitError */
export async function shapesDataSet(
  device: GPUDevice,
  options: Omit<ShapeOptions, 'first'>,
): Promise<DataSet> {
  const read = async (perClass: number, first: number): Promise<ImageDataset> => {
    const set = await drawShapes(device, { ...options, perClass, first });
    try {
      return await set.read();
    } finally {
      set.destroy();
    }
  };
  const [train, test] = await Promise.all([
    read(options.perClass, 0),
    read(Math.ceil(TEST_SHARE * options.perClass), FIRST_TEST_SHAPE),
  ]);
  return checkDataSet({ train, test });
}
