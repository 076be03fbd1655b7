// What a training step does to its batch and to its losses only where a run asks for it. How it is done
// (appendBatchChanges.ts) is loaded for such runs.

import type { Graph } from '../graph/graph';
import type { Tensor } from '../graph/tensor';
import type { LossOptions, LossResult } from '../losses/loss';
import type { DevicePair } from '../data/deviceDataset';
import type { Augmentation } from './augmentation';

export interface BatchChanges {
  /** @returns the changed pictures @throws Error if they are not pictures as bytes; RangeError for settings out of range */
  augment(
    graph: Graph,
    data: DevicePair,
    x: Tensor,
    augmentation: Augmentation,
    trainingState: Tensor,
  ): Tensor;
  /** @returns rows mixed in pairs, the same pairs for all tensors of a step */
  mixUp(graph: Graph, name: string, tensor: Tensor, trainingState: Tensor): Tensor;
  /** Multiplies loss and gradient of every row by the weight of its sample. */
  weighSamples(graph: Graph, name: string, weights: Tensor, result: LossResult, trainingState: Tensor): void;
  /** @returns a gradient multiplied by the weight of its loss */
  weighLoss(graph: Graph, name: string, gradient: Tensor, weight: number): Tensor;
}

/** Null until a run asks for it. */
let made: BatchChanges | null = null;

/** Before the first step of a run. */
export async function loadBatchChanges({
  augmentation,
  mixUp,
  lossOptions: { sampleWeights, lossWeights } = {},
}: {
  readonly augmentation?: Augmentation | undefined;
  readonly mixUp?: boolean | undefined;
  readonly lossOptions?: LossOptions | undefined;
}): Promise<void> {
  const asked = [augmentation, mixUp, sampleWeights, lossWeights];
  if (made === null && asked.some(Boolean)) made = (await import('./appendBatchChanges')).changes;
}

export function batchChanges(): BatchChanges {
  if (made === null) throw new Error('batch changes: are not loaded yet');
  return made;
}
