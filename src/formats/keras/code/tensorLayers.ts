// What functions on tensors do, as layers that are here: a slice is a reshape and a cropping, a mean over any axes a
// permute and a global pooling. Shapes and axes are without the batch; axes are counted from 0.

import { sizeOf, type Shape } from '../../../graph/tensor';
import { listValue, numberValue } from './arithmetic';
import type { Parts } from './parts';
import { callAt, type Range } from './syntax';
import type { GivenArgument, Value } from './values';

export type Plain = number | string | boolean | null | readonly Plain[];
export type Tensor = Value & { readonly type: 'tensor' };
export type Reduction = 'mean' | 'max' | 'min' | 'sum';

function valueOf(plain: Plain): Value {
  if (plain === null || typeof plain === 'boolean') return { type: 'constant', value: plain, origin: null };
  if (typeof plain === 'number') return numberValue(plain, Number.isInteger(plain), null);
  if (typeof plain === 'string') return { type: 'string', value: plain, origin: null };
  return listValue(plain.map(valueOf), null);
}

export class TensorLayers {
  constructor(private readonly parts: Parts) {}

  /** One layer. @param options by Keras's names */
  layer(
    className: string,
    options: Readonly<Record<string, Plain | Value>>,
    tensors: Value,
    { from, to }: Range,
  ): Value {
    const { layers, models } = this.parts;
    const at = { from, to };
    const given = Object.entries(options).map(([name, value]): GivenArgument => {
      const isValue = typeof value === 'object' && value !== null && 'type' in value;
      return {
        ...{ name, keyword: null, argument: at, value: at, origin: null },
        given: isValue ? value : valueOf(value),
      };
    });
    const call = callAt(at);
    return models.connect(layers.make(className, call, given), tensors, at, call);
  }

  /** Null where it is not known. */
  shapeOf(tensor: Value): Shape | null {
    const shape = this.parts.members.member(tensor, 'shape', { from: 0, to: 0 });
    if (shape.type !== 'list') return null;
    const lengths = shape.items.slice(1).flatMap((one) => (one.type === 'number' ? [one.value] : []));
    return lengths.length === shape.items.length - 1 ? lengths : null;
  }

  reshape(x: Value, shape: Shape, at: Range): Value {
    const own = this.shapeOf(x);
    const isSame = own?.length === shape.length && own.every((length, axis) => length === shape[axis]);
    return isSame ? x : this.layer('Reshape', { target_shape: shape }, x, at);
  }

  /** Axis k of the result is axis `order[k]` of x. */
  permute(x: Value, order: readonly number[], at: Range): Value {
    const shape = this.shapeOf(x);
    if (shape === null || order.every((axis, place) => axis === place)) return x;
    const target = order.map((axis) => shape[axis] ?? 1);
    // Axes that stay side by side are one; those of length 1 none.
    const runs: number[][] = [];
    for (const axis of order.filter((one) => shape[one] !== 1)) {
      const last = runs.at(-1);
      const isNext = last?.at(-1) !== undefined && between(last.at(-1) ?? 0, axis, shape);
      if (last !== undefined && isNext) last.push(axis);
      else runs.push([axis]);
    }
    const inOrder = runs.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
    const lengths = inOrder.map((run) => sizeOf(run.map((axis) => shape[axis] ?? 1)));
    const wanted = runs.map((run) => inOrder.indexOf(run));
    const permuted = this.#permuteRuns(
      this.reshape(x, lengths.length > 0 ? lengths : [1], at),
      lengths,
      wanted,
      at,
    );
    return this.reshape(permuted, target, at);
  }

  #permuteRuns(x: Value, lengths: Shape, order: readonly number[], at: Range): Value {
    if (order.every((axis, place) => axis === place)) return x;
    if (order.length <= 3) return this.layer('Permute', { dims: order.map((axis) => axis + 1) }, x, at);
    // One axis after the other is brought to its place.
    let now = order.map((_, axis) => axis);
    let result = x;
    for (const [place, axis] of order.entries()) {
      const from = now.indexOf(axis);
      if (from === place) continue;
      const size = (axes: readonly number[]): number => sizeOf(axes.map((one) => lengths[one] ?? 1));
      const [done, skipped, rest] = [now.slice(0, place), now.slice(place, from), now.slice(from + 1)];
      const parts = [size(done), size(skipped), lengths[axis] ?? 1, size(rest)] as const;
      result = this.#swap(result, parts, at);
      now = [...done, axis, ...skipped, ...rest];
    }
    return this.reshape(
      result,
      now.map((axis) => lengths[axis] ?? 1),
      at,
    );
  }

  /** (a, b, c, d) → (a, c, b, d): three axes at most are permuted at once. */
  #swap(x: Value, [a, b, c, d]: readonly [number, number, number, number], at: Range): Value {
    const turn = (of: Value, shape: Shape, dims: readonly number[]): Value =>
      this.layer('Permute', { dims }, this.reshape(of, shape, at), at);
    if (a === 1) return turn(x, [b, c, d], [2, 1, 3]);
    if (d === 1) return turn(x, [a, b, c], [1, 3, 2]);
    const behind = turn(x, [a, b * c * d], [2, 1]);
    return turn(turn(behind, [b, c, d * a], [2, 1, 3]), [c * b * d, a], [2, 1]);
  }

  /** From `from` to `to` of an axis. */
  slice(x: Value, axis: number, from: number, to: number, at: Range): Value {
    const shape = this.shapeOf(x);
    const length = shape?.[axis];
    if (shape === null || length === undefined || (from === 0 && to === length)) return x;
    const cut = [from, length - to];
    if (shape.length === 3 && axis < 2)
      return this.layer('Cropping2D', { cropping: axis === 0 ? [cut, [0, 0]] : [[0, 0], cut] }, x, at);
    const map = [sizeOf(shape.slice(0, axis)), length, sizeOf(shape.slice(axis + 1))];
    const part = this.layer('Cropping2D', { cropping: [[0, 0], cut] }, this.reshape(x, map, at), at);
    return this.reshape(part, shape.with(axis, to - from), at);
  }

  /** Zeros before and after. */
  pad(x: Value, axis: number, [before, after]: readonly [number, number], at: Range): Value {
    const shape = this.shapeOf(x);
    const length = shape?.[axis];
    if (shape === null || length === undefined || (before === 0 && after === 0)) return x;
    const padding = [
      [0, 0],
      [before, after],
    ];
    const map = [sizeOf(shape.slice(0, axis)), length, sizeOf(shape.slice(axis + 1))];
    const padded = this.layer('ZeroPadding2D', { padding }, this.reshape(x, map, at), at);
    return this.reshape(padded, shape.with(axis, length + before + after), at);
  }

  reduce(x: Value, axes: readonly number[], how: Reduction, keeps: boolean, at: Range): Value {
    const shape = this.shapeOf(x);
    if (shape === null) return x;
    const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
    const count = sizeOf(axes.map((axis) => shape[axis] ?? 1));
    const rest = sizeOf(kept.map((axis) => shape[axis] ?? 1));
    const isPicture = shape.length === 3 && axes.length === 2 && axes.includes(0) && axes.includes(1);
    const first = how === 'min' ? this.scaled(x, -1, at) : x;
    const rows = isPicture
      ? first
      : this.reshape(this.permute(first, [...axes, ...kept], at), [count, 1, rest], at);
    const name = how === 'max' || how === 'min' ? 'GlobalMaxPooling2D' : 'GlobalAveragePooling2D';
    const pooled = this.layer(name, {}, rows, at);
    const result =
      how === 'sum' ? this.scaled(pooled, count, at) : how === 'min' ? this.scaled(pooled, -1, at) : pooled;
    const target = keeps
      ? shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
      : kept.map((axis) => shape[axis] ?? 1);
    return this.reshape(result, target.length > 0 ? target : [1], at);
  }

  /** x · scale + offset */
  scaled(x: Value, scale: number, at: Range, offset = 0): Value {
    return scale === 1 && offset === 0 ? x : this.layer('Rescaling', { scale, offset }, x, at);
  }

  /** max(x, least), by a ReLU of the rest. */
  atLeast(x: Value, least: number, at: Range): Value {
    return this.scaled(this.layer('ReLU', {}, this.scaled(x, 1, at, -least), at), 1, at, least);
  }

  atMost(x: Value, most: number, at: Range): Value {
    return this.scaled(this.layer('ReLU', {}, this.scaled(x, -1, at, most), at), -1, at, most);
  }

  /**
   * Products of matrices: the axes of each by letters, those of the result too. Letters that both and the result have count matrices,
   * one that both have is summed over, others stay.
   * @returns undefined where no layers do it
   */
  product(
    x: Value,
    y: Value,
    [ofX, ofY, ofResult]: readonly [string, string, string],
    at: Range,
  ): Value | undefined {
    const [a, b] = [this.shapeOf(x), this.shapeOf(y)];
    if (a?.length !== ofX.length || b?.length !== ofY.length) return undefined;
    const lengths = new Map(Array.from(ofX + ofY, (one, i) => [one, [...a, ...b][i] ?? 1]));
    const isSame = (of: string, shape: Shape): boolean =>
      new Set(of).size === of.length && Array.from(of).every((one, i) => lengths.get(one) === shape[i]);
    const both = Array.from(ofX).filter((one) => ofY.includes(one));
    const counted = both.filter((one) => ofResult.includes(one));
    const summed = both.filter((one) => !ofResult.includes(one));
    const [left, right] = [ofX, ofY].map((of) => Array.from(of).filter((one) => !both.includes(one)));
    if (left === undefined || right === undefined || summed.length === 0) return undefined;
    const result = [...counted, ...left, ...right];
    const isWhole = result.length === ofResult.length && result.every((one) => ofResult.includes(one));
    if (!isSame(ofX, a) || !isSame(ofY, b) || !isWhole) return undefined;
    const size = (of: readonly string[]): number => sizeOf(of.map((one) => lengths.get(one) ?? 1));
    const count = size(counted);
    /** As matrices, or several, with the axis that is summed over at the end. */
    const arranged = (of: string, value: Value, stays: readonly string[]): Value => {
      const order = [...counted, ...stays, ...summed].map((one) => of.indexOf(one));
      const moved = this.permute(value, order, at);
      return this.reshape(moved, [...(count === 1 ? [] : [count]), size(stays), size(summed)], at);
    };
    // Two axes the other way round are nothing to Dot.
    const isSwapped = (of: string, stays: readonly string[]): boolean =>
      stays.length === 1 && summed.length === 1 && of === [...counted, ...summed, ...stays].join('') && of.length === 2 + Number(count > 1); // prettier-ignore
    const axis = 2 + Number(count > 1);
    const swapped = [isSwapped(ofX, left), isSwapped(ofY, right)];
    const inputs = [
      swapped[0] === true ? x : arranged(ofX, x, left),
      swapped[1] === true ? y : arranged(ofY, y, right),
    ];
    const axes = swapped.map((one) => (one ? axis - 1 : axis));
    const made = this.matrices(axes, inputs, at);
    const split = this.reshape(
      made,
      result.length === 0 ? [1] : result.map((one) => lengths.get(one) ?? 1),
      at,
    );
    return this.permute(
      split,
      Array.from(ofResult, (one) => result.indexOf(one)),
      at,
    );
  }

  /** Dot of matrices, or of each of several by its counterpart. */
  matrices(axes: readonly number[], inputs: readonly Value[], at: Range): Value {
    const { layers, models } = this.parts;
    const made = layers.ready({ kind: 'dot', options: { axes } }, at);
    return models.connect(made, listValue([...inputs], null), at, callAt(at));
  }

  /**
   * Trained numbers that depend on no input, such as positions that are added to tokens: a Dense of the number 1.
   * @param x of the same model
   */
  constant(shape: Shape, initializer: Value | null, x: Value, at: Range): Value {
    const size = sizeOf(this.shapeOf(x) ?? [1]);
    const mean = this.layer('GlobalAveragePooling2D', {}, this.reshape(x, [size, 1, 1], at), at);
    const one = this.layer('Rescaling', { scale: 0, offset: 1 }, mean, at);
    const options = {
      units: sizeOf(shape),
      use_bias: false,
      ...(initializer && { kernel_initializer: initializer }),
    };
    return this.reshape(this.layer('Dense', options, one, at), shape, at);
  }

  joined(tensors: readonly Value[], axis: number, at: Range): Value {
    return this.layer('Concatenate', { axis: axis + 1 }, listValue([...tensors], null), at);
  }

  /** Each block of channels as a square of pixels: (h, w, b·b·c) → (h·b, w·b, c). */
  depthToSpace(x: Value, block: number, at: Range): Value {
    const [height = 0, width = 0, channels = 0] = this.shapeOf(x) ?? [];
    const rest = channels / block ** 2;
    const split = this.reshape(x, [height, width, block, block, rest], at);
    return this.reshape(this.permute(split, [0, 2, 1, 3, 4], at), [height * block, width * block, rest], at);
  }

  /** Each square of pixels as channels: (h, w, c) → (h/b, w/b, b·b·c). */
  spaceToDepth(x: Value, [rows, columns]: readonly [number, number], at: Range): Value {
    const [height = 0, width = 0, channels = 0] = this.shapeOf(x) ?? [];
    const [down, across] = [height / rows, width / columns];
    const split = this.reshape(x, [down, rows, across, columns, channels], at);
    const moved = this.permute(split, [0, 2, 1, 3, 4], at);
    return this.reshape(moved, [down, across, rows * columns * channels], at);
  }
}

/** Only axes of length 1 stand between the two. */
function between(a: number, b: number, shape: Shape): boolean {
  return b > a && shape.slice(a + 1, b).every((length) => length === 1);
}
