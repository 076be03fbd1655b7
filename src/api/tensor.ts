// Tensors as in tfjs: numbers with a shape.
//
// A tensor is a container, not a tape. It may hold its numbers on the host until the GPU needs them. The results of a
// model (predict, evaluate, getWeights) stay on the GPU, or are still being computed, until data() is called. The
// arithmetic here (div, sub, argMax, …) runs on the host; it is for preparing data and reading results.

import { shapeText, sizeOf, type Shape } from '../graph/tensor';
import { TensorError } from './errors';
import {
  axisIn,
  broadcastShape,
  completed,
  gathered,
  indexOfBest,
  joined,
  nested,
  permuted,
  pick,
  reduced,
  roundHalfToEven,
  sliced,
  sum,
  tiled,
  typed,
  upcast,
  zipped,
  type DataArray,
  type NestedArray,
} from './hostMath';
import { Numbers, type HostValues, type Source } from './numbers';
import { printLine } from './print';
import { readTensorLike, type NumericType, type ReadTensor, type TensorLike } from './tensorLike';
import { disposed, made, tidy } from './tidy';

export type { DataArray, NestedArray } from './hostMath';
export type { NumericType } from './tensorLike';

/** One axis, several, or all (the default). */
export type Axes = number | readonly number[] | null;

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
    made(this);
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
    disposed(this);
  }

  /**
   * The numbers, row-major. Waits for the GPU if they are on it. Do not write to the array.
   * @throws TensorError if disposed; the error of the computation if that failed
   */
  async data(): Promise<DataArray> {
    return typed(await numbersOf(this).read(), this.dtype);
  }

  /**
   * As data(), synchronously. Predictions and results of `evaluate` are then worked out on the host, which is meant for
   * small networks and few samples (docs/api.md).
   * @throws TensorError if the numbers are on the GPU only: WebGPU has no synchronous read
   */
  dataSync(): DataArray {
    const values = numbersOf(this).now();
    if (values !== null) return typed(values, this.dtype);
    throw new TensorError(
      `tensor of shape [${this.shape.join(', ')}]: dataSync() needs the numbers on the host. ` +
        'They are on the GPU, which can only be read asynchronously: use await tensor.data()',
    );
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

  /** Removes axes of length 1: those given, or all. */
  squeeze(axes?: readonly number[]): Tensor {
    const places = axes?.map((axis) => axisIn('squeeze', axis, this.rank));
    return this.reshape(
      this.shape.filter((length, i) => length !== 1 || (places !== undefined && !places.includes(i))),
    );
  }

  as1D(): Tensor {
    return this.flatten();
  }
  as2D(rows: number, columns: number): Tensor {
    return this.reshape([rows, columns]);
  }
  as3D(rows: number, columns: number, depth: number): Tensor {
    return this.reshape([rows, columns, depth]);
  }
  as4D(rows: number, columns: number, depth: number, depth2: number): Tensor {
    return this.reshape([rows, columns, depth, depth2]);
  }
  asScalar(): Tensor {
    return this.reshape([]);
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

  /** To int32 it truncates towards zero; to bool everything but 0 becomes 1. */
  cast(dtype: NumericType): Tensor {
    if (dtype === this.dtype) return this.clone();
    return derived([this], this.shape, dtype, ([values]) => typed(values, dtype));
  }
  asType(dtype: NumericType): Tensor {
    return this.cast(dtype);
  }

  /**
   * A block of the tensor.
   * @param begin where it begins, for each of the first axes
   * @param size how long it is; −1, or an axis not given: all that is left
   */
  slice(begin: number | readonly number[], size?: number | readonly number[]): Tensor {
    const starts = typeof begin === 'number' ? [begin] : begin;
    const lengths = typeof size === 'number' ? [size] : (size ?? []);
    const from = this.shape.map((_, axis) => starts[axis] ?? 0);
    const shape = this.shape.map((length, axis) => {
      const wanted = lengths[axis] ?? -1;
      return wanted === -1 ? length - (from[axis] ?? 0) : wanted;
    });
    shape.forEach((count, axis) => {
      const [first = 0, length = 0] = [from[axis], this.shape[axis]];
      if ([first, count].every((one) => Number.isInteger(one) && one >= 0) && first + count <= length) return;
      throw new TensorError(
        `tensor: slice must lie within ${length} ${axis === 0 ? 'rows' : `along axis ${axis}`}. Received ${count} from ${first} on`,
      );
    });
    const wholeRows = shape.every((length, axis) => axis === 0 || length === this.shape[axis]);
    const [first = 0, rowSize] = [from[0], sizeOf(shape.slice(1))];
    return derived([this], shape, this.dtype, ([values]) =>
      wholeRows
        ? values.subarray(first * rowSize, first * rowSize + sizeOf(shape))
        : pick(values, this.dtype, sliced(this.shape, from, shape)),
    );
  }

  /** Without an order: the axes reversed. */
  transpose(order?: readonly number[]): Tensor {
    const axes = order ?? this.shape.map((_, axis) => this.rank - 1 - axis);
    if (axes.toSorted((a, b) => a - b).some((axis, i) => axis !== i) || axes.length !== this.rank)
      throw new TensorError(
        `transpose: expected each of ${this.rank} axes once. Received [${axes.join(', ')}]`,
      );
    const shape = axes.map((axis) => this.shape[axis] ?? 0);
    return this.#arrange(shape, () => permuted(this.shape, axes));
  }

  /** Repeats the tensor along each axis. */
  tile(times: readonly number[]): Tensor {
    if (times.length !== this.rank)
      throw new TensorError(`tile: expected ${this.rank} numbers of repeats. Received ${times.length}`);
    const shape = this.shape.map((length, axis) => length * (times[axis] ?? 1));
    return this.#arrange(shape, () => tiled(this.shape, times));
  }

  /** The parts with these indices along an axis. */
  gather(indices: Tensor | readonly number[], axis = 0): Tensor {
    const place = axisIn('gather', axis, this.rank);
    const chosen = operand(indices);
    const shape = [...this.shape.slice(0, place), ...chosen.shape, ...this.shape.slice(place + 1)];
    return derived([this, chosen], shape, this.dtype, ([values, places]) =>
      pick(values, this.dtype, gathered(this.shape, place, places ?? [])),
    );
  }

  /** Tensors one after another along an axis, this one first. */
  concat(others: Tensor | readonly Tensor[], axis = 0): Tensor {
    const all = [this, ...[others].flat()] as readonly Tensor[];
    const place = axisIn('concat', axis, this.rank);
    for (const { shape } of all) {
      if (shape.length === this.rank && shape.every((length, i) => i === place || length === this.shape[i]))
        continue;
      throw new TensorError(
        `concat: shapes must be equal but for axis ${place}. Received ${shapeText(this.shape)} and ${shapeText(shape)}`,
      );
    }
    const shape = this.shape.map((length, i) =>
      i === place ? all.reduce((total, one) => total + (one.shape[i] ?? 0), 0) : length,
    );
    const dtype = all.map((one) => one.dtype).reduce(upcast);
    const shapes = all.map((one) => one.shape);
    return derived(all, shape, dtype, (parts) =>
      joined(
        parts.map((values, i) => [values, shapes[i] ?? []] as const),
        place,
        dtype,
      ),
    );
  }

  /** Equal parts along an axis, or parts of the given lengths. */
  split(parts: number | readonly number[], axis = 0): Tensor[] {
    const place = axisIn('split', axis, this.rank);
    const length = this.shape[place] ?? 0;
    const lengths = typeof parts === 'number' ? Array<number>(parts).fill(length / parts) : parts;
    if (!lengths.every(Number.isInteger) || lengths.reduce((total, one) => total + one, 0) !== length)
      throw new TensorError(
        `split: parts must be whole and fill the ${length} of axis ${place}. Received ${String(parts)}`,
      );
    let first = 0;
    return lengths.map((count) => {
      const begin = this.shape.map((_, i) => (i === place ? first : 0));
      first += count;
      return this.slice(
        begin,
        this.shape.map((all, i) => (i === place ? count : all)),
      );
    });
  }

  /** Each part along an axis, without that axis. */
  unstack(axis = 0): Tensor[] {
    const place = axisIn('unstack', axis, this.rank);
    const shape = this.shape.filter((_, i) => i !== place);
    return this.split(this.shape[place] ?? 0, place).map((part) => {
      const result = part.reshape(shape);
      part.dispose();
      return result;
    });
  }

  add(other: Operand): Tensor {
    return this.#pairs('add', other, null, (a, b) => a + b);
  }
  sub(other: Operand): Tensor {
    return this.#pairs('sub', other, null, (a, b) => a - b);
  }
  mul(other: Operand): Tensor {
    return this.#pairs('mul', other, null, (a, b) => a * b);
  }
  /** Of two int32 tensors int32, rounded down, as in tfjs. */
  div(other: Operand): Tensor {
    return this.#pairs('div', other, null, (a, b, dtype) => (dtype === 'int32' ? Math.floor(a / b) : a / b));
  }
  pow(other: Operand): Tensor {
    return this.#pairs('pow', other, null, (a, b) => a ** b);
  }
  maximum(other: Operand): Tensor {
    return this.#pairs('maximum', other, null, (a, b) => Math.max(a, b));
  }
  minimum(other: Operand): Tensor {
    return this.#pairs('minimum', other, null, (a, b) => Math.min(a, b));
  }

  equal(other: Operand): Tensor {
    return this.#pairs('equal', other, 'bool', (a, b) => Number(a === b));
  }
  notEqual(other: Operand): Tensor {
    return this.#pairs('notEqual', other, 'bool', (a, b) => Number(a !== b));
  }
  greater(other: Operand): Tensor {
    return this.#pairs('greater', other, 'bool', (a, b) => Number(a > b));
  }
  greaterEqual(other: Operand): Tensor {
    return this.#pairs('greaterEqual', other, 'bool', (a, b) => Number(a >= b));
  }
  less(other: Operand): Tensor {
    return this.#pairs('less', other, 'bool', (a, b) => Number(a < b));
  }
  lessEqual(other: Operand): Tensor {
    return this.#pairs('lessEqual', other, 'bool', (a, b) => Number(a <= b));
  }
  logicalAnd(other: Tensor): Tensor {
    return this.#pairs('logicalAnd', other, 'bool', (a, b) => Number(a !== 0 && b !== 0));
  }
  logicalOr(other: Tensor): Tensor {
    return this.#pairs('logicalOr', other, 'bool', (a, b) => Number(a !== 0 || b !== 0));
  }
  logicalNot(): Tensor {
    return this.#each((value) => Number(value === 0), 'bool');
  }

  square(): Tensor {
    return this.#each((value) => value * value);
  }
  neg(): Tensor {
    return this.#each((value) => -value);
  }
  abs(): Tensor {
    return this.#each(Math.abs);
  }
  round(): Tensor {
    return this.#each(roundHalfToEven);
  }
  floor(): Tensor {
    return this.#each(Math.floor);
  }
  ceil(): Tensor {
    return this.#each(Math.ceil);
  }
  relu(): Tensor {
    return this.#each((value) => Math.max(0, value));
  }
  clipByValue(min: number, max: number): Tensor {
    return this.#each((value) => Math.min(max, Math.max(min, value)));
  }
  sqrt(): Tensor {
    return this.#each(Math.sqrt, 'float32');
  }
  exp(): Tensor {
    return this.#each(Math.exp, 'float32');
  }
  log(): Tensor {
    return this.#each(Math.log, 'float32');
  }
  sigmoid(): Tensor {
    return this.#each((value) => 1 / (1 + Math.exp(-value)), 'float32');
  }
  tanh(): Tensor {
    return this.#each(Math.tanh, 'float32');
  }
  /** Along the last axis. */
  softmax(): Tensor {
    return tidy(() => {
      const powers = this.sub(this.max(-1, true)).exp();
      return powers.div(powers.sum(-1, true));
    });
  }

  sum(axes: Axes = null, keepDims = false): Tensor {
    return this.#reduce('sum', axes, keepDims, this.dtype === 'bool' ? 'int32' : this.dtype, sum);
  }
  mean(axes: Axes = null, keepDims = false): Tensor {
    return this.#reduce('mean', axes, keepDims, 'float32', (group) => sum(group) / group.length);
  }
  max(axes: Axes = null, keepDims = false): Tensor {
    return this.#reduce('max', axes, keepDims, this.dtype, (group) =>
      group.reduce((best, value) => Math.max(best, value), -Infinity),
    );
  }
  min(axes: Axes = null, keepDims = false): Tensor {
    return this.#reduce('min', axes, keepDims, this.dtype, (group) =>
      group.reduce((best, value) => Math.min(best, value), Infinity),
    );
  }
  /** The index (int32) of the largest number along an axis; the first one of equals. */
  argMax(axis = 0): Tensor {
    return this.#reduce('argMax', axis, false, 'int32', (group) => indexOfBest(group, (a, b) => a > b));
  }
  /** The index (int32) of the smallest number along an axis; the first one of equals. */
  argMin(axis = 0): Tensor {
    return this.#reduce('argMin', axis, false, 'int32', (group) => indexOfBest(group, (a, b) => a < b));
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
    return derived([this], this.shape, dtype, ([values]) => {
      if (dtype === 'float32') return Float32Array.from(values, change);
      return dtype === 'int32' ? Int32Array.from(values, change) : Uint8Array.from(values, change);
    });
  }

  #pairs(
    call: string,
    other: Operand,
    result: NumericType | null,
    f: (a: number, b: number, dtype: NumericType) => number,
  ): Tensor {
    const right = operand(other);
    const shape = broadcastShape(call, this.shape, right.shape);
    const dtype = result ?? upcast(this.dtype, right.dtype);
    const [aShape, bShape] = [this.shape, right.shape];
    return derived([this, right], shape, dtype, ([a, b]) =>
      zipped([a, aShape], [b ?? a, bShape], shape, dtype, (x, y) => f(x, y, dtype)),
    );
  }

  #reduce(
    call: string,
    axes: Axes,
    keepDims: boolean,
    dtype: NumericType,
    f: (group: Float64Array) => number,
  ): Tensor {
    const all = axes === null ? this.shape.map((_, axis) => axis) : [axes].flat();
    const places = all.map((axis) => axisIn(call, axis, this.rank));
    const shape = this.shape.flatMap((length, axis) =>
      places.includes(axis) ? (keepDims ? [1] : []) : [length],
    );
    return derived([this], shape, dtype, ([values]) => reduced(values, this.shape, places, dtype, f));
  }

  #arrange(shape: Shape, offsets: () => readonly ArrayLike<number>[]): Tensor {
    return derived([this], shape, this.dtype, ([values]) => pick(values, this.dtype, offsets()));
  }
}

/** The second operand of an operation: a tensor, or what tensor() takes. */
export type Operand = Tensor | TensorLike;

function operand(given: Operand): Tensor | ReadTensor {
  return given instanceof Tensor ? given : readTensorLike(given);
}

/**
 * A tensor whose numbers follow from others: at once if those are on the host, else as soon as they are there. The
 * tensors that it follows from may be disposed at once.
 */
export function derived(
  from: readonly (Tensor | ReadTensor)[],
  shape: Shape,
  dtype: NumericType,
  make: (values: readonly [HostValues, ...HostValues[]]) => HostValues,
): Tensor {
  const made = (values: readonly HostValues[]): HostValues =>
    make(values as readonly [HostValues, ...HostValues[]]);
  const parts = from.map((one) => (one instanceof Tensor ? numbersOf(one) : one.values));
  const hosts = parts.flatMap((one) => (one instanceof Numbers ? one.host : one) ?? []);
  if (hosts.length === parts.length) return new Tensor(made(hosts), shape, dtype);
  const atOnce = parts.flatMap((one) => (one instanceof Numbers ? one.atOnce : () => one) ?? []);
  const arriving = Promise.all(
    parts.map((one) => (one instanceof Numbers ? one.read() : Promise.resolve(one))),
  );
  const numbers = new Numbers(
    sizeOf(shape),
    arriving.then(made),
    atOnce.length === parts.length ? () => made(atOnce.map((values) => values())) : null,
  );
  return new Tensor(numbers, shape, dtype);
}
