// What maximum and average pooling share: their options, and the window these describe.

import type { Window2d } from '../reference/window';
import { optionalPair, padding, pair, type Resolved } from './options';

export const poolOptions = {
  poolSize: pair({ default: [2, 2], usual: [1, 8] }),
  /** Null: as poolSize, so that windows tile the picture. */
  strides: optionalPair({ usual: [1, 8] }),
  padding: padding(),
};
export type PoolOptions = Resolved<typeof poolOptions>;

export function poolWindow(o: PoolOptions): Window2d {
  return { size: o.poolSize, strides: o.strides ?? o.poolSize, padding: o.padding, dilation: [1, 1] };
}
