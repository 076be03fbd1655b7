// tfjs: `tf.data.Dataset`, elements one after another, made when they are asked for.

import { Rng } from '../../reference/rng';
import { tensor } from '../creation';
import { TensorError } from '../errors';
import { stack } from '../operations';
import { Tensor } from '../tensor';
import { tidy } from '../tidy';
import type { TensorLike } from '../tensorLike';

type Start<T> = () => AsyncIterator<T> | Iterator<T> | Promise<AsyncIterator<T> | Iterator<T>>;

/** A batch of elements: a tensor in the place of every number, array and tensor. */
export type Batched<T> = T extends Tensor | number | boolean | readonly unknown[] | ArrayBufferView
  ? Tensor
  : { readonly [Name in keyof T]: Batched<T[Name]> };

export class Dataset<T> {
  readonly #start: Start<T>;

  /**
   * @param start begins anew with each call
   * @param size how many elements there are; Infinity, or null where it is not known
   */
  constructor(
    start: Start<T>,
    readonly size: number | null = null,
  ) {
    this.#start = start;
  }

  async iterator(): Promise<AsyncIterator<T>> {
    const begun = await this.#start();
    return { next: async () => begun.next() };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    const begun = await this.#start();
    for (;;) {
      const next = await begun.next();
      if (next.done === true) return;
      yield next.value;
    }
  }

  /** A data set whose elements a generator makes of those of this one. */
  #through<U>(make: (elements: Dataset<T>) => AsyncGenerator<U>, size: number | null): Dataset<U> {
    return new Dataset<U>(() => make(this), size);
  }

  /** Tensors that the function makes and does not return are disposed. */
  map<U>(change: (element: T) => U): Dataset<U> {
    return this.#through(async function* (elements) {
      for await (const element of elements) yield tidy(() => change(element));
    }, this.size);
  }

  mapAsync<U>(change: (element: T) => Promise<U>): Dataset<U> {
    return this.#through(async function* (elements) {
      for await (const element of elements) yield await change(element);
    }, this.size);
  }

  filter(wanted: (element: T) => boolean): Dataset<T> {
    return this.#through(
      async function* (elements) {
        for await (const element of elements) if (wanted(element)) yield element;
      },
      this.size === Infinity ? Infinity : null,
    );
  }

  /** @param smallLastBatch false: elements that do not fill a batch are left out */
  batch(count: number, smallLastBatch = true): Dataset<Batched<T>> {
    if (!(Number.isInteger(count) && count >= 1))
      throw new TensorError(`batch: expected a whole number of at least 1. Received ${count}`);
    const batches = this.size === null ? null : this.size / count;
    return this.#through(
      async function* (elements) {
        let some: T[] = [];
        for await (const element of elements) {
          some.push(element);
          if (some.length < count) continue;
          yield batched(some) as Batched<T>;
          some = [];
        }
        if (some.length > 0 && smallLastBatch) yield batched(some) as Batched<T>;
      },
      batches === null ? null : smallLastBatch ? Math.ceil(batches) : Math.floor(batches),
    );
  }

  /**
   * A random order: each element is drawn from the next `bufferSize` ones.
   * @param reshuffleEachIteration false: the same order every time
   */
  shuffle(bufferSize: number, seed?: number | string, reshuffleEachIteration = true): Dataset<T> {
    const base = String(seed ?? Math.random());
    let turn = 0;
    return this.#through(async function* (elements) {
      const rng = new Rng(0, base, reshuffleEachIteration ? turn++ : 0);
      const waiting: T[] = [];
      const draw = (): T => waiting.splice(rng.whole(0, waiting.length - 1), 1)[0] as T;
      for await (const element of elements) {
        waiting.push(element);
        if (waiting.length >= bufferSize) yield draw();
      }
      while (waiting.length > 0) yield draw();
    }, this.size);
  }

  take(count: number): Dataset<T> {
    return this.#through(
      async function* (elements) {
        let left = count;
        if (left > 0)
          for await (const element of elements) {
            yield element;
            if (--left === 0) return;
          }
      },
      this.size === null ? null : Math.min(this.size, count),
    );
  }

  skip(count: number): Dataset<T> {
    return this.#through(
      async function* (elements) {
        let left = count;
        for await (const element of elements) if (left-- <= 0) yield element;
      },
      this.size === null ? null : Math.max(0, this.size - count),
    );
  }

  /** Absent: without end. */
  repeat(count = Infinity): Dataset<T> {
    return this.#through(
      async function* (elements) {
        for (let turn = 0; turn < count; turn++) yield* elements;
      },
      this.size === null ? null : this.size * count,
    );
  }

  concatenate(other: Dataset<T>): Dataset<T> {
    return this.#through(
      async function* (elements) {
        yield* elements;
        yield* other;
      },
      this.size === null || other.size === null ? null : this.size + other.size,
    );
  }

  /** As in tfjs; here nothing is made before it is asked for. */
  prefetch(_bufferSize: number): this {
    return this;
  }

  async forEachAsync(use: (element: T) => void): Promise<void> {
    for await (const element of this) use(element);
  }

  async toArray(): Promise<T[]> {
    const all: T[] = [];
    for await (const element of this) all.push(element);
    return all;
  }
}

/** @throws TensorError if elements differ in form or shape */
function batched(elements: readonly unknown[]): unknown {
  const [first] = elements;
  const isLeaf =
    first instanceof Tensor || typeof first !== 'object' || Array.isArray(first) || ArrayBuffer.isView(first);
  if (!isLeaf) {
    return Object.fromEntries(
      Object.keys(first ?? {}).map((name) => [
        name,
        batched(elements.map((one) => (one as Readonly<Record<string, unknown>>)[name])),
      ]),
    );
  }
  if (!(first instanceof Tensor)) return tensor(elements as TensorLike);
  const result = stack(elements as readonly Tensor[]);
  for (const one of elements) (one as Tensor).dispose();
  return result;
}
