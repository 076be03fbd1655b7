// A network that is trained whole, from random weights: the stage's session trains it, and the lab follows. It can be watched,
// paused and opened there meanwhile.

import { modelOfRun } from '../formats/convscope/archive';
import { fitNetwork } from '../models/fitNetwork';
import { fruitnet } from '../models/fruitnet';
import type { TrainFacade } from '../session/facade';
import { PHOTO_AUGMENTATION } from '../train/augmentation';
import { momentOf } from './fromStage';
import type { LearnedNetwork, Stage, Step, TrainingHooks } from './hooks';
import type { Material } from './material';
import { LabProblem } from './problem';
import { fruitnetRecipe, type Recipe } from './recipe';

/** Of the batch under way that are shown. */
const SHOWN = 6;

/** @throws Error where the stage was given something else to do; NonFiniteLossError; the signal's reason */
export async function learnOnStage(
  stage: Stage,
  recipe: Recipe,
  { train, held, validation, apart, reference }: Material,
  step: Step,
  hooks: TrainingHooks,
): Promise<LearnedNetwork> {
  const { settings } = recipe;
  step('compile', null);
  const plan = fruitnetRecipe(recipe, train.count);
  const { batchSize, epochs, stepsPerEpoch, patienceSteps } = plan;
  const every = plan.epochsPerValidation * stepsPerEpoch;
  const patience = Number.isFinite(patienceSteps) ? patienceSteps : null;
  const session = await stage.begin({
    data: { train, test: held.images, ...(validation && { validation }), testApart: apart },
    ...(reference && { reference }),
    network: fitNetwork(fruitnet, train),
    settings: {
      ...{ optimizer: 'adam', optimizerOptions: {}, learningRate: settings.learningRate },
      ...{ batchSize, epochs, seed: settings.seed },
      ...(settings.augment && { augmentation: PHOTO_AUGMENTATION }),
      ...(validation && { earlyStopping: { every, patience } }),
    },
  });
  hooks.onStage?.(session);
  try {
    await follow(session, step, hooks);
  } finally {
    hooks.onAugmented(null);
  }
  const run = await session.save();
  const { network, weights } = modelOfRun(run);
  // The curve goes on to the end of training, beyond the step with the best weights.
  const history = { ...run.history, ...session.travel.branch?.history };
  return {
    ...{ network, weights: weights ?? new Map<string, Float32Array>(), history, answers: null },
    stage: momentOf(session),
  };
}

/** Trains to the end of the run. A pause on the stage is waited for. */
async function follow(
  session: TrainFacade,
  step: Step,
  { onHistory, onAugmented, signal, wantsEnd }: TrainingHooks,
): Promise<void> {
  const { data } = session;
  const seen = await session.tools.seenPictures(SHOWN);
  onAugmented(seen);
  let finishing = null as Promise<void> | null;
  const progress = (): void => {
    const { step: at, stepsPerEpoch } = session.progress;
    const { epochs } = session.settings;
    seen?.look();
    step('learn', Math.min(1, at / (epochs * stepsPerEpoch)), Math.ceil(at / stepsPerEpoch), epochs);
    onHistory(session.history);
    if (wantsEnd?.() === true) finishing ??= session.finish();
    if (signal.aborted) void session.pause();
  };
  session.addEventListener('progress', progress);
  const pause = (): void => void session.pause();
  signal.addEventListener('abort', pause);
  try {
    progress();
    session.play();
    for (;;) {
      await session.ended();
      await finishing;
      signal.throwIfAborted();
      if (session.data !== data) throw new LabProblem({ code: 'stage' });
      if (session.state === 'failed') throw session.error ?? new Error('training failed');
      if (session.hasEnded) return;
      // Paused on the stage, or on the way back from a lost device.
      if (session.state !== 'training') await changed(session, signal);
    }
  } finally {
    session.removeEventListener('progress', progress);
    signal.removeEventListener('abort', pause);
  }
}

/** Resolves with the next change of the session's state, or when the signal aborts. */
function changed(session: TrainFacade, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      session.removeEventListener('statechange', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    session.addEventListener('statechange', done);
    signal.addEventListener('abort', done);
  });
}
