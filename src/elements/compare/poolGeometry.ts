// Where the windows of a pooling lie, along one axis, and the sums by which its size comes about. Keras's rules:
//   valid  ⌊(n − k) / s⌋ + 1   windows that lie inside whole
//   same   ⌈n / s⌉             as many as start inside; what they lack is padding, the odd cell behind

import type { PoolingSettings } from '../../inspect/poolings';

export interface AxisGeometry {
  readonly input: number;
  readonly output: number;
  /** Cells of padding in front of the first and behind the last. */
  readonly before: number;
  readonly after: number;
  /** Cells at the end that no window reads, under `valid`. */
  readonly unread: number;
}

/** @param output as the engine says it; nothing is computed twice */
export function axisOf(
  input: number,
  output: number,
  { poolSize, strides, padding }: PoolingSettings,
): AxisGeometry {
  const reach = (output - 1) * strides + poolSize;
  const lacking = padding === 'same' ? Math.max(0, reach - input) : 0;
  const before = Math.floor(lacking / 2);
  return {
    input,
    output,
    before,
    after: lacking - before,
    unread: padding === 'valid' ? input - reach : Math.max(0, input - reach),
  };
}

/** `⌊(28 − 2) / 2⌋ + 1` or `⌈28 / 2⌉`. */
export function outputSum(input: number, { poolSize, strides, padding }: PoolingSettings): string {
  return padding === 'same' ? `⌈${input} / ${strides}⌉` : `⌊(${input} − ${poolSize}) / ${strides}⌋ + 1`;
}

/** `(14 − 1) · 2 + 3 − 28`: how far the windows reach beyond the input under `same`. */
export function paddingSum({ input, output }: AxisGeometry, { poolSize, strides }: PoolingSettings): string {
  return `(${output} − 1) · ${strides} + ${poolSize} − ${input}`;
}

/** The cells [from, to) that window `at` covers, padding included. */
export function windowAt(at: number, { before }: AxisGeometry, settings: PoolingSettings): [number, number] {
  const from = at * settings.strides - before;
  return [from, from + settings.poolSize];
}

/** The window that contains an input cell among its first cells; the last window if the cell lies after all. */
export function windowOver(cell: number, axis: AxisGeometry, { strides }: PoolingSettings): number {
  return Math.max(0, Math.min(axis.output - 1, Math.floor((cell + axis.before) / strides)));
}
