// A matrix with orthonormal rows or columns, whichever are fewer: the Q of a QR decomposition of normal numbers.
//
// With a positive diagonal of R, as Gram–Schmidt gives it, Q is uniformly distributed (Mezzadri 2006, arXiv:math-ph/0609050).
// Every vector is made orthogonal to those before it twice, which is as exact as Householder's reflections (Giraud et al. 2005).

import { addOrthogonal, type Fan, type Filler } from './initializers';

/** All of it is found out with the first number. */
function orthogonalFiller(gain: number, { shape }: Fan, draw: () => number, name: string): Filler {
  if (shape === undefined || shape.length < 2)
    throw new RangeError(
      `initializer 'orthogonal': '${name}' must have at least two axes. Received ${shape?.join('×') ?? 'no shape'}`,
    );
  const columns = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((product, length) => product * length, 1);
  let matrix: Float64Array | null = null;
  let done = 0;
  return (values) => {
    matrix ??= orthogonalRows(rows, columns, draw);
    for (let i = 0; i < values.length; i++) values[i] = gain * (matrix[done++] ?? NaN);
  };
}
addOrthogonal(orthogonalFiller);

/** @returns row-major [rows, columns]. @param draw standard normal numbers */
function orthogonalRows(rows: number, columns: number, draw: () => number): Float64Array {
  const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
  const vectors = Array.from({ length: count }, () => Float64Array.from({ length }, draw));
  vectors.forEach((vector, at) => {
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < at; other++) {
        const before = vectors[other] as Float64Array;
        const along = dot(vector, before);
        for (let i = 0; i < length; i++) vector[i] = (vector[i] ?? 0) - along * (before[i] ?? 0);
      }
    }
    const norm = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < length; i++) vector[i] = (vector[i] ?? 0) / norm;
  });
  const matrix = new Float64Array(rows * columns);
  vectors.forEach((vector, at) => {
    for (let i = 0; i < length; i++)
      matrix[rows < columns ? at * columns + i : i * columns + at] = vector[i] ?? 0;
  });
  return matrix;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
