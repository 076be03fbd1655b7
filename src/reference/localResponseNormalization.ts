// Local response normalization: each number is divided by a power of the energy of its neighbouring channels.
//
//   s[p,c] = bias + α · Σ_{j = c−r … c+r} x[p,j]²         y[p,c] = x[p,c] · s[p,c]^−β
//   dx[p,c] = dy[p,c] · s[p,c]^−β − 2αβ · x[p,c] · Σ_{j = c−r … c+r} dy[p,j] · x[p,j] · s[p,j]^(−β−1)
//
// p is a position (all axes but the last), c a channel, r the depth radius. Neighbours outside the channels are left out.
// Source: Krizhevsky, Sutskever, Hinton 2012, §3.3; options as in tf.nn.local_response_normalization,
// https://www.tensorflow.org/api_docs/python/tf/nn/local_response_normalization

import { asRows, at, lengths2, ndArray, put, type NdArray } from './ndArray';
import { rounded } from './rounding';

export interface LocalResponse {
  readonly depthRadius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

/** Calls `visit` with each channel that c sees, itself included. */
export function eachNeighbour(
  radius: number,
  channels: number,
  c: number,
  visit: (channel: number) => void,
): void {
  for (let j = Math.max(0, c - radius); j <= Math.min(channels - 1, c + radius); j++) visit(j);
}

/** s, by position and channel. */
function scales({ depthRadius, bias, alpha }: LocalResponse, rows: NdArray): NdArray {
  const [positions, channels] = lengths2('localResponseNormalization', 'x', rows);
  const s = ndArray([positions, channels]);
  for (let p = 0; p < positions; p++) {
    for (let c = 0; c < channels; c++) {
      let squares = 0;
      eachNeighbour(depthRadius, channels, c, (j) => (squares += at(rows, p, j) ** 2));
      put(s, rounded(bias + rounded(alpha * squares, 2)), p, c);
    }
  }
  return s;
}

/** @param x […, C] */
export function localResponseForward(o: LocalResponse, x: NdArray): NdArray {
  const s = scales(o, asRows(x));
  return {
    shape: x.shape,
    data: x.data.map((value, i) => value * rounded((s.data[i] ?? NaN) ** -o.beta, 8)),
  };
}

/** @returns dx […, C] */
export function localResponseBackward(o: LocalResponse, x: NdArray, dy: NdArray): NdArray {
  const [rows, gradients] = [asRows(x), asRows(dy)];
  const [positions, channels] = lengths2('localResponseNormalization', 'x', rows);
  const s = scales(o, rows);
  const dx = ndArray(x.shape);
  const out = asRows(dx);
  for (let p = 0; p < positions; p++) {
    for (let c = 0; c < channels; c++) {
      let heldBack = 0;
      eachNeighbour(o.depthRadius, channels, c, (j) => {
        heldBack += rounded(at(gradients, p, j) * at(rows, p, j) * at(s, p, j) ** (-o.beta - 1), 8);
      });
      const own = rounded(at(gradients, p, c) * at(s, p, c) ** -o.beta, 8);
      put(out, own - rounded(2 * o.alpha * o.beta * at(rows, p, c) * heldBack, 3), p, c);
    }
  }
  return dx;
}
