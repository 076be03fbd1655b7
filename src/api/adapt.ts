// What `adapt` measures.

import { tensor } from './creation';
import type { Tensor } from './tensor';

/**
 * @param x samples, the batch axis first
 * @param whole one mean of all numbers, not one a channel (the last axis)
 * @returns mean and variance. In f64, and the mean is subtracted before squaring.
 */
export async function momentsOf(x: Tensor, whole: boolean): Promise<readonly [Tensor, Tensor]> {
  const channels = whole ? 1 : (x.shape.at(-1) ?? 1);
  const values = await x.data();
  const rows = values.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  for (let c = 0; c < channels; c++) {
    let [sum, squares] = [0, 0];
    for (let i = c; i < values.length; i += channels) sum += values[i] ?? NaN;
    for (let i = c; i < values.length; i += channels) squares += ((values[i] ?? NaN) - sum / rows) ** 2;
    mean[c] = sum / rows;
    variance[c] = squares / rows;
  }
  const shape = whole ? [] : [channels];
  return [tensor(Float32Array.from(mean), shape), tensor(Float32Array.from(variance), shape)];
}
