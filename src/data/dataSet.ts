// Labelled pictures, divided into those that a network learns from and those that it is tested on.

import { checkImageDataset, type ImageDataset } from './imageDataset';

export interface DataSet {
  /** Both parts have the same size of pictures and the same classes. */
  readonly train: ImageDataset;
  readonly test: ImageDataset;
}

/**
 * Returns the data set if its parts suit each other.
 * @throws RangeError as checkImageDataset does, and for parts of different sizes or classes, or an empty part
 */
export function checkDataSet(data: DataSet): DataSet {
  const { train, test } = data;
  for (const part of [train, test]) checkImageDataset(part);
  const fail = (message: string): never => {
    throw new RangeError(`dataset '${train.name}': ${message}`);
  };
  const size = ({ height, width, channels }: ImageDataset): string => `${height} × ${width} × ${channels}`;
  if (size(train) !== size(test))
    fail(`both parts need pictures of one size. Received ${size(train)} and ${size(test)}.`);
  const classes = ({ classNames }: ImageDataset): string => classNames.join(', ');
  if (classes(train) !== classes(test))
    fail(`both parts need the same classes. Received ${classes(train)} and ${classes(test)}.`);
  if (train.count === 0 || test.count === 0)
    fail(`both parts need pictures. Received ${train.count} and ${test.count}.`);
  return data;
}
