// The gather kernel: which samples a batch holds, in what order, and what becomes of their bytes.

import { beforeAll, describe, expect, it } from 'vitest';
import { gather, type GatherParams } from '../../src/kernels/gather';
import { trainingStateAt, type TrainingStateOptions } from '../../src/kernels/trainingState';
import { permute } from '../../src/reference/hash';
import { testDevice } from '../support/device';
import { runKernel, type Numbers } from '../support/kernelRun';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

const start: TrainingStateOptions = { seed: 5, samples: 7, batchSize: 4, shuffle: false, learningRate: 0.1 };

/** Bytes four to a word, the lowest first, the last word filled up with ones that must not be seen. */
function pack(bytes: readonly number[]): Uint32Array<ArrayBuffer> {
  const packed = new Uint8Array(Math.ceil(bytes.length / 4) * 4).fill(255);
  packed.set(bytes);
  return new Uint32Array(packed.buffer);
}

async function batchOf(
  trainingState: TrainingStateOptions,
  params: GatherParams,
  features: Numbers,
  targets: Numbers,
): Promise<{ x: number[]; t: number[] }> {
  const bits = (numbers: Numbers): Uint32Array<ArrayBuffer> => new Uint32Array(numbers.buffer);
  const after = await runKernel(device, gather, params, {
    features: bits(features),
    targets: bits(targets),
    trainingState: trainingStateAt(trainingState),
    x: new Float32Array(params.batch * params.featureLength).fill(-1),
    t: new Uint32Array(params.batch * params.targetLength).fill(77),
  });
  return { x: [...after.x], t: [...after.t] };
}

describe.each([1, 3, 4, 5, 16, 17, 64, 65, 147])('%i bytes a sample', (featureLength) => {
  const bytes = Array.from({ length: 7 * featureLength }, (_, i) => (i * 37) % 256);
  const params: GatherParams = {
    batch: 4,
    featureLength,
    targetLength: 1,
    features: 'u8',
    scale: 2,
    offset: -5,
  };
  const labels = Uint32Array.from({ length: 7 }, (_, i) => 100 + i);
  const sample = (i: number): number[] =>
    bytes.slice(i * featureLength, (i + 1) * featureLength).map((v) => v * 2 - 5);

  it.each([0, 1, 2])('come in their order, step %i', async (step) => {
    const { x, t } = await batchOf({ ...start, step }, params, pack(bytes), labels);
    const first = (step % 2) * 4;
    const expected = [0, 1, 2, 3].map((r) => (first + r) % 7); // beyond the end: from the beginning
    expect(t).toEqual(expected.map((i) => 100 + i));
    expect(x).toEqual(expected.flatMap(sample));
  });

  it('are written by the dispatch whose part they lie in, and by no other', async () => {
    const part = { first: 4, count: 3 };
    const held = pack(bytes.slice(4 * featureLength));
    const { x, t } = await batchOf({ ...start, step: 1 }, { ...params, part }, held, labels);
    // The batch is 4, 5, 6 and, from the beginning, 0.
    expect(t).toEqual([104, 105, 106, 77]);
    const untouched = Array.from({ length: featureLength }, () => -1);
    expect(x).toEqual([...[4, 5, 6].flatMap(sample), ...untouched]);
  });

  it.each([0, 1, 5])('come shuffled as the reference shuffles, step %i', async (step) => {
    const { x, t } = await batchOf({ ...start, shuffle: true, step }, params, pack(bytes), labels);
    const epoch = Math.floor(step / 2);
    const expected = [0, 1, 2, 3].map((r) => permute(((step % 2) * 4 + r) % 7, 7, 5, epoch));
    expect(t).toEqual(expected.map((i) => 100 + i));
    expect(x).toEqual(expected.flatMap(sample));
  });
});

it('an epoch shows every sample once, each epoch in another order', async () => {
  const params: GatherParams = {
    batch: 5,
    featureLength: 1,
    targetLength: 1,
    features: 'u8',
    scale: 1,
    offset: 0,
  };
  const order = async (epoch: number): Promise<number[]> => {
    const seen: number[] = [];
    for (let b = 0; b < 4; b++) {
      const { t } = await batchOf(
        { ...start, samples: 20, batchSize: 5, shuffle: true, step: epoch * 4 + b },
        params,
        pack(new Array<number>(20).fill(0)),
        Uint32Array.from({ length: 20 }, (_, i) => i),
      );
      seen.push(...t);
    }
    return seen;
  };
  const [first, second] = [await order(0), await order(1)];
  const all = Array.from({ length: 20 }, (_, i) => i);
  expect([...first].sort((a, b) => a - b)).toEqual(all);
  expect([...second].sort((a, b) => a - b)).toEqual(all);
  expect(first).not.toEqual(second);
});

it.each([1, 3, 6, 21])(
  'floats are taken as they are, %i a sample, targets of several words',
  async (featureLength) => {
    const features = Float32Array.from({ length: 7 * featureLength }, (_, i) => i / 3 - 4);
    const targets = Float32Array.from({ length: 7 * 5 }, (_, i) => i / 7);
    const params: GatherParams = {
      batch: 4,
      featureLength,
      targetLength: 5,
      features: 'f32',
      scale: 9,
      offset: 9,
    };
    const { x, t } = await batchOf({ ...start, step: 1 }, params, features, targets);
    const expected = [4, 5, 6, 0];
    expect(x).toEqual(
      expected.flatMap((i) => [...features.slice(i * featureLength, (i + 1) * featureLength)]),
    );
    const bits = new Uint32Array(targets.buffer);
    expect(t).toEqual(expected.flatMap((i) => [...bits.slice(i * 5, (i + 1) * 5)]));
  },
);

it('a batch larger than the data set goes round', async () => {
  const params: GatherParams = {
    batch: 5,
    featureLength: 1,
    targetLength: 1,
    features: 'u8',
    scale: 1,
    offset: 0,
  };
  const { x } = await batchOf(
    { ...start, samples: 2, batchSize: 5 },
    params,
    pack([8, 9]),
    Uint32Array.of(0, 1),
  );
  expect(x).toEqual([8, 9, 8, 9, 8]);
});
