// One case held against the f64 reference: every output, every gradient, the loss, two steps of the optimizer; and every way of
// running a step against every other, bit by bit.

import { checkOptions } from '../graph/options';
import { loadLayersOf, defineNetwork, type Network } from '../models/network';
import { lastActivation } from '../models/lower';
import { lossDefinition } from '../losses/losses';
import type { LossDefinition } from '../losses/loss';
import { canShareInQuads } from '../gpu/deviceFacts';
import { pretendTarget } from '../kernels/target';
import { loadVariants } from '../tuning/calibrate';
import { optimizerDefinition } from '../optimizers/optimizers';
import { seededUniform } from '../initializers/initializers';
import {
  batchNormalizationTrainingForward,
  type BatchNormalizationParams,
} from '../reference/batchNormalization';
import { roundedToF16 } from '../reference/float16';
import { map, ndArray, zip, type NdArray } from '../reference/ndArray';
import type { NetworkLayer } from '../models/network';
import { outputOf, type FuzzCase } from './case';
import {
  runInference,
  runInPieces,
  runKept,
  runSteps,
  sameBytes,
  type Program,
  type Received,
  type StepRun,
} from './gpu';
import { measure, worstOf, type Measured } from './noise';
import { randomInputs, randomWeights } from './randomNetworks';
import { backward, firstRows, forward, lossStep, type Arrays, type StepInputs } from './reference';
import { FORCED_TARGETS, usesWinograd } from './targets';

export interface Mismatch {
  /** `training: gradient of conv2d_1/weight` */
  readonly what: string;
  readonly message: string;
}

export interface Outcome {
  /** `unsuitable`: no numbers away from kinks were found, or none that are finite. */
  readonly result: 'right' | 'unsuitable' | 'mismatch' | 'crash';
  readonly mismatches: readonly Mismatch[];
  /** The largest difference that was found, in noise floors; of a right case below 1. */
  readonly largest: number;
  /** Numbers that were compared. */
  readonly numbers: number;
}

/** Sets of numbers that are tried until one keeps away from kinks. */
const TRIES = 8;
const STEPS = 2;

/** Never throws: what does is a crash. */
export async function checkCase(device: GPUDevice, given: FuzzCase): Promise<Outcome> {
  const tally = new Tally();
  try {
    await Promise.all([loadLayersOf(given.network), loadVariants()]);
    const network = defineNetwork(given.network);
    const found = suitable(network, given);
    if (found === null) return { result: 'unsuitable', mismatches: [], largest: 0, numbers: 0 };
    const target = given.target === null ? undefined : FORCED_TARGETS.get(given.target);
    const quads = given.quads && canShareInQuads(device);
    const { storageBuffers = Infinity } = target ?? {};
    pretendTarget(device, {
      ...target,
      quads,
      bindingBytes: Math.min(target?.bindingBytes ?? Infinity, device.limits.maxStorageBufferBindingSize),
      storageBuffers: Math.min(storageBuffers, device.limits.maxStorageBuffersPerShaderStage),
    });
    try {
      await compareAll(device, found, tally.widened(target !== undefined && usesWinograd(target) ? 8 : 1));
    } finally {
      pretendTarget(device, null);
    }
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ...tally.outcome('crash'), mismatches: [{ what: 'crash', message }] };
  }
  return tally.outcome(tally.mismatches.length > 0 ? 'mismatch' : 'right');
}

/** Collects differences. */
class Tally {
  readonly mismatches: Mismatch[] = [];
  #largest = 0;
  #numbers = 0;
  #width = 1;

  widened(width: number): this {
    this.#width = width;
    return this;
  }

  compare(part: string, expected: Measured, received: Received): void {
    for (const [name, one] of expected) {
      const found = received.get(name);
      if (found === undefined) {
        this.mismatches.push({ what: `${part}: ${name}`, message: 'was not computed' });
        continue;
      }
      const { index, expected: wanted, received: got, times } = worstOf(one, found);
      const share = times / this.#width;
      this.#numbers += one.values.data.length;
      if (share <= 1) {
        this.#largest = Math.max(this.#largest, share);
        continue;
      }
      this.#largest = Math.max(this.#largest, share);
      const floor = (one.floor[index] ?? 0) * this.#width;
      this.mismatches.push({
        what: `${part}: ${name}`,
        message: `number ${index} of ${one.values.shape.join('×')}: expected ${wanted} ± ${floor.toPrecision(2)}. Received ${got}`,
      });
    }
  }

  same(what: string, differing: string | null): void {
    if (differing !== null) this.mismatches.push({ what, message: `other bits in ${differing}` });
  }

  outcome(result: Outcome['result']): Outcome {
    return { result, mismatches: this.mismatches, largest: this.#largest, numbers: this.#numbers };
  }
}

interface Suitable {
  readonly program: Program;
  readonly training: Measured;
  readonly inference: Measured;
  readonly half: Measured | null;
}

/** Numbers away from kinks, with what the reference makes of them; null: none were found. */
function suitable(network: Network, given: FuzzCase): Suitable | null {
  const loss = lossDefinition(given.loss);
  const output = outputOf(network);
  const bare = loss.undoes !== null && lastActivation(output) === loss.undoes ? output.name : null;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const seed = given.seed + 7919 * attempt;
    const parameters = new Map(
      [...randomWeights(network, seed)].map(([name, values]) => {
        const spec = network.layers
          .flatMap((layer) => layer.parameters.map((one) => ({ ...one, key: `${layer.name}/${one.name}` })))
          .find(({ key }) => key === name);
        return [name, ndArray(spec?.shape ?? [values.length], values)] as const;
      }),
    );
    const inputs = randomInputs(network, seed % 2 ** 24, given.batch);
    const draw = seededUniform(seed, 'targets');
    const targetShape = [given.batch, ...loss.targetShape(output.outputShape)];
    const target = targetsFor(loss, targetShape, output.outputShape.at(-1) ?? 1, given.weighsClasses, draw);
    const weights = loss.weightedClasses(output.outputShape);
    const classWeights = given.weighsClasses
      ? Array.from({ length: weights }, () => Math.fround(Math.round(draw() * 12) / 4))
      : null;
    const program: Program = {
      ...{ given, network, loss, bare, parameters, inputs, target, classWeights },
      optimizer: optimizerDefinition(given.optimizer.kind),
    };
    const training = measureTraining(program, seed);
    const inference = training && measureInference(program, parameters, seed);
    if (training === null || inference === null) continue;
    const half = given.half ? measureInference(program, halved(network, parameters), seed) : null;
    return { program, training, inference, half };
  }
  return null;
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

function measureTraining(
  { given, network, loss, bare, parameters, inputs, target, classWeights }: Program,
  seed: number,
): Measured | null {
  const step: StepInputs = {
    ...{ network, parameters, bare },
    inputs: inputs.map((input) => firstRows(input, given.rows)),
    mode: { training: true, seed: given.seed, step: 0 },
  };
  const lossInputs = {
    loss,
    target: firstRows(target, given.rows),
    labelSmoothing: given.labelSmoothing,
    classWeights,
  };
  const measured = measure(seed, (noise) => {
    const pass = forward(step, noise);
    const output = pass.values.get(network.outputs[0] ?? '') ?? ndArray([0]);
    const { rows, correct, gradient } = lossStep(lossInputs, output, bare !== null, noise);
    const back = backward(step, pass, gradient, noise);
    const results = new Map<string, NdArray>([
      ['row loss', rows],
      ['row correct', correct],
    ]);
    for (const { name, definition } of network.layers) {
      results.set(`output of ${name}`, pass.values.get(name) ?? ndArray([0]));
      // A last activation that the loss applies is its input by another name.
      const passed = name === bare && (definition.kind === 'activation' || definition.kind === 'softmax');
      const dy = back.values.get(name);
      if (dy !== undefined && !passed) results.set(`gradient of ${name}`, dy);
    }
    for (const { name } of network.inputs) {
      const dx = back.values.get(name);
      if (dx !== undefined) results.set(`gradient of ${name}`, dx);
    }
    for (const [name, array] of back.parameters) results.set(`gradient of ${name}`, array);
    for (const layer of network.layers)
      for (const [name, array] of stateAfter(
        layer,
        pass.values,
        parameters,
        noise?.disturb.bind(noise) ?? ((one) => one),
      ))
        results.set(`${layer.name}/${name} after`, array);
    return results;
  });
  // A share of right answers, rounded; no errors before it reach it.
  measured?.get('row correct')?.floor.fill(1e-6);
  return measured;
}

/** What a step does to numbers that are not trained: nothing, but to the moving averages. */
function stateAfter(
  { name, definition, options, inputs, trainable, parameters: specs }: NetworkLayer,
  values: Arrays,
  parameters: Arrays,
  disturb: (array: NdArray, amount: number) => NdArray,
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
  const after = batchNormalizationTrainingForward(
    disturb(x, terms),
    whole,
    options as unknown as { epsilon: number; momentum: number },
  );
  state.set('movingMean', disturb(after.movingMean, 4));
  state.set('movingVariance', disturb(after.movingVariance, 4));
  return state;
}

function measureInference({ network, inputs }: Program, parameters: Arrays, seed: number): Measured | null {
  const step: StepInputs = {
    ...{ network, parameters, inputs, bare: null },
    mode: { training: false, seed: 0, step: 0 },
  };
  return measure(seed, (noise) => {
    const { values } = forward(step, noise);
    return new Map(network.layers.map(({ name }) => [`output of ${name}`, values.get(name) ?? ndArray([0])]));
  });
}

async function compareAll(
  device: GPUDevice,
  { program, training, inference, half }: Suitable,
  tally: Tally,
): Promise<void> {
  const { given } = program;
  if (given.ways === 'kept') {
    tally.compare('training', training, await runKept(device, program));
    tally.compare('inference', inference, await runInference(device, program, false));
    if (half !== null && device.features.has('shader-f16'))
      tally.compare('f16 weights', half, await runInference(device, program, true));
  }
  if (given.ways === 'steps') {
    const fused = await runSteps(device, program, { fuses: true, share: true }, STEPS);
    compareSteps('fused step', program, training, fused, tally);
    const loose = await runSteps(device, program, { fuses: true, share: false }, STEPS);
    tally.same('memory shared or not', differing(fused, loose));
    if (given.seed % 2 === 0) {
      const apart = await runSteps(device, program, { fuses: false, share: true }, STEPS);
      tally.same('fused or layer by layer', differing(fused, apart));
    }
    if (given.pieces)
      tally.same(
        'training in pieces',
        await runInPieces(device, program, seededUniform(given.seed, 'pieces')),
      );
  }
}

const CHANGING = ['parameters', 'state', 'gradients', 'training state', 'history', 'slots'];

function differing(a: readonly StepRun[], b: readonly StepRun[]): string | null {
  for (const [step, { bits }] of a.entries()) {
    const at = bits.findIndex((one, i) => !sameBytes(one, b[step]?.bits[i]));
    if (at !== -1) {
      const [x, y] = [
        new Float32Array(bits[at] ?? new ArrayBuffer(0)),
        new Float32Array(b[step]?.bits[at] ?? new ArrayBuffer(0)),
      ];
      const i = x.findIndex((one, k) => !Object.is(one, y[k]));
      return `${CHANGING[Math.min(at, 5)] ?? ''} of step ${step + 1}, ${x[i]} and ${y[i]} at ${i}`;
    }
  }
  return null;
}

/** Gradients of the first step; the update of each step, from the gradients that the GPU itself has. */
function compareSteps(
  part: string,
  program: Program,
  training: Measured,
  runs: readonly StepRun[],
  tally: Tally,
): void {
  const { network, optimizer, given, parameters } = program;
  const [first] = runs;
  if (first === undefined) return;
  const trained = network.layers.flatMap((layer) =>
    layer.parameters.flatMap((spec) => (spec.trained ? [{ key: `${layer.name}/${spec.name}`, spec }] : [])),
  );
  const gradients = new Map(
    trained.flatMap(({ key }) => {
      const expected = training.get(`gradient of ${key}`);
      return expected === undefined ? [] : [[key, expected] as const];
    }),
  );
  tally.compare(`${part}, gradient`, gradients, first.gradients);
  const options = checkOptions(given.optimizer.kind, optimizer.options, given.optimizer.options);
  const rate = Math.fround(options.learningRate as number);
  for (const { key, spec } of trained) {
    const start = parameters.get(key) ?? ndArray(spec.shape);
    const updates = measure(given.seed, (noise) => {
      const disturb = (array: NdArray): NdArray => noise?.disturb(array, 6) ?? array;
      let weights = disturb(start);
      const step = optimizer.reference(options, weights);
      const results = new Map<string, NdArray>();
      runs.forEach((run, i) => {
        const gradient = ndArray(spec.shape, run.gradients.get(key));
        const decayed = zip(gradient, weights, (g, w) => g + 2 * spec.l2 * w + (spec.l1 ?? 0) * Math.sign(w));
        weights = step(disturb(decayed), rate);
        results.set(`step ${i + 1}`, disturb(weights));
      });
      return results;
    });
    if (updates === null) continue;
    const received = new Map(runs.map((run, i) => [`step ${i + 1}`, run.parameters.get(key) ?? []] as const));
    tally.compare(`${part}, ${given.optimizer.kind} ${key}`, updates, received);
  }
  const rowLoss = training.get('row loss');
  const rowCorrect = training.get('row correct');
  if (rowLoss === undefined || rowCorrect === undefined) return;
  const mean = (values: ArrayLike<number>): NdArray => {
    const list = Array.from(values);
    return ndArray([1], [list.reduce((a, b) => a + b, 0) / list.length]);
  };
  const means = new Map([
    ['loss', { values: mean(rowLoss.values.data), floor: Float64Array.of(Math.max(...rowLoss.floor)) }],
    ['accuracy', { values: mean(rowCorrect.values.data), floor: Float64Array.of(1e-5) }],
  ]);
  tally.compare(
    part,
    means,
    new Map([
      ['loss', [first.loss]],
      ['accuracy', [first.accuracy]],
    ]),
  );
}
