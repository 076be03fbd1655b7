// Turning the axes of an array: ONNX and PyTorch put channels first, Convscope last.

import type { Shape } from '../graph/tensor';

/** [1, 2, 0] undoes [2, 0, 1]. */
export function inverse(axes: readonly number[]): number[] {
  const back = new Array<number>(axes.length).fill(0);
  axes.forEach((axis, i) => (back[axis] = i));
  return back;
}

/**
 * Axis i of the result is axis `axes[i]` of the array.
 * @param values row by row, as many as the shape says
 */
export function permute(values: Float32Array, shape: Shape, axes: readonly number[]): Float32Array {
  const result = new Float32Array(values.length);
  copyPermuted(result, shape, axes, (from) => values[from] ?? NaN);
  return result;
}

/** Where each number of the turned array stands in the one before: `result[i]` came from `order[i]`. */
export function permutedOrder(shape: Shape, axes: readonly number[]): Int32Array {
  const order = new Int32Array(shape.reduce((product, length) => product * length, 1));
  copyPermuted(order, shape, axes, (from) => from);
  return order;
}

function copyPermuted(
  result: Float32Array | Int32Array,
  shape: Shape,
  axes: readonly number[],
  value: (from: number) => number,
): void {
  const stepOf = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, length) => product * length, 1),
  );
  const lengths = axes.map((axis) => shape[axis] ?? 1);
  const steps = axes.map((axis) => stepOf[axis] ?? 1);
  const [run = 1, runStep = 1] = [lengths.at(-1), steps.at(-1)];
  const index = new Array<number>(Math.max(0, axes.length - 1)).fill(0);
  let start = 0;
  for (let to = 0; to < result.length; to += run) {
    for (let i = 0; i < run; i++) result[to + i] = value(start + i * runStep);
    for (let axis = index.length - 1; axis >= 0; axis--) {
      const [length, step] = [lengths[axis] ?? 1, steps[axis] ?? 1];
      start += step;
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < length) break;
      start -= step * length;
      index[axis] = 0;
    }
  }
}
