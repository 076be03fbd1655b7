import { describe, expect, it } from 'vitest';
import { WHOLE, layoutStage, type StageLayer, type StageSpace } from '../../src/draw/layout';
import { cellRect, pick } from '../../src/draw/picking';
import { filterOf, stageLayers, type DrawnLayer } from '../../src/draw/stageTiles';
import type { TensorView } from '../../src/gpu/tensorView';

const maps = (name: string, size: number, channels: number, slices = 0): StageLayer => ({
  name,
  form: 'maps',
  rows: size,
  columns: size,
  channels,
  kernel: slices > 0 ? { rows: 5, columns: 5, slices } : null,
  expanded: false,
});
const vector = (name: string, form: 'vector' | 'answer', channels: number): StageLayer => ({
  name,
  form,
  rows: channels,
  columns: 1,
  channels,
  kernel: null,
  expanded: false,
});
const LENET: readonly StageLayer[] = [
  { ...maps('input', 28, 1), form: 'picture' },
  maps('c1', 28, 6, 1),
  maps('p1', 14, 6),
  maps('c2', 10, 16, 6),
  maps('p2', 5, 16),
  vector('d1', 'vector', 120),
  vector('d2', 'vector', 84),
  vector('answer', 'answer', 10),
];
const SPACE: StageSpace = { width: 728, height: 450, pixelRatio: 1, showKernels: true };

it('a map of a depthwise convolution has the slice of the one input map that it reads', () => {
  const tensor = (shape: readonly number[]): TensorView =>
    ({ shape, offsetBytes: 0 }) as unknown as TensorView;
  const layer = (kernel: readonly number[], channels: number): DrawnLayer => ({
    ...{ name: 'depthwise', outputShape: [6, 6, channels], inputs: ['input'] },
    ...{ activation: tensor([6, 6, channels]), kernel: tensor(kernel) },
    ...{ activationDomain: [0, 1], kernelDomain: [-1, 1] },
  });
  const [column] = layoutStage(stageLayers([layer([3, 3, 3, 2], 6)], new Set()), SPACE).columns;
  expect(column?.slices.map(({ channel, slice }) => [channel, slice])).toEqual([
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 2],
  ]);
  expect(filterOf(tensor([3, 3, 3, 2]), 3)).toBe(1);
  const [ordinary] = layoutStage(stageLayers([layer([3, 3, 3, 6], 6)], new Set()), SPACE).columns;
  expect(ordinary?.slices.filter(({ channel }) => channel === 5).map(({ slice }) => slice)).toEqual([
    0, 1, 2,
  ]);
});

describe('stage layout', () => {
  for (const space of [
    SPACE,
    { ...SPACE, width: 1370, height: 800, pixelRatio: 2 },
    { ...SPACE, width: 788, height: 860, pixelRatio: 1.5 },
  ]) {
    it(`fits ${space.width}×${space.height} with nothing overlapping`, () => {
      const layout = layoutStage(LENET, space);
      expect(layout.width).toBe(space.width);
      const rects = layout.columns.flatMap((column) => [...column.tiles, ...column.slices]);
      expect(rects).toHaveLength(1 + 6 + 6 + 6 + 8 + 8 * 6 + 8 + 1 + 1 + 1);
      for (const [at, a] of rects.entries()) {
        expect(a.x).toBeGreaterThanOrEqual(0);
        expect(a.y).toBeGreaterThanOrEqual(0);
        expect(a.x + a.width).toBeLessThanOrEqual(space.width);
        expect(a.y + a.height).toBeLessThanOrEqual(space.height + 0.5);
        for (const b of rects.slice(at + 1)) {
          expect(
            a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y,
          ).toBe(true);
        }
      }
    });

    it(`makes cells of whole device pixels at ratio ${space.pixelRatio}`, () => {
      for (const column of layoutStage(LENET, space).columns) {
        for (const tile of column.tiles) {
          for (const length of [
            tile.x,
            tile.y,
            ...(column.layer.form === 'maps' ? [tile.width / column.columns] : []),
          ]) {
            expect(Math.abs(length * space.pixelRatio - Math.round(length * space.pixelRatio))).toBeLessThan(
              1e-6,
            );
          }
        }
      }
    });
  }

  it('shows eight maps, and all of them once opened', () => {
    const closed = layoutStage(LENET, SPACE).columns[3];
    expect(closed?.tiles).toHaveLength(8);
    expect(closed?.hidden).toBe(8);
    const opened = layoutStage(
      LENET.map((layer) => ({ ...layer, expanded: true })),
      SPACE,
    ).columns[3];
    expect(opened?.tiles).toHaveLength(16);
    expect(opened?.hidden).toBe(0);
  });

  it('keeps the sizes of tiles when a column is opened', () => {
    const [closed, opened] = [
      layoutStage(LENET, SPACE),
      layoutStage(
        LENET.map((layer) => ({ ...layer, expanded: true })),
        SPACE,
      ),
    ];
    expect(opened.columns.map(({ tiles }) => tiles[0]?.width)).toEqual(
      closed.columns.map(({ tiles }) => tiles[0]?.width),
    );
    expect(opened.width).toBeGreaterThan(closed.width);
  });

  it('does not starve maps of many cells at one pixel a cell', () => {
    for (const height of [370, 380, 400, 420, 440, 460]) {
      const [, c1, p1] = layoutStage(LENET, { ...SPACE, height }).columns;
      expect(c1!.tiles[0]!.width).toBeGreaterThanOrEqual(p1!.tiles[0]!.width);
    }
    // Between the rails of a window of 1280×720, also where code takes more of it.
    for (const width of [720, 636]) {
      const [, c1, p1, c2] = layoutStage(LENET, { ...SPACE, width, height: 386 }).columns;
      expect([c1, p1, c2].map((column) => column!.tiles[0]!.width)).toEqual([56, 42, 30]);
    }
  });

  it('shows fewer maps where eight of them would have one pixel a cell, and be small', () => {
    // Of a laptop's window of 1366×650.
    const low = layoutStage(LENET, { ...SPACE, width: 806, height: 342 });
    expect(low.width).toBe(806);
    const [, c1, p1, c2] = low.columns;
    expect([c1, p1, c2].map((column) => column!.tiles.length)).toEqual([5, 5, 5]);
    expect(c1!.tiles[0]!.width).toBe(56);
    expect(c1!.hidden).toBe(1);
    // On a screen of two pixels a point they are sharp, and still small.
    const [, sharp] = layoutStage(LENET, { ...SPACE, width: 403, height: 171, pixelRatio: 2 }).columns;
    expect(sharp!.tiles.length).toBeLessThan(6);
  });

  it('gives a map of 64×64 two pixels a cell on a large screen, and one on a small one', () => {
    const fruit: readonly StageLayer[] = [
      { ...maps('input', 64, 3), form: 'picture', colour: true },
      ...Array.from({ length: 6 }, (_, at) => maps(`c${at}`, 64, 16, 3)),
      ...Array.from({ length: 6 }, (_, at) => maps(`p${at}`, 32, 32)),
      vector('answer', 'answer', 8),
    ];
    const shown = (width: number, height: number): (readonly [number, number])[] =>
      [1, 7].map((at) => {
        const { tiles } = layoutStage(fruit, { width, height, pixelRatio: 1, showKernels: true }).columns[
          at
        ]!;
        return [tiles.length, tiles[0]!.width];
      });
    expect(shown(1284, 746)).toEqual([
      [5, 128],
      [5, 96],
    ]);
    expect(shown(736, 412)).toEqual([
      [5, 64],
      [5, 64],
    ]);
  });

  it('leaves the room that larger names need above thin columns', () => {
    const named = LENET.map((layer) => ({ ...layer, headerWidth: 94 }));
    const widths = (textScale: number): number[] =>
      layoutStage(named, { ...SPACE, width: 1400, textScale })
        .columns.filter(({ layer }) => layer.form === 'vector')
        .map(({ width }) => width);
    expect(widths(1)).toEqual([94, 94]);
    expect(widths(1.5)).toEqual([141, 141]);
  });

  it('never draws a smaller map larger than a larger one before it, whatever the space', () => {
    const conv = (filters: number): StageLayer[] => [
      { ...maps('input', 28, 1), form: 'picture' },
      maps('c1', 26, filters, 1),
      maps('p1', 13, filters),
      maps('c2', 13, filters, filters),
      maps('p2', 6, filters),
      vector('answer', 'answer', 10),
    ];
    const wrong: string[] = [];
    for (const layers of [LENET, conv(6), conv(64)])
      for (const pixelRatio of [1, 1.5, 2])
        for (const width of [600, 680, 760, 1000, 1400])
          for (const height of [330, 370, 410, 450, 490, 560, 700]) {
            const space = { width, height, pixelRatio, showKernels: true };
            const drawn = layoutStage(layers, space).columns.filter(({ layer }) => layer.form === 'maps');
            drawn.forEach((column, at) => {
              const [before, here] = [drawn[at - 1], column.tiles[0]!.width];
              if (before && before.rows >= column.rows && here > before.tiles[0]!.width + 1e-9)
                wrong.push(`${column.layer.name} at ${width}×${height}@${pixelRatio}`);
            });
          }
    expect(wrong).toEqual([]);
  });

  it('has the answer in sight beside the code and the inspector in a window of 1280', () => {
    expect(layoutStage(LENET, { ...SPACE, width: 636, height: 454 }).width).toBe(636);
    expect(layoutStage(LENET, { ...SPACE, width: 608, height: 330, pixelRatio: 2 }).width).toBe(608);
  });

  it('grows sideways where the space is too narrow', () => {
    expect(layoutStage(LENET, { ...SPACE, width: 360 }).width).toBeGreaterThan(360);
  });
});

describe('picking', () => {
  const layout = layoutStage(LENET, SPACE);

  it('finds the cell under its own middle', () => {
    for (const [layer, index] of [
      ['input', [0, 27, 0]],
      ['c1', [9, 14, 3]],
      ['c2', [9, 9, 7]],
      ['p2', [4, 0, 0]],
    ] as const) {
      const rect = cellRect(layout, layer, index)!;
      const picked = pick(layout, rect.x + rect.width / 2, rect.y + rect.height / 2)!;
      expect([picked.layer, picked.part, picked.row, picked.column, picked.channel]).toEqual([
        layer,
        'map',
        ...index,
      ]);
    }
  });

  it('finds units of strips and classes of the answer', () => {
    for (const [layer, unit] of [
      ['d1', 119],
      ['d2', 0],
      ['answer', 7],
    ] as const) {
      const rect = cellRect(layout, layer, [unit])!;
      expect(pick(layout, rect.x + rect.width / 2, rect.y + rect.height / 2)).toMatchObject({
        layer,
        channel: unit,
      });
    }
  });

  it('finds slices of kernels', () => {
    const slice = layout.columns[3]!.slices.find(({ channel, slice }) => channel === 2 && slice === 5)!;
    expect(pick(layout, slice.x + slice.width - 0.1, slice.y + 0.1)).toEqual({
      layer: 'c2',
      part: 'kernel',
      channel: 2,
      slice: 5,
      row: 0,
      column: 4,
    });
  });

  it('finds nothing between tiles, and no rectangle for what is not shown', () => {
    expect(pick(layout, -1, -1)).toBeNull();
    expect(cellRect(layout, 'c2', [0, 0, 12])).toBeNull();
  });
});

/** A small network on pictures of a size, in colour or grey, with some classes. */
function networkOf(rows: number, columns: number, channels: number, classes: number): StageLayer[] {
  const of = (by: number, name: string, filters: number): StageLayer => ({
    ...maps(name, 1, filters),
    rows: Math.ceil(rows / by),
    columns: Math.ceil(columns / by),
  });
  const colour = channels === 3 ? { colour: true } : {};
  return [
    { ...of(1, 'input', channels), form: 'picture', ...colour },
    { ...of(1, 'c1', 8), kernel: { rows: 5, columns: 5, slices: channels, ...colour } },
    of(2, 'p1', 8),
    { ...of(2, 'c2', 16), kernel: { rows: 3, columns: 3, slices: 8 } },
    of(4, 'p2', 16),
    vector('d1', 'vector', 48),
    {
      ...vector('answer', 'answer', classes),
      namesWidth: 90,
      ...(classes > 10 ? { order: [3, 39, 0, 7, 11] } : {}),
    },
  ];
}

describe('pictures in colour and of other sizes', () => {
  // Of the stage in windows of 1280×720, 1920×1080, 820×1180 and 390×844.
  const spaces: readonly StageSpace[] = [
    [736, 376],
    [1280, 736],
    [804, 740],
    [374, 336],
  ].flatMap(([width = 0, height = 0]) =>
    [1, 2].map((pixelRatio) => ({ width, height, pixelRatio, showKernels: true })),
  );
  const sizes = [
    [32, 32, 3],
    [64, 64, 3],
    [64, 64, 1],
    [24, 40, 3],
    [40, 24, 3],
  ] as const;

  for (const [rows, columns, channels] of sizes)
    it(`has whole pixels and nothing cut or overlapping for ${rows}×${columns}×${channels}`, () => {
      const wrong: string[] = [];
      for (const space of spaces) {
        const layout = layoutStage(networkOf(rows, columns, channels, 40), space);
        const at = `${space.width}×${space.height}@${space.pixelRatio}`;
        const rects = layout.columns.flatMap((column) => [...column.tiles, ...column.slices]);
        for (const [place, a] of rects.entries()) {
          if (a.x < 0 || a.y < 0 || a.x + a.width > layout.width + 0.5 || a.y + a.height > space.height + 0.5)
            wrong.push(`cut at ${at}`);
          for (const b of rects.slice(place + 1))
            if (a.x + a.width > b.x && b.x + b.width > a.x && a.y + a.height > b.y && b.y + b.height > a.y)
              wrong.push(`overlap at ${at}`);
        }
        for (const { layer, tiles, rows: high, columns: wide } of layout.columns)
          for (const tile of layer.form === 'maps' || layer.form === 'picture' ? tiles : [])
            for (const cell of [tile.width / wide, tile.height / high].map((one) => one * space.pixelRatio))
              if (Math.abs(cell - Math.round(cell)) > 1e-6) wrong.push(`${layer.name} at ${at}`);
      }
      expect(wrong).toEqual([]);
    });

  it('is one tile with all channels, then one for each, and is pointed at on any of them', () => {
    const layout = layoutStage(networkOf(32, 32, 3, 2), SPACE);
    const [picture, c1] = layout.columns;
    expect(picture!.tiles.map(({ channel }) => channel)).toEqual([WHOLE, 0, 1, 2]);
    expect(picture!.hidden).toBe(0);
    expect(c1!.slices.slice(0, 4).map(({ slice }) => slice)).toEqual([WHOLE, 0, 1, 2]);
    for (const { channel } of picture!.tiles) {
      const rect = cellRect(layout, 'input', [4, 9, Math.max(0, channel)], channel === WHOLE)!;
      const found = pick(layout, rect.x + rect.width / 2, rect.y + rect.height / 2);
      expect(found).toMatchObject({ layer: 'input', part: 'map', channel, row: 4, column: 9 });
    }
  });

  it('lists the classes given, in their order, and leaves room below them', () => {
    const space = { ...SPACE, height: 376 };
    const layout = layoutStage(networkOf(32, 32, 3, 40), space);
    const answer = layout.columns.at(-1)!;
    expect(answer.rows).toBe(5);
    expect(answer.y + answer.height + 40).toBeLessThanOrEqual(space.height + 0.5);
    const rect = cellRect(layout, 'answer', [39])!;
    expect(pick(layout, rect.x + 5, rect.y + rect.height / 2)?.channel).toBe(39);
    expect(rect.y).toBeCloseTo(answer.y + answer.height / 5, 6);
    expect(cellRect(layout, 'answer', [1])).toBeNull();
  });

  it('shows the first maps of a column that does not fit with a pixel for each cell', () => {
    const layout = layoutStage(networkOf(64, 64, 1, 2), { ...SPACE, height: 376 });
    const c1 = layout.columns[1]!;
    expect(c1.tiles).toHaveLength(5);
    expect(c1.hidden).toBe(3);
    expect(c1.tiles.at(-1)!.y + 64 + 26).toBeLessThanOrEqual(376);
  });
});
