// What the example programs have in common. They are written for tfjs; only the module that they are given differs.

import type * as convscope from '../../../src/index';
import { mulberry } from '../random';

export type Library = typeof convscope;
export type Tensor = convscope.Tensor;

/** Results by name. Those of `exact` come from the same weights, those of `trained` from the same training. */
export interface Results {
  readonly exact: Readonly<Record<string, unknown>>;
  readonly trained?: Readonly<Record<string, unknown>>;
}

export interface Context {
  /** Both libraries begin with different random weights; this gives both the same. Only the tests call it. */
  readonly start: (model: convscope.LayersModel) => void;
  /** Random numbers of 0…1, the same for both. */
  readonly random: () => number;
  /** A folder for files. */
  readonly folder: string;
  /** Whether `file://` is there: tfjs has it in tfjs-node only. */
  readonly hasFiles: boolean;
}

export type Program = (tf: Library, context: Context) => Promise<Results>;

export function contextFor(tf: Library, folder: string, hasFiles: boolean): Context {
  return {
    folder,
    hasFiles,
    random: mulberry(5),
    start: (model) => {
      const random = mulberry(11);
      const values = model.getWeights().map(({ shape, size }) =>
        tf.tensor(
          Float32Array.from({ length: size }, () => random() * 0.6 - 0.2),
          shape,
        ),
      );
      model.setWeights(values);
    },
  };
}

/** Pictures of a bright bar whose row or column is the class, flat. */
export function bars(
  count: number,
  size: number,
  random: () => number,
): { readonly pixels: Float32Array; readonly labels: number[] } {
  const pixels = Float32Array.from({ length: count * size * size }, () => random() * 0.2);
  const labels = Array.from({ length: count }, (_, n) => n % 10);
  labels.forEach((label, n) => {
    for (let i = 0; i < size; i++) {
      const [row, column] = label < 5 ? [label * 2, i] : [i, (label - 5) * 2];
      pixels[(n * size + row) * size + column] = 0.9;
    }
  });
  return { pixels, labels };
}

export const one = (value: Tensor | readonly Tensor[]): Tensor => value as Tensor;
