// What the optimizer does in the steps of a case: its learning rate, and the update of each parameter from the gradients that the GPU
// itself has.

import { checkOptions } from '../graph/options';
import { clipOf, type Clip } from '../optimizers/clipping';
import { referenceOf } from '../optimizers/reference';
import { rateAt } from '../optimizers/schedules';
import { map, ndArray, type NdArray } from '../reference/ndArray';
import { ofOutput, type Program, type StepRun } from './gpu';
import { measure, type Measured } from './noise';
import type { Tally } from './tally';

/** The rate of each step. Its power and its cosine are series of a dozen terms (schedule.wgsl). */
export function compareRates(part: string, program: Program, runs: readonly StepRun[], tally: Tally): void {
  const { schedule, optimizer, losses } = program.given;
  const rate = Math.fround(Number(optionsOf(program).learningRate));
  const values = ndArray(
    [runs.length],
    runs.map((_, step) => (schedule === null ? rate : rateAt(schedule, rate, step))),
  );
  const floor = values.data.map(() => 2e-6 * rate);
  losses.forEach((_, i) => {
    const name = ofOutput(`learning rate of ${optimizer.kind}`, i);
    const received = runs.map(({ records }) => records[i]?.rate ?? NaN);
    tally.compare(part, new Map([[name, { values, floor }]]), new Map([[name, received]]));
  });
}

const optionsOf = ({ optimizer, given }: Program): ReturnType<typeof checkOptions> =>
  checkOptions(given.optimizer.kind, optimizer.options, given.optimizer.options);

export function compareUpdates(part: string, program: Program, runs: readonly StepRun[], tally: Tally): void {
  const { network, given } = program;
  const trained = network.layers.flatMap((layer) =>
    layer.parameters.flatMap((spec): Trained[] =>
      spec.trained ? [{ key: `${layer.name}/${spec.name}`, l1: spec.l1 ?? 0, l2: spec.l2 }] : [],
    ),
  );
  const clip = clipOf(optionsOf(program));
  // By the length of all gradients together, each acts on all.
  const together = clip?.by === 'globalClipnorm' ? [trained] : trained.map((one) => [one]);
  for (const variables of together) {
    const updates = measureUpdates(program, variables, clip, runs);
    if (updates === null) continue;
    const received = new Map(
      variables.flatMap(({ key }) =>
        runs.map((run, i) => [`${key}, step ${i + 1}`, run.parameters.get(key) ?? []] as const),
      ),
    );
    tally.compare(`${part}, ${given.optimizer.kind}`, updates, received);
  }
}

interface Trained {
  readonly key: string;
  readonly l1: number;
  readonly l2: number;
}

function measureUpdates(
  program: Program,
  variables: readonly Trained[],
  clip: Clip | null,
  runs: readonly StepRun[],
): Measured | null {
  const { optimizer, given, parameters } = program;
  const options = optionsOf(program);
  return measure(given.seed, (noise) => {
    const disturb = (array: NdArray): NdArray => noise.disturb(array, 6);
    const states = variables.map((variable) => {
      const start = disturb(parameters.get(variable.key) ?? ndArray([0]));
      return { variable, weights: start, step: referenceOf(optimizer, options, start) };
    });
    const results = new Map<string, NdArray>();
    runs.forEach((run, i) => {
      const decayed = states.map(({ variable: { key, l1, l2 }, weights }) => {
        const gradient = run.gradients.get(key) ?? [];
        const { shape, data } = weights;
        return disturb(
          ndArray(
            shape,
            data.map((w, k) => (gradient[k] ?? NaN) + 2 * l2 * w + l1 * Math.sign(w)),
          ),
        );
      });
      clipped(decayed, clip).forEach((gradient, k) => {
        const state = states[k];
        if (state === undefined) return;
        state.weights = state.step(clip === null ? gradient : disturb(gradient), run.records[0]?.rate ?? NaN);
        results.set(`${state.variable.key}, step ${i + 1}`, disturb(state.weights));
      });
    });
    return results;
  });
}

/** As Keras clips: each number, each gradient by its length, or all by their length together. */
function clipped(gradients: readonly NdArray[], clip: Clip | null): readonly NdArray[] {
  if (clip === null) return gradients;
  const { by, limit } = clip;
  if (by === 'clipvalue')
    return gradients.map((gradient) => map(gradient, (g) => Math.max(-limit, Math.min(limit, g))));
  const squares = gradients.map(({ data }) => data.reduce((sum, g) => sum + g * g, 0));
  const all = squares.reduce((a, b) => a + b, 0);
  return gradients.map((gradient, k) => {
    const length = Math.sqrt(by === 'globalClipnorm' ? all : (squares[k] ?? NaN));
    return length > limit ? map(gradient, (g) => (g * limit) / length) : gradient;
  });
}
