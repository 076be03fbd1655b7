// How a network is made: where its pictures come from, what it begins with, and for how long it learns.

import { NO_AUGMENTATION, PHOTO_AUGMENTATION, type Augmentation } from '../train/augmentation';
import { fruitRows } from '../transfer/fruitFeatures';
import { headEpochs } from '../transfer/trainHead';
import type { LabClass } from './library';
import type { SplitBy } from './split';

/**
 * rendered  fruitnet, from random weights, on pictures that are rendered: nothing to collect, nothing to download
 * own       fruitnet, from random weights, on pictures of one's own
 * transfer  a head on the features of a network that was trained before, on pictures of one's own: few are enough
 */
export type Way = 'rendered' | 'own' | 'transfer';
export const WAYS: readonly Way[] = ['rendered', 'own', 'transfer'];

export interface LabSettings {
  /** Null: as many as suit the number of pictures. */
  readonly epochs: number | null;
  readonly learningRate: number;
  /** Pictures are changed while they are learned from. */
  readonly augment: boolean;
  readonly splitBy: SplitBy;
  /** A head also learns from rendered pictures of classes that are fruit. */
  readonly beside: boolean;
  /** Rendered pictures to learn from; a quarter as many are tested with. */
  readonly perClass: number;
  readonly seed: number;
}

export const FIRST_SETTINGS: LabSettings = {
  epochs: null,
  learningRate: 0.003,
  augment: true,
  splitBy: 'recording',
  beside: false,
  perClass: 80,
  seed: 1,
};

export interface Recipe {
  readonly way: Way;
  /** In the order of the answers. */
  readonly classes: readonly LabClass[];
  readonly settings: LabSettings;
}

/** Side of the pictures that fruitnet sees. */
export const FRUITNET_SIZE = 64;
/** Changed copies of each picture that a head also learns from. */
export const TRANSFER_COPIES = 3;
/** Rendered pictures of a class beside photos. */
export const BESIDE = 40;

/** About so many pictures are learned from in all, repeated ones counted. */
const LOOKS = 3000;
const EPOCHS = { least: 10, most: 25 };

export const BATCH = 16;

/** What stands beside the photos. */
export const besideOf = ({
  augment,
  beside,
}: Pick<LabSettings, 'augment' | 'beside'>): { perClass: number; augmentation: Augmentation } => ({
  perClass: beside ? BESIDE : 0,
  augmentation: augment ? PHOTO_AUGMENTATION : NO_AUGMENTATION,
});

/** @param pictures to learn from */
export function epochsOf({ way, classes, settings }: Recipe, pictures: number): number {
  const { epochs, augment } = settings;
  if (epochs !== null) return epochs;
  if (way !== 'transfer')
    return Math.min(EPOCHS.most, Math.max(EPOCHS.least, Math.round(LOOKS / Math.max(1, pictures))));
  const photos = pictures * (augment ? 1 + TRANSFER_COPIES : 1);
  const fruits = classes.map(({ fruit }) => fruit);
  return headEpochs(photos + fruitRows(fruits, besideOf(settings)));
}
