// Which tensors there are, and when they go: tidy() disposes those that a function made, as in tfjs.

import { TensorError } from './errors';
import { bytesAlive } from './numbers';
import type { Tensor } from './tensor';

/** All that are not disposed; one that is only unreachable counts, and may be collected. */
const alive = new WeakSet<object>();
let count = 0;

/** The calls of tidy() that are under way, each with what was made in it. */
const scopes: Set<Tensor>[] = [];

const isTensor = (value: unknown): value is Tensor =>
  value !== null && typeof value === 'object' && alive.has(value);

/** For tensors alone: there is a new one. */
export function made(tensor: Tensor): void {
  alive.add(tensor);
  count++;
  scopes.at(-1)?.add(tensor);
}

/** For tensors alone: one holds no numbers any more. */
export function disposed(tensor: Tensor): void {
  alive.delete(tensor);
  count--;
}

function tensorsIn(container: unknown): Tensor[] {
  if (isTensor(container)) return [container];
  if (container === null || typeof container !== 'object' || ArrayBuffer.isView(container)) return [];
  return Object.values(container).flatMap(tensorsIn);
}

/**
 * Disposes a tensor, or every tensor in an array or plain object.
 * @example
 * const x = tf.zeros([2]);
 * tf.dispose([x]);
 * x.isDisposed; // → true
 */
export function dispose(container: unknown): void {
  for (const tensor of tensorsIn(container)) tensor.dispose();
}

/**
 * Excludes a tensor from the disposal at the end of tidy().
 * @example
 * const kept = tf.tidy(() => {
 *   tf.keep(tf.zeros([2]));
 *   return tf.ones([1]);
 * });
 * kept.isDisposed; // → false
 */
export function keep<T extends Tensor>(tensor: T): T {
  for (const scope of scopes) scope.delete(tensor);
  return tensor;
}

/**
 * Runs a function and disposes every tensor that it made, except the returned ones.
 * @throws TensorError if the function returns a promise: tidy() cannot know when it is done
 * @example
 * tf.tidy(() => tf.add(1, 2).mul(3)).arraySync(); // → 9
 */
export function tidy<T>(nameOrFunction: string | (() => T), makes?: () => T): T {
  const run = typeof nameOrFunction === 'string' ? makes : nameOrFunction;
  if (run === undefined) throw new TensorError('tidy: expected a function. Received only a name');
  const scope = new Set<Tensor>();
  scopes.push(scope);
  try {
    const result = run();
    if (result instanceof Promise) throw new TensorError('tidy: the function must not return a promise');
    for (const tensor of tensorsIn(result)) {
      if (scope.delete(tensor)) scopes.at(-2)?.add(tensor);
    }
    return result;
  } finally {
    scopes.pop();
    for (const tensor of scope) tensor.dispose();
  }
}

export interface MemoryInfo {
  readonly numTensors: number;
  /** Bytes of all tensors; shared storage counts once. Weights and plans of models are not included. */
  readonly numBytes: number;
}

/**
 * Tensors made and not disposed. As in tfjs, tensors that are merely unreachable still count.
 * @example
 * const before = tf.memory().numTensors;
 * const x = tf.zeros([2]);
 * tf.memory().numTensors - before; // → 1
 * x.dispose();
 */
export function memory(): MemoryInfo {
  return { numTensors: count, numBytes: bytesAlive() };
}
