// Shared by maximum and average pooling: their options and the window; and the shape of pooling whole maps.

import type { Shape } from '../../graph/tensor';
import type { Window2d } from '../../reference/window';
import { asMap } from '../layer';
import { boolean, optionalPair, padding, pair, type Resolved } from '../options';

export const poolOptions = {
  poolSize: pair({ default: [2, 2], usual: [1, 8] }),
  /** Null: equal to poolSize, so that windows do not overlap. */
  strides: optionalPair({ usual: [1, 8] }),
  padding: padding(),
};
export type PoolOptions = Resolved<typeof poolOptions>;

export function poolWindow(o: PoolOptions): Window2d {
  return { size: o.poolSize, strides: o.strides ?? o.poolSize, padding: o.padding, dilation: [1, 1] };
}

/** `keepdims`: whether rows and columns stay as axes of length 1. */
export const globalPoolOptions = { keepdims: boolean(false) };

/** Of pooling over whole maps. @param input without the batch axis */
export function pooledShape({ keepdims }: Resolved<typeof globalPoolOptions>, input: Shape): Shape {
  const [, , channels] = asMap(input);
  return keepdims ? [1, 1, channels] : [channels];
}
