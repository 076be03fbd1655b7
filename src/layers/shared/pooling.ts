// Shared by maximum and average pooling: their options and the window.

import type { Window2d } from '../../reference/window';
import { optionalPair, padding, pair, type Resolved } from '../options';

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
