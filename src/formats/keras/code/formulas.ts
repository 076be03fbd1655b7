// Formulas on tensors that are a layer as a whole: the root of a sum of squares, what is divided by it, exponentials divided by
// their sum.

import type { Shape } from '../../../graph/tensor';
import type { Parts } from './parts';
import { reachedFrom } from './shapes';
import type { Range } from './syntax';
import type { Tensor, TensorLayers } from './tensorLayers';
import type { Source, Value } from './values';

/** A sum of the squares of x over some axes. */
interface SquareSum {
  readonly x: Tensor;
  readonly axes: readonly number[];
  readonly keeps: boolean;
}

/** What is added or taken as a least so that a root has a slope. */
const MAX_EPSILON = 1e-3;

export class Formulas {
  /** By square what it is the square of, and by sum of squares what that is the sum of. */
  readonly #squares = new WeakMap<Source, Tensor>();
  readonly #sums = new WeakMap<Source, SquareSum>();
  /** By exponential what it is the exponential of, and by sum of those the same with its axes. */
  readonly #exponentials = new WeakMap<Source, Tensor>();
  readonly #exponentialSums = new WeakMap<Source, SquareSum>();
  /** By length of x what it is the length of. */
  readonly #lengths = new WeakMap<Source, SquareSum>();

  constructor(
    private readonly parts: Parts,
    private readonly layers: TensorLayers,
  ) {}

  exponential(x: Value, at: Range): Value {
    const result = this.layers.layer('Activation', { activation: 'exponential' }, x, at);
    if (x.type === 'tensor' && result.type === 'tensor') this.#exponentials.set(result.source, x);
    return result;
  }

  /** That a sum is one of squares or of exponentials is kept for what is calculated with it. */
  summed(x: Value, sum: Value, axes: readonly number[], keeps: boolean): void {
    if (x.type !== 'tensor' || sum.type !== 'tensor') return;
    const squared = this.#squares.get(x.source);
    if (squared !== undefined) this.#sums.set(sum.source, { x: squared, axes, keeps });
    const power = this.#exponentials.get(x.source);
    if (power !== undefined) this.#exponentialSums.set(sum.source, { x: power, axes, keeps });
  }

  square(x: Value, at: Range): Value {
    const result = this.layers.layer('Multiply', {}, this.parts.expressions.list([x, x], null), at);
    if (x.type === 'tensor' && result.type === 'tensor') this.#squares.set(result.source, x);
    return result;
  }

  /** `K.maximum(sum, K.epsilon())`, `sum + 1e-7`: only so that the root of it has a slope at 0. */
  isEpsilon(x: Value, bound: number, at: Range): boolean {
    const sum = x.type === 'tensor' ? this.#sums.get(x.source) : undefined;
    if (sum === undefined || bound <= 0 || bound > MAX_EPSILON) return false;
    this.parts.record.lint(at, 'warning', { code: 'leftOut', className: 'epsilon', what: 'noise' });
    return true;
  }

  /** `sum + 1e-7`; undefined for what is no sum of squares. */
  withEpsilon(x: Value, bound: Value, at: Range): Value | undefined {
    return bound.type === 'number' && this.isEpsilon(x, bound.value, at) ? x : undefined;
  }

  /** The root of a sum of squares is the length of x: the sum of x times x of length 1. */
  root(value: Value, at: Range): Value | undefined {
    const sum = value.type === 'tensor' ? this.#sums.get(value.source) : undefined;
    if (sum === undefined) return undefined;
    const { x, axes, keeps } = sum;
    const shape = this.layers.shapeOf(x);
    const unit = shape === null ? undefined : this.unit(x, axes, shape, at);
    if (unit === undefined) return undefined;
    if (value.type === 'tensor') this.replaced(value.source, x.source);
    const product = this.layers.layer('Multiply', {}, this.parts.expressions.list([x, unit], null), at);
    const result = this.layers.reduce(product, axes, 'sum', keeps, at);
    if (result.type === 'tensor') this.#lengths.set(result.source, sum);
    return result;
  }

  /** `e / sum(e)` of exponentials is a softmax, `x / length(x)` is x with a length of 1; undefined for other quotients. */
  quotient(a: Value, b: Value, at: Range): Value | undefined {
    if (a.type !== 'tensor' || b.type !== 'tensor') return undefined;
    const power = this.#exponentials.get(a.source);
    const sum = this.#exponentialSums.get(b.source);
    const shape = this.layers.shapeOf(a);
    if (shape === null) return undefined;
    const isSoftmax = sum?.keeps === true && sum.x.source === power?.source && sum.axes.length === 1;
    if (power !== undefined && isSoftmax) {
      this.replaced(a.source, power.source);
      this.replaced(b.source, power.source);
      return this.softmax(power, sum.axes[0] ?? 0, shape, at);
    }
    const length = this.#lengths.get(b.source);
    if (length?.keeps !== true || length.x.source !== a.source) return undefined;
    this.replaced(b.source, a.source);
    return this.unit(a, length.axes, shape, at);
  }

  /** What stands between two tensors has another layer in its place. */
  replaced(from: Source, to: Source): void {
    const before = reachedFrom([to]);
    for (const source of reachedFrom([from]))
      if (source.type === 'layer' && !before.has(source)) this.parts.record.replaced.add(source);
  }

  softmax(x: Value, axis: number, shape: Shape, at: Range): Value {
    const { layers } = this;
    const order = [...shape.keys()].filter((one) => one !== axis);
    const moved = layers.permute(x, [...order, axis], at);
    const soft = layers.layer('Softmax', {}, moved, at);
    const back = [...shape.keys()].map((one) => (one === axis ? shape.length - 1 : order.indexOf(one)));
    return layers.permute(soft, back, at);
  }

  /** x divided by its length over some axes, which are brought to the end. */
  unit(x: Value, axes: readonly number[], shape: Shape, at: Range): Value | undefined {
    const { layers } = this;
    if (axes.length === 0) return undefined;
    const rest = [...shape.keys()].filter((axis) => !axes.includes(axis));
    const order = [...rest, ...axes];
    const moved = layers.permute(x, order, at);
    const last = axes.map((_, place) => place - axes.length);
    const unit = layers.layer('UnitNormalization', { axis: last.length === 1 ? -1 : last }, moved, at);
    return layers.permute(
      unit,
      [...shape.keys()].map((axis) => order.indexOf(axis)),
      at,
    );
  }
}
