// Every loss on the GPU against hand-checked numbers and the f64 reference: loss and correctness of every row, and
// the gradient; short batches, several positions a picture, broken numbers, equal bits in two runs.

import { beforeAll, describe, expect, it } from 'vitest';
import { LOSSES, lossDefinition } from '../../src/losses/losses';
import { LossError, type LossDefinition } from '../../src/losses/loss';
import { sizeOf } from '../../src/graph/tensor';
import { map, ndArray, random, type NdArray } from '../../src/reference/ndArray';
import { relativeError } from '../support/compare';
import { testDevice } from '../support/device';
import { correctRows, lossRows, runLoss, softmaxRows, targetFor } from './lossRun';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

const logits = { fromLogits: true };
const probabilities = { fromLogits: false };

function definition(kind: string): LossDefinition {
  return lossDefinition(kind);
}

describe('by hand', () => {
  it('categorical: two equal logits leave log 2, and pull by a half', async () => {
    const run = await runLoss(device, definition('categoricalCrossentropy'), {
      output: ndArray([2, 2], [3, 3, 7, 7]),
      target: ndArray([2, 2], [1, 0, 0, 1]),
      ...logits,
    });
    expect(run.rowLoss[0]).toBeCloseTo(Math.LN2, 6);
    expect(run.rowLoss[1]).toBeCloseTo(Math.LN2, 6);
    expect([...run.dOutput]).toEqual([-0.25, 0.25, 0.25, -0.25]);
    // Of two equal logits the first counts.
    expect([...run.rowCorrect]).toEqual([1, 0]);
  });

  it('sparse: the class number says the same as a row of 0 with one 1', async () => {
    const output = random([6, 7], 1, -3, 3);
    const labels = ndArray([6], [0, 6, 3, 2, 2, 5]);
    const oneHot = ndArray([6, 7]);
    labels.data.forEach((label, r) => (oneHot.data[r * 7 + label] = 1));
    const sparse = await runLoss(device, definition('sparseCategoricalCrossentropy'), {
      output,
      target: labels,
      ...logits,
    });
    const dense = await runLoss(device, definition('categoricalCrossentropy'), {
      output,
      target: oneHot,
      ...logits,
    });
    expect(sparse).toEqual(dense);
  });

  it('categorical: probabilities are taken as proportions', async () => {
    const run = await runLoss(device, definition('sparseCategoricalCrossentropy'), {
      output: ndArray([1, 2], [3, 1]),
      target: ndArray([1], [1]),
      ...probabilities,
    });
    expect(run.rowLoss[0]).toBeCloseTo(Math.log(4), 6);
    expect(run.dOutput[0]).toBeCloseTo(1 / 4, 6);
    expect(run.dOutput[1]).toBeCloseTo(-3 / 4, 6);
    expect(run.rowCorrect[0]).toBe(0);
  });

  it('categorical: the loss of a sure and right answer does not vanish in rounding', async () => {
    const run = await runLoss(device, definition('sparseCategoricalCrossentropy'), {
      output: ndArray([1, 2], [20, 0]),
      target: ndArray([1], [0]),
      ...logits,
    });
    expect(run.rowLoss[0]! / Math.log1p(Math.exp(-20))).toBeCloseTo(1, 4);
  });

  it('categorical: logits of a thousand neither overflow nor lose their difference', async () => {
    const run = await runLoss(device, definition('sparseCategoricalCrossentropy'), {
      output: ndArray([2, 3], [1000, 999, -1000, -4000, -4001, -4002]),
      target: ndArray([2], [2, 0]),
      ...logits,
    });
    expect(run.rowLoss[0]).toBeCloseTo(2000 + Math.log1p(Math.exp(-1)), 3);
    expect(run.rowLoss[1]).toBeCloseTo(Math.log(1 + Math.exp(-1) + Math.exp(-2)), 6);
  });
});

/** Rows before the last axis; the last axis. One, a prime, ten, around a whole workgroup, a thousand. */
const shapes = [
  [1, 1],
  [3, 1],
  [1, 10],
  [5, 7],
  [64, 10],
  [65, 10],
  [7, 33],
  [3, 64],
  [5, 65],
  [2, 3, 3, 5],
  [2, 5, 64],
  [3, 1000],
];

describe.each<LossDefinition>(Object.values(LOSSES))('$kind', (loss) => {
  // Without an activation to undo there is only the output as it is.
  const modes = loss.undoes === null ? [probabilities] : [logits, probabilities];

  it.each(modes.flatMap((mode) => shapes.map((shape) => ({ ...mode, shape, title: shape.join('×') }))))(
    'agrees with the reference on $title, from logits: $fromLogits',
    async ({ fromLogits, shape }) => {
      const raw = random(shape, 7, -3, 3);
      const output = fromLogits
        ? raw
        : loss.undoes === 'sigmoid'
          ? map(raw, (v) => 1 / (1 + Math.exp(-v)))
          : softmaxRows(raw);
      const target = targetFor(loss, shape);
      const run = await runLoss(device, loss, { output, target, fromLogits });
      const rows = lossRows(loss, output, target, { fromLogits });
      expect(relativeError(run.rowLoss, rows), 'row loss').toBeLessThanOrEqual(1e-5);
      expect(
        relativeError(run.rowCorrect, correctRows(loss, output, target, { fromLogits })),
        'correct',
      ).toBeLessThanOrEqual(1e-6);
      const gradient = loss.reference.gradient(output, target, { fromLogits });
      expect(relativeError(run.dOutput, gradient.data), 'gradient').toBeLessThanOrEqual(1e-5);
      // The mean over the rows is the loss.
      const mean = rows.reduce((sum, row) => sum + row, 0) / rows.length;
      expect(mean).toBeCloseTo(loss.reference.loss(output, target, { fromLogits }), 9);
    },
  );

  it.each([
    { shape: [8, 10], valid: 3 },
    { shape: [70, 10], valid: 69 },
    { shape: [6, 4, 5], valid: 2 },
    { shape: [4, 100], valid: 1 },
  ])('counts only the first $valid pictures of $shape', async ({ shape, valid }) => {
    const output = random(shape, 3, 0.05, 0.95);
    const target = targetFor(loss, shape);
    // What stands in the other rows must not matter, even if it is broken.
    const [batch = 1] = shape;
    const perPicture = sizeOf(shape) / batch;
    const spoiled = ndArray(shape, output.data);
    spoiled.data.fill(NaN, valid * perPicture);
    const run = await runLoss(device, loss, { output: spoiled, target, ...logits, valid });

    const head = (x: NdArray): NdArray => {
      const length = x.data.length / batch;
      return ndArray([valid, ...x.shape.slice(1)], x.data.slice(0, valid * length));
    };
    const [shortOutput, shortTarget] = [head(output), head(target)];
    const rows = lossRows(loss, shortOutput, shortTarget, logits);
    expect(relativeError(run.rowLoss.slice(0, rows.length), rows)).toBeLessThanOrEqual(1e-5);
    const gradient = loss.reference.gradient(shortOutput, shortTarget, logits);
    expect(relativeError(run.dOutput.slice(0, gradient.data.length), gradient.data)).toBeLessThanOrEqual(
      1e-5,
    );
    expect([...run.rowLoss.slice(rows.length)].every((value) => value === 0)).toBe(true);
    expect([...run.rowCorrect.slice(rows.length)].every((value) => value === 0)).toBe(true);
    expect([...run.dOutput.slice(gradient.data.length)].every((value) => value === 0)).toBe(true);
  });

  it.each([NaN, Infinity, -Infinity])('never hides %f', async (value) => {
    for (const mode of modes) {
      for (const classes of [3, 70]) {
        for (const place of [0, 1, classes - 1]) {
          const output = random([3, classes], 5, 0.1, 0.9);
          output.data[classes + place] = value;
          const run = await runLoss(device, loss, { output, target: targetFor(loss, output.shape), ...mode });
          expect(Number.isFinite(run.rowLoss[1]), `${classes} classes, place ${place}`).toBe(false);
          expect(Number.isFinite(run.rowLoss[0]) && Number.isFinite(run.rowLoss[2])).toBe(true);
        }
      }
    }
  });

  it('gives the same bits twice', async () => {
    const output = random([9, 300], 5, 0.1, 0.9);
    const given = { output, target: targetFor(loss, output.shape), ...logits };
    expect(await runLoss(device, loss, given)).toEqual(await runLoss(device, loss, given));
  });

  it('computes no gradient if none is requested', async () => {
    const output = random([5, 10], 5, 0.1, 0.9);
    const given = { output, target: targetFor(loss, output.shape), ...logits };
    const { rowLoss, rowCorrect } = await runLoss(device, loss, given);
    const run = await runLoss(device, loss, { ...given, wantsGradient: false });
    expect(run).toEqual({ rowLoss, rowCorrect, dOutput: new Float32Array(0) });
  });

  it('names the shape of a target that does not fit', () => {
    expect(() => loss.checkTarget([4, 10], loss.targetShape([4, 10]))).not.toThrow();
    expect(() => loss.checkTarget([4, 10], [4, 9])).toThrow(LossError);
    expect(() => loss.checkTarget([10], [3])).toThrow(/^loss '\w+': target must be .+\. Received 3$/);
  });
});

it.each([2, 10, 100, 1000])('of equal outputs the first counts, among %i', async (classes) => {
  // Row r holds its largest number at r, in the middle and at the end.
  const rows = Math.min(classes - 1, 40);
  const output = ndArray([rows, classes]);
  for (let r = 0; r < rows; r++)
    for (const k of [r, Math.max(r, classes >> 1), classes - 1]) output.data[r * classes + k] = 3;
  const labels = ndArray(
    [rows],
    Array.from({ length: rows }, (_, r) => r),
  );
  const sparse = await runLoss(device, definition('sparseCategoricalCrossentropy'), {
    output,
    target: labels,
    ...logits,
  });
  expect([...sparse.rowCorrect]).toEqual(new Array<number>(rows).fill(1));
  for (const kind of ['categoricalCrossentropy', 'meanSquaredError']) {
    const same = await runLoss(device, definition(kind), { output, target: output, ...logits });
    expect([...same.rowCorrect], kind).toEqual(new Array<number>(rows).fill(1));
    const last = ndArray([rows, classes]);
    for (let r = 0; r < rows; r++) last.data[r * classes + classes - 1] = 1;
    const other = await runLoss(device, definition(kind), { output, target: last, ...logits });
    expect([...other.rowCorrect], kind).toEqual(
      Array.from({ length: rows }, (_, r) => Number(r === classes - 1)),
    );
  }
});

describe('sparse labels', () => {
  it('a label that is no class has no loss', async () => {
    const run = await runLoss(device, definition('sparseCategoricalCrossentropy'), {
      output: random([2, 4], 1),
      target: ndArray([2], [3, 4]),
      ...logits,
    });
    expect(run.rowLoss[0]).toBeGreaterThan(0);
    expect(run.rowLoss[1]).toBeNaN();
    expect(run.rowCorrect[1]).toBe(0);
  });

  it('may stand in an axis of their own', () => {
    expect(() => definition('sparseCategoricalCrossentropy').checkTarget([10], [1])).not.toThrow();
  });
});

describe('mean squared error and binary cross-entropy by hand', () => {
  it('squares the distance', async () => {
    const run = await runLoss(device, definition('meanSquaredError'), {
      output: ndArray([2, 2], [3, 5, 1, 0]),
      target: ndArray([2, 2], [1, 2, 1, 0]),
      ...probabilities,
    });
    expect([...run.rowLoss]).toEqual([(4 + 9) / 2, 0]);
    expect([...run.dOutput]).toEqual([1, 1.5, 0, 0]);
    expect([...run.rowCorrect]).toEqual([1, 1]);
  });

  it('a single number is right on the side of one half where its target is', async () => {
    const run = await runLoss(device, definition('meanSquaredError'), {
      output: ndArray([4, 1], [0.5, 0.75, 0.25, 2]),
      target: ndArray([4, 1], [1, 1, 0, 0]),
      ...probabilities,
    });
    expect([...run.rowCorrect]).toEqual([0, 1, 1, 0]);
  });

  it('asks a question for each number', async () => {
    const run = await runLoss(device, definition('binaryCrossentropy'), {
      output: ndArray([1, 4], [0, 0, 3, -3]),
      target: ndArray([1, 4], [1, 0, 1, 0]),
      ...logits,
    });
    expect(run.rowLoss[0]).toBeCloseTo((2 * Math.LN2 + 2 * Math.log1p(Math.exp(-3))) / 4, 6);
    expect([...run.dOutput.slice(0, 2)]).toEqual([-0.125, 0.125]);
    expect(run.rowCorrect[0]).toBe(3 / 4); // a logit of 0 means no
  });

  it('keeps probabilities of 0 and 1 finite, as Keras does', async () => {
    const output = ndArray([2, 2], [0, 1, 0, 1]);
    const target = ndArray([2, 2], [1, 0, 0, 1]);
    for (const kind of ['binaryCrossentropy', 'categoricalCrossentropy']) {
      const loss = definition(kind);
      const run = await runLoss(device, loss, { output, target, ...probabilities });
      const rows = lossRows(loss, output, target, probabilities);
      expect(run.rowLoss[0]! / rows[0]!).toBeCloseTo(1, 5);
      expect(run.rowLoss[1]! / rows[1]!, `${kind} of a sure and right answer`).toBeCloseTo(1, 5);
      expect([...run.dOutput]).toEqual([...loss.reference.gradient(output, target, probabilities).data]);
    }
  });
});

describe('names', () => {
  it.each([
    ['categorical_crossentropy', 'categoricalCrossentropy'],
    ['SparseCategoricalCrossentropy', 'sparseCategoricalCrossentropy'],
    ['mse', 'meanSquaredError'],
    ['MSE', 'meanSquaredError'],
    ['mean_squared_error', 'meanSquaredError'],
    ['binary_crossentropy', 'binaryCrossentropy'],
  ])('%s is %s', (name, kind) => {
    expect(lossDefinition(name).kind).toBe(kind);
  });

  it('an unknown loss is refused with those there are', () => {
    expect(() => lossDefinition('hinge')).toThrow("there is no loss 'hinge'. Known: categoricalCrossentropy");
  });
});
