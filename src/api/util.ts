// tfjs: `tf.util`, of which the helpers of scripts are here; and what scripts ask of their environment.

import { sizeOf, type Shape } from '../graph/tensor';

/** @throws Error with the message, unless the condition holds */
function assert(condition: boolean, message: string | (() => string)): asserts condition {
  if (!condition) throw new Error(typeof message === 'string' ? message : message());
}

/** Puts a list into a random order, in place. */
function shuffle(list: unknown[] | Uint32Array | Int32Array | Float32Array): void {
  for (let left = list.length - 1; left > 0; left--) {
    const other = Math.floor(Math.random() * (left + 1));
    [list[left], list[other]] = [list[other], list[left]];
  }
}

function createShuffledIndices(count: number): Uint32Array {
  const indices = Uint32Array.from({ length: count }, (_, i) => i);
  shuffle(indices);
  return indices;
}

export const util: {
  now(): number;
  assert(condition: boolean, message: string | (() => string)): asserts condition;
  shuffle(list: unknown[] | Uint32Array | Int32Array | Float32Array): void;
  createShuffledIndices(count: number): Uint32Array;
  sizeFromShape(shape: Shape): number;
} = Object.freeze({
  /** Milliseconds from an arbitrary origin. */
  now: (): number => performance.now(),
  assert,
  shuffle,
  createShuffledIndices,
  sizeFromShape: sizeOf,
});
