// The numbers of a case: weights, inputs and targets, drawn again until they keep away from kinks.

import { seededUniform } from '../initializers/initializers';
import type { LossDefinition } from '../losses/loss';
import { lossDefinition } from '../losses/losses';
import { lastActivation } from '../models/lower';
import type { Network } from '../models/network';
import { optimizerDefinition } from '../optimizers/optimizers';
import { roundedToF16 } from '../reference/float16';
import { map, ndArray, type NdArray } from '../reference/ndArray';
import { batchOf, outputOf, samplesOf, type FuzzCase } from './case';
import { isLikelihood, measureInference, measureTraining } from './expected';
import type { Program } from './gpu';
import type { Measured } from './noise';
import { randomInputs, randomWeights } from './randomNetworks';
import type { Arrays } from './reference';

/** Sets of numbers that are tried until one keeps away from kinks. */
const TRIES = 8;

export interface Suitable {
  readonly program: Program;
  /** Of the first step. */
  readonly training: Measured;
  /** Absent where predictions are not compared. */
  readonly inference: Measured | null;
  readonly half: Measured | null;
}

/** Numbers away from kinks, with what the reference makes of them; null: none were found. */
export function suitable(network: Network, given: FuzzCase): Suitable | null {
  const losses = given.losses.map(({ kind }) => lossDefinition(kind));
  const bare = bareOf(network, losses);
  const shapes = new Map(
    network.layers.flatMap(({ name, parameters }) =>
      parameters.map((one) => [`${name}/${one.name}`, one.shape]),
    ),
  );
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const seed = given.seed + 7919 * attempt;
    const parameters = new Map(
      [...randomWeights(network, seed)].map(([name, values]) => [
        name,
        ndArray(shapes.get(name) ?? [values.length], values),
      ]),
    );
    const samples = samplesOf(given);
    const inputs = randomInputs(network, seed % 2 ** 24, samples).map((input, i) =>
      given.augmentation === null || i > 0 ? input : map(input, (v) => Math.round(127.5 * (v + 1)) / 255),
    );
    const draw = seededUniform(seed, 'targets');
    const targets = losses.map((loss, i) => {
      const { outputShape } = outputOf(network, i);
      const targetShape = [samples, ...loss.targetShape(outputShape)];
      return targetsFor(loss, targetShape, outputShape.at(-1) ?? 1, given.weighsClasses, draw);
    });
    const weights = losses[0]?.weightedClasses(outputOf(network).outputShape) ?? 0;
    const classWeights = given.weighsClasses
      ? Array.from({ length: weights }, () => Math.fround(Math.round(draw() * 12) / 4))
      : null;
    const program: Program = {
      ...{ given, network, losses, targets, bare, parameters, inputs, classWeights },
      kernels: new Set<string>(),
      sampleWeights: given.weighsSamples
        ? Array.from({ length: samples }, () => Math.round(draw() * 12) / 4)
        : null,
      optimizer: optimizerDefinition(given.optimizer.kind),
    };
    const training = measureTraining(program, seed, batchOf(given, 0));
    if (training === null) continue;
    if (given.ways === 'steps') return { program, training, inference: null, half: null };
    const inference = measureInference(program, parameters, seed);
    if (inference === null) continue;
    const half = given.half ? measureInference(program, halved(network, parameters), seed) : null;
    return { program, training, inference, half };
  }
  return null;
}

/** The outputs that nothing else reads and that end in what their loss undoes. */
function bareOf({ layers, outputs }: Network, losses: readonly LossDefinition[]): ReadonlySet<string> {
  const isRead = new Set(layers.flatMap(({ inputs }) => inputs));
  const bare = outputs.filter((name, i) => {
    const layer = layers.find((one) => one.name === name);
    const isTwice = outputs.indexOf(name) !== outputs.lastIndexOf(name);
    const undone = layer && (isLikelihood(layer, losses[i]) ? 'softmax' : lastActivation(layer));
    return undone === losses[i]?.undoes && !isRead.has(name) && !isTwice;
  });
  return new Set(bare);
}

/** Labels, zeros and ones, one-hot rows or soft ones, or any numbers. */
function targetsFor(
  loss: LossDefinition,
  shape: readonly number[],
  classes: number,
  oneHot: boolean,
  draw: () => number,
): NdArray {
  const target = ndArray(shape);
  if (loss.target === 'labels') return map(target, () => Math.floor(draw() * classes));
  if (loss.kind === 'binaryCrossentropy') return map(target, () => Number(draw() < 0.5));
  if (loss.kind === 'meanSquaredError') return map(target, () => Math.fround(2 * draw() - 1));
  const soft = !oneHot && draw() < 0.4;
  for (let row = 0; row < target.data.length; row += classes) {
    const values = Array.from({ length: classes }, draw);
    const sum = values.reduce((a, b) => a + b, 0);
    const chosen = Math.floor(draw() * classes);
    for (let k = 0; k < classes; k++)
      target.data[row + k] = soft ? Math.fround((values[k] ?? 0) / sum) : Number(k === chosen);
  }
  return target;
}

function halved({ layers }: Network, parameters: Arrays): Arrays {
  const half = new Set(
    layers.flatMap(({ name, parameters: specs }) =>
      specs.flatMap((spec) => (spec.half === true ? [`${name}/${spec.name}`] : [])),
    ),
  );
  return new Map(
    [...parameters].map(([name, array]) => [name, half.has(name) ? map(array, roundedToF16) : array]),
  );
}
