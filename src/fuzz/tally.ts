// What comparing a case has found.

import type { Received } from './gpu';
import { worstOf, type Measured } from './noise';

export interface Mismatch {
  /** `training: gradient of conv2d_1/weight` */
  readonly what: string;
  readonly message: string;
}

export interface Outcome {
  /** `unsuitable`: no numbers away from kinks were found, or none that are finite. */
  readonly result: 'right' | 'unsuitable' | 'mismatch' | 'crash';
  readonly mismatches: readonly Mismatch[];
  /** The largest difference that was found, in noise floors; of a right case below 1. */
  readonly largest: number;
  /** Which number has it. */
  readonly largestIn: string;
  /** Names of the kernels that were planned. */
  readonly kernels: ReadonlySet<string>;
  /** Numbers that were compared. */
  readonly numbers: number;
}

/** Collects differences. */
export class Tally {
  readonly mismatches: Mismatch[] = [];
  kernels: ReadonlySet<string> = new Set();
  #largest = 0;
  #largestIn = '';
  #numbers = 0;

  /** Of Winograd's convolution errors are larger: its transforms multiply by up to 8 and subtract. */
  get #width(): number {
    return [...this.kernels].some((name) => name.includes('winograd')) ? 8 : 1;
  }

  compare(part: string, expected: Measured, received: Received): void {
    for (const [name, one] of expected) {
      const found = received.get(name);
      if (found === undefined) {
        this.mismatches.push({ what: `${part}: ${name}`, message: 'was not computed' });
        continue;
      }
      const { index, expected: wanted, received: got, times } = worstOf(one, found);
      const share = times / this.#width;
      this.#numbers += one.values.data.length;
      if (!(share <= this.#largest)) [this.#largest, this.#largestIn] = [share, `${part}: ${name}`];
      if (share <= 1) continue;
      const floor = (one.floor[index] ?? 0) * this.#width;
      this.mismatches.push({
        what: `${part}: ${name}`,
        message: `number ${index} of ${one.values.shape.join('×')}: expected ${wanted} ± ${floor.toPrecision(2)}. Received ${got}`,
      });
    }
  }

  same(what: string, differing: string | null): void {
    if (differing !== null) this.mismatches.push({ what, message: `other bits in ${differing}` });
  }

  outcome(result: Outcome['result']): Outcome {
    const { mismatches, kernels } = this;
    return {
      result,
      mismatches,
      largest: this.#largest,
      largestIn: this.#largestIn,
      numbers: this.#numbers,
      kernels,
    };
  }
}
