import { describe, expect, it } from 'vitest';
import {
  COLOUR_MAP_NAMES,
  HATCH,
  STOPS,
  THEMES,
  activationMapName,
  colourMap,
  colourOf,
  inkOn,
  mapIndex,
  packColourMaps,
} from '../../src/draw/colourMaps';

const linear = (channel: number): number =>
  channel <= 10 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4;
const luminance = ([red, green, blue]: readonly [number, number, number]): number =>
  0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);

describe('colour maps', () => {
  it('hold nine stops of three bytes each', () => {
    for (const theme of THEMES) {
      for (const name of COLOUR_MAP_NAMES) {
        const { stops } = colourMap(name, theme);
        expect(stops).toHaveLength(STOPS);
        for (const stop of stops)
          for (const channel of stop)
            expect(Number.isInteger(channel) && channel >= 0 && channel <= 255).toBe(true);
      }
    }
  });

  it('give the ends of the range their outer stops and clamp beyond them', () => {
    const map = colourMap('activation', 'light');
    expect(colourOf(map, 0, [0, 4])).toEqual(map.stops[0]);
    expect(colourOf(map, 4, [0, 4])).toEqual(map.stops[8]);
    expect(colourOf(map, 9, [0, 4])).toEqual(map.stops[8]);
    expect(colourOf(map, -9, [0, 4])).toEqual(map.stops[0]);
  });

  it('interpolate between stops', () => {
    expect(colourOf(colourMap('pixels', 'light'), 0.5, [0, 1])).toEqual([128, 128, 128]);
    const map = colourMap('activation', 'light');
    expect(colourOf(map, 1 / 16, [0, 1])).toEqual(
      [0, 1, 2].map((at) => Math.round(((map.stops[0]?.[at] ?? 0) + (map.stops[1]?.[at] ?? 0)) / 2)),
    );
  });

  it('keep zero on the middle stop of two-sided maps, whatever the range', () => {
    for (const domain of [
      [-1, 1],
      [-0.2, 3],
      [-5, 1],
    ] as const) {
      const map = colourMap('weight', 'dark');
      expect(colourOf(map, 0, domain)).toEqual(map.stops[4]);
    }
    expect(activationMapName([-1, 1])).toBe('signed');
    expect(activationMapName([0, 1])).toBe('activation');
  });

  it('rise or fall evenly in luminance, so that more reads as more', () => {
    const falling = colourMap('activation', 'light').stops.map(luminance);
    const rising = colourMap('activation', 'dark').stops.map(luminance);
    for (let at = 1; at < STOPS; at++) {
      expect(falling[at]).toBeLessThan(falling[at - 1]!);
      expect(rising[at]).toBeGreaterThan(rising[at - 1]!);
    }
  });

  it('mark what is not finite', () => {
    for (const value of [NaN, Infinity, -Infinity])
      expect(colourOf(colourMap('activation', 'dark'), value, [0, 1])).toEqual(HATCH.dark[1]);
  });

  it('are packed in the order of their index', () => {
    const packed = packColourMaps();
    const stretches = STOPS - 1;
    expect(packed).toHaveLength(
      4 * (stretches * COLOUR_MAP_NAMES.length * THEMES.length + 2 * THEMES.length),
    );
    const { stops } = colourMap('weight', 'dark');
    const at = 4 * (mapIndex('weight', 'dark') * stretches + 2);
    const rgb = (word = 0): number[] => [0, 8, 16].map((shift) => (word >>> shift) & 255);
    expect([rgb(packed[at]), rgb(packed[at + 1])]).toEqual([stops[2], stops[3]]);
  });

  it('choose an ink that reads on the colour', () => {
    expect(inkOn([255, 255, 255])).toBe('#000');
    expect(inkOn([14, 28, 72])).toBe('#fff');
  });
});
