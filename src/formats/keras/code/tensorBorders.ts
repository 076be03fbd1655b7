// Borders around tensors, of zeros or mirrored, as layers.

import type { Shape } from '../../../graph/tensor';
import type { Range } from './syntax';
import { isNumbers, same } from './tensorArguments';
import type { TensorLayers } from './tensorLayers';
import type { Value } from './values';

/** Rows of a mirrored border: each is a layer of its own. */
const MAX_MIRRORED = 8;

/** `tf.pad(x, …)`; undefined where no layers do it. */
export function padded(
  layers: TensorLayers,
  x: Value,
  shape: Shape,
  padding: unknown,
  mode: unknown,
  value: unknown,
  at: Range,
): Value | undefined {
  const way = typeof mode === 'string' ? /^(reflect|symmetric)$/i.exec(mode)?.[1]?.toLowerCase() : undefined;
  if (way !== undefined) return mirrored(layers, x, shape, padding, way === 'reflect' ? 1 : 0, at);
  const isZero =
    (mode === undefined || (typeof mode === 'string' && /^constant$/i.test(mode))) &&
    (value === undefined || value === 0);
  if (!isZero || !Array.isArray(padding) || padding.length !== shape.length + 1) return undefined;
  const pairs = padding.map((pair: unknown) => (isNumbers(pair) && pair.length === 2 ? pair : null));
  if (pairs.includes(null) || !same(pairs[0], [0, 0])) return undefined;
  const counts = pairs.slice(1).map((pair): readonly [number, number] => [pair?.[0] ?? 0, pair?.[1] ?? 0]);
  if (counts.some((pair) => pair.some((count) => !Number.isInteger(count) || count < 0))) return undefined;
  const [rows = [0, 0], columns = [0, 0], channels = [0, 0]] = counts;
  if (shape.length !== 3) return counts.reduce<Value>((y, pair, axis) => layers.pad(y, axis, pair, at), x);
  const isMap = rows.some(Boolean) || columns.some(Boolean);
  const map = isMap ? layers.layer('ZeroPadding2D', { padding: [rows, columns] }, x, at) : x;
  return layers.pad(map, 2, channels, at);
}

/** A border that mirrors what is inside: row by row as slices. @param skip 1: without the edge itself */
function mirrored(
  layers: TensorLayers,
  x: Value,
  shape: Shape,
  padding: unknown,
  skip: 0 | 1,
  at: Range,
): Value | undefined {
  if (!Array.isArray(padding) || padding.length !== shape.length + 1) return undefined;
  const pairs = padding.map((pair: unknown) => (isNumbers(pair) && pair.length === 2 ? pair : null));
  if (pairs.includes(null) || !same(pairs[0], [0, 0])) return undefined;
  let result = x;
  for (const [axis, pair] of pairs.slice(1).entries()) {
    const [before = 0, after = 0] = pair ?? [];
    const length = shape[axis] ?? 0;
    const fits = [before, after].every(
      (count) => Number.isInteger(count) && count >= 0 && count <= MAX_MIRRORED && count + skip <= length,
    );
    if (!fits) return undefined;
    if (before + after === 0) continue;
    const inside = result;
    const row = (place: number): Value => layers.slice(inside, axis, place, place + 1, at);
    const parts = [
      ...Array.from({ length: before }, (_, k) => row(before - 1 - k + skip)),
      inside,
      ...Array.from({ length: after }, (_, k) => row(length - 1 - k - skip)),
    ];
    result = layers.joined(parts, axis, at);
  }
  return result;
}
