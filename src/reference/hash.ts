// Random numbers without a state: the i-th number is a hash of (seed, stream, i).
//
// Thousands of GPU threads cannot take turns at one generator. A hash lets each compute its own number from its
// index, and gives the same number on the CPU: everything here is 32-bit integer arithmetic, and
// shaders/lib/random.wgsl is its twin, line by line.
//
// Sources: the hash is PCG's RXS-M-XS output step: O'Neill, "PCG: A Family of … Random Number Generation" (2014),
// https://www.pcg-random.org; its use as a GPU hash: Jarzynski & Olano, "Hash Functions for GPU Rendering",
// JCGT 9(3), 2020, https://jcgt.org/published/0009/03/02/. The shuffle is a Feistel network (Luby & Rackoff 1988)
// with cycle walking: Black & Rogaway, "Ciphers with Arbitrary Finite Domains", CT-RSA 2002.

/** Keeps the keys of `permute` apart from a caller's own streams under the same seed. */
const PERMUTE_DOMAIN = 0x9e3779b9;

/** Rounds of the Feistel network. Four make a pseudo-random permutation; six leave room for tiny halves. */
const FEISTEL_ROUNDS = 6;

/** One scramble of 32 bits: a linear congruential step, then a shift by an amount the value itself chooses. */
function scramble(value: number): number {
  const state = (Math.imul(value, 747796405) + 2891336453) >>> 0;
  const word = Math.imul((state >>> ((state >>> 28) + 4)) ^ state, 277803737) >>> 0;
  return ((word >>> 22) ^ word) >>> 0;
}

/**
 * A random u32 for one (seed, stream, counter), each taken modulo 2³².
 * `seed` is the run's, `stream` says what the numbers are for (a layer, an epoch), `counter` is the element.
 * Two keyed rounds: with one, two streams would be one sequence read from two starting points.
 * @returns a whole number in [0, 2³²). For a fixed seed and stream no value comes twice.
 */
export function pcg32(seed: number, stream: number, counter: number): number {
  const first = scramble((seed + scramble(stream)) >>> 0);
  const second = scramble((stream + scramble(first)) >>> 0);
  return scramble((scramble((counter + first) >>> 0) ^ second) >>> 0);
}

/** A random number in [0, 1), a multiple of 2⁻²⁴: exactly representable in 32-bit floats, so equal on the GPU. */
export function uniform(seed: number, stream: number, counter: number): number {
  return (pcg32(seed, stream, counter) >>> 8) / 16777216;
}

/**
 * Where element `index` goes in a shuffle of 0 … count−1, computed on its own, without a shuffled list.
 *
 * The index is cut into a left and a right half of equal bits. Each round swaps the halves and hides one under
 * a hash of the other; since the other half is still there, the round can be undone, so no two indices meet.
 * The network permutes 0 … 4^bits − 1; a result of `count` or more is sent through again until it falls inside
 * (fewer than four times on average).
 *
 * @param index a whole number in [0, count)
 * @param count a whole number in [1, 2³²)
 * @returns a whole number in [0, count); over all indices each comes exactly once
 * @throws RangeError if index or count lie outside these ranges
 */
export function permute(index: number, count: number, seed: number, epoch: number): number {
  if (!Number.isInteger(count) || count < 1 || count > 0xffffffff) {
    throw new RangeError(`permute: count needs to be a whole number from 1 to 4294967295. Received ${count}`);
  }
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new RangeError(
      `permute: index needs to be a whole number from 0 to ${count - 1}. Received ${index}`,
    );
  }
  const bits = 32 - Math.clz32(count - 1);
  const halfBits = Math.max((bits + 1) >>> 1, 1);
  const mask = 2 ** halfBits - 1;
  let position = index;
  do {
    let left = position >>> halfBits;
    let right = position & mask;
    for (let round = 0; round < FEISTEL_ROUNDS; round++) {
      const hidden = left ^ (pcg32(seed ^ PERMUTE_DOMAIN, epoch, (round << 16) | right) >>> (32 - halfBits));
      left = right;
      right = hidden;
    }
    position = ((left << halfBits) | right) >>> 0;
  } while (position >= count);
  return position;
}
