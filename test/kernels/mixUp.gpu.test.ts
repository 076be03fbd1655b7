// Rows mixed two by two on the GPU against the reference in plain loops, and what mixing means for a step.

import { beforeAll, describe, expect, it } from 'vitest';
import { uploadArrays, type DeviceDataset } from '../../src/data/deviceDataset';
import { mixUp } from '../../src/kernels/mixUp';
import { trainingStateAt } from '../../src/kernels/trainingState';
import { defineNetwork } from '../../src/models/network';
import { uniform } from '../../src/reference/hash';
import { mixUp as reference } from '../../src/reference/mixUp';
import { Trainer, type TrainerOptions } from '../../src/train/trainer';
import { testDevice } from '../support/device';
import { runKernel } from '../support/kernelRun';
import { trained as parametersOf } from '../support/trained';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

async function mixed(
  x: Float32Array<ArrayBuffer>,
  rows: number,
  samples = 100,
  step = 5,
): Promise<Float32Array> {
  const trainingState = trainingStateAt({
    seed: 3,
    step,
    samples,
    batchSize: rows,
    shuffle: true,
    learningRate: 0,
  });
  const params = { rows, length: x.length / rows };
  const after = await runKernel(device, mixUp, params, {
    x,
    trainingState,
    y: new Float32Array(x.length).fill(-1),
  });
  return after.y as Float32Array;
}

const numbers = (count: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, (_, i) => uniform(9, 1, i));

describe.each([
  [1, 5],
  [2, 1],
  [16, 33],
  [32, 100],
])('%i rows of %i numbers', (rows, length) => {
  it('are mixed as the reference mixes them', async () => {
    const x = numbers(rows * length);
    const batch = 5 % Math.ceil(100 / rows);
    const valid = Math.min(rows, 100 - batch * rows);
    const y = await mixed(x, rows);
    reference(x, [rows, length], { seed: 3, step: 5, valid }).forEach((value, i) => {
      expect(y[i]).toBeCloseTo(value, 6);
    });
  });
});

it('each row keeps at least half of itself and takes the rest from one other row', async () => {
  // Row r is 1 at place r: what a mixed row holds says what it is made of.
  const rows = 8;
  const x = new Float32Array(rows * rows);
  for (let row = 0; row < rows; row++) x[row * rows + row] = 1;
  const partners = new Set<number>();
  for (let step = 0; step < 10; step++) {
    const y = await mixed(x, rows, 1000, step);
    for (let row = 0; row < rows; row++) {
      const shares = [...y.subarray(row * rows, (row + 1) * rows)];
      const made = shares.flatMap((share, at) => (share > 0 ? [at] : []));
      expect(shares[row]).toBeGreaterThanOrEqual(0.5);
      expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
      expect(made.length).toBeLessThanOrEqual(2);
      if (row === 0) made.filter((at) => at !== 0).forEach((at) => partners.add(at));
    }
  }
  expect(partners.size).toBeGreaterThan(3);
});

it('rows beyond the end of an epoch are mixed into none that counts', async () => {
  const x = new Float32Array(8).fill(1);
  // 4 of 8 rows count in the second batch of 12 pictures.
  x.fill(1000, 4);
  expect([...(await mixed(x, 8, 12, 1))].slice(0, 4)).toEqual([1, 1, 1, 1]);
});

describe('in a training step', () => {
  const network = defineNetwork({
    name: 'small',
    input: [4],
    layers: [{ name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } }],
  });
  let data: DeviceDataset;
  beforeAll(() => {
    const oneHot = new Float32Array(80);
    for (let i = 0; i < 40; i++) oneHot[i * 2 + (i % 2)] = 1;
    data = uploadArrays(device, { values: numbers(160), shape: [4] }, { values: oneHot, shape: [2] });
  });

  const recipe = (options: Partial<TrainerOptions>): TrainerOptions => ({
    ...{ network, data, loss: 'categoricalCrossentropy' },
    ...{ optimizer: { kind: 'sgd' }, batchSize: 16, seed: 7 },
    ...options,
  });
  const create = (options: Partial<TrainerOptions> = {}): Promise<Trainer> =>
    Trainer.create(device, recipe(options));
  const trained = (options: Partial<TrainerOptions>): Promise<number[]> =>
    parametersOf(device, recipe(options));

  it('the same seed mixes the same rows, to the bit', async () => {
    const first = await trained({ mixUp: true });
    expect(await trained({ mixUp: true })).toEqual(first);
    expect(await trained({})).not.toEqual(first);
  });

  it('one dispatch mixes what is shown, one what it is said to be', async () => {
    const [plain, mixing] = [await create(), await create({ mixUp: true })];
    expect(plain.plan.toString()).not.toContain('batch/mix');
    expect(mixing.plan.toString().match(/batch\/mix/g)).toHaveLength(2);
    plain.destroy();
    mixing.destroy();
  });

  it('class numbers are refused, since they cannot be mixed', async () => {
    const labels = uploadArrays(
      device,
      { values: numbers(160), shape: [4] },
      { values: new Uint32Array(40), shape: [] },
    );
    const wanted = { data: labels, loss: 'sparseCategoricalCrossentropy', mixUp: true };
    await expect(create(wanted)).rejects.toThrow(/class numbers cannot be mixed/);
    labels.destroy();
  });
});
