// What is made of a network that has learned before the lab keeps it: its answers for pictures that it has not learned from, the
// temperature that suits them, and what is like the pictures that it learned from.

import { defineNetwork } from '../models/network';
import { learnFamiliarity } from '../train/learnFamiliarity';
import { TestAnswers } from '../train/testAnswers';
import { calibrated, type Predictions } from './calibrated';
import type { LearnedNetwork } from './hooks';
import type { HeldOut, Material } from './material';
import { storeOf } from './storeOf';
import type { Prediction, Trained } from './trained';

const TEST_BATCH = 16;

export interface EvaluationHooks {
  readonly signal: AbortSignal;
  /** The share done of each set of pictures, 0…1. */
  readonly onProgress?: (fraction: number) => void;
}

/** @throws the signal's reason; errors of the device */
export async function evaluated(
  device: GPUDevice,
  learned: LearnedNetwork,
  { train, held, own, apart }: Pick<Material, 'train' | 'held' | 'own' | 'apart'>,
  hooks: EvaluationHooks,
): Promise<Pick<Trained, 'weights' | 'held' | 'own' | 'familiarity'>> {
  const network = defineNetwork(learned.network);
  const store = storeOf(device, network, learned.weights);
  try {
    const { answers } = learned;
    const answered =
      answers === null
        ? await ask(store, held, own, hooks)
        : { held: { ...held, probabilities: answers }, own: null };
    // Held-out pictures of the same recording are so like those learned from that hardly anything else would be familiar.
    const limits = (answered.own ?? held).images;
    const { signal } = hooks;
    const familiarity = apart ? await learnFamiliarity(store, train, limits, () => !signal.aborted) : null;
    signal.throwIfAborted();
    // A head brings its answers with it.
    return { ...calibrated(learned, answered, answers !== null), familiarity };
  } finally {
    store.destroy();
  }
}

async function ask(
  store: ReturnType<typeof storeOf>,
  held: HeldOut,
  own: HeldOut | null,
  { signal, onProgress }: EvaluationHooks,
): Promise<Predictions> {
  const answers = await TestAnswers.create(store.device, store.network, store, TEST_BATCH);
  const answered = async (one: HeldOut): Promise<Prediction> => {
    const probabilities = await answers.run(one.images, {
      ...(onProgress && { onProgress }),
      wanted: () => !signal.aborted,
    });
    signal.throwIfAborted();
    return { ...one, probabilities: probabilities ?? new Float32Array() };
  };
  try {
    return { held: await answered(held), own: own && (await answered(own)) };
  } finally {
    answers.destroy();
  }
}
