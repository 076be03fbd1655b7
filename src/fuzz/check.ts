// One case held against the f64 reference: every output, every gradient, the loss, two steps of the optimizer; and every way of
// running a step against every other, bit by bit.

import { checkOptions } from '../graph/options';
import { loadLayersOf, defineNetwork, type Network } from '../models/network';
import { lastActivation } from '../models/lower';
import { lossDefinition } from '../losses/losses';
import type { LossDefinition } from '../losses/loss';
import { canShareInQuads } from '../gpu/deviceFacts';
import { pretendTarget } from '../kernels/target';
import { clipOf, type Clip } from '../optimizers/clipping';
import { loadSchedule, rateAt } from '../optimizers/schedules';
import { augment } from '../reference/augment';
import { mixUp } from '../reference/mixUp';
import { loadClipping } from '../train/clipping';
import { loadVariants } from '../tuning/calibrate';
import { optimizerDefinition } from '../optimizers/optimizers';
import { seededUniform } from '../initializers/initializers';
import {
  batchNormalizationTrainingForward,
  type BatchNormalizationParams,
} from '../reference/batchNormalization';
import { roundedToF16 } from '../reference/float16';
import { map, ndArray, type NdArray } from '../reference/ndArray';
import type { NetworkLayer } from '../models/network';
import { outputOf, type FuzzCase } from './case';
import {
  ofOutput,
  runInference,
  runInPieces,
  runKept,
  runSteps,
  sameBytes,
  type Program,
  type Received,
  type StepRun,
} from './gpu';
import { measure, worstOf, type Measured, type Noise } from './noise';
import { randomInputs, randomWeights } from './randomNetworks';
import { backward, forward, lossStep, rowsOf, type Arrays, type StepInputs } from './reference';
import { FORCED_TARGETS } from './targets';

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
  /** Which number has it. */
  readonly largestIn: string;
  /** Names of the kernels that were planned. */
  readonly kernels: ReadonlySet<string>;
  /** Numbers that were compared. */
  readonly numbers: number;
}

/** Sets of numbers that are tried until one keeps away from kinks. */
const TRIES = 8;
const STEPS = 2;

/** Never throws: what does is a crash. */
export async function checkCase(device: GPUDevice, one: FuzzCase): Promise<Outcome> {
  // What belongs to a step of the trainer only; a case that was changed by hand may have it.
  const given =
    one.ways === 'kept' ? { ...one, augmentation: null, mixUp: false, weighsSamples: false } : one;
  const tally = new Tally();
  try {
    await Promise.all([
      loadLayersOf(given.network),
      loadVariants(),
      loadSchedule(given.schedule),
      loadClipping(given.optimizer.options),
    ]);
    const network = defineNetwork(given.network);
    const found = suitable(network, given);
    if (found === null) return tally.outcome('unsuitable');
    tally.kernels = found.program.kernels;
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
      await compareAll(device, found, tally);
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
  kernels: ReadonlySet<string> = new Set();
  #largest = 0;
  #largestIn = '';
  #numbers = 0;

  /** Of Winograd's convolution errors are larger: its transforms multiply by up to 8 and subtract. */
  get #width(): number {
    return [...this.kernels].some((name) => name.includes('winograd')) ? 8 : 1;
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
      if (!(share <= this.#largest)) [this.#largest, this.#largestIn] = [share, `${part}: ${name}`];
      if (share <= 1) continue;
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
    const { mismatches, kernels } = this;
    return {
      result,
      mismatches,
      largest: this.#largest,
      largestIn: this.#largestIn,
      numbers: this.#numbers,
      kernels,
    };
  }
}

interface Suitable {
  readonly program: Program;
  /** Of the first step. */
  readonly training: Measured;
  /** Absent where predictions are not compared. */
  readonly inference: Measured | null;
  readonly half: Measured | null;
}

/** Numbers away from kinks, with what the reference makes of them; null: none were found. */
function suitable(network: Network, given: FuzzCase): Suitable | null {
  const losses = given.losses.map(({ kind }) => lossDefinition(kind));
  const bare = bareOf(network, losses);
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

/** Cross-entropy after log-softmax. */
const isLikelihood = (layer: NetworkLayer, loss: LossDefinition | undefined): boolean =>
  lastActivation(layer) === 'logSoftmax' && loss?.undoes === 'softmax';

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

/** One batch, or in `steps` a batch and the rest of an epoch. */
const samplesOf = ({ ways, batch, rows }: FuzzCase): number =>
  ways === 'steps' && rows < batch ? batch + rows : batch;

/** Which rows a step takes. */
interface Batch {
  readonly step: number;
  readonly first: number;
  readonly rows: number;
}

function batchOf(given: FuzzCase, step: number): Batch {
  if (given.ways === 'kept') return { step, first: 0, rows: given.rows };
  const first = (step * given.batch) % (Math.ceil(samplesOf(given) / given.batch) * given.batch);
  return { step, first, rows: Math.min(given.batch, samplesOf(given) - first) };
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
    const run = (): NdArray => ndArray(array.shape, change(near.data));
    return noise.within(run);
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
function measureTraining(
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
  const disturb = (array: NdArray, amount: number): NdArray => noise.disturb(array, amount);
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
  const run = (): { movingMean: NdArray; movingVariance: NdArray } =>
    batchNormalizationTrainingForward(disturb(x, terms), whole, given);
  const after = noise.within(run);
  state.set('movingMean', disturb(after.movingMean, 4));
  state.set('movingVariance', disturb(after.movingVariance, 4));
  return state;
}

function measureInference({ network, inputs }: Program, parameters: Arrays, seed: number): Measured | null {
  const step: StepInputs = {
    ...{ network, parameters, inputs, bare: new Set<string>() },
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
    if (inference !== null) tally.compare('inference', inference, await runInference(device, program, false));
    if (half !== null && device.features.has('shader-f16'))
      tally.compare('f16 weights', half, await runInference(device, program, true));
  }
  if (given.ways === 'steps') {
    const fused = await runSteps(device, program, { fuses: true, share: true }, STEPS);
    compareSteps('fused step', program, training, fused, tally);
    const loose = await runSteps(device, program, { fuses: true, share: false }, STEPS);
    tally.same('memory shared or not', differing(fused, loose));
    if (given.seed % 3 === 0) {
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

const CHANGING = ['parameters', 'state', 'gradients', 'training state', 'slots or history'];

function differing(a: readonly StepRun[], b: readonly StepRun[]): string | null {
  for (const [step, { bits }] of a.entries()) {
    const at = bits.findIndex((one, i) => !sameBytes(one, b[step]?.bits[i]));
    if (at !== -1) {
      const [x, y] = [
        new Float32Array(bits[at] ?? new ArrayBuffer(0)),
        new Float32Array(b[step]?.bits[at] ?? new ArrayBuffer(0)),
      ];
      const i = x.findIndex((one, k) => !Object.is(one, y[k]));
      return `${CHANGING[Math.min(at, 4)] ?? ''} of step ${step + 1}, ${x[i]} and ${y[i]} at ${i}`;
    }
  }
  return null;
}

/** The gradients of the first step, and of another batch; the update of each step, from the gradients that the GPU itself has. */
function compareSteps(
  part: string,
  program: Program,
  training: Measured,
  runs: readonly StepRun[],
  tally: Tally,
): void {
  const { given } = program;
  runs.forEach((run, step) => {
    const batch = batchOf(given, step);
    if (step > 0 && batch.first === 0) return;
    // Where a kink is near at the parameters that the first step has made, the second one is not compared.
    const measured =
      step === 0 ? training : measureTraining(program, given.seed, batch, valuesOf(program, runs[step - 1]));
    if (measured !== null) compareStep(`${part} ${step + 1}`, measured, run, tally);
  });
  compareRates(part, program, runs, tally);
  compareUpdates(part, program, runs, tally);
}

/** All parameters as a step has left them. */
function valuesOf({ parameters }: Program, run: StepRun | undefined): Arrays {
  return new Map(
    [...parameters].map(([name, { shape }]) => [name, ndArray(shape, run?.parameters.get(name))]),
  );
}

function compareStep(part: string, measured: Measured, run: StepRun, tally: Tally): void {
  const expected = new Map(measured);
  const received = new Map<string, ArrayLike<number>>();
  for (const [name, values] of run.gradients) received.set(`gradient of ${name}`, values);
  for (const [name, values] of run.parameters) received.set(`${name} after`, values);
  const mean = (values: ArrayLike<number>): NdArray => {
    const list = Array.from(values);
    return ndArray([1], [list.reduce((a, b) => a + b, 0) / list.length]);
  };
  run.records.forEach(({ loss, accuracy }, i) => {
    received.set(ofOutput('loss', i), [loss]).set(ofOutput('accuracy', i), [accuracy]);
    const [rowLoss, rowCorrect] = [ofOutput('row loss', i), ofOutput('row correct', i)];
    const [losses, correct] = [measured.get(rowLoss), measured.get(rowCorrect)];
    expected.delete(rowLoss);
    expected.delete(rowCorrect);
    if (losses !== undefined) {
      const floor = Float64Array.of(Math.max(...losses.floor));
      expected.set(ofOutput('loss', i), { values: mean(losses.values.data), floor });
    }
    if (correct !== undefined) {
      const floor = Float64Array.of(1e-5);
      expected.set(ofOutput('accuracy', i), { values: mean(correct.values.data), floor });
    }
  });
  tally.compare(part, expected, received);
}

/** The rate of each step. Its power and its cosine are series of a dozen terms (schedule.wgsl). */
function compareRates(part: string, program: Program, runs: readonly StepRun[], tally: Tally): void {
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

function compareUpdates(part: string, program: Program, runs: readonly StepRun[], tally: Tally): void {
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
      return { variable, weights: start, step: optimizer.reference(options, start) };
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
