// Indices of tensors, `x[:, 1:, ..., 0]`, as layers: a Reshape and slices.

import type { Range } from './syntax';
import type { TensorLayers } from './tensorLayers';
import type { Value } from './values';

/** What an index says of an axis: a part of it, one of its numbers, a new axis, or all axes that are left. */
export type Indexed =
  | { readonly type: 'slice'; readonly bounds: readonly (Value | null)[] }
  | { readonly type: 'index'; readonly value: Value }
  | { readonly type: 'ellipsis' };

/** `x[:, 1:, ..., 0]`; undefined where no layers do it. */
export function indexed(
  layers: TensorLayers,
  x: Value,
  indices: readonly Indexed[],
  at: Range,
): Value | undefined {
  const shape = layers.shapeOf(x);
  if (shape === null) return undefined;
  const isNew = (one: Indexed): boolean =>
    one.type === 'index' &&
    ((one.value.type === 'constant' && one.value.value === null) ||
      (one.value.type === 'path' && one.value.path.endsWith('.newaxis')));
  const own = indices.filter((one) => one.type !== 'ellipsis' && !isNew(one)).length;
  const open = shape.length + 1 - own;
  if (open < 0) return undefined;
  const whole: Indexed = { type: 'slice', bounds: [null, null, null] };
  const all = indices.flatMap((one) =>
    one.type === 'ellipsis' ? Array.from({ length: open }, () => whole) : [one],
  );
  const rest = indices.some(({ type }) => type === 'ellipsis')
    ? []
    : Array.from({ length: open }, () => whole);
  let result = x;
  const target: number[] = [];
  // The batch comes first.
  let axis = -1;
  for (const one of [...all, ...rest]) {
    if (isNew(one)) {
      if (axis < 0) return undefined;
      target.push(1);
      continue;
    }
    const length = shape[axis];
    const range = rangeIn(one, length ?? null);
    if (range === null || (axis < 0 && (range.isOne || range.from !== 0 || range.to !== Infinity)))
      return undefined;
    if (length !== undefined && axis >= 0) {
      if (range.to <= range.from) return undefined;
      result = layers.slice(result, axis, range.from, range.to, at);
      if (!range.isOne) target.push(range.to - range.from);
    }
    axis++;
  }
  return layers.reshape(result, target.length > 0 ? target : [1], at);
}

/** @param length null: of the batch, which is open */
function rangeIn(
  one: Indexed,
  length: number | null,
): { readonly from: number; readonly to: number; readonly isOne: boolean } | null {
  if (one.type === 'ellipsis') return null;
  if (one.type === 'index') {
    if (one.value.type !== 'number' || length === null) return null;
    const from = one.value.value < 0 ? one.value.value + length : one.value.value;
    return from >= 0 && from < length ? { from, to: from + 1, isOne: true } : null;
  }
  const bounds = one.bounds.map((bound) =>
    bound === null || (bound.type === 'constant' && bound.value === null)
      ? null
      : bound.type === 'number'
        ? bound.value
        : NaN,
  );
  const [start = null, end = null, step = null] = bounds;
  if (bounds.some(Number.isNaN) || (step !== null && step !== 1)) return null;
  if (length === null) return start === null && end === null ? { from: 0, to: Infinity, isOne: false } : null;
  const place = (bound: number): number => Math.min(length, Math.max(0, bound < 0 ? bound + length : bound));
  return { from: place(start ?? 0), to: place(end ?? length), isOne: false };
}
