// The loss of a run for pictures that are looked at: of every output for the same label, weighted and added up, as training
// does it.

import { appendSum, type ForwardPass } from '../graph/autodiff';
import type { Graph } from '../graph/graph';
import type { Tensor } from '../graph/tensor';
import type { LossDefinition } from '../losses/loss';
import type { Network } from '../models/network';
import { batchChanges } from '../train/batchChanges';
import { appendOutputLosses, bareOutputs, lossWeightsOf } from '../train/stepGraph';

/**
 * @param network lowered with the outputs of `bareOutputs` bare
 * @param label of each picture
 * @param lossWeights of the outputs; where there are some, `loadBatchChanges` comes before
 * @returns the loss of each picture, and by value number the gradients of their mean
 */
export function appendTotalLoss(
  graph: Graph,
  network: Network,
  loss: LossDefinition,
  {
    label,
    trainingState,
    lossWeights,
  }: {
    readonly label: Tensor;
    readonly trainingState: Tensor;
    readonly lossWeights?: readonly number[] | undefined;
  },
  values: ReadonlyMap<string, number>,
  pass: ForwardPass,
  wantsGradient: boolean,
): { readonly rowLoss: Tensor; readonly seeds: ReadonlyMap<number, Tensor> } {
  const losses = [loss];
  const bare = bareOutputs(network, losses);
  const parts = { network, losses, lossWeights, targets: [label], trainingState, bare };
  const { outputs, seeds } = appendOutputLosses(graph, parts, values, pass, wantsGradient);
  const weights = lossWeightsOf(parts);
  const [first, ...others] = outputs.map(({ rowLoss }, i) => {
    const weight = weights[i] ?? 1;
    return weight === 1
      ? rowLoss
      : batchChanges().weighLoss(graph, `part ${i + 1} of the loss`, rowLoss, weight);
  });
  if (first === undefined) throw new Error(`network '${network.name}': has no output`);
  const rowLoss = others.reduce((sum, next) => appendSum(graph, 'loss', sum, next), first);
  return { rowLoss, seeds };
}
