// The numbers that all engines get: pictures, labels and weights from a seed, and the layouts they come in.
// Fast rather than good randomness: VGG-16 needs 138 million numbers.

import { sizeOf, type Shape } from '../graph/tensor';
import type { Network } from '../models/network';

/** Numbers in [−limit, limit), the same for the same seed. xorshift32 (Marsaglia 2003). */
export function uniform(count: number, limit: number, seed: number): Float32Array<ArrayBuffer> {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 1;
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    values[i] = (state / 0x80000000) * limit;
  }
  return values;
}

export function randomLabels(count: number, classes: number, seed: number): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(uniform(count, 0.5, seed), (value) => Math.floor((value + 0.5) * classes));
}

/** One parameter: He-uniform weights, so that numbers keep their size through the layers; small biases. */
export function parameterValues(network: Network, name: string): Float32Array<ArrayBuffer> {
  let seed = 1;
  for (const layer of network.layers) {
    for (const spec of layer.parameters) {
      seed++;
      if (`${layer.name}/${spec.name}` !== name) continue;
      const limit = spec.name === 'bias' ? 0.05 : Math.sqrt(6 / spec.fanIn);
      return uniform(sizeOf(spec.shape), limit, seed);
    }
  }
  throw new Error(`network '${network.name}': has no parameter '${name}'`);
}

/** The weights of a single operation. A bias is zero, so that engines without one do the same work. */
export function opParameter(name: string, shape: Shape, fanIn: number): Float32Array<ArrayBuffer> {
  return name === 'bias'
    ? new Float32Array(sizeOf(shape))
    : uniform(sizeOf(shape), Math.sqrt(6 / fanIn), 104);
}

/** The same numbers with the axes in another order: axis i of the result is axis `order[i]` of the source. */
export function transposed(
  values: Float32Array,
  shape: Shape,
  order: readonly number[],
): Float32Array<ArrayBuffer> {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const lengths = order.map((axis) => shape[axis] ?? 1);
  const steps = order.map((axis) => strides[axis] ?? 1);
  const result = new Float32Array(values.length);
  const at = order.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = values[from] ?? NaN;
    for (let axis = order.length - 1; axis >= 0; axis--) {
      const index = (at[axis] ?? 0) + 1;
      from += steps[axis] ?? 0;
      if (index < (lengths[axis] ?? 1)) {
        at[axis] = index;
        break;
      }
      at[axis] = 0;
      from -= (steps[axis] ?? 0) * index;
    }
  }
  return result;
}
