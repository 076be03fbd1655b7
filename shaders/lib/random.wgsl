// Random numbers without a state: the i-th number is a hash of (seed, stream, i), so every thread computes its
// own and the CPU can compute the same. The twin of src/reference/hash.ts, line by line; 32-bit integers only.
//
//   pcg32(seed, stream, counter)         u32, all 32 bits random
//   pcg32_at(pcg_key(seed, stream), counter)   the same, for a loop over counters
//   uniform01(seed, stream, counter)     f32 in [0, 1), a multiple of 2^-24
//   permute(index, count, seed, epoch)   where `index` goes in a shuffle of 0 .. count-1
//
// Cost: pcg32 is 6 scrambles of 2 multiplications; 4 of them depend on seed and stream only (pcg_key). permute is 6
// pcg32 per pass and takes fewer than 4 passes on average.
// Sources: O'Neill, "PCG" (2014); Jarzynski & Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020;
// Luby & Rackoff 1988 (Feistel); Black & Rogaway, CT-RSA 2002 (cycle walking).

/// Keeps the keys of `permute` apart from a caller's own streams under the same seed.
const PERMUTE_DOMAIN: u32 = 0x9e3779b9u;

/// Rounds of the Feistel network.
const FEISTEL_ROUNDS: u32 = 6u;

/// One scramble of 32 bits: a linear congruential step, then a shift by an amount the value itself chooses.
fn pcg_scramble(value: u32) -> u32 {
  let state = value * 747796405u + 2891336453u;
  let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (word >> 22u) ^ word;
}

/// What of a random u32 does not depend on the counter.
fn pcg_key(seed: u32, stream: u32) -> vec2u {
  let first = pcg_scramble(seed + pcg_scramble(stream));
  return vec2u(first, pcg_scramble(stream + pcg_scramble(first)));
}

fn pcg32_at(key: vec2u, counter: u32) -> u32 {
  return pcg_scramble(pcg_scramble(counter + key.x) ^ key.y);
}

/// A random u32. `seed` is the run's, `stream` says what the numbers are for, `counter` is the element.
fn pcg32(seed: u32, stream: u32, counter: u32) -> u32 {
  return pcg32_at(pcg_key(seed, stream), counter);
}

/// A random number in [0, 1): its upper 24 bits, exact in f32.
fn uniform01(seed: u32, stream: u32, counter: u32) -> f32 {
  return f32(pcg32(seed, stream, counter) >> 8u) / 16777216.0;
}

/// Where `index` (below `count`, which is 1 or more) goes in this epoch's shuffle; a bijection of 0 .. count-1.
/// Each round swaps two halves of the bits and hides one under a hash of the other, which can be undone;
/// a result of `count` or more is sent through again until it falls inside. The walk ends, because in a
/// permutation it would come back to `index` itself.
fn permute(index: u32, count: u32, seed: u32, epoch: u32) -> u32 {
  let bits = 32u - countLeadingZeros(count - 1u);
  let half_bits = max((bits + 1u) >> 1u, 1u);
  let mask = (1u << half_bits) - 1u;
  var position = index;
  loop {
    var left = position >> half_bits;
    var right = position & mask;
    for (var round = 0u; round < FEISTEL_ROUNDS; round++) {
      let hidden = left ^ (pcg32(seed ^ PERMUTE_DOMAIN, epoch, (round << 16u) | right) >> (32u - half_bits));
      left = right;
      right = hidden;
    }
    position = (left << half_bits) | right;
    if position < count {
      break;
    }
  }
  return position;
}
