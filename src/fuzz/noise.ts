// How far a right f32 result may be off.
//
// The reference is run again in f64 with every number that a layer reads, and every number that it writes, off by a random
// amount of the size of the rounding errors there: 2⁻²⁴ of the number, times 2 + √terms for a layer that adds so many terms. So is what
// a kernel rounds within a layer, where the reference marks it (reference/rounding.ts). What
// comes out differs from the exact result by what rounding does to this network: where a sum cancels, much; where a gradient is
// truly 0, more than the gradient. That difference, times a margin, is the noise floor of a comparison.
//
// The same errors, sixteen times as large, must make sixteen times the difference. Where they do not, a number lies so near a kink
// (ReLU at 0, two equal numbers in a pooling window) that rounding alone decides on which side it is: such inputs are drawn again.

import type { NdArray } from '../reference/ndArray';
import { withRounding } from '../reference/rounding';

/** Half the distance of two f32 numbers near 1. */
const UNIT = 2 ** -24;
/**
 * The errors by which kinks are found, as multiples of the others. One direction is tried both ways: all directions may happen to lead away from
 * a kink.
 */
const STRETCHES = [[-16, 16], [-16], [-16]];
/** In the runs that set it, rounding errors were at most a third of the floor (docs/reliability.md). */
const MARGIN = 4;
/** Numbers below it may be flushed to 0 by a device. */
const TINY = 1e-36;

/** The numbers of the exact run in the order in which they are rounded, as hashes. */
type Roundings = number[];

const bits = new Uint32Array(2);
const float = new Float64Array(bits.buffer);

function mixed(a: number, b: number): number {
  const one = Math.imul(a ^ (b + 0x9e3779b9), 0x85ebca6b);
  const two = Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  return (two ^ (two >>> 16)) >>> 0;
}

/**
 * Rounding errors. A device rounds equal numbers alike, so their errors add up: an error is drawn from the number that is rounded, as it
 * is without errors, and from where it is rounded.
 */
export class Noise {
  /** The operation under way, and its next rounding. */
  #place = 0;
  #at = 0;

  /**
   * @param roundings of the exact run, which writes them
   * @param direction the same gives the same errors up to their size; null: the exact run
   */
  constructor(
    private readonly roundings: Roundings,
    private readonly direction: number | null,
    private readonly size = 1,
  ) {}

  /** @param amount in rounding errors of one number. Zeros stay: they are the same in f32. */
  disturb({ shape, data }: NdArray, amount: number): NdArray {
    this.#place++;
    return { shape, data: data.map((value) => value * (1 + amount * this.#error(value))) };
  }

  /** Runs part of the reference with errors at the numbers that a kernel rounds within it (reference/rounding.ts). */
  within<T>(run: () => T): T {
    this.#place++;
    return withRounding((value) => this.#error(value), run);
  }

  #error(value: number): number {
    if (this.direction === null) {
      float[0] = value;
      this.roundings.push(mixed(bits[0] ?? 0, bits[1] ?? 0));
      return 0;
    }
    const drawn = mixed(mixed(this.roundings[this.#at++] ?? 0, this.#place), this.direction);
    return UNIT * this.size * (drawn / 2 ** 31 - 1);
  }
}

/** The exact numbers of one tensor, and what rounding may make of each. */
export interface Expected {
  readonly values: NdArray;
  readonly floor: Float64Array;
}

export type Measured = ReadonlyMap<string, Expected>;

/**
 * @param run the numbers to compare, by name
 * @returns null where a kink is too near, or a number is not finite
 */
export function measure(seed: number, run: (noise: Noise) => ReadonlyMap<string, NdArray>): Measured | null {
  const roundings: Roundings = [];
  const exact = run(new Noise(roundings, null));
  for (const { data } of exact.values()) if (!data.every(Number.isFinite)) return null;
  const floors = new Map([...exact].map(([name, { data }]) => [name, new Float64Array(data.length)]));
  for (const [direction, stretches] of STRETCHES.entries()) {
    const near = run(new Noise(roundings, seed + direction));
    for (const stretch of stretches) {
      const far = run(new Noise(roundings, seed + direction, stretch));
      for (const [name, { data }] of exact) {
        const [a, b] = [near.get(name)?.data, far.get(name)?.data];
        const floor = floors.get(name);
        if (a === undefined || b === undefined || floor === undefined) return null;
        if (!isStraight(data, a, b, stretch)) return null;
        data.forEach((value, i) => {
          floor[i] = Math.max(floor[i] ?? 0, Math.abs(((b[i] ?? NaN) - value) / stretch));
        });
      }
    }
  }
  return new Map(
    [...exact].map(([name, values]) => [name, { values, floor: floorOf(floors.get(name) ?? []) }]),
  );
}

/** Whether errors of `stretch` times the size make `stretch` times the difference. */
function isStraight(exact: Float64Array, near: Float64Array, far: Float64Array, stretch: number): boolean {
  let [bend, reach, scale] = [0, 0, 0];
  for (let i = 0; i < exact.length; i++) {
    const [a, b, y] = [near[i] ?? NaN, far[i] ?? NaN, exact[i] ?? NaN];
    if (!Number.isFinite(a + b)) return false;
    bend = Math.max(bend, Math.abs(b - y - stretch * (a - y)));
    reach = Math.max(reach, Math.abs(b - y));
    scale = Math.max(scale, Math.abs(y));
  }
  // Below it is the rounding of f64 itself.
  return bend <= 0.25 * reach + 1e-13 * scale;
}

/** A few errors may happen to cancel at one number: each also gets a share of what its neighbours have. */
function floorOf(worst: ArrayLike<number>): Float64Array {
  const squares = Array.from(worst).reduce((sum, value) => sum + value * value, 0);
  const typical = Math.sqrt(squares / Math.max(1, worst.length));
  return Float64Array.from(worst, (value) => MARGIN * (value + typical) + TINY);
}

export interface Difference {
  readonly index: number;
  readonly expected: number;
  readonly received: number;
  /** The difference as a multiple of its noise floor. */
  readonly times: number;
}

/** Where the numbers are furthest from what is expected, in noise floors. */
export function worstOf({ values, floor }: Expected, received: ArrayLike<number>): Difference {
  let worst: Difference = { index: 0, expected: 0, received: 0, times: 0 };
  values.data.forEach((expected, index) => {
    const found = received[index] ?? NaN;
    const times = Math.abs(found - expected) / (floor[index] ?? 0);
    if (times > worst.times || Number.isNaN(times))
      if (!Number.isNaN(worst.times)) worst = { index, expected, received: found, times };
  });
  return worst;
}
