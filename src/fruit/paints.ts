// Colours that scenes are painted with.

import type { Vector } from './quaternion';

/** A colour as one reads it off a screen, made linear. */
export function paint(r: number, g: number, b: number): Vector {
  return [(r / 255) ** 2, (g / 255) ** 2, (b / 255) ** 2];
}

/** @param hue 0…1 @param strength of the colour, 0…1 */
export function colourOf(hue: number, strength: number, value: number): Vector {
  const part = (shift: number): number => {
    const wave = 0.5 + 0.5 * Math.cos(2 * Math.PI * (hue + shift));
    return (value * (1 - strength * (1 - wave))) ** 2;
  };
  return [part(0), part(1 / 3), part(2 / 3)];
}

export const WOODS: readonly [Vector, ...Vector[]] = [
  paint(178, 132, 84),
  paint(120, 78, 46),
  paint(214, 178, 132),
  paint(92, 62, 42),
];
