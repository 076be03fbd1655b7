// Random numbers for one generated picture: the same seed, kind and number give the same picture, whatever else is made.

import { pcg32, uniform } from './hash';

export class Rng {
  readonly #seed: number;
  #counter = 0;

  constructor(seed: number, kind: string, picture: number) {
    let stream = 0;
    for (const letter of kind) stream = (Math.imul(stream, 31) + letter.charCodeAt(0)) >>> 0;
    this.#seed = pcg32(seed, stream, picture);
  }

  /** low ≤ value < high */
  between(low: number, high: number): number {
    return low + (high - low) * uniform(this.#seed, 1, this.#counter++);
  }

  /** Near the middle more often than at the ends. */
  about(middle: number, reach: number): number {
    return middle + reach * (this.between(-0.5, 0.5) + this.between(-0.5, 0.5));
  }

  chance(share: number): boolean {
    return this.between(0, 1) < share;
  }

  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  one<T>(of: readonly [T, ...T[]]): T {
    return of[this.whole(0, of.length - 1)] ?? of[0];
  }
}
