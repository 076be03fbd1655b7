// Label smoothing and class weights on the GPU, against Keras's formulas written down here in f64; and their checks.

import { beforeAll, describe, expect, it } from 'vitest';
import { checkLossOptions } from '../../src/losses/lossOptions';
import { lossDefinition } from '../../src/losses/losses';
import { map, ndArray, random, type NdArray } from '../../src/reference/ndArray';
import { relativeError } from '../support/compare';
import { testDevice } from '../support/device';
import { runLoss, softmaxRows } from './lossRun';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

const ROWS = 7;
const VALID = 6;
const CLASSES = 5;
const logits = random([ROWS, CLASSES], 3, -3, 3);
const labels = [4, 0, 2, 2, 1, 3, 4];
const WEIGHTS = [1, 0.5, 3, 0, 2];

/** Loss and gradient of each row by Keras: targets smoothed, −Σ t log softmax(x), times the weight of the class. */
function categorical(
  smoothing: number,
  weights: readonly number[],
): { loss: number[]; gradient: number[][] } {
  const p = softmaxRows(logits);
  const rows = labels.map((label, r) => {
    const target = Array.from(
      { length: CLASSES },
      (_, k) => Number(k === label) * (1 - smoothing) + smoothing / CLASSES,
    );
    const counts = r < VALID ? weights[label]! : 0;
    const at = (k: number): number => p.data[r * CLASSES + k]!;
    return {
      loss: counts * target.reduce((sum, t, k) => sum - t * Math.log(at(k)), 0),
      gradient: target.map((t, k) => (counts * (at(k) - t)) / VALID),
    };
  });
  return { loss: rows.map(({ loss }) => loss), gradient: rows.map(({ gradient }) => gradient) };
}

const oneHot = (): NdArray => {
  const target = ndArray([ROWS, CLASSES]);
  labels.forEach((label, r) => (target.data[r * CLASSES + label] = 1));
  return target;
};

describe.each([
  [0.1, undefined],
  [0, WEIGHTS],
  [0.3, WEIGHTS],
])('smoothing %f, weights %j', (labelSmoothing, classWeights) => {
  it.each([
    ['categoricalCrossentropy', true],
    ['sparseCategoricalCrossentropy', true],
    ['categoricalCrossentropy', false],
    ['sparseCategoricalCrossentropy', false],
  ])('%s, from logits: %j', async (kind, fromLogits) => {
    const run = await runLoss(device, lossDefinition(kind), {
      output: fromLogits ? logits : softmaxRows(logits),
      target: kind.startsWith('sparse') ? ndArray([ROWS], labels) : oneHot(),
      valid: VALID,
      ...{ fromLogits, labelSmoothing },
      ...(classWeights && { classWeights }),
    });
    const expected = categorical(labelSmoothing, classWeights ?? labels.map(() => 1));
    expect(relativeError(run.rowLoss, expected.loss)).toBeLessThanOrEqual(2e-6);
    if (fromLogits) expect(relativeError(run.dOutput, expected.gradient.flat())).toBeLessThanOrEqual(2e-6);
    // Smoothing and weights change nothing about what is right.
    const right = labels.map((label, r) => {
      const row = [...logits.data.slice(r * CLASSES, (r + 1) * CLASSES)];
      return Number(r < VALID && row.indexOf(Math.max(...row)) === label);
    });
    expect([...run.rowCorrect]).toEqual(right);
  });

  it('binary, with one output', async () => {
    const x = random([ROWS, 1], 5, -3, 3);
    const target = ndArray([ROWS, 1], [1, 0, 1, 1, 0, 0, 1]);
    const weights = classWeights && [0.5, 4];
    const run = await runLoss(device, lossDefinition('binaryCrossentropy'), {
      ...{ output: x, target, valid: VALID, fromLogits: true, labelSmoothing },
      ...(weights && { classWeights: weights }),
    });
    const rows = [...target.data].map((t, r) => {
      const weight = r < VALID ? (weights?.[t] ?? 1) : 0;
      const p = 1 / (1 + Math.exp(-x.data[r]!));
      const smooth = t * (1 - labelSmoothing) + 0.5 * labelSmoothing;
      return {
        loss: -weight * (smooth * Math.log(p) + (1 - smooth) * Math.log(1 - p)),
        gradient: (weight * (p - smooth)) / VALID,
      };
    });
    expect(
      relativeError(
        run.rowLoss,
        rows.map(({ loss }) => loss),
      ),
    ).toBeLessThanOrEqual(2e-6);
    expect(
      relativeError(
        run.dOutput,
        rows.map(({ gradient }) => gradient),
      ),
    ).toBeLessThanOrEqual(2e-6);
  });
});

it('the reference smooths as the GPU does', async () => {
  for (const kind of ['categoricalCrossentropy', 'sparseCategoricalCrossentropy', 'binaryCrossentropy']) {
    const loss = lossDefinition(kind);
    const output = loss.undoes === 'sigmoid' ? random([4, 3], 1, -2, 2) : logits;
    const target =
      loss.target === 'labels'
        ? ndArray([ROWS], labels)
        : loss.undoes === 'sigmoid'
          ? map(random([4, 3], 2), (value) => Number(value > 0))
          : oneHot();
    const mode = { fromLogits: true, labelSmoothing: 0.2 };
    const run = await runLoss(device, loss, { output, target, ...mode });
    const mean = run.rowLoss.reduce((sum, value) => sum + value, 0) / run.rowLoss.length;
    expect(mean).toBeCloseTo(loss.reference.loss(output, target, mode), 5);
    expect(
      relativeError(run.dOutput, loss.reference.gradient(output, target, mode).data),
    ).toBeLessThanOrEqual(2e-6);
  }
});

it('what a loss cannot do is refused by name', () => {
  const check =
    (kind: string, options: object, shape = [5]) =>
    () =>
      checkLossOptions(lossDefinition(kind), shape, options);
  expect(check('meanSquaredError', { labelSmoothing: 0.1 })).toThrow(
    "loss 'meanSquaredError': labelSmoothing must be 0. Received 0.1",
  );
  expect(check('categoricalCrossentropy', { labelSmoothing: 2 })).toThrow(
    "loss 'categoricalCrossentropy': labelSmoothing must be between 0 and 1. Received 2",
  );
  expect(check('sparseCategoricalCrossentropy', { classWeights: [1, 2] })).toThrow(
    "loss 'sparseCategoricalCrossentropy': classWeights must be 5 numbers of at least 0. Received 1, 2",
  );
  expect(check('binaryCrossentropy', { classWeights: [1, 2] })).toThrow(
    "loss 'binaryCrossentropy': classWeights must be absent. Received 2 numbers",
  );
  expect(check('binaryCrossentropy', { classWeights: [1, 2] }, [1])).not.toThrow();
});
