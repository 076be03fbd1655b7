// How a network is trained on a folder of photographs where nothing else is said: by the number of pictures, not by a number of
// epochs that suits one set alone. The terminal, the fruit lab and users of the API share this rule.
//
// A small set needs many epochs: five of them are twenty steps for 60 pictures. So the rule counts pictures that go through
// the network, repeated ones included, and makes steps of them. Small batches take more steps of the same pictures, and
// their noise keeps a network from learning single pictures by heart; large sets take larger ones, which run faster.
// docs/fruit.md says how the numbers were chosen.

import type { Network } from '../models/network';

export interface RecipeFacts {
  /** Pictures to learn from, those for validation not counted. */
  readonly pictures: number;
  readonly classes: number;
  readonly network: Pick<Network, 'layers' | 'trainedCount'>;
  /** Given by the caller; null: by the rule. */
  readonly batchSize?: number | null;
  readonly epochs?: number | null;
  readonly steps?: number | null;
}

export interface DefaultRecipe {
  readonly batchSize: number;
  /** Of Adam, at the start; it falls along a cosine. */
  readonly learningRate: number;
  readonly steps: number;
  readonly stepsPerEpoch: number;
  /** Begun ones count. */
  readonly epochs: number;
  /** Epochs between two looks at the validation part: some forty looks in all. */
  readonly epochsPerValidation: number;
  /** Steps without improvement after which training ends; Infinity where the caller said how long it takes. */
  readonly patienceSteps: number;
}

/** Share of the training pictures of each class that is held out to choose the best weights. */
export const VALIDATION_SHARE = 0.1;

/** Pictures that go through the network in all, repeated ones counted. */
const PICTURES_SEEN = 56_000;
const EPOCHS = { min: 10, max: 200 } as const;
/** Batch sizes by the number of pictures they begin at. */
const BATCHES: readonly (readonly [pictures: number, batchSize: number])[] = [
  [6000, 64],
  [2000, 32],
  [0, 16],
];
/** Batch normalization bears larger steps; a large network without it stands still at those that a small one bears. */
const LEARNING_RATE = { normalized: 0.003, plain: 0.001, large: 0.0003 } as const;
const LARGE_PARAMETERS = 1_000_000;
const VALIDATIONS = 40;
/** Late improvement is the rule while a cosine falls: patience is long. */
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
