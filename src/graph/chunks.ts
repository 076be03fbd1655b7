// What is larger than one binding can show, cut into pieces that bindings can.

import { ALIGNMENT_BYTES } from '../gpu/slab';
import { elementBytes, type DataType } from './tensor';

/** So many numbers end where a binding may begin. */
export function alignedNumbers(dtype: DataType): number {
  return ALIGNMENT_BYTES / elementBytes(dtype);
}

/** Some of many numbers (or rows) in a row: [first, first + count). */
export interface Chunk {
  readonly first: number;
  readonly count: number;
}

/**
 * A single piece where all fits.
 * @param each bytes of one number or row
 * @param aligned so many of them end where a binding may begin
 */
export function chunksOf(
  total: number,
  each: number,
  aligned: number,
  bindingBytes: number,
): readonly Chunk[] {
  const most =
    total * each <= bindingBytes ? total : Math.max(1, Math.floor(bindingBytes / (aligned * each))) * aligned;
  const chunks: Chunk[] = [];
  for (let first = 0; first < total; first += most)
    chunks.push({ first, count: Math.min(most, total - first) });
  return chunks;
}
