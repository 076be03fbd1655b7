// What dataSync() needs of predictions and evaluations: the same numbers, worked out on the host at once.
//
// WebGPU can be read asynchronously only, and scripts for tfjs call dataSync() on what predict() returns. The inputs and
// weights are those of the time of the call. It is slower than the GPU, so large work is refused.

import { provideCurves } from '../layers/shared/activated';
import { forwardOnHost } from '../models/hostForward';
import { ndArray, type NdArray } from '../reference/ndArray';
import { UNFUSED_CURVES } from '../reference/unfusedActivations';
import { isLikelihood } from '../train/stepGraph';
import { totalOf, type TotalScore } from '../train/score';
import type { Compiled, ModelCore } from './core';
import { TensorError } from './errors';
import type { HostValues } from './numbers';
import type { Samples } from './samples';

/** About five seconds of work. */
const MAX_MULTIPLY_ADDS = 5e8;

type Results = ReadonlyMap<string, NdArray>;

/** @returns a function that gives the results of all layers by name. @throws TensorError (that function) if it cannot */
export function resultsAtOnce({ network, weights }: ModelCore, samples: readonly Samples[]): () => Results {
  const values = weights.snapshot();
  const inputs = samples.map(({ numbers, count, shape }) => ({
    atOnce: numbers.atOnce,
    shape: [count, ...shape],
  }));
  let results: Results | null = null;
  return () => {
    if (results !== null) return results;
    const refuse = (why: string): never => {
      throw new TensorError(
        `model '${network.name}': dataSync() works a result out on the host, ${why}. Use await tensor.data(), or await model.evaluate()`,
      );
    };
    const perSample = network.layers.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
    const work = perSample * (samples[0]?.count ?? 0);
    if (work > MAX_MULTIPLY_ADDS)
      refuse(`up to ${MAX_MULTIPLY_ADDS} multiply-adds. These samples need ${work}`);
    if (values === null) return refuse('and the current weights are on the GPU only');
    const given = inputs.map(({ atOnce, shape }) =>
      ndArray(shape, atOnce === null ? refuse('and the samples are on the GPU only') : atOnce()),
    );
    const known = values();
    provideCurves(UNFUSED_CURVES);
    results = forwardOnHost(network, (name) => known.get(name) ?? new Float32Array(), given);
    return results;
  };
}

/** The values of one output of them. */
export function outputAtOnce(results: () => Results, name: string): () => HostValues {
  return () => Float32Array.from(results().get(name)?.data ?? []);
}

/** Losses and accuracies, from the references of the losses. */
export function scoreAtOnce(
  { network }: ModelCore,
  { losses, lossWeights = [] }: Compiled,
  results: () => Results,
  targets: readonly Samples[],
): () => TotalScore {
  const known = targets.map(({ numbers: { atOnce }, count, shape }) => ({
    atOnce,
    shape: [count, ...shape],
  }));
  return () => {
    const scores = network.outputs.flatMap((output, i) => {
      const [y, loss, t] = [results().get(output), losses[losses.length === 1 ? 0 : i], known[i]];
      if (y === undefined || loss === undefined || t === undefined) return [];
      if (t.atOnce === null)
        throw new TensorError('evaluate: the targets are on the GPU only. Use await model.evaluate()');
      const target = ndArray(t.shape, t.atOnce());
      const mode = { fromLogits: isLikelihood(network, output, loss) };
      const right = loss.reference.correct(y, target, mode).data;
      return {
        loss: loss.reference.loss(y, target, mode),
        accuracy: right.reduce((sum, one) => sum + one, 0) / right.length,
      };
    });
    return totalOf(scores, lossWeights);
  };
}
