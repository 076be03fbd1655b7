// One case held against the f64 reference: every output, every gradient, the loss, two steps of the optimizer; and every way of
// running a step against every other, bit by bit.

import { canShareInQuads } from '../gpu/deviceFacts';
import { seededUniform } from '../initializers/initializers';
import { pretendTarget } from '../kernels/target';
import { defineNetwork, loadLayersOf } from '../models/network';
import { loadSchedule } from '../optimizers/schedules';
import { ndArray, type NdArray } from '../reference/ndArray';
import { loadClipping } from '../train/clipping';
import { loadVariants } from '../tuning/calibrate';
import { batchOf, type FuzzCase } from './case';
import { measureTraining } from './expected';
import {
  ofOutput,
  runInference,
  runInPieces,
  runKept,
  runSteps,
  sameBytes,
  type Program,
  type StepRun,
} from './gpu';
import type { Measured } from './noise';
import { compareRates, compareUpdates } from './optimizerSteps';
import type { Arrays } from './reference';
import { suitable, type Suitable } from './suitable';
import { Tally, type Outcome } from './tally';
import { FORCED_TARGETS } from './targets';

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
