// A picture of a shape in plain loops: the twin of shaders/shapes/draw.wgsl, in f64.

import { pcg32 } from '../reference/hash';
import type { PictureFormat, ShapeArrangement } from './arrange';

/** @returns bytes, [size, size, channels] */
export function drawOnCpu(shape: ShapeArrangement, { size, channels }: PictureFormat): Uint8Array {
  const picture = new Uint8Array(size * size * channels);
  const [cosine, sine] = [Math.cos(shape.angle), Math.sin(shape.angle)];
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const [dx, dy] = [j + 0.5 - shape.centre[0], i + 0.5 - shape.centre[1]];
      const distance = edgeDistance(cosine * dx + sine * dy, cosine * dy - sine * dx, shape);
      const coverage = Math.min(1, Math.max(0, 0.5 - distance));
      for (let c = 0; c < channels; c++) {
        const byte = (i * size + j) * channels + c;
        const drawn = pcg32(shape.noiseSeed, 0, byte);
        const noise = shape.noise * (((drawn & 0xffff) + (drawn >>> 16)) / 65535 - 1);
        const [paper = NaN, ink = NaN] = [shape.paper[c], shape.ink[c]];
        const value = Math.min(1, Math.max(0, paper + coverage * (ink - paper) + noise));
        picture[byte] = Math.floor(255 * value + 0.5);
      }
    }
  }
  return picture;
}

function edgeDistance(x: number, y: number, shape: ShapeArrangement): number {
  const { form, reach, thickness, period, phase } = shape;
  const box = (halfWidth: number, halfHeight: number): number =>
    Math.max(Math.abs(x) - halfWidth, Math.abs(y) - halfHeight);
  const outlined = (distance: number): number => Math.max(distance, -distance - thickness);
  switch (form) {
    case 'bar':
      return box(reach, thickness / 2);
    case 'cross':
      return Math.min(box(reach, thickness / 2), box(thickness / 2, reach));
    case 'circle':
      return outlined(Math.hypot(x, y) - reach);
    case 'triangle':
      // Equilateral; its sides are half as far from the centre as its corners.
      return outlined(Math.max(y, (Math.sqrt(3) / 2) * Math.abs(x) - y / 2) - reach / 2);
    case 'square':
      return outlined(box(reach, reach));
    case 'stripes': {
      const along = y + phase;
      const fromStripe = Math.abs(along - period * Math.floor(along / period + 0.5));
      return Math.max(fromStripe - thickness / 2, box(reach, reach));
    }
    default:
      return form satisfies never;
  }
}
