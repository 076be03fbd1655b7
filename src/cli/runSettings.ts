// How long a run is and how it steps: what the options say, and where they say nothing what suits the pictures.

import { defaultRecipe, type DefaultRecipe, type RecipeFacts } from '../train/defaultRecipe';
import { isOwnData, type TrainOptions } from './options';

/** Where the optimizer's own is not what suits a run of some epochs with a falling rate. */
const START_RATES: Readonly<Record<string, number>> = { adam: 0.002, adamw: 0.002 };
const EPOCHS = 5;
const BATCH = 64;

export interface RunSettings extends Omit<DefaultRecipe, 'learningRate'> {
  /** Null: the optimizer's own. */
  readonly learningRate: number | null;
}

export interface RunFacts {
  /** Those to learn from. */
  readonly pictures: number;
  readonly classes: number;
  readonly network: RecipeFacts['network'];
  /** A part of the pictures is held out for validation. */
  readonly validated: boolean;
}

type Given = Pick<TrainOptions, 'data' | 'batch' | 'epochs' | 'steps' | 'optimizer' | 'learningRate'>;

/** What is given counts, each option for itself; other settings of the user's own data come from `defaultRecipe`. */
export function runSettings(given: Given, { pictures, classes, network, validated }: RunFacts): RunSettings {
  const { epochs, steps, optimizer } = given;
  if (isOwnData(given.data)) {
    const recipe = defaultRecipe({ pictures, classes, network, batchSize: given.batch, epochs, steps });
    const ofOptimizer = /^adamw?$/.test(optimizer) ? recipe.learningRate : null;
    return {
      ...recipe,
      learningRate: given.learningRate ?? ofOptimizer,
      // Without validation there is nothing to look at in between but the curve.
      ...(validated ? {} : { patienceSteps: Infinity }),
    };
  }
  const batchSize = given.batch ?? BATCH;
  const stepsPerEpoch = Math.ceil(pictures / batchSize);
  const all = Math.min(steps ?? Infinity, stepsPerEpoch * (epochs ?? EPOCHS));
  return {
    ...{ batchSize, stepsPerEpoch, steps: all, epochs: Math.ceil(all / stepsPerEpoch) },
    learningRate: given.learningRate ?? START_RATES[optimizer] ?? null,
    ...{ epochsPerValidation: 1, patienceSteps: Infinity },
  };
}
