// Resizing pictures, nearest or bilinear, with half-pixel centres: pixels are areas, not points.
//
// The middle of output row i lies at row position (i + ½) · H / OH of the picture. Nearest takes the row whose area that is
// in. Bilinear mixes the two rows whose middles it lies between, by how near each is; beyond the first and the last middle
// these stand alone. Columns are the same.
// Source: tf.image.resize (antialias off), https://www.tensorflow.org/api_docs/python/tf/image/resize

import { accumulate, at, lengths4, ndArray, type NdArray, type Shape } from './ndArray';

/** An input pixel along one axis, and its share in an output pixel. */
type Share = readonly [pixel: number, share: number];

/** The input pixels of output pixel `i`, shares of 0 left out. */
export function sharesOf(i: number, input: number, output: number, bilinear: boolean): readonly Share[] {
  if (!bilinear) return [[Math.floor(((2 * i + 1) * input) / (2 * output)), 1]];
  // Times 2·output, so that whole numbers decide which pixels they are.
  const position = Math.min(Math.max((2 * i + 1) * input - output, 0), 2 * output * (input - 1));
  const low = Math.floor(position / (2 * output));
  const share = (position % (2 * output)) / (2 * output);
  return share === 0
    ? [[low, 1]]
    : [
        [low, 1 - share],
        [low + 1, share],
      ];
}

/** Calls `visit` with each output position, each input position that it is made of, and the share of that. */
function eachShare(
  [batch, height, width, channels]: readonly [number, number, number, number],
  [rows, columns]: readonly [number, number],
  bilinear: boolean,
  visit: (output: number[], input: number[], share: number) => void,
): void {
  for (let n = 0; n < batch; n++)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        for (const [p, ofRow] of sharesOf(i, height, rows, bilinear))
          for (const [q, ofColumn] of sharesOf(j, width, columns, bilinear))
            for (let c = 0; c < channels; c++) visit([n, i, j, c], [n, p, q, c], ofRow * ofColumn);
}

/**
 * @param x [N, H, W, C]
 * @param size rows and columns of the result
 * @returns y [N, …size, C]
 */
export function resampleForward(x: NdArray, size: readonly [number, number], bilinear: boolean): NdArray {
  const shape = lengths4('resample', 'x', x);
  const y = ndArray([shape[0], ...size, shape[3]]);
  eachShare(shape, size, bilinear, (output, input, share) => {
    accumulate(y, share * at(x, ...input), ...output);
  });
  return y;
}

/**
 * @param xShape [N, H, W, C]
 * @param dy ∂L/∂y
 * @returns dx [N, H, W, C]
 */
export function resampleBackward(xShape: Shape, dy: NdArray, bilinear: boolean): NdArray {
  const dx = ndArray(xShape);
  const [, rows, columns] = lengths4('resample', 'dy', dy);
  eachShare(lengths4('resample', 'dx', dx), [rows, columns], bilinear, (output, input, share) => {
    accumulate(dx, share * at(dy, ...output), ...input);
  });
  return dx;
}
