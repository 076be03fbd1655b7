// Augmentation in plain loops, in f64: the twin of src/train/appendAugmentation.ts and its shaders.
//
// A pixel of the result is looked up where a mirror, a turn, a zoom and a shift of the picture would have it, mixed from its
// four neighbours, then toned; a square may hide it.
// Sources: Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", 2012, §4.1;
// DeVries & Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout", 2017, arXiv:1708.04552.

import { pcg32, uniform } from './hash';
import { rounded, roundedTerm } from './rounding';

export interface AugmentOptions {
  readonly flip: boolean;
  readonly shift: number;
  readonly scale: number;
  /** Degrees. */
  readonly rotate: number;
  readonly colour: number;
  readonly cutOut: number;
}

/** Keeps these numbers apart from a layer's under the same seed. */
const AUGMENT_DOMAIN = 0xa36e1715;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

function mirrored(place: number, length: number): number {
  const there = ((place % (2 * length)) + 2 * length) % (2 * length);
  return there < length ? there : 2 * length - 1 - there;
}

/**
 * @param x [rows, height, width, channels], 0 … 1
 * @param at which run and step: the same give the same result
 * @returns another of that shape
 */
export function augment(
  x: ArrayLike<number>,
  [rows, height, width, channels]: readonly [number, number, number, number],
  options: AugmentOptions,
  at: { readonly seed: number; readonly step: number },
): Float64Array {
  const y = new Float64Array(rows * height * width * channels);
  const stepSeed = pcg32(at.seed, AUGMENT_DOMAIN, at.step);
  for (let row = 0; row < rows; row++) {
    const drawn = (n: number): number => 2 * uniform(stepSeed, n, row) - 1;
    const side = options.flip && drawn(0) < 0 ? -1 : 1;
    const angle = ((options.rotate * Math.PI) / 180) * drawn(1);
    const zoom = 1 + options.scale * drawn(2);
    const [shiftX, shiftY] = [options.shift * width * drawn(3), options.shift * height * drawn(4)];
    const brightness = 0.5 * options.colour * drawn(5);
    const contrast = 1 + options.colour * drawn(6);
    const saturation = 1 + options.colour * drawn(7);
    const hidden = drawn(8) < 0 ? Math.floor(options.cutOut * Math.min(width, height) + 0.5) : 0;
    const left = Math.floor(0.5 * (drawn(9) + 1) * width) - Math.trunc(hidden / 2);
    const top = Math.floor(0.5 * (drawn(10) + 1) * height) - Math.trunc(hidden / 2);
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        const across = ((j + 0.5 - width / 2) * side) / zoom;
        const down = (i + 0.5 - height / 2) / zoom;
        const atX =
          roundedTerm(Math.cos(angle) * across) -
          roundedTerm(Math.sin(angle) * down) +
          roundedTerm(shiftX) +
          width / 2 -
          0.5;
        const atY =
          roundedTerm(Math.sin(angle) * across) +
          roundedTerm(Math.cos(angle) * down) +
          roundedTerm(shiftY) +
          height / 2 -
          0.5;
        const [left0, top0] = [Math.floor(atX), Math.floor(atY)];
        const pixel = (dy: number, dx: number, c: number): number =>
          x[
            ((row * height + mirrored(top0 + dy, height)) * width + mirrored(left0 + dx, width)) * channels +
              c
          ] ?? NaN;
        const mix = (a: number, b: number, t: number): number => a * (1 - t) + b * t;
        const values = Array.from({ length: channels }, (_, c) =>
          mix(
            mix(pixel(0, 0, c), pixel(0, 1, c), atX - left0),
            mix(pixel(1, 0, c), pixel(1, 1, c), atX - left0),
            atY - top0,
          ),
        );
        const mean = values.reduce((a, b) => a + b, 0) / channels;
        const inside = i >= top && i < top + hidden && j >= left && j < left + hidden;
        values.forEach((value, c) => {
          const gain = 1 + 0.5 * options.colour * drawn(11 + c);
          const toned = rounded(mix(mean, value, saturation) * gain, 6);
          const coloured = rounded((toned - 0.5) * contrast, 3) + 0.5 + rounded(brightness, 3);
          y[((row * height + i) * width + j) * channels + c] = inside ? 0.5 : clamp(coloured, 0, 1);
        });
      }
    }
  }
  return y;
}
