// Splits tensors that are larger than one binding into pieces that fit one.

import { ALIGNMENT_BYTES } from '../gpu/slab';
import { elementBytes, type DataType } from './tensor';

/** The size of a piece is a multiple of this count, so that each piece starts at a valid binding offset. */
export function alignedNumbers(dtype: DataType): number {
  return ALIGNMENT_BYTES / elementBytes(dtype);
}

/** A range of numbers or rows: [first, first + count). */
export interface Chunk {
  readonly first: number;
  readonly count: number;
}

/**
 * Returns a single piece if everything fits.
 * @param each bytes of one number or row
 * @param aligned the sizes of pieces are multiples of this count
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
