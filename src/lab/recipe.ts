// The training settings of the lab: where pictures come from, the initial network, and the number of epochs.

import { NO_AUGMENTATION, PHOTO_AUGMENTATION, type Augmentation } from '../train/augmentation';
import { fruitnet } from '../models/fruitnet';
import { defineNetwork } from '../models/anyNetwork';
import { defaultRecipe, type DefaultRecipe } from '../train/defaultRecipe';
import { fruitRows } from '../transfer/fruitFeatures';
import { headEpochs } from '../transfer/trainHead';
import type { LabClass } from './picture';
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

/** About so many rendered pictures are learned from in all, repeated ones counted. */
const LOOKS = 3000;
const EPOCHS = { min: 10, max: 25 };
const BATCH = 16;
const FRUITNET = defineNetwork(fruitnet);

/** What stands beside the photos. */
export const besideOf = ({
  augment,
  beside,
}: Pick<LabSettings, 'augment' | 'beside'>): { perClass: number; augmentation: Augmentation } => ({
  perClass: beside ? BESIDE : 0,
  augmentation: augment ? PHOTO_AUGMENTATION : NO_AUGMENTATION,
});

/**
 * How fruitnet learns: from pictures of one's own after the rule that the terminal has for folders, with the best weights on a
 * validation part; from rendered ones, which are as many as one likes, soon.
 * @param pictures to learn from
 */
export function fruitnetRecipe(
  { way, classes, settings }: Pick<Recipe, 'way' | 'classes' | 'settings'>,
  pictures: number,
): DefaultRecipe {
  const { epochs } = settings;
  const facts = { pictures: Math.max(1, pictures), classes: Math.max(1, classes.length), network: FRUITNET };
  if (way !== 'rendered') return defaultRecipe({ ...facts, epochs });
  const soon = Math.min(EPOCHS.max, Math.max(EPOCHS.min, Math.round(LOOKS / facts.pictures)));
  return defaultRecipe({ ...facts, epochs: epochs ?? soon, batchSize: BATCH });
}

/** @param pictures to learn from */
export function epochsOf(recipe: Recipe, pictures: number): number {
  const { way, classes, settings } = recipe;
  const { epochs, augment } = settings;
  if (epochs !== null) return epochs;
  if (way !== 'transfer') return fruitnetRecipe(recipe, pictures).epochs;
  const photos = pictures * (augment ? 1 + TRANSFER_COPIES : 1);
  const fruits = classes.map(({ fruit }) => fruit);
  return headEpochs(photos + fruitRows(fruits, besideOf(settings)));
}
