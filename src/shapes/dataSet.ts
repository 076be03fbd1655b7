// Shapes to learn from and others to test with.

import type { DataSet } from '../data/dataSet';
import { blankShapes, drawShapes, type ShapeOptions } from './draw';

/** Test pictures are numbered from here on, so that the first of them do not depend on the number of training pictures. */
const FIRST_TEST_SHAPE = 1_000_000;

/** Test pictures for each training picture. */
const TEST_SHARE = 0.2;

type Options = Omit<ShapeOptions, 'first'>;

/** Training pictures and, a fifth as many, test pictures. @throws RangeError as drawShapes does; DeviceLimitError */
export async function shapesDataSet(device: GPUDevice, options: Options): Promise<DataSet> {
  const { completeOn, ...data } = await shapesToLookAt(device, options);
  await completeOn(device);
  return data;
}

/**
 * The same, of which only the test pictures are drawn: what a network makes of them can be looked at while `completeOn` draws those
 * to learn from.
 */
export async function shapesToLookAt(
  device: GPUDevice,
  options: Options,
): Promise<DataSet & Required<Pick<DataSet, 'completeOn'>>> {
  const train = blankShapes(options);
  const perClass = Math.ceil(TEST_SHARE * options.perClass);
  const test = await drawShapes(device, { ...options, perClass, first: FIRST_TEST_SHAPE });
  let drawn = false;
  const completeOn = async (on: GPUDevice): Promise<void> => {
    if (drawn) return;
    train.images.set((await drawShapes(on, { ...options, first: 0 })).images);
    drawn = true;
  };
  return { train, test, completeOn };
}
