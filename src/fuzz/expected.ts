// What the f64 reference makes of a case: the numbers of a training step and of a prediction, and what rounding may make of each.

import { lastActivation } from '../models/lower';
import type { NetworkLayer } from '../models/network';
import type { LossDefinition } from '../losses/loss';
import { augment } from '../reference/augment';
import {
  batchNormalizationTrainingForward,
  type BatchNormalizationParams,
} from '../reference/batchNormalization';
import { mixUp } from '../reference/mixUp';
import { map, ndArray, type NdArray } from '../reference/ndArray';
import { outputOf, type Batch } from './case';
import { ofOutput, type Program } from './gpu';
import { measure, type Measured, type Noise } from './noise';
import { backward, forward, lossStep, rowsOf, type Arrays, type StepInputs } from './reference';

/** Cross-entropy after log-softmax. */
export const isLikelihood = (layer: NetworkLayer, loss: LossDefinition | undefined): boolean =>
  lastActivation(layer) === 'logSoftmax' && loss?.undoes === 'softmax';

/** Pictures and targets of a step as the network meets them: changed at random where the case says so. */
function shownIn(
  { given, inputs, targets }: Program,
  { step, first, rows }: Batch,
  noise: Noise,
): { inputs: readonly NdArray[]; targets: readonly NdArray[] } {
  const { augmentation, seed } = given;
  const of = (array: NdArray): NdArray => rowsOf(array, first, rows);
  const changed = (array: NdArray, change: (data: Float64Array) => Float64Array): NdArray => {
    const near = noise.disturb(array, 2);
    return noise.within(() => ndArray(array.shape, change(near.data)));
  };
  const augmented = (x: NdArray): NdArray => {
    const [n = 1, height = 1, width = 1, channels = 1] = x.shape;
    if (augmentation === null) return x;
    return changed(x, (data) => augment(data, [n, height, width, channels], augmentation, { seed, step }));
  };
  const mixed = (x: NdArray): NdArray =>
    given.mixUp
      ? changed(x, (data) => mixUp(data, [rows, data.length / rows], { seed, step, valid: rows }))
      : x;
  // Only the first input is augmented.
  const seen = inputs.map((input, i) => (i === 0 ? augmented(of(input)) : of(input)));
  return { inputs: seen.map(mixed), targets: targets.map((target) => mixed(of(target))) };
}

/** @param parameters those before the step; absent: of the first one */
export function measureTraining(
  program: Program,
  seed: number,
  batch: Batch,
  parameters: Arrays = program.parameters,
): Measured | null {
  const { given, network, losses, bare, classWeights, sampleWeights } = program;
  const measured = measure(seed, (noise) => {
    const { inputs, targets } = shownIn(program, batch, noise);
    const step: StepInputs = {
      ...{ network, parameters, bare, inputs },
      mode: { training: true, seed: given.seed, step: batch.step },
    };
    const pass = forward(step, noise);
    const results = new Map<string, NdArray>();
    const dOutputs = losses.map((loss, i) => {
      const name = network.outputs[i] ?? '';
      const { rows, correct, gradient } = lossStep(
        {
          ...{ loss, target: targets[i] ?? ndArray([0]), labelSmoothing: given.labelSmoothing, classWeights },
          sampleWeights: sampleWeights?.slice(batch.first, batch.first + batch.rows) ?? null,
        },
        pass.values.get(name) ?? ndArray([0]),
        bare.has(name) || isLikelihood(outputOf(network, i), loss),
        noise,
      );
      results.set(ofOutput('row loss', i), rows);
      // Mixed with almost nothing of a 0, a 1 is 1 in f32 but not in f64: then rounding alone decides whether an answer equals it.
      if (!given.mixUp || loss.kind !== 'binaryCrossentropy')
        results.set(ofOutput('row correct', i), correct);
      const { weight = 1 } = given.losses[i] ?? {};
      // The weight is rounded, and the product.
      return weight === 1
        ? gradient
        : noise.disturb(
            map(gradient, (g) => weight * g),
            2,
          );
    });
    const back = backward(step, pass, dOutputs, noise);
    for (const [name, array] of back.parameters) results.set(`gradient of ${name}`, array);
    for (const layer of network.layers)
      for (const [name, array] of stateAfter(layer, pass.values, parameters, noise))
        results.set(`${layer.name}/${name} after`, array);
    // Steps keep no more.
    if (given.ways === 'steps') return results;
    for (const { name, definition } of network.layers) {
      results.set(`output of ${name}`, pass.values.get(name) ?? ndArray([0]));
      // A last activation that the loss applies is its input by another name.
      const passed = bare.has(name) && (definition.kind === 'activation' || definition.kind === 'softmax');
      const dy = back.values.get(name);
      if (dy !== undefined && !passed) results.set(`gradient of ${name}`, dy);
    }
    for (const { name } of network.inputs) {
      const dx = back.values.get(name);
      if (dx !== undefined) results.set(`gradient of ${name}`, dx);
    }
    return results;
  });
  // A share of right answers, rounded; no errors before it reach it.
  losses.forEach((_, i) => measured?.get(ofOutput('row correct', i))?.floor.fill(1e-6));
  return measured;
}

/** What a step does to numbers that are not trained: nothing, but to the moving averages. */
function stateAfter(
  { name, definition, options, inputs, trainable, parameters: specs }: NetworkLayer,
  values: Arrays,
  parameters: Arrays,
  noise: Noise,
): Map<string, NdArray> {
  const own = Object.fromEntries(
    specs.map((spec) => [spec.name, parameters.get(`${name}/${spec.name}`) ?? ndArray([0])]),
  );
  const state = new Map(
    specs.flatMap((spec) => (spec.trained ? [] : [[spec.name, own[spec.name] ?? ndArray([0])] as const])),
  );
  const x = values.get(inputs[0] ?? '');
  if (definition.kind !== 'batchNormalization' || !trainable || x === undefined) return state;
  const { movingMean = ndArray([0]) } = own;
  const whole = {
    gamma: ndArray(movingMean.shape),
    beta: ndArray(movingMean.shape),
    ...own,
  } as unknown as BatchNormalizationParams;
  const terms = Math.sqrt(x.data.length / (x.shape.at(-1) ?? 1)) + 4;
  const given = options as unknown as { epsilon: number; momentum: number };
  const after = noise.within(() => batchNormalizationTrainingForward(noise.disturb(x, terms), whole, given));
  state.set('movingMean', noise.disturb(after.movingMean, 4));
  state.set('movingVariance', noise.disturb(after.movingVariance, 4));
  return state;
}

export function measureInference(
  { network, inputs }: Program,
  parameters: Arrays,
  seed: number,
): Measured | null {
  const step: StepInputs = {
    ...{ network, parameters, inputs, bare: new Set<string>() },
    mode: { training: false, seed: 0, step: 0 },
  };
  return measure(seed, (noise) => {
    const { values } = forward(step, noise);
    return new Map(network.layers.map(({ name }) => [`output of ${name}`, values.get(name) ?? ndArray([0])]));
  });
}
