// Where a tensor of the file lies in what the network takes or gives.

import { sizeOf, type Shape } from '../../graph/tensor';

export interface TensorLayout {
  /** In the file. */
  readonly tensor: string;
  /** The network's input or layer. */
  readonly name: string;
  /** For each axis of the file's tensor the layer's, counted with the batch (0); null for an axis of length 1 that it has not. */
  readonly axes: readonly (number | null)[];
}

/** Lengths of the file's tensor. */
export function fileLengths({ axes }: TensorLayout, shape: Shape, batch: number): number[] {
  return axes.map((axis) => (axis === 0 ? batch : axis === null ? 1 : (shape[axis - 1] ?? 1)));
}

/**
 * @param shape of the input or layer, without the batch
 * @param file lengths of the file's tensor
 * @returns for each of the file's numbers its place in [batch, …shape]
 */
export function placesOf({ axes }: TensorLayout, shape: Shape, file: Shape): Int32Array {
  const steps = axes.map((axis) => (axis === null ? 0 : sizeOf(shape.slice(axis))));
  return Int32Array.from({ length: sizeOf(file) }, (_, i) => {
    let [rest, place] = [i, 0];
    for (let axis = file.length - 1; axis >= 0; axis--) {
      const length = file[axis] ?? 1;
      place += (rest % length) * (steps[axis] ?? 0);
      rest = Math.floor(rest / length);
    }
    return place;
  });
}
