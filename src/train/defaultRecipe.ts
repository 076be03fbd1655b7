// Default training settings for a folder of photographs. They follow from the number of pictures, because a fixed
// number of epochs suits only one data set. The terminal, the fruit lab and users of the API share this rule.
//
// A small set needs many epochs: five epochs of 60 pictures are only twenty steps. So the rule fixes the number of
// pictures that go through the network, repeated ones included, and derives the steps from it. Small batches take more
// steps for the same pictures, and their noise reduces overfitting; large sets use larger batches, which run faster.
// docs/fruit.md says how the numbers were chosen.

import type { Network } from '../models/network';

export interface RecipeFacts {
  /** The number of training pictures, validation pictures excluded. */
  readonly pictures: number;
  readonly classes: number;
  readonly network: Pick<Network, 'layers' | 'trainedCount'>;
  /** The caller's number; null: chosen by the rule. */
  readonly batchSize?: number | null;
  readonly epochs?: number | null;
  readonly steps?: number | null;
}

export interface DefaultRecipe {
  readonly batchSize: number;
  /** The initial rate of Adam; it falls along a cosine. */
  readonly learningRate: number;
  readonly steps: number;
  readonly stepsPerEpoch: number;
  /** The number of epochs; an incomplete last one counts. */
  readonly epochs: number;
  /** Epochs between two validations: about forty validations in all. */
  readonly epochsPerValidation: number;
  /** Training ends after this many steps without improvement; Infinity if the caller chose the number of epochs. */
  readonly patienceSteps: number;
}

/** The share of each class's training pictures that is held out for validation. */
export const VALIDATION_SHARE = 0.1;

/** Pictures that go through the network in total, repeated ones included. */
const PICTURES_SEEN = 56_000;
const EPOCHS = { min: 10, max: 200 } as const;
/** Batch sizes by the smallest number of pictures for which they are used. */
const BATCHES: readonly (readonly [pictures: number, batchSize: number])[] = [
  [6000, 64],
  [2000, 32],
  [0, 16],
];
/**
 * Batch normalization allows larger learning rates; a large network without it does not learn at the rates of a small
 * one.
 */
const LEARNING_RATE = { normalized: 0.003, plain: 0.001, large: 0.0003 } as const;
const LARGE_PARAMETERS = 1_000_000;
const VALIDATIONS = 40;
/** While a cosine falls, improvements often come late, so patience is long. */
const PATIENCE_SHARE = 0.4;

/** @throws RangeError without pictures */
export function defaultRecipe({
  pictures,
  classes,
  network,
  batchSize: givenBatch = null,
  epochs: givenEpochs = null,
  steps: givenSteps = null,
}: RecipeFacts): DefaultRecipe {
  if (!(pictures >= 1 && classes >= 1)) {
    throw new RangeError(
      `recipe: expected pictures of at least one class. Received ${pictures} pictures, ${classes} classes`,
    );
  }
  const batchSize = Math.min(pictures, givenBatch ?? BATCHES.find(([least]) => pictures >= least)?.[1] ?? 16);
  const stepsPerEpoch = Math.ceil(pictures / batchSize);
  const wanted = Math.round(Math.min(EPOCHS.max, Math.max(EPOCHS.min, PICTURES_SEEN / pictures)));
  const byEpochs = stepsPerEpoch * (givenEpochs ?? wanted);
  const steps =
    givenSteps === null ? byEpochs : givenEpochs === null ? givenSteps : Math.min(givenSteps, byEpochs);
  const epochs = Math.ceil(steps / stepsPerEpoch);
  return {
    ...{ batchSize, steps, stepsPerEpoch, epochs },
    learningRate: LEARNING_RATE[kindOf(network)],
    epochsPerValidation: Math.max(1, Math.round(epochs / VALIDATIONS)),
    patienceSteps: givenEpochs === null && givenSteps === null ? Math.ceil(steps * PATIENCE_SHARE) : Infinity,
  };
}

function kindOf({ layers, trainedCount }: RecipeFacts['network']): keyof typeof LEARNING_RATE {
  if (layers.some(({ definition }) => definition.kind === 'batchNormalization')) return 'normalized';
  return trainedCount < LARGE_PARAMETERS ? 'plain' : 'large';
}
