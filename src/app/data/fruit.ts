// Rendered fruit, as the reference's options say.

import { DEFAULT_FRUITS } from '../../fruit/fruits';
import type { DataReference, DataSet } from '../../data/dataSet';
import type { DataLoader } from '../../session/trainingContext';

/** So many that a first run begins within half a minute on two processor cores. */
export const FRUIT_OPTIONS = Object.freeze({ classes: DEFAULT_FRUITS, perClass: 80, size: 64, seed: 1 });

/** @throws RangeError for options out of range */
export async function loadFruit(
  { options }: DataReference,
  { device, onProgress, signal }: Parameters<DataLoader>[1],
): Promise<DataSet> {
  const { fruitDataSet } = await import('../../fruit/dataSet');
  return fruitDataSet(device, {
    ...FRUIT_OPTIONS,
    ...options,
    onProgress: (done, total) => onProgress(done / total),
    ...(signal ? { signal } : {}),
  });
}
