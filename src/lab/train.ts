// Makes a network after a recipe: gathers its pictures, lets it learn, and asks it about those held out.

import { evaluated } from './evaluated';
import type { LearnedNetwork, LabProgress, Stage, Step, TrainingHooks, TransferBase } from './hooks';
import { learnHead } from './learnHead';
import { learnOnStage } from './learnOnStage';
import type { Library } from './library';
import { gather, type Material } from './material';
import type { PixelSource } from './pixels';
import type { Recipe } from './recipe';
import { remeasured } from './remeasured';
import type { Trained } from './trained';

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
      : await learnFruitnet(stage, recipe, material, step, hooks);
  step('test', 0);
  const { network, history } = learned;
  const { weights, held, own, familiarity } = await evaluated(stage.device, learned, material, {
    onProgress: (fraction) => step('test', fraction),
    signal,
  });
  return {
    ...{ way, classes, network, weights, history, size: pixels.size, splitBy: settings.splitBy },
    pictures: material.train.count,
    seconds: (performance.now() - startedAt) / 1000,
    ...{ held, own, oneRecording: material.oneRecording, familiarity, apart: material.apart },
    ...(material.reference && { rendered: material.reference }),
    ...(learned.stage && { stage: learned.stage }),
  };
}

async function learnFruitnet(
  stage: Stage,
  recipe: Recipe,
  material: Material,
  step: Step,
  hooks: TrainingHooks,
): Promise<LearnedNetwork> {
  const learned = await learnOnStage(stage, recipe, material, step, hooks);
  if (!recipe.settings.augment) return learned;
  return remeasured(stage.device, learned, material.train, hooks.signal);
}
