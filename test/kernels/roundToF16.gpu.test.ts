// Rounding to f16 on the GPU, against cases worked out by hand and against the same rounding in f64 on the host.

import { beforeAll, describe, expect, it } from 'vitest';
import { NOWHERE, roundToF16, roundWeights } from '../../src/kernels/roundToF16';
import { TRAINING_STATE, TRAINING_STATE_LENGTH } from '../../src/kernels/trainingState';
import { pcg32 } from '../../src/reference/hash';
import { testDevice } from '../support/device';
import { f16Value, roundedToF16 } from '../../src/reference/float16';
import { runKernel } from '../support/kernelRun';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

async function rounded(x: Float32Array<ArrayBuffer>): Promise<{ values: number[]; beyond: number }> {
  const halves = new Uint32Array(Math.ceil(x.length / 2));
  const after = await runKernel(
    device,
    roundToF16,
    { size: x.length },
    { x, halves, beyond: new Uint32Array(1) },
  );
  const values = Array.from(x, (_, i) => f16Value((after.halves[i >> 1]! >>> (16 * (i % 2))) & 0xffff));
  return { values, beyond: after.beyond[0]! };
}

describe('rounding to f16', () => {
  const ulp = 2 ** -10; // of numbers from 1 to 2
  it.each([
    ['numbers that f16 has stay', [0, -0, 1, -2.5, 65504, 2 ** -14, 2 ** -24], null],
    ['halfway goes to the even one', [1 + ulp / 2, 1 + (3 * ulp) / 2, -1 - ulp / 2], [1, 1 + 2 * ulp, -1]],
    ['hardly more than halfway goes up', [1 + ulp / 2 + 2 ** -23, 2048 + 1.001], [1 + ulp, 2050]],
    ['a significand may carry into the exponent', [2 - 2 ** -23, 2 ** -14 - 2 ** -37], [2, 2 ** -14]],
    ['below 2⁻¹⁴ multiples of 2⁻²⁴ are left', [3 * 2 ** -25, 5 * 2 ** -26], [2 ** -23, 2 ** -24]],
    ['half of the smallest becomes zero, with its sign', [-(2 ** -25), 2 ** -40, -1e-45], [-0, 0, -0]],
    ['more than half of it does not', [2 ** -25 * 1.001], [2 ** -24]],
    ['up to 65520 it is the largest', [65519.996, -65519], [65504, -65504]],
    ['infinite and NaN stay what they are', [Infinity, -Infinity, NaN], null],
  ])('%s', async (_, given, expected) => {
    expect(await rounded(Float32Array.from(given))).toEqual({ values: expected ?? given, beyond: 0 });
  });

  it('counts finite numbers that become infinite', async () => {
    const { values, beyond } = await rounded(Float32Array.of(65520, -1e30, Infinity, 3e38, 7));
    expect(values).toEqual([Infinity, -Infinity, Infinity, Infinity, 7]);
    expect(beyond).toBe(3);
  });

  it('agrees with the host on numbers of every size', async () => {
    const count = 4001; // odd: the last word holds one number
    const words = Uint32Array.from({ length: count }, (_, i) => {
      const bits = pcg32(7, 0, i);
      // Mostly exponents that f16 has, now and then any.
      return i % 8 === 0 ? bits : (bits & 0x807fffff) | ((97 + (pcg32(7, 1, i) % 48)) << 23);
    });
    const x = new Float32Array(words.buffer);
    const { values } = await rounded(x);
    expect(values).toEqual(Array.from(x, roundedToF16));
  });
});

describe('the weights that a step reads as f16', () => {
  async function round(parameters: Float32Array<ArrayBuffer>, halted = 0): Promise<[number[], number]> {
    const state = new Uint32Array(TRAINING_STATE_LENGTH);
    state[TRAINING_STATE.halted] = halted;
    const after = await runKernel(
      device,
      roundWeights,
      { runs: 3, first: 64 },
      {
        parameters,
        places: Uint32Array.of(96, NOWHERE, 64),
        halves: new Uint32Array(64),
        trainingState: state,
      },
    );
    const values = Array.from({ length: 128 }, (_, i) =>
      f16Value((after.halves[i >> 1]! >>> (16 * (i % 2))) & 0xffff),
    );
    return [values, after.trainingState[TRAINING_STATE.halted]!];
  }
  const parameters = (): Float32Array<ArrayBuffer> =>
    Float32Array.from({ length: 192 }, (_, i) => (i - 90) / 7);

  it('lie where the table says for each run, and what it does not name stays out', async () => {
    const x = parameters();
    x[64] = 1e9;
    const expected = [...x.subarray(128), ...x.subarray(0, 64)].map(roundedToF16);
    expect(await round(x)).toEqual([expected, 0]);
  });

  it('halt the step where one becomes infinite, but not training that was halted before', async () => {
    const x = parameters();
    x[191] = -65520;
    expect((await round(x))[1]).toBe(2);
    expect((await round(x, 1))[1]).toBe(1);
    x[191] = Infinity;
    expect((await round(x))[1]).toBe(0);
  });
});
