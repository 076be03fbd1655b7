// Tensors as in tfjs: numbers with a shape.
//
// A tensor is a container, not a tape. It may hold its numbers on the host until the GPU needs them. The results of a
// model (predict, evaluate, getWeights) stay on the GPU, or are still being computed, until data() is called. The
// arithmetic here (div, sub, argMax, …) runs on the host; it is for preparing data and reading results.

import { shapeText, sizeOf, type Shape } from '../graph/tensor';
import { TensorError } from './errors';
import { bytesAlive, Numbers, type HostValues, type Source } from './numbers';
import { printLine } from './print';

/** Bytes count as `int32`, as in tfjs; they are kept as bytes. */
export type NumericType = 'float32' | 'int32';

export type NestedArray = number | readonly NestedArray[];

/** Tensors that are not disposed, and the tidy() scopes in which they were made. */
let alive = 0;
const scopes: Set<Tensor>[] = [];

let open: (tensor: Tensor) => Numbers;

/** For the rest of the API: the storage of a tensor. @throws TensorError if it is disposed */
export function numbersOf(tensor: Tensor): Numbers {
  return open(tensor);
}

export class Tensor {
  readonly shape: number[];
  readonly dtype: NumericType;
  readonly size: number;
  #numbers: Numbers | null;

  static {
    open = (tensor) => {
      if (tensor.#numbers === null) {
        throw new TensorError(`tensor of shape [${tensor.shape.join(', ')}]: is disposed`);
      }
      return tensor.#numbers;
    };
  }

  /** Use `tensor()` or the other factories. @throws TensorError if the values do not fill the shape */
  constructor(source: Source | Numbers, shape: Shape, dtype: NumericType) {
    this.shape = [...shape];
    this.dtype = dtype;
    this.size = sizeOf(shape);
    this.#numbers = source instanceof Numbers ? source : new Numbers(this.size, source);
    const { host } = this.#numbers;
    if (host !== null && host.length !== this.size) {
      throw new TensorError(
        `tensor: shape ${shapeText(shape)} holds ${this.size} values. Received ${host.length}`,
      );
    }
    alive++;
    scopes.at(-1)?.add(this);
  }

  get rank(): number {
    return this.shape.length;
  }

  get isDisposed(): boolean {
    return this.#numbers === null;
  }

  /** Frees host and GPU memory, unless another tensor shares it. A second call does nothing. */
  dispose(): void {
    if (this.#numbers === null) return;
    this.#numbers.release();
    this.#numbers = null;
    alive--;
  }

  /**
   * The numbers, row-major. Waits for the GPU if they are on it. Do not write to the array.
   * @throws TensorError if disposed; the error of the computation if that failed
   */
  async data(): Promise<Float32Array | Int32Array> {
    return typed(await numbersOf(this).read(), this.dtype);
  }

  /**
   * As data(), synchronously. @throws TensorError if the numbers are on the GPU only: WebGPU has no synchronous read
   */
  dataSync(): Float32Array | Int32Array {
    const { host } = numbersOf(this);
    if (host === null) {
      throw new TensorError(
        `tensor of shape [${this.shape.join(', ')}]: dataSync() needs the numbers on the host. ` +
          'They are on the GPU, which can only be read asynchronously: use await tensor.data()',
      );
    }
    return typed(host, this.dtype);
  }

  /** Nested arrays; a number for a scalar. */
  async array(): Promise<NestedArray> {
    return nested(await this.data(), this.shape);
  }

  /** As array(), synchronously. @throws TensorError as dataSync() */
  arraySync(): NestedArray {
    return nested(this.dataSync(), this.shape);
  }

  /** The same numbers in another shape; one axis may be −1. */
  reshape(shape: Shape): Tensor {
    return new Tensor(numbersOf(this).share(), completed(shape, this.size), this.dtype);
  }

  flatten(): Tensor {
    return this.reshape([this.size]);
  }

  expandDims(axis = 0): Tensor {
    const place = axis < 0 ? axis + this.rank + 1 : axis;
    return this.reshape([...this.shape.slice(0, place), 1, ...this.shape.slice(place)]);
  }

  /** Removes axes of length 1. */
  squeeze(): Tensor {
    return this.reshape(this.shape.filter((length) => length !== 1));
  }

  clone(): Tensor {
    return this.reshape(this.shape);
  }

  toFloat(): Tensor {
    return this.cast('float32');
  }

  toInt(): Tensor {
    return this.cast('int32');
  }

  /** Converts to int32, truncating towards zero. */
  cast(dtype: NumericType): Tensor {
    if (dtype === this.dtype) return this.clone();
    return this.#derive(this.shape, dtype, (values) => typed(values, dtype));
  }

  /** Rows along the first axis from `begin` on: `size` of them, or all. */
  slice(begin: number | readonly [number], size?: number | readonly [number]): Tensor {
    const [rows = 0, ...rest] = this.shape;
    const first = typeof begin === 'number' ? begin : begin[0];
    const count = size === undefined ? rows - first : typeof size === 'number' ? size : size[0];
    if (
      !Number.isInteger(first) ||
      !Number.isInteger(count) ||
      first < 0 ||
      count < 0 ||
      first + count > rows
    ) {
      throw new TensorError(
        `tensor: slice must lie within ${rows} rows. Received ${count} rows from ${first} on`,
      );
    }
    const length = sizeOf(rest);
    return this.#derive([count, ...rest], this.dtype, (values) =>
      values.subarray(first * length, (first + count) * length),
    );
  }

  add(other: number): Tensor {
    return this.#each((value) => value + other);
  }

  sub(other: number): Tensor {
    return this.#each((value) => value - other);
  }

  mul(other: number): Tensor {
    return this.#each((value) => value * other);
  }

  /** float32, as in tfjs. */
  div(other: number): Tensor {
    return this.#each((value) => value / other, 'float32');
  }

  /** The index (int32) of the largest number along an axis; the first one of equals. */
  argMax(axis = -1): Tensor {
    const place = axis < 0 ? axis + this.rank : axis;
    const length = this.shape[place];
    if (length === undefined) {
      throw new TensorError(`argMax: axis must be within ${this.rank} axes. Received ${axis}`);
    }
    const inner = sizeOf(this.shape.slice(place + 1));
    const shape = this.shape.filter((_, i) => i !== place);
    return this.#derive(shape, 'int32', (values) =>
      Int32Array.from({ length: sizeOf(shape) }, (_, i) => {
        const start = Math.floor(i / inner) * length * inner + (i % inner);
        let best = 0;
        for (let k = 1; k < length; k++) {
          if ((values[start + k * inner] ?? 0) > (values[start + best * inner] ?? 0)) best = k;
        }
        return best;
      }),
    );
  }

  /** Writes the numbers to the console as soon as they are available. */
  print(): void {
    void this.array().then(
      (values) => printLine(`Tensor [${this.shape.join(', ')}] ${this.dtype}\n${JSON.stringify(values)}`),
      (error: unknown) => printLine(String(error)),
    );
  }

  toString(): string {
    return `Tensor [${this.shape.join(', ')}] ${this.dtype}`;
  }

  #each(change: (value: number) => number, dtype = this.dtype): Tensor {
    return this.#derive(this.shape, dtype, (values) =>
      dtype === 'int32' ? Int32Array.from(values, change) : Float32Array.from(values, change),
    );
  }

  /** Calls back at once if the numbers are on the host; else as soon as they are. */
  #derive(shape: Shape, dtype: NumericType, make: (values: HostValues) => HostValues): Tensor {
    const numbers = numbersOf(this);
    return new Tensor(numbers.host === null ? numbers.read().then(make) : make(numbers.host), shape, dtype);
  }
}

function typed(values: HostValues, dtype: NumericType): Float32Array | Int32Array {
  if (dtype === 'float32') return values instanceof Float32Array ? values : Float32Array.from(values);
  return values instanceof Int32Array ? values : Int32Array.from(values);
}

function nested(values: Float32Array | Int32Array, shape: Shape): NestedArray {
  const build = (axis: number, start: number, size: number): NestedArray => {
    const length = shape[axis];
    if (length === undefined) return values[start] ?? NaN;
    const part = length === 0 ? 0 : size / length;
    return Array.from({ length }, (_, i) => build(axis + 1, start + i * part, part));
  };
  return build(0, 0, values.length);
}

function completed(shape: Shape, size: number): Shape {
  const known = shape.filter((length) => length !== -1).reduce((product, length) => product * length, 1);
  const complete = shape.map((length) => (length === -1 ? size / known : length));
  if (sizeOf(complete) !== size || !complete.every((length) => Number.isInteger(length) && length >= 0)) {
    throw new TensorError(`reshape: ${size} values must fill the new shape. Received [${shape.join(', ')}]`);
  }
  return complete;
}

function tensorsIn(container: unknown): Tensor[] {
  if (container instanceof Tensor) return [container];
  if (container === null || typeof container !== 'object' || ArrayBuffer.isView(container)) return [];
  return Object.values(container).flatMap(tensorsIn);
}

/** Disposes a tensor, or every tensor in an array or plain object. */
export function dispose(container: unknown): void {
  for (const tensor of tensorsIn(container)) tensor.dispose();
}

/** Excludes a tensor from the disposal at the end of tidy(). */
export function keep<T extends Tensor>(tensor: T): T {
  for (const scope of scopes) scope.delete(tensor);
  return tensor;
}

/**
 * Runs a function and disposes every tensor that it made, except the returned ones.
 * @throws TensorError if the function returns a promise: tidy() cannot know when it is done
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

/** Tensors made and not disposed. As in tfjs, tensors that are merely unreachable still count. */
export function memory(): MemoryInfo {
  return { numTensors: alive, numBytes: bytesAlive() };
}
