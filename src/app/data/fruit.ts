// Rendered fruit, as the reference's options say.

import { hashEntries } from '../hashEntries';
import { DEFAULT_FRUITS } from '../../fruit/fruits';
import type { FruitOptions } from '../../fruit/render';
import type { DataReference, DataSet } from '../../data/dataSet';
import type { DataLoader } from '../../session/trainingContext';

type FruitSet = Required<Pick<FruitOptions, 'classes' | 'perClass' | 'size' | 'seed'>>;

/** So many that a first run begins within half a minute on two processor cores. */
export const FRUIT_OPTIONS: FruitSet = Object.freeze({
  classes: DEFAULT_FRUITS,
  perClass: 80,
  size: 64,
  seed: 1,
});

/** As the address wants them: `#fruit=8` renders eight pictures of each class to learn from. */
export function fruitOptions(hash: string): FruitSet {
  const given = Number(hashEntries(hash).get('fruit'));
  return Number.isInteger(given) && given > 0 ? { ...FRUIT_OPTIONS, perClass: given } : FRUIT_OPTIONS;
}

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
