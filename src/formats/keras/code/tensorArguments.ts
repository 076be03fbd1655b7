// Arguments of functions on tensors, as plain numbers: axes and shapes are without the batch.

import type { Shape } from '../../../graph/tensor';
import type { Value } from './values';

export const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'number');

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Of `3`, `(3, 4)`, `[1, 3, 4, 1]`. */
export function pairOf(value: unknown): readonly [number, number] | null {
  if (typeof value === 'number') return [value, value];
  if (!isNumbers(value)) return null;
  const [a = 0, b = 0, c = 0, d = 0] = value;
  if (value.length === 2) return [a, b];
  return value.length === 4 && a === 1 && d === 1 ? [b, c] : null;
}

/** Axes without the batch; null where they are not known, or the batch is among them. */
export function axesOf(given: unknown, shape: Shape): readonly number[] | null {
  const list = typeof given === 'number' ? [given] : given;
  if (!isNumbers(list) || list.length === 0) return null;
  const axes = list.map((axis) => (axis < 0 ? axis + shape.length : axis - 1));
  const areIn = axes.every((axis) => axis >= 0 && axis < shape.length);
  return areIn && new Set(axes).size === axes.length ? axes : null;
}

/** Where a new axis comes, without the batch; null where that would be before the batch or past the end. */
export function newAxisOf(axis: unknown, shape: Shape): number | null {
  if (typeof axis !== 'number') return null;
  const place = (axis < 0 ? axis + shape.length + 2 : axis) - 1;
  return place < 0 || place > shape.length ? null : place;
}

/** The target of a reshape without the batch; null where the batch would not stay whole. */
export function targetOf(value: Value | undefined, shape: Shape): Shape | null {
  if (value?.type !== 'list') return null;
  const [batch, ...rest] = value.items;
  const isBatch =
    batch !== undefined && ((batch.type === 'constant' && batch.value === null) || batch.type === 'unknown');
  const isOpen = batch?.type === 'number' && batch.value === -1;
  const lengths = rest.flatMap((one) => (one.type === 'number' ? [one.value] : []));
  const size = shape.reduce((product, length) => product * length, 1);
  const known = lengths.filter((length) => length !== -1).reduce((product, length) => product * length, 1);
  const open = lengths.filter((length) => length === -1).length;
  const mayInfer = batch?.type === 'constant';
  if (!(isBatch || isOpen) || lengths.length < rest.length || open > (mayInfer ? 1 : 0) || rest.length === 0)
    return null;
  if (open === 0 ? known !== size : size % known !== 0) return null;
  return lengths.map((length) => (length === -1 ? size / known : length));
}

/** `"nearest"`, `tf.image.ResizeMethod.NEAREST_NEIGHBOR`, `1`; null for other ways. */
export function interpolationOf(given: unknown): string | null {
  if (given === undefined || given === 0) return 'bilinear';
  if (given === 1) return 'nearest';
  return typeof given === 'string' ? given.toLowerCase().replace('nearest_neighbor', 'nearest') : null;
}
