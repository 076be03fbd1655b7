// Predefined kernels, computed by formula for every size: integers, and a common divisor.
//
//   s(k)  smoothing: the binomial coefficients of k − 1         3: 1 2 1       5: 1 4 6 4 1
//   d(k)  slope: the binomials of k − 2 times (−1, 1)           3: −1 0 1      5: −1 −2 0 2 1
// An edge is the slope one way and smoothing the other way (Sobel); a blur smooths both ways; sharpening takes the blur
// away from twice the picture; an emboss is the distance from the diagonal, and the picture. Kernels are not flipped.
// Source: Sobel and Feldman 1968, "A 3×3 isotropic gradient operator"; https://setosa.io/ev/image-kernels/ for the others

export const KERNEL_PRESETS = [
  'edgeHorizontal',
  'edgeVertical',
  'edgeDiagonal',
  'blur',
  'sharpen',
  'emboss',
  'identity',
  'mean',
] as const;
export type KernelPreset = (typeof KERNEL_PRESETS)[number];

export interface WholeKernel {
  /** Row by row. */
  readonly numbers: readonly number[];
  readonly divisor: number;
}

/** n over 0 … n. */
function binomials(n: number): readonly number[] {
  let row: readonly number[] = [1];
  for (let i = 0; i < n; i++) row = [...row, 0].map((value, at) => value + (row[at - 1] ?? 0));
  return row;
}

const smoothing = (k: number): readonly number[] => binomials(k - 1);

/** All zero for one cell, where there is no slope. */
function slope(k: number): readonly number[] {
  if (k < 2) return [0];
  const row = binomials(k - 2);
  return Array.from({ length: k }, (_, at) => (row[at - 1] ?? 0) - (row[at] ?? 0));
}

/** The tap at the centre cell under `same` padding. */
const middle = (k: number): number => Math.floor((k - 1) / 2);

/** @returns null if the preset is undefined for that size, such as an edge in one cell */
export function kernelPreset(preset: KernelPreset, rows: number, columns: number): WholeKernel | null {
  const make = (number: (row: number, column: number) => number): number[] =>
    Array.from({ length: rows * columns }, (_, at) => {
      const value = number(Math.floor(at / columns), at % columns);
      return value === 0 ? 0 : value;
    });
  const here = (row: number, column: number): number =>
    row === middle(rows) && column === middle(columns) ? 1 : 0;
  const down = (row: number, column: number): number =>
    (slope(rows)[row] ?? 0) * (smoothing(columns)[column] ?? 0);
  const across = (row: number, column: number): number =>
    (smoothing(rows)[row] ?? 0) * (slope(columns)[column] ?? 0);
  const blur = (row: number, column: number): number =>
    (smoothing(rows)[row] ?? 0) * (smoothing(columns)[column] ?? 0);
  const blurSum = 2 ** (rows + columns - 2);
  switch (preset) {
    case 'edgeHorizontal':
      return rows < 2 ? null : byPositive(make(down));
    case 'edgeVertical':
      return columns < 2 ? null : byPositive(make(across));
    case 'edgeDiagonal':
      return rows < 2 || columns < 2 ? null : byPositive(make((r, c) => down(r, c) + across(r, c)));
    case 'blur':
      return { numbers: make(blur), divisor: blurSum };
    case 'sharpen':
      return { numbers: make((r, c) => 2 * blurSum * here(r, c) - blur(r, c)), divisor: blurSum };
    case 'emboss':
      if (rows < 2 || columns < 2) return null;
      return byPositive(make((r, c) => r + c - Math.floor((rows + columns - 2) / 2) + here(r, c)));
    case 'identity':
      return { numbers: make(here), divisor: 1 };
    case 'mean':
      return { numbers: make(() => 1), divisor: rows * columns };
    default:
      preset satisfies never;
      throw new Error(`there is no kernel '${String(preset)}'`);
  }
}

/** Normalized so that a picture of ones at its positive taps gives 1. */
function byPositive(numbers: readonly number[]): WholeKernel {
  return { numbers, divisor: numbers.reduce((sum, value) => sum + Math.max(0, value), 0) };
}
