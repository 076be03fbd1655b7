import { describe, expect, test } from 'vitest';
import { pcg32, permute, uniform } from '../../src/reference/hash';

const counts = [1, 2, 3, 7, 64, 1000, 60000];

/** The whole shuffle: where each index goes. */
const shuffle = (count: number, seed: number, epoch: number) =>
  Array.from({ length: count }, (_, index) => permute(index, count, seed, epoch));

/** Pearson's correlation of two equally long lists: 0 for unrelated ones, ± 1/√length by chance. */
function correlation(a: number[], b: number[]): number {
  const mean = (v: number[]) => v.reduce((sum, value) => sum + value, 0) / v.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = (u: number[], mu: number, v: number[], mv: number) =>
    u.reduce((sum, value, i) => sum + (value - mu) * (v[i]! - mv), 0);
  return (
    covariance(a, meanA, b, meanB) /
    Math.sqrt(covariance(a, meanA, a, meanA) * covariance(b, meanB, b, meanB))
  );
}

/** Σ (found − expected)² / expected. For chance it is about bins ± √(2·bins). */
function chiSquare(values: Iterable<number>, bins: number): number {
  const found = new Float64Array(bins);
  let total = 0;
  for (const bin of values) {
    found[bin] = found[bin]! + 1;
    total++;
  }
  return found.reduce((sum, count) => sum + (count - total / bins) ** 2 / (total / bins), 0);
}

/** Eight standard deviations: passes unless something is wrong. */
const chiSquareLimit = (bins: number) => bins + 8 * Math.sqrt(2 * bins);

describe('pcg32', () => {
  test('gives a u32, the same every time', () => {
    // Values of this implementation: a change here changes every seeded run.
    const values = [pcg32(0, 0, 0), pcg32(1, 2, 3), pcg32(0xffffffff, 0xffffffff, 0xffffffff)];
    expect(values).toEqual([927834322, 3738104652, 346374573]);
    expect(values.every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32)).toBe(true);
  });

  test('takes its arguments modulo 2³²', () => {
    expect(pcg32(-1, 5, 7)).toBe(pcg32(0xffffffff, 5, 7));
    expect(pcg32(2 ** 32 + 3, 5, 7)).toBe(pcg32(3, 5, 7));
  });

  test('no value comes twice in a stream', () => {
    expect(new Set(Array.from({ length: 100000 }, (_, i) => pcg32(1, 2, i))).size).toBe(100000);
  });

  test('flipping one bit of any argument flips half of the result’s bits', () => {
    for (let argument = 0; argument < 3; argument++) {
      for (let bit = 0; bit < 32; bit++) {
        let flipped = 0;
        for (let i = 0; i < 200; i++) {
          const key: [number, number, number] = [i, 3 * i + 1, 7 * i + 5];
          const before = pcg32(...key);
          key[argument] = (key[argument]! ^ (1 << bit)) >>> 0;
          let difference = (before ^ pcg32(...key)) >>> 0;
          for (; difference !== 0; difference &= difference - 1) flipped++;
        }
        // 6400 coin flips: 3200 ± 40
        expect(Math.abs(flipped - 3200), `argument ${argument}, bit ${bit}`).toBeLessThan(8 * 40);
      }
    }
  });
});

describe('uniform', () => {
  test('is spread evenly over [0, 1)', () => {
    const values = Array.from({ length: 100000 }, (_, i) => uniform(42, 0, i));
    expect(values.every((value) => value >= 0 && value < 1 && Math.fround(value) === value)).toBe(true);
    expect(
      chiSquare(
        values.map((value) => Math.floor(value * 1000)),
        1000,
      ),
    ).toBeLessThan(chiSquareLimit(1000));
  });

  test('neighbours, streams and seeds have nothing to do with each other', () => {
    const stream = (seed: number, name: number, from = 0) =>
      Array.from({ length: 20000 }, (_, i) => uniform(seed, name, from + i));
    const a = stream(1, 0);
    const others = [
      stream(1, 0, 1),
      stream(1, 0, 2),
      stream(1, 0, 256),
      stream(1, 1),
      stream(2, 0),
      stream(0, 1),
    ];
    for (const other of others) expect(Math.abs(correlation(a, other))).toBeLessThan(6 / Math.sqrt(20000));
  });

  test('pairs fill the square', () => {
    const pairs = Array.from({ length: 50000 }, (_, i) => {
      const [x, y] = [uniform(3, 0, 2 * i), uniform(3, 0, 2 * i + 1)];
      return Math.floor(x * 20) * 20 + Math.floor(y * 20);
    });
    expect(chiSquare(pairs, 400)).toBeLessThan(chiSquareLimit(400));
  });
});

describe('permute', () => {
  test.each(counts)('every position of %d comes exactly once', (count) => {
    for (const [seed, epoch] of [
      [0, 0],
      [0, 1],
      [12345, 7],
    ] as const) {
      const positions = shuffle(count, seed, epoch).sort((a, b) => a - b);
      expect(positions.every((position, i) => position === i)).toBe(true);
    }
  });

  test('is the same every time, and another one for every epoch and seed', () => {
    expect(shuffle(64, 1, 2)).toEqual(shuffle(64, 1, 2));
    expect(shuffle(64, 1, 2)).not.toEqual(shuffle(64, 1, 3));
    expect(shuffle(64, 1, 2)).not.toEqual(shuffle(64, 2, 2));
  });

  test.each([2, 7, 64])('over many epochs every index of %d visits every position equally often', (count) => {
    const visits = Array.from({ length: count }, (_, index) =>
      Array.from({ length: 200 * count }, (_, epoch) => permute(index, count, 5, epoch)),
    );
    for (const positions of visits) expect(chiSquare(positions, count)).toBeLessThan(chiSquareLimit(count));
  });

  test('all 24 orders of 4 come equally often', () => {
    const orders = new Map<string, number>();
    const bins = Array.from({ length: 24000 }, (_, epoch) => {
      const key = shuffle(4, 9, epoch).join();
      if (!orders.has(key)) orders.set(key, orders.size);
      return orders.get(key)!;
    });
    expect(orders.size).toBe(24);
    expect(chiSquare(bins, 24)).toBeLessThan(chiSquareLimit(24));
  });

  test('a slice of 60000 is spread over all batches', () => {
    // The first 6000 indices (say, all zeros of a sorted dataset) over 100 stretches of the epoch
    const positions = Array.from({ length: 6000 }, (_, index) =>
      Math.floor(permute(index, 60000, 3, 0) / 600),
    );
    expect(chiSquare(positions, 100)).toBeLessThan(chiSquareLimit(100));
  });

  test('neighbouring epochs and neighbouring indices are unrelated', () => {
    for (const count of [1000, 60000]) {
      const epochs = [0, 1, 2].map((epoch) => shuffle(count, 77, epoch));
      const limit = 6 / Math.sqrt(count);
      expect(Math.abs(correlation(epochs[0]!, epochs[1]!))).toBeLessThan(limit);
      expect(Math.abs(correlation(epochs[1]!, epochs[2]!))).toBeLessThan(limit);
      expect(Math.abs(correlation(epochs[0]!.slice(1), epochs[0]!.slice(0, -1)))).toBeLessThan(limit);
      expect(Math.abs(correlation(epochs[0]!, [...epochs[0]!.keys()]))).toBeLessThan(limit);
    }
  });

  test('reaches up to the largest count', () => {
    const count = 0xffffffff;
    const positions = Array.from({ length: 1000 }, (_, i) => permute(count - 1 - i, count, 1, 1));
    expect(new Set(positions).size).toBe(1000);
    expect(positions.every((position) => position >= 0 && position < count)).toBe(true);
  });

  test('refuses what is outside', () => {
    expect(() => permute(0, 0, 1, 1)).toThrow(
      'permute: count needs to be a whole number from 1 to 4294967295. Received 0',
    );
    expect(() => permute(7, 7, 1, 1)).toThrow(
      'permute: index needs to be a whole number from 0 to 6. Received 7',
    );
  });
});
