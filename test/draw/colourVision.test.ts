// The colours of numbers under colour-vision deficiencies (one man in twelve has weakened red or green).

import { describe, expect, it } from 'vitest';
import { COLOUR_MAP_NAMES, HATCH, THEMES, colourMap } from '../../src/draw/colourMaps';
import { EYES, difference, labOf, type Triple } from '../support/colourVision';

/** CIEDE2000 between the two signs of a number, from a quarter of the range on. */
const SIDES_APART = 15;
/** CIEDE2000 between any data and the stripe or the ground of the hatching, whichever is further. */
const HATCH_APART = 30;

const every = THEMES.flatMap((theme) =>
  COLOUR_MAP_NAMES.flatMap((name) =>
    Object.entries(EYES).map(([eyes, matrix]) => ({
      what: `${name}, ${theme}, ${eyes}`,
      map: colourMap(name, theme),
      matrix,
      seen: colourMap(name, theme).stops.map((stop) => labOf(stop, matrix)),
    })),
  ),
);
const grows = (lightness: readonly number[]): boolean =>
  lightness.every((value, at) => at === 0 || value > (lightness[at - 1] ?? NaN) + 2);

describe('the colours of numbers, for every kind of eye', () => {
  it('are measured as published', () => {
    // Sharma, Wu, Dalal 2005, table 1, pairs 1 and 24; a grey stays grey for every eye.
    const apart = (a: Triple, b: Triple): number => difference(a, b);
    expect(apart([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
    expect(apart([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514])).toBeCloseTo(0.9082, 4);
    for (const matrix of Object.values(EYES)) {
      const [l, a, b] = labOf([128, 128, 128], matrix);
      expect(l).toBeCloseTo(53.6, 0);
      expect(Math.hypot(a, b)).toBeLessThan(1);
    }
  });

  it('get steadily lighter or darker, from zero to the end of the range', () => {
    for (const { what, map, seen } of every) {
      // Bars have two colours: filled and not.
      if (map.name === 'probability') continue;
      const lightness = seen.map(([l]) => l);
      const sides = map.centred ? [lightness.slice(0, 5).reverse(), lightness.slice(4)] : [lightness];
      for (const side of sides)
        expect(grows(side) || grows(side.map((l) => -l)), `${what}: ${side.map(Math.round).join(' ')}`).toBe(
          true,
        );
    }
  });

  it('tell minus from plus', () => {
    for (const { what, map, seen } of every) {
      if (!map.centred) continue;
      for (let step = 1; step <= 4; step++)
        expect(
          difference(seen[4 - step] ?? [0, 0, 0], seen[4 + step] ?? [0, 0, 0]),
          `${what}: ∓${step / 4} of the range`,
        ).toBeGreaterThanOrEqual(SIDES_APART);
    }
  });

  it('tell a filled bar from an empty one, and data from the hatching of NaN and ∞', () => {
    for (const { what, map, matrix, seen } of every) {
      if (map.name === 'probability')
        expect(difference(seen[0] ?? [0, 0, 0], seen[8] ?? [0, 0, 0]), what).toBeGreaterThanOrEqual(30);
      const hatch = HATCH[map.theme].map((colour) => labOf(colour, matrix));
      for (const data of seen)
        expect(Math.max(...hatch.map((colour) => difference(colour, data))), what).toBeGreaterThanOrEqual(
          HATCH_APART,
        );
    }
  });
});
