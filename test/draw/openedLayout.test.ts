// The places of an opened map: nothing overlaps, cells are whole pixels, and narrow spaces scroll.

import { describe, expect, it } from 'vitest';
import type { Rect } from '../../src/draw/layout';
import { folded, layoutOpened, type OpenedShape } from '../../src/draw/openedLayout';

const grid = (size: number) => ({ rows: size, columns: size });
const shapes: Readonly<Record<string, OpenedShape>> = {
  'conv of one channel': {
    parts: 1,
    input: grid(28),
    kernel: grid(5),
    product: grid(28),
    sum: grid(28),
    output: { ...grid(28), form: 'maps' },
  },
  'conv of six channels': {
    parts: 6,
    input: grid(14),
    kernel: grid(5),
    product: grid(10),
    sum: grid(10),
    output: { ...grid(10), form: 'maps' },
  },
  'conv of eight large channels': {
    parts: 8,
    input: grid(112),
    kernel: grid(3),
    product: grid(112),
    sum: grid(112),
    output: { ...grid(112), form: 'maps' },
  },
  'conv of a colour picture': {
    parts: 3,
    colour: true,
    input: grid(32),
    kernel: grid(5),
    product: grid(32),
    sum: grid(32),
    output: { ...grid(32), form: 'maps' },
  },
  pooling: {
    parts: 1,
    input: grid(28),
    kernel: null,
    product: null,
    sum: null,
    output: { ...grid(14), form: 'maps' },
  },
  'dense behind maps': {
    parts: 8,
    input: grid(5),
    kernel: grid(5),
    product: grid(5),
    sum: null,
    output: { rows: 60, columns: 2, form: 'vector' },
  },
  'the answer': {
    parts: 1,
    input: folded(84),
    kernel: folded(84),
    product: folded(84),
    sum: null,
    output: { rows: 10, columns: 1, form: 'answer' },
  },
};

describe('the layout of an opened map', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    for (const space of [
      { width: 708, height: 236, pixelRatio: 1 },
      { width: 1270, height: 560, pixelRatio: 2 },
      { width: 788, height: 640, pixelRatio: 1.5 },
      { width: 358, height: 220, pixelRatio: 3 },
    ]) {
      it(`${name} at ${space.width}×${space.height}`, () => {
        const layout = layoutOpened(shape, space);
        expect(layout.parts).toHaveLength(shape.parts);
        expect(layout.whole !== null).toBe(shape.colour === true);
        const rects = [
          ...layout.parts.flatMap(({ input, kernel, product, number }) => [input, kernel, product, number]),
          ...(layout.whole ? [layout.whole.input, layout.whole.kernel] : []),
          layout.sum,
          layout.output,
        ].filter((rect): rect is Rect => rect !== null);
        for (const [at, a] of rects.entries()) {
          expect(a.x).toBeGreaterThanOrEqual(0);
          expect(a.y).toBeGreaterThanOrEqual(-0.5);
          expect(a.x + a.width).toBeLessThanOrEqual(layout.width + 0.5);
          expect(a.y + a.height).toBeLessThanOrEqual(layout.height + 0.5);
          for (const b of rects.slice(at + 1))
            expect(
              a.x + a.width <= b.x + 0.01 ||
                b.x + b.width <= a.x + 0.01 ||
                a.y + a.height <= b.y + 0.01 ||
                b.y + b.height <= a.y + 0.01,
              JSON.stringify([a, b]),
            ).toBe(true);
        }
        if (space.width >= 700 && !name.includes('large')) {
          expect(layout.width, 'fits').toBeLessThanOrEqual(space.width);
          expect(layout.height, 'fits').toBeLessThanOrEqual(space.height);
        }
        const [first] = layout.parts;
        for (const [rect, cells] of [
          [first?.input, shape.input],
          [first?.kernel, shape.kernel],
          [first?.product, shape.product],
          [shape.sum && layout.sum, shape.sum],
        ] as const) {
          if (!rect || !cells) continue;
          const cell = (rect.width / cells.columns) * space.pixelRatio;
          expect(Math.abs(cell - Math.round(cell))).toBeLessThan(1e-6);
          expect(rect.height / cells.rows).toBeCloseTo(rect.width / cells.columns, 9);
        }
      });
    }
  }

  it('the filter is one block round all its slices', () => {
    const { block, parts } = layoutOpened(shapes['conv of six channels']!, {
      width: 708,
      height: 236,
      pixelRatio: 1,
    });
    for (const { kernel } of parts) {
      expect(kernel!.x).toBeGreaterThan(block!.x);
      expect(kernel!.y).toBeGreaterThan(block!.y);
      expect(kernel!.x + kernel!.width).toBeLessThan(block!.x + block!.width);
      expect(kernel!.y + kernel!.height).toBeLessThan(block!.y + block!.height);
    }
  });

  it('folds a vector so that every unit has a cell', () => {
    for (const units of [1, 10, 84, 120, 400, 4096]) {
      const { rows, columns } = folded(units);
      expect(rows * columns).toBeGreaterThanOrEqual(units);
      expect((columns - 1) * rows, 'no empty column').toBeLessThan(units);
    }
  });
});
