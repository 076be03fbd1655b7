// Changing contrast and brightness of pictures at random, in plain loops: the twin of shaders/training/random_tone.wgsl, in f64.
//
// Semantics: Keras 3, `RandomContrast` and `RandomBrightness`.

import { at, ndArray, put, type NdArray } from './ndArray';
import { drawnBetween, type DrawnAt, type Ends } from './randomAffine';
import { rounded } from './rounding';

/** y = min(max((x − mean) · contrast + mean + brightness, low), high), with the mean of each map. */
export interface RandomTone {
  readonly stream: number;
  /** What the distance to the mean is multiplied by; null: stays. */
  readonly contrast: Ends | null;
  readonly brightness: Ends;
  readonly valueRange: Ends;
}

function meanOf(x: NdArray, n: number, c: number): number {
  const [, height = 1, width = 1] = x.shape;
  let sum = 0;
  for (let i = 0; i < height; i++) for (let j = 0; j < width; j++) sum += rounded(at(x, n, i, j, c), 2);
  return sum / (height * width);
}

/** Calls `visit` for every number with what comes of it before it is clipped, and the contrast. */
function eachTone(
  x: NdArray,
  tone: RandomTone,
  drawn: DrawnAt,
  visit: (place: readonly number[], value: number, contrast: number) => void,
): void {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
  for (let n = 0; n < batch; n++) {
    const contrast = tone.contrast === null ? 1 : drawnBetween(tone.contrast, 0, n, tone.stream, drawn);
    const brightness = drawnBetween(tone.brightness, 1, n, tone.stream, drawn);
    for (let c = 0; c < channels; c++) {
      const mean = meanOf(x, n, c);
      for (let i = 0; i < height; i++)
        for (let j = 0; j < width; j++) {
          const value =
            rounded(rounded((at(x, n, i, j, c) - mean) * contrast, 3) + mean) + rounded(brightness, 2);
          visit([n, i, j, c], value, contrast);
        }
    }
  }
}

/** @param x [N, height, width, channels] @returns another of that shape */
export function randomToneForward(x: NdArray, tone: RandomTone, drawn: DrawnAt): NdArray {
  const y = ndArray(x.shape);
  const [low, high] = tone.valueRange;
  eachTone(x, tone, drawn, (place, value) => {
    put(y, Math.min(Math.max(value, low), high), ...place);
  });
  return y;
}

/** What was clipped gets no gradient. @returns dx as x */
export function randomToneBackward(x: NdArray, dy: NdArray, tone: RandomTone, drawn: DrawnAt): NdArray {
  const [low, high] = tone.valueRange;
  const kept = ndArray(x.shape);
  const contrasts: number[] = [];
  eachTone(x, tone, drawn, (place, value, contrast) => {
    contrasts[place[0] ?? 0] = contrast;
    if (value >= low && value <= high) put(kept, at(dy, ...place), ...place);
  });
  const dx = ndArray(x.shape);
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
  for (let n = 0; n < batch; n++)
    for (let c = 0; c < channels; c++) {
      const contrast = contrasts[n] ?? 1;
      const ofMean = rounded(1 - contrast, 2) * meanOf(kept, n, c);
      for (let i = 0; i < height; i++)
        for (let j = 0; j < width; j++) put(dx, contrast * at(kept, n, i, j, c) + ofMean, n, i, j, c);
    }
  return dx;
}
