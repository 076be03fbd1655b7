// Makes a network after a recipe: gathers its pictures, lets it learn, and asks it about those held out.

import { defineNetwork } from '../models/network';
import { TestAnswers } from '../train/testAnswers';
import type { LearnedNetwork, LabProgress, Stage, TrainingHooks, TransferBase } from './hooks';
import { learnHead } from './learnHead';
import { learnOnStage } from './learnOnStage';
import type { Library } from './library';
import { gather, type HeldOut, type Material } from './material';
import type { PixelSource } from './pixels';
import type { Recipe } from './recipe';
import { storeOf } from './storeOf';
import type { Prediction, Trained } from './trained';

const TEST_BATCH = 16;

/** @throws LabProblem, NonFiniteLossError, FormatError, errors of the device; the signal's reason */
export async function train(
  stage: Stage,
  recipe: Recipe,
  library: Pick<Library, 'classes' | 'of'>,
  pixels: PixelSource,
  base: TransferBase,
  hooks: TrainingHooks,
): Promise<Trained> {
  const startedAt = performance.now();
  const { way, classes, settings } = recipe;
  const { signal } = hooks;
  const step = (phase: LabProgress['phase'], fraction: number | null, epoch = 0, epochs = 0): void =>
    hooks.onProgress({ phase, fraction, epoch, epochs });
  const gathering = way === 'rendered' ? 'rendering' : 'pictures';
  step(gathering, 0);
  const material = await gather(stage.device, recipe, library, pixels, {
    onProgress: (done, total) => step(gathering, done / total),
    signal,
  });
  const learned =
    way === 'transfer'
      ? await learnHead(stage.device, recipe, material, base, step, hooks)
      : await learnOnStage(stage, recipe, material, step, hooks);
  step('test', 0);
  const { held, own } = await ask(stage.device, learned, material, {
    onProgress: (fraction) => step('test', fraction),
    signal,
  });
  const { network, weights, history } = learned;
  return {
    ...{ way, classes, network, weights, history, size: pixels.size, splitBy: settings.splitBy },
    pictures: material.train.count,
    seconds: (performance.now() - startedAt) / 1000,
    ...{ held, own, oneRecording: material.oneRecording },
  };
}

/** What the network that has learned answers for pictures it has not learned from. */
async function ask(
  device: GPUDevice,
  { network: config, weights, answers: known }: LearnedNetwork,
  { held, own }: Pick<Material, 'held' | 'own'>,
  { onProgress, signal }: { onProgress: (fraction: number) => void; signal: AbortSignal },
): Promise<{ held: Prediction; own: Prediction | null }> {
  if (known !== null) return { held: { ...held, probabilities: known }, own: null };
  const network = defineNetwork(config);
  const store = storeOf(device, network, weights);
  const answers = await TestAnswers.create(device, network, store, TEST_BATCH);
  const answered = async (one: HeldOut): Promise<Prediction> => {
    const probabilities = await answers.run(one.images, { onProgress, wanted: () => !signal.aborted });
    signal.throwIfAborted();
    return { ...one, probabilities: probabilities ?? new Float32Array() };
  };
  try {
    return { held: await answered(held), own: own && (await answered(own)) };
  } finally {
    answers.destroy();
    store.destroy();
  }
}
