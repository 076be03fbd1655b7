// Every layer on numbers small enough to check in the head, through the GPU.

import { beforeAll, describe, expect, it } from 'vitest';
import { layerDefinition, type LayerKind } from '../../src/layers/all';
import { checkOptions } from '../../src/layers/options';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import { testDevice } from '../support/device';
import { runLayer } from '../support/layerRun';
import { INFERENCE, TRAINING } from './sample';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

interface Example {
  readonly options?: Readonly<Record<string, unknown>>;
  /** A batch of one, unless the layer's test is about the batch. */
  readonly x: NdArray | readonly NdArray[];
  readonly parameters?: Readonly<Record<string, NdArray>>;
  /** The gradient that comes back. Absent: all ones. */
  readonly dy?: readonly number[];
  readonly training?: boolean;
}

/** Runs an example; y and the gradients as plain lists of numbers. */
async function run(
  kind: LayerKind,
  { options: given = {}, x, parameters = {}, dy, training = false }: Example,
) {
  const definition = layerDefinition(kind);
  const options = checkOptions(kind, definition.options, given);
  const inputs = Array.isArray(x) ? (x as readonly NdArray[]) : [x as NdArray];
  const shape = [
    inputs[0]!.shape[0]!,
    ...definition.outputShape(
      options,
      inputs.map((input) => input.shape.slice(1)),
    ),
  ];
  const count = shape.reduce((product, length) => product * length, 1);
  const result = await runLayer(device, definition, options, {
    inputs,
    parameters,
    dy: ndArray(shape, dy ?? new Array<number>(count).fill(1)),
    mode: training ? TRAINING : INFERENCE,
  });
  const numbers = (array: NdArray | null | undefined): number[] => [...(array?.data ?? [])];
  return {
    shape: result.y.shape.slice(1),
    y: numbers(result.y),
    dx: numbers(result.dInputs[0]),
    dInputs: result.dInputs.map(numbers),
    gradient: (name: string) => numbers(result.dParameters[name]),
    after: (name: string) => numbers(result.parametersAfter[name]),
  };
}

/** A map of one channel, row by row. */
const picture = (...rows: readonly (readonly number[])[]): NdArray =>
  ndArray([1, rows.length, rows[0]!.length, 1], rows.flat());
const row = (...numbers: readonly number[]): NdArray => ndArray([1, numbers.length], numbers);
const column = (...numbers: readonly number[]): NdArray => ndArray([numbers.length, 1], numbers);
const list = (...numbers: readonly number[]): NdArray => ndArray([numbers.length], numbers);

describe('conv2d', () => {
  it('a 2×2 kernel of ones adds up each 2×2 window', async () => {
    const weight = ndArray([2, 2, 1, 1], [1, 1, 1, 1]);
    const result = await run('conv2d', {
      options: { filters: 1, kernelSize: 2 },
      x: picture([1, 2, 3], [4, 5, 6], [7, 8, 9]),
      parameters: { weight, bias: list(100) },
    });
    expect(result.y).toEqual([112, 116, 124, 128]);
    // The middle is seen by four windows, a corner by one.
    expect(result.dx).toEqual([1, 2, 1, 2, 4, 2, 1, 2, 1]);
    expect(result.gradient('weight')).toEqual([12, 16, 24, 28]);
    expect(result.gradient('bias')).toEqual([4]);
  });

  it('does not flip its kernel', async () => {
    const weight = ndArray([1, 2, 1, 1], [1, 10]);
    const { y } = await run('conv2d', {
      options: { filters: 1, kernelSize: [1, 2], useBias: false },
      x: picture([1, 2, 3]),
      parameters: { weight },
    });
    expect(y).toEqual([21, 32]);
  });
});

describe('depthwiseConv2d', () => {
  it('filters each channel on its own: channel c with kernel m makes output c·M + m', async () => {
    const x = ndArray([1, 1, 2, 2], [1, 10, 2, 20]); // two pixels of two channels
    const weight = ndArray([1, 2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]); // [1, 2, C, M]
    const result = await run('depthwiseConv2d', {
      options: { kernelSize: [1, 2], depthMultiplier: 2 },
      x,
      parameters: { weight, bias: list(0, 0, 0, 1000) },
      dy: [1, 0, 0, 0],
    });
    expect(result.y).toEqual([1 * 1 + 2 * 5, 1 * 2 + 2 * 6, 10 * 3 + 20 * 7, 1000 + 10 * 4 + 20 * 8]);
    expect(result.dx).toEqual([1, 0, 5, 0]);
    expect(result.gradient('weight')).toEqual([1, 0, 0, 0, 2, 0, 0, 0]);
    expect(result.gradient('bias')).toEqual([1, 0, 0, 0]);
  });
});

describe('dense', () => {
  it('every output sees every input', async () => {
    const weight = ndArray([2, 3], [1, 2, 3, 4, 5, 6]);
    const result = await run('dense', {
      options: { units: 3 },
      x: row(10, 1),
      parameters: { weight, bias: list(0, 0, 100) },
      dy: [1, 0, 2],
    });
    expect(result.y).toEqual([14, 25, 136]);
    expect(result.dx).toEqual([7, 16]);
    expect(result.gradient('weight')).toEqual([10, 0, 20, 1, 0, 2]);
    expect(result.gradient('bias')).toEqual([1, 0, 2]);
  });
});

describe('maxPooling2d', () => {
  it('a 2×2 maximum keeps 4 of [1 2 3 4] and sends the gradient back to it', async () => {
    const { y, dx } = await run('maxPooling2d', { x: picture([1, 2], [3, 4]), dy: [7] });
    expect(y).toEqual([4]);
    expect(dx).toEqual([0, 0, 0, 7]);
  });

  it('of equal numbers the first wins', async () => {
    const { dx } = await run('maxPooling2d', { x: picture([5, 5], [5, 5]), dy: [7] });
    expect(dx).toEqual([7, 0, 0, 0]);
  });

  it('where windows overlap, one number can win both', async () => {
    const { y, dx } = await run('maxPooling2d', {
      options: { poolSize: [1, 2], strides: 1 },
      x: picture([1, 9, 2]),
      dy: [3, 4],
    });
    expect(y).toEqual([9, 9]);
    expect(dx).toEqual([0, 7, 0]);
  });

  it('padding does not win over negative numbers', async () => {
    const { y } = await run('maxPooling2d', { options: { padding: 'same' }, x: picture([-1, -2, -3]) });
    expect(y).toEqual([-1, -3]);
  });

  it('leaves out what does not fill a window', async () => {
    const { y, dx } = await run('maxPooling2d', { options: { poolSize: [1, 2] }, x: picture([1, 2, 99]) });
    expect(y).toEqual([2]);
    expect(dx).toEqual([0, 1, 0]);
  });

  it('a NaN is seen, and wins', async () => {
    const { y, dx } = await run('maxPooling2d', { x: picture([1, NaN], [3, 4]) });
    expect(y).toEqual([NaN]);
    expect(dx).toEqual([0, 1, 0, 0]);
  });

  it('a NaN of one channel leaves its neighbours alone', async () => {
    const x = ndArray([1, 1, 2, 4], [1, NaN, 3, 4, 5, 6, 0, 8]);
    const { y } = await run('maxPooling2d', { options: { poolSize: [1, 2] }, x });
    expect(y).toEqual([5, NaN, 3, 8]);
  });
});

describe('averagePooling2d', () => {
  it('the mean of [1 2 3 6] is 3, and each gets a quarter of the gradient', async () => {
    const { y, dx } = await run('averagePooling2d', { x: picture([1, 2], [3, 6]), dy: [8] });
    expect(y).toEqual([3]);
    expect(dx).toEqual([2, 2, 2, 2]);
  });

  it('padding does not count: a window half outside is the mean of its half inside', async () => {
    const { y, dx } = await run('averagePooling2d', {
      options: { padding: 'same' },
      x: picture([4, 8, 5]),
      dy: [2, 3],
    });
    expect(y).toEqual([6, 5]);
    expect(dx).toEqual([1, 1, 3]);
  });
});

describe('globalAveragePooling2d', () => {
  it('makes one number of each channel', async () => {
    const x = ndArray([1, 2, 2, 2], [1, 10, 2, 20, 3, 30, 6, 60]);
    const { y, dx } = await run('globalAveragePooling2d', { x, dy: [4, 8] });
    expect(y).toEqual([3, 30]);
    expect(dx).toEqual([1, 2, 1, 2, 1, 2, 1, 2]);
  });
});

describe('globalMaxPooling2d', () => {
  it('finds the largest number of each channel, and sends it the whole gradient', async () => {
    const x = ndArray([1, 2, 2, 2], [1, 60, 2, 20, 6, 30, 3, 10]);
    const { y, dx } = await run('globalMaxPooling2d', { x, dy: [4, 8] });
    expect(y).toEqual([6, 60]);
    expect(dx).toEqual([0, 8, 0, 0, 4, 0, 0, 0]);
  });
});

describe('localResponseNormalization', () => {
  it('divides by what the neighbours and the number itself add up to', async () => {
    // radius 1, bias 1, alpha 1, beta 1: 1/(1+1+4) · 2/(1+1+4+9) · 3/(1+4+9)
    const { y } = await run('localResponseNormalization', {
      options: { depthRadius: 1, beta: 1 },
      x: ndArray([1, 1, 1, 3], [1, 2, 3]),
      dy: [1, 1, 1],
    });
    y.forEach((value, c) => expect(value).toBeCloseTo([1 / 6, 2 / 15, 3 / 14][c]!, 6));
  });

  it('takes the sum of the squares, not their mean', async () => {
    // as in the paper: 2 + 0.25 · (3² + 4²) = 8.25, where PyTorch, dividing by the size 3 of the window, has 2 + 25/12
    const { y } = await run('localResponseNormalization', {
      options: { depthRadius: 1, bias: 2, alpha: 0.25, beta: 1 },
      x: ndArray([1, 1, 1, 2], [3, 4]),
      dy: [1, 1],
    });
    expect(y[0]).toBeCloseTo(3 / 8.25, 6);
  });
});

describe('zeroPadding2d', () => {
  it('puts a border on the sides it is told to', async () => {
    const { y, dx } = await run('zeroPadding2d', {
      options: {
        padding: [
          [1, 0],
          [0, 2],
        ],
      },
      x: picture([1, 2]),
      dy: [1, 2, 3, 4, 5, 6, 7, 8],
    });
    expect(y).toEqual([0, 0, 0, 0, 1, 2, 0, 0]);
    expect(dx).toEqual([5, 6]);
  });
});

describe('flatten and reshape', () => {
  it('flatten counts row by row, channels fastest', async () => {
    const { shape, y, dx } = await run('flatten', {
      x: ndArray([1, 2, 1, 2], [1, 2, 3, 4]),
      dy: [5, 6, 7, 8],
    });
    expect(shape).toEqual([4]);
    expect(y).toEqual([1, 2, 3, 4]);
    expect(dx).toEqual([5, 6, 7, 8]);
  });

  it('reshape works out the −1', async () => {
    const { shape, y } = await run('reshape', {
      options: { targetShape: [3, -1] },
      x: row(1, 2, 3, 4, 5, 6),
    });
    expect(shape).toEqual([3, 2]);
    expect(y).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('batchNormalization', () => {
  const parameters = { gamma: list(10), beta: list(1), movingMean: list(4), movingVariance: list(4) };

  it('in training [1 5] has mean 3 and deviation 2, so it becomes [−1 1], scaled and shifted', async () => {
    const result = await run('batchNormalization', {
      options: { epsilon: 0, momentum: 0.5 },
      x: column(1, 5),
      parameters,
      dy: [3, 1],
      training: true,
    });
    expect(result.y).toEqual([-9, 11]);
    expect(result.gradient('beta')).toEqual([4]); // 3 + 1
    expect(result.gradient('gamma')).toEqual([-2]); // 3·(−1) + 1·1
    expect(result.dx).toEqual([0, 0]); // two numbers always become −1 and 1, whatever they are
    expect(result.after('movingMean')).toEqual([3.5]); // halfway from 4 to 3
    expect(result.after('movingVariance')).toEqual([4]); // halfway from 4 to 4
  });

  it('in inference it goes by the moving averages, and leaves them alone', async () => {
    const result = await run('batchNormalization', {
      options: { epsilon: 0 },
      x: column(4, 8),
      parameters,
      dy: [1, 2],
    });
    expect(result.y).toEqual([1, 21]);
    expect(result.dx).toEqual([5, 10]); // gamma / deviation = 10 / 2
    expect(result.after('movingMean')).toEqual([4]);
    expect(result.after('movingVariance')).toEqual([4]);
  });
});

describe('dropout', () => {
  it('in training every number is dropped or doubled, and its gradient with it', async () => {
    const x = row(...Array.from({ length: 32 }, (_, i) => i + 1));
    const { y, dx } = await run('dropout', { options: { rate: 0.5 }, x, training: true });
    y.forEach((value, i) => expect([0, 2 * (i + 1)]).toContain(value));
    expect(dx).toEqual(y.map((value) => (value === 0 ? 0 : 2)));
    expect(new Set(dx)).toEqual(new Set([0, 2]));
  });

  it('in inference nothing happens', async () => {
    const { y, dx } = await run('dropout', { options: { rate: 0.5 }, x: row(1, 2, 3), dy: [4, 5, 6] });
    expect(y).toEqual([1, 2, 3]);
    expect(dx).toEqual([4, 5, 6]);
  });
});

describe('activations', () => {
  it('relu keeps what is positive', async () => {
    const { y, dx } = await run('activation', { options: { activation: 'relu' }, x: row(-2, 0, 3) });
    expect(y).toEqual([0, 0, 3]);
    expect(dx).toEqual([0, 0, 1]);
  });

  it('sigmoid of 0 is a half, with slope a quarter', async () => {
    const { y, dx } = await run('activation', { options: { activation: 'sigmoid' }, x: row(0) });
    expect(y).toEqual([0.5]);
    expect(dx).toEqual([0.25]);
  });

  it('ReLU with maxValue 6 is flat on both ends', async () => {
    const { y, dx } = await run('reLU', { options: { maxValue: 6 }, x: row(-1, 3, 9) });
    expect(y).toEqual([0, 3, 6]);
    expect(dx).toEqual([0, 1, 0]);
  });

  it('ReLU with a slope lets some of the negative through', async () => {
    const { y, dx } = await run('reLU', { options: { negativeSlope: 0.5 }, x: row(-4, 4) });
    expect(y).toEqual([-2, 4]);
    expect(dx).toEqual([0.5, 1]);
  });

  it('LeakyReLU does so by default', async () => {
    const { y, dx } = await run('leakyReLU', { options: { alpha: 0.25 }, x: row(-4, 4) });
    expect(y).toEqual([-1, 4]);
    expect(dx).toEqual([0.25, 1]);
  });
});

describe('softmax', () => {
  it('equal scores share equally, however large', async () => {
    const { y } = await run('softmax', { x: row(1000, 1000, 1000, 1000) });
    expect(y).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('raising one score takes from the others: the gradient of one probability adds up to 0', async () => {
    const { dx } = await run('softmax', { x: row(0, 0), dy: [1, 0] });
    expect(dx).toEqual([0.25, -0.25]);
  });
});

describe('merging', () => {
  it('add sums, and gives everyone the whole gradient', async () => {
    const { y, dInputs } = await run('add', { x: [row(1, 2), row(10, 20), row(100, 200)], dy: [3, 4] });
    expect(y).toEqual([111, 222]);
    expect(dInputs).toEqual([
      [3, 4],
      [3, 4],
      [3, 4],
    ]);
  });

  it('concatenate puts channels side by side, and cuts the gradient back apart', async () => {
    const two = ndArray([1, 2, 1, 2], [1, 2, 3, 4]);
    const { shape, y, dInputs } = await run('concatenate', {
      x: [two, picture([8], [9])],
      dy: [1, 2, 3, 4, 5, 6],
    });
    expect(shape).toEqual([2, 1, 3]);
    expect(y).toEqual([1, 2, 8, 3, 4, 9]);
    expect(dInputs).toEqual([
      [1, 2, 4, 5],
      [3, 6],
    ]);
  });
});
