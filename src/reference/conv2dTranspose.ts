// Transposed convolution: the gradient of a convolution with respect to its input, as a layer of its own. Each input
// pixel hands its value, times the kernel, to a window of the output; where windows overlap, they add up.
//
//   y[n,oy,ox,k] = bias[k] + Σ_{iy,ky, ix,kx, c} x[n,iy,ix,c] · weight[ky,kx,k,c]
//                  oy = iy·stride + ky·dilation − padTop,  ox likewise
//
// Source: https://keras.io/api/layers/convolution_layers/convolution2d_transpose/; Dumoulin & Visin 2016, arXiv:1603.07285

import { accumulate, at, lengths4, ndArray, put, type NdArray } from './ndArray';

/** Where the windows lie on the output; pairs are [vertical, horizontal]. */
export interface TransposedWindow {
  readonly output: readonly [height: number, width: number];
  readonly strides: readonly [number, number];
  readonly dilation: readonly [number, number];
  /** Rows above and columns left of the output that windows reach. */
  readonly pad: readonly [top: number, left: number];
}

/** Calls `visit` with every product: the indices of x, of the kernel and of y. */
function eachProduct(
  x: NdArray,
  weight: NdArray,
  { output, strides, dilation, pad }: TransposedWindow,
  visit: (x: readonly number[], weight: readonly number[], y: readonly number[]) => void,
): void {
  const [batch, height, width, channels] = lengths4('conv2dTranspose', 'x', x);
  const [kh, kw, filters] = lengths4('conv2dTranspose', 'weight', weight);
  for (let n = 0; n < batch; n++)
    for (let iy = 0; iy < height; iy++)
      for (let ix = 0; ix < width; ix++)
        for (let ky = 0; ky < kh; ky++)
          for (let kx = 0; kx < kw; kx++) {
            const oy = iy * strides[0] + ky * dilation[0] - pad[0];
            const ox = ix * strides[1] + kx * dilation[1] - pad[1];
            if (oy < 0 || oy >= output[0] || ox < 0 || ox >= output[1]) continue;
            for (let k = 0; k < filters; k++)
              for (let c = 0; c < channels; c++) visit([n, iy, ix, c], [ky, kx, k, c], [n, oy, ox, k]);
          }
}

/**
 * @param x [N, H, W, C]
 * @param weight [kh, kw, K, C]
 * @param bias [K], or null for none
 * @returns y [N, outH, outW, K]
 */
export function conv2dTransposeForward(
  x: NdArray,
  weight: NdArray,
  bias: NdArray | null,
  window: TransposedWindow,
): NdArray {
  const filters = weight.shape[2] ?? 1;
  const y = ndArray([x.shape[0] ?? 1, ...window.output, filters]);
  if (bias !== null) y.data.forEach((_, i) => (y.data[i] = at(bias, i % filters)));
  eachProduct(x, weight, window, (i, w, o) => accumulate(y, at(x, ...i) * at(weight, ...w), ...o));
  return y;
}

/** @param dy ∂L/∂y */
export function conv2dTransposeBackward(
  x: NdArray,
  weight: NdArray,
  dy: NdArray,
  window: TransposedWindow,
): { dx: NdArray; dWeight: NdArray; dBias: NdArray } {
  const filters = weight.shape[2] ?? 1;
  const [dx, dWeight, dBias] = [ndArray(x.shape), ndArray(weight.shape), ndArray([filters])];
  dy.data.forEach((g, i) => put(dBias, at(dBias, i % filters) + g, i % filters));
  eachProduct(x, weight, window, (i, w, o) => {
    accumulate(dx, at(dy, ...o) * at(weight, ...w), ...i);
    accumulate(dWeight, at(dy, ...o) * at(x, ...i), ...w);
  });
  return { dx, dWeight, dBias };
}
