// Initial parameters are one stream however they are drawn: whole, or a part at a time.

import { expect, it } from 'vitest';
import { filler, initialize, INITIALIZERS, type Initializer } from '../../src/initializers/initializers';
import '../../src/initializers/orthogonal';
import { plainInitializer } from '../../src/initializers/plain';

const fan = { fanIn: 27, fanOut: 64, shape: [25, 40] };

const OBJECTS = [
  { kind: 'constant', value: 0.1 },
  { kind: 'randomNormal', mean: 1, stddev: 0.5 },
  { kind: 'truncatedNormal', mean: -1, stddev: 0.2 },
  { kind: 'randomUniform', minval: 2, maxval: 3 },
  { kind: 'orthogonal', gain: 2 },
  { kind: 'varianceScaling', scale: 3, mode: 'fanOut', distribution: 'untruncatedNormal' },
] as const satisfies readonly Initializer[];

it.each([...INITIALIZERS, ...OBJECTS])('%j: parts after each other are the whole, bit by bit', (name) => {
  const whole = initialize(name, 1000, fan, 5, 'conv1/weight');
  const fill = filler(name, fan, 5, 'conv1/weight');
  const parts = [1, 299, 700].map((size) => new Float32Array(size));
  parts.forEach(fill);
  expect(parts.flatMap((part) => [...part])).toEqual([...whole]);
});

it('another name gives other numbers', () => {
  const [one, other] = ['a/weight', 'b/weight'].map((name) => initialize('heNormal', 50, fan, 5, name));
  expect([...one!].filter((value, i) => value === other![i])).toHaveLength(0);
});

// Mean, standard deviation, least and largest value that Keras's documentation gives. For n = 40 000 numbers three
// standard errors of the mean are 0.015 σ, of σ 0.011 σ (less for those that are cut).
const cut = 0.87962566103423978;
it.each<[Initializer, number, number, number, number]>([
  ['randomNormal', 0, 0.05, -Infinity, Infinity],
  ['truncatedNormal', 0, 0.05 * cut, -0.1, 0.1],
  ['randomUniform', 0, 0.1 / Math.sqrt(12), -0.05, 0.05],
  ['leCunNormal', 0, Math.sqrt(1 / 27), (-2 * Math.sqrt(1 / 27)) / cut, (2 * Math.sqrt(1 / 27)) / cut],
  ['glorotUniform', 0, Math.sqrt(2 / 91), -Math.sqrt(6 / 91), Math.sqrt(6 / 91)],
  [{ kind: 'randomNormal', mean: 1, stddev: 0.5 }, 1, 0.5, -Infinity, Infinity],
  [{ kind: 'truncatedNormal', mean: -1, stddev: 0.2 }, -1, 0.2 * cut, -1.4, -0.6],
  [{ kind: 'randomUniform', minval: 2, maxval: 3 }, 2.5, 1 / Math.sqrt(12), 2, 3],
  [OBJECTS[5], 0, Math.sqrt(3 / 64), -Infinity, Infinity],
  [
    { kind: 'varianceScaling', scale: 0.5, mode: 'fanAvg', distribution: 'uniform' },
    0,
    Math.sqrt(1 / 91),
    -Math.sqrt(3 / 91),
    Math.sqrt(3 / 91),
  ],
])('%j has the moments of its distribution', (initializer, mean, sigma, least, most) => {
  const values = [...initialize(initializer, 40_000, fan, 3, 'a')];
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length;
  expect(Math.abs(average - mean) / sigma).toBeLessThan(0.015);
  expect(Math.abs(Math.sqrt(variance) / sigma - 1)).toBeLessThan(0.012);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(Math.fround(least));
  expect(Math.max(...values)).toBeLessThanOrEqual(Math.fround(most));
});

it.each([
  [[3, 3, 4, 8], 1],
  [[5, 17], 2],
  [[17, 5], 0.5],
  [[1, 1], 1],
])('orthogonal of %j: the fewer of rows and columns are orthogonal, of length %f', (shape, gain) => {
  const columns = shape.at(-1)!;
  const size = shape.reduce((a, b) => a * b, 1);
  const rows = size / columns;
  const values = initialize({ kind: 'orthogonal', gain }, size, { ...fan, shape }, 1, 'w');
  const vector = (i: number): number[] =>
    rows < columns
      ? [...values.slice(i * columns, (i + 1) * columns)]
      : Array.from({ length: rows }, (_, row) => values[row * columns + i]!);
  for (let i = 0; i < Math.min(rows, columns); i++)
    for (let j = 0; j <= i; j++) {
      const product = vector(i).reduce((sum, value, k) => sum + value * vector(j)[k]!, 0);
      expect(Math.abs(product - (i === j ? gain ** 2 : 0)), `${i} ${j}`).toBeLessThan(1e-6 * gain ** 2);
    }
});

it('what a name says is written by the name', () => {
  expect(plainInitializer({ kind: 'constant', value: 1 })).toBe('ones');
  expect(plainInitializer({ kind: 'randomNormal', mean: 0, stddev: 0.05 })).toBe('randomNormal');
  expect(
    plainInitializer({ kind: 'varianceScaling', scale: 2, mode: 'fanIn', distribution: 'uniform' }),
  ).toBe('heUniform');
});

it('numbers out of range, and an orthogonal vector, are refused by name', () => {
  expect(() => plainInitializer({ kind: 'randomNormal', mean: 0, stddev: -1 })).toThrow(
    "initializer 'randomNormal': stddev must be at least 0. Received -1",
  );
  expect(() => plainInitializer({ kind: 'randomUniform', minval: 1, maxval: 0 })).toThrow(
    "initializer 'randomUniform': maxval must be at least minval (1). Received 0",
  );
  expect(() => plainInitializer({ kind: 'constant', value: NaN })).toThrow(
    'value must be a number. Received NaN',
  );
  expect(() => initialize('orthogonal', 4, { ...fan, shape: [4] }, 1, 'conv/bias')).toThrow(
    "initializer 'orthogonal': 'conv/bias' must have at least two axes. Received 4",
  );
});
