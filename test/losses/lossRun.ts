// Runs one loss on the GPU on given numbers, and its reference row by row.

import { sizeOf, type Shape } from '../../src/graph/tensor';
import { TRAINING_STATE, TRAINING_STATE_LENGTH } from '../../src/kernels/trainingState';
import type { LossDefinition, LossMode } from '../../src/losses/loss';
import { softmaxForward } from '../../src/reference/activations';
import { ndArray, random, type NdArray } from '../../src/reference/ndArray';
import { Bench } from '../support/kernelRun';

export interface LossInputs extends LossMode {
  readonly output: NdArray;
  /** Labels as whole numbers. */
  readonly target: NdArray;
  /** Pictures of the batch that count; default all. */
  readonly valid?: number;
  readonly wantsGradient?: boolean;
  readonly classWeights?: readonly number[];
}

export interface LossRun {
  readonly rowLoss: Float32Array;
  readonly rowCorrect: Float32Array;
  /** Empty if not wanted. */
  readonly dOutput: Float32Array;
}

export async function runLoss(device: GPUDevice, loss: LossDefinition, given: LossInputs): Promise<LossRun> {
  const { output, target, fromLogits, valid = output.shape[0] ?? 1, wantsGradient = true } = given;
  const { labelSmoothing = 0, classWeights } = given;
  const bench = new Bench(device);
  const trainingState = new Uint32Array(TRAINING_STATE_LENGTH);
  trainingState[TRAINING_STATE.rows] = valid;
  const targets = loss.target === 'labels' ? Uint32Array.from(target.data) : Float32Array.from(target.data);
  const result = loss.append(bench.graph, {
    name: 'loss',
    output: bench.tensor('output', Float32Array.from(output.data), output.shape),
    target: bench.tensor('target', targets, target.shape),
    trainingState: bench.tensor('trainingState', trainingState),
    fromLogits,
    wantsGradient,
    labelSmoothing,
    classWeights: classWeights && bench.tensor('class weights', Float32Array.from(classWeights)),
  });
  for (const tensor of [result.rowLoss, result.rowCorrect, result.dOutput]) {
    if (tensor !== null) bench.graph.keep(tensor);
  }
  await bench.run();
  const run = {
    rowLoss: await bench.floats(result.rowLoss),
    rowCorrect: await bench.floats(result.rowCorrect),
    dOutput: result.dOutput === null ? new Float32Array(0) : await bench.floats(result.dOutput),
  };
  bench.destroy();
  return run;
}

function rowsOf(
  loss: LossDefinition,
  output: NdArray,
  target: NdArray,
): { output: NdArray; target: NdArray }[] {
  const length = output.shape.at(-1) ?? 1;
  const per = loss.target === 'labels' ? 1 : length;
  return Array.from({ length: output.data.length / length }, (_, r) => ({
    output: ndArray([1, length], output.data.slice(r * length, (r + 1) * length)),
    target: ndArray(loss.target === 'labels' ? [1] : [1, length], target.data.slice(r * per, (r + 1) * per)),
  }));
}

/** The reference's loss of every row. */
export function lossRows(loss: LossDefinition, output: NdArray, target: NdArray, mode: LossMode): number[] {
  return rowsOf(loss, output, target).map((row) => loss.reference.loss(row.output, row.target, mode));
}

export function correctRows(
  loss: LossDefinition,
  output: NdArray,
  target: NdArray,
  mode: LossMode,
): number[] {
  return [...loss.reference.correct(output, target, mode).data];
}

/** A target the loss can take: labels, soft probabilities that add up to 1 or not, zeros and ones. */
export function targetFor(loss: LossDefinition, shape: Shape): NdArray {
  const classes = shape.at(-1) ?? 1;
  const rows = sizeOf(shape) / classes;
  if (loss.target === 'labels') {
    return ndArray(
      shape.slice(0, -1),
      random([rows], 9, 0, classes).data.map((value) => Math.min(classes - 1, Math.floor(value))),
    );
  }
  if (loss.undoes === 'sigmoid')
    return ndArray(
      shape,
      random(shape, 9).data.map((value) => Number(value > 0)),
    );
  const target = random(shape, 9, 0, 1);
  // Every other row is one-hot.
  for (let r = 0; r < rows; r += 2) {
    target.data.fill(0, r * classes, (r + 1) * classes);
    target.data[r * classes + (r % classes)] = 1;
  }
  return target;
}

export const softmaxRows: (x: NdArray) => NdArray = softmaxForward;
