// Rows of a batch mixed two by two, in plain loops: the twin of shaders/training/mix_up.wgsl, in f64.
//
// A network that is shown λ of an apple and 1 − λ of a pear should answer with these shares. It learns to go evenly from one
// to the other, is less sure where it has seen nothing, and does better from few pictures.
// Sources: Zhang et al., "mixup: Beyond Empirical Risk Minimization", 2018, arXiv:1710.09412, where λ is drawn from a Beta
// distribution; here 1 − u²/2, which needs neither logarithm nor rejection and has about the mean of Beta(½, ½) folded at ½.
// Of features instead of pictures: Verma et al., "Manifold Mixup", 2019, arXiv:1806.05236.

import { pcg32, uniform } from './hash';

/** Keeps these numbers apart from a layer's under the same seed. */
const MIX_UP_DOMAIN = 0x6d697875;

/**
 * @param x [rows, length]
 * @param at which run and step; `valid`: rows of the batch that count, the first ones
 * @returns another of that shape
 */
export function mixUp(
  x: ArrayLike<number>,
  [rows, length]: readonly [number, number],
  at: { readonly seed: number; readonly step: number; readonly valid: number },
): Float64Array {
  const stepSeed = pcg32(at.seed, MIX_UP_DOMAIN, at.step);
  const y = new Float64Array(rows * length);
  for (let row = 0; row < rows; row++) {
    const others = uniform(stepSeed, 0, row) ** 2 / 2;
    const partner = (row + 1 + (pcg32(stepSeed, 1, row) % Math.max(1, at.valid - 1))) % at.valid;
    for (let i = 0; i < length; i++) {
      const [own, other] = [x[row * length + i] ?? NaN, x[partner * length + i] ?? NaN];
      y[row * length + i] = own + (other - own) * others;
    }
  }
  return y;
}
