// Rendered fruit beside photos: what few photos do not show, such as other varieties, light and backgrounds, is learned from
// pictures that cost nothing. Only for classes that are a kind of fruit that can be rendered.

import type { FruitName } from '../fruit/fruits';
import { renderFruit } from '../fruit/render';
import { augments, type Augmentation } from '../train/augmentation';
import type { ExtractOptions, FeatureExtractor, Features } from './featureExtractor';

export interface FruitOptions extends Pick<ExtractOptions, 'onPictures' | 'onProgress' | 'signal'> {
  readonly perClass: number;
  readonly seed: number;
  /** Called with the pictures that are rendered, before any goes through the front. */
  readonly onRendered?: (done: number, total: number) => void;
  /** Of the one copy of each picture. */
  readonly augmentation: Augmentation;
}

/** A rendered picture is as good as new: one copy of it is enough. */
const copiesWith = (augmentation: Augmentation): number => (augments(augmentation) ? 1 : 0);

/** @param fruits one per class; null if the class is not a fruit */
export const fruitRows = (
  fruits: readonly (FruitName | null)[],
  { perClass, augmentation }: Pick<FruitOptions, 'perClass' | 'augmentation'>,
): number => fruits.filter((fruit) => fruit !== null).length * perClass * (1 + copiesWith(augmentation));

/**
 * @param fruits one per class; null if the class is not a fruit
 * @returns features of rendered pictures, labelled with these classes; null where there are none
 */
export async function fruitFeatures(
  device: GPUDevice,
  extractor: FeatureExtractor,
  fruits: readonly (FruitName | null)[],
  { perClass, seed, augmentation, onRendered, onPictures, onProgress, signal }: FruitOptions,
): Promise<Features | null> {
  const classes = fruits.filter((fruit) => fruit !== null);
  if (classes.length === 0 || perClass === 0) return null;
  const { size } = extractor;
  const set = await renderFruit(device, { classes, perClass, seed, size, onProgress: onRendered, signal });
  try {
    const label = (i: number): number => fruits.indexOf(classes[i % classes.length] ?? null);
    const labels = Uint8Array.from({ length: set.device.samples }, (_, i) => label(i));
    // Changed in other ways than the photos beside them.
    const copies = { count: copiesWith(augmentation), augmentation, seed: seed + 1 };
    return await extractor.extract(
      { pictures: set.device, labels },
      { copies, onPictures, onProgress, signal },
    );
  } finally {
    set.destroy();
  }
}
