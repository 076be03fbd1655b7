// A network of the lab that was trained further on the stage: the lab takes over what it has become there. As after training in
// the lab, statistics, temperature and what is familiar are found out anew.

import { sameData } from '../data/dataSet';
import { modelOfRun } from '../formats/convscope/archive';
import type { TrainFacade } from '../session/facade';
import { augments } from '../train/augmentation';
import { evaluated } from './evaluated';
import { remeasured } from './remeasured';
import { isApart, type LearnedPart, type Prediction, type StageMoment, type Trained } from './trained';

export const momentOf = ({ data, progress, history }: TrainFacade): StageMoment => ({
  data: data.reference,
  step: progress.step,
  loss: history.loss.at(-1) ?? null,
});

/** Whether what is on the stage learns from the pictures of this network. */
export const isOnStage = ({ stage }: Trained, session: TrainFacade | null): boolean =>
  session !== null && stage !== undefined && sameData(session.data.reference, stage.data);

const same = (a: StageMoment, b: StageMoment | undefined): boolean =>
  b !== undefined && sameData(a.data, b.data) && a.step === b.step && a.loss === b.loss;

/**
 * What the stage has of this network that the lab has not.
 * declined  it was not wanted
 */
export function onStage(trained: Trained, session: TrainFacade | null): 'nothing' | 'newer' | 'declined' {
  if (session === null || !isOnStage(trained, session)) return 'nothing';
  const now = momentOf(session);
  if (now.step === 0) return 'nothing';
  if (same(now, trained.declined)) return 'declined';
  return same(now, trained.stage) ? 'nothing' : 'newer';
}

/** What the network has become on the stage. @throws the signal's reason; errors of the device */
export async function fromStage(
  trained: Trained,
  session: TrainFacade,
  signal: AbortSignal,
): Promise<Trained> {
  const run = await session.save();
  const stage = momentOf(session);
  const { train } = await session.wholeData();
  const { network, weights } = modelOfRun(run);
  const learned = { network, weights: weights ?? new Map(), history: run.history, answers: null };
  const { augmentation } = run.settings;
  const clean =
    augmentation && augments(augmentation)
      ? await remeasured(session.device, learned, train, signal)
      : learned;
  const { held, own, inLab = partOf(trained), declined: _, ...rest } = trained;
  const material = { train, held, own, apart: isApart(trained) };
  const found = await evaluated(session.device, clean, material, { signal });
  return { ...rest, network, history: run.history, ...found, stage, inLab };
}

/** As it was in the lab. @param declined what it is on the stage now */
export function asInLab({ inLab, ...trained }: Trained, declined: StageMoment | null): Trained {
  if (inLab === undefined) return trained;
  const { held, own, ...learned } = inLab;
  const with_ = (one: Prediction, probabilities: Float32Array): Prediction => ({ ...one, probabilities });
  return {
    ...trained,
    ...learned,
    held: with_(trained.held, held),
    own: trained.own && own && with_(trained.own, own),
    ...(declined && { declined }),
  };
}

const partOf = ({ network, weights, history, familiarity, held, own }: Trained): LearnedPart => ({
  ...{ network, weights, history, familiarity: familiarity ?? null },
  held: held.probabilities,
  own: own?.probabilities ?? null,
});
