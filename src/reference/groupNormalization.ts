// Normalization in groups: each group of numbers of a picture gets mean 0 and variance 1, then a learned scale and shift a
// channel. Unlike batch normalization it does the same in training and inference, for any size of batch.
//
//   x̂ = (x − mean) / √(variance + ε)      y = gamma[channel] · x̂ + beta[channel]
//   dx = (d − mean(d) − x̂ · mean(d · x̂)) / √(variance + ε),  d = dy · gamma[channel]
//
// x is read as [outer, positions, groups, size]; a group's numbers lie along positions and size, its channels along size.
// Source: Ba et al. 2016, arXiv:1607.06450 (layers); Wu & He 2018, arXiv:1803.08494 (groups)

import { ndArray, type NdArray } from './ndArray';
import { rounded } from './rounding';

/** A tensor as [outer, positions, groups, size]: a group's numbers lie along positions and size. */
export interface Groups {
  readonly outer: number;
  readonly positions: number;
  readonly groups: number;
  readonly size: number;
}

export interface GroupNormalizationParams {
  readonly gamma: NdArray | null;
  readonly beta: NdArray | null;
}

/** Calls `visit` with the places of each group's numbers in the flat list. */
function eachGroup({ outer, positions, groups, size }: Groups, visit: (places: number[]) => void): void {
  for (let o = 0; o < outer; o++)
    for (let g = 0; g < groups; g++) {
      const places: number[] = [];
      for (let p = 0; p < positions; p++)
        for (let s = 0; s < size; s++) places.push(((o * positions + p) * groups + g) * size + s);
      visit(places);
    }
}

const meanOf = (values: readonly number[]): number =>
  rounded(values.reduce((a, b) => a + rounded(b, 2), 0) / values.length, 5);

function normalized(values: readonly number[], epsilon: number): { deviation: number; hats: number[] } {
  const mean = meanOf(values);
  const deviation = rounded(Math.sqrt(meanOf(values.map((x) => (x - mean) ** 2)) + epsilon), 5);
  return { deviation, hats: values.map((x) => rounded((x - mean) / deviation, 2)) };
}

export function groupNormalizationForward(
  x: NdArray,
  { gamma, beta }: GroupNormalizationParams,
  g: Groups,
  epsilon: number,
): NdArray {
  const y = ndArray(x.shape);
  const channels = g.groups * g.size;
  eachGroup(g, (places) => {
    const { hats } = normalized(
      places.map((at) => x.data[at] ?? NaN),
      epsilon,
    );
    places.forEach((at, i) => {
      const channel = at % channels;
      y.data[at] = (gamma?.data[channel] ?? 1) * (hats[i] ?? NaN) + (beta?.data[channel] ?? 0);
    });
  });
  return y;
}

export function groupNormalizationBackward(
  x: NdArray,
  { gamma }: GroupNormalizationParams,
  dy: NdArray,
  g: Groups,
  epsilon: number,
  channelShape: readonly number[],
): { dx: NdArray; dGamma: NdArray; dBeta: NdArray } {
  const [dx, dGamma, dBeta] = [ndArray(x.shape), ndArray(channelShape), ndArray(channelShape)];
  const channels = g.groups * g.size;
  eachGroup(g, (places) => {
    const { deviation, hats } = normalized(
      places.map((at) => x.data[at] ?? NaN),
      epsilon,
    );
    const d = places.map((at) => (dy.data[at] ?? NaN) * (gamma?.data[at % channels] ?? 1));
    const mean = meanOf(d);
    const meanWithHat = meanOf(d.map((value, i) => value * (hats[i] ?? NaN)));
    places.forEach((at, i) => {
      const hat = hats[i] ?? NaN;
      dx.data[at] = (rounded((d[i] ?? NaN) - mean) - rounded(hat * meanWithHat, 3)) / deviation;
      const channel = at % channels;
      dGamma.data[channel] = (dGamma.data[channel] ?? 0) + (dy.data[at] ?? NaN) * hat;
      dBeta.data[channel] = (dBeta.data[channel] ?? 0) + (dy.data[at] ?? NaN);
    });
  });
  return { dx, dGamma, dBeta };
}
