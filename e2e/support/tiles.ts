// Where a tile lies in the window, what its pixels show, and what they should show: the colour of the number.

import { expect, type Locator, type Page } from '@playwright/test';
import sharp from 'sharp';
import { colourOf, rgbOf, type ColourMap, type Domain, type Rgb } from '../../src/draw/colourMaps';
import { layoutStage, type PlacedColumn, type PlacedTile, type Rect } from '../../src/draw/layout';
import { stageLayers, type DrawnLayer } from '../../src/draw/stageTiles';
import type { StageElement } from '../../src/elements/stage/stage';
import type { TensorView } from '../../src/gpu/tensorView';
import { layersOf } from './app';

/** How far a pixel of 255 may be from the colour of its number. */
const TOLERANCE = 3;

/**
 * One tile of the stage. With `slice` the kernel beside the map: the slice for that input channel. Channel or slice
 * `WHOLE` is the one in colours.
 */
export interface TileName {
  readonly layer: string;
  readonly channel?: number;
  readonly slice?: number;
}

export interface PlacedCells extends Rect {
  readonly rows: number;
  readonly columns: number;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** The pixel at a point of the window, in CSS pixels. */
  pixel(x: number, y: number): Rgb;
}

/** Lines and frames of what is pointed at lie over the canvas; they are not what is looked at here. */
const BARE =
  '.wires, .open { visibility: hidden !important } .tile { outline: none !important; box-shadow: none !important }';

/** Runs in the page: these styles are the only ones of a test, in every shadow root; none for ''. */
function adoptStyles(css: string): void {
  const sheets = window as unknown as { e2eStyles?: CSSStyleSheet };
  const before = sheets.e2eStyles;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  sheets.e2eStyles = sheet;
  const adopt = (root: Document | ShadowRoot): void => {
    const others = root.adoptedStyleSheets.filter((one) => one !== before);
    root.adoptedStyleSheets = css === '' ? others : [...others, sheet];
    for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) adopt(shadowRoot);
  };
  adopt(document);
}

/** What is on the screen, pixel by pixel. */
export async function shot(page: Page, bare = BARE): Promise<Picture> {
  // Playwright's own `style` is an element, which the page's policy forbids.
  await page.evaluate(adoptStyles, bare);
  const png = await page.screenshot({ animations: 'allow', caret: 'initial', scale: 'device' });
  await page.evaluate(adoptStyles, '');
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const ratio = await page.evaluate(() => devicePixelRatio);
  return {
    width: info.width,
    height: info.height,
    pixel(x, y) {
      const at = (Math.floor(y * ratio) * info.width + Math.floor(x * ratio)) * 3;
      return [data[at] ?? -1, data[at + 1] ?? -1, data[at + 2] ?? -1];
    },
  };
}

/** The columns as `layoutStage` lays them out, moved to where the page says the tiles are. */
async function columns(page: Page): Promise<{ columns: readonly PlacedColumn[]; left: number; top: number }> {
  const stage = page.getByTestId('stage');
  const layers = await layersOf(page);
  const { size, places, input, namesWidth } = await stage.evaluate(
    (element: StageElement, names) => {
      const view = element.renderRoot.querySelector('.view');
      if (!view) throw new Error('the stage has no view');
      const style = getComputedStyle(view);
      const room = (...sides: string[]): number =>
        sides.reduce((sum, side) => sum + parseFloat(style.getPropertyValue(side)), 0);
      return {
        size: {
          width: view.clientWidth - room('padding-left', 'padding-right'),
          height: view.clientHeight - room('padding-top', 'padding-bottom'),
          textScale: Number(style.getPropertyValue('--header-scale')),
          pixelRatio: devicePixelRatio,
          showKernels:
            element.renderRoot.querySelector<HTMLInputElement>('[data-testid=kernels]')?.checked ?? true,
        },
        input: [...(element.session?.input.shape ?? [])],
        namesWidth:
          element.renderRoot.querySelector<HTMLElement & { namesWidth: number }>('cs-answers')?.namesWidth ??
          NaN,
        places: names.map((name) => element.tileRect(name)?.toJSON() as Rect | undefined),
      };
    },
    ['input', ...layers.map(({ name }) => name)],
  );
  const shapeOnly = (shape: readonly number[]): TensorView => ({
    label: '',
    buffer: null as unknown as GPUBuffer,
    offsetBytes: 0,
    shape,
  });
  const drawn: DrawnLayer[] = [
    {
      name: 'input',
      outputShape: input,
      activation: shapeOnly(input),
      kernel: null,
      activationDomain: [0, 1],
      kernelDomain: [-1, 1],
    },
    ...layers.map((layer) => ({
      ...layer,
      activation: shapeOnly(layer.outputShape),
      kernel: layer.kernel && shapeOnly(layer.kernel),
    })),
  ];
  const layout = layoutStage(stageLayers(drawn, new Set(), new Map(), { namesWidth, shown: null }), size);
  /** A colour picture has the tile of its first channel below the one in colours. */
  const firstOf = (column?: PlacedColumn): PlacedTile | undefined =>
    column?.tiles.find(({ channel }) => channel === 0);
  const first = firstOf(layout.columns[0]);
  const shown = places[0];
  if (!first || !shown) throw new Error('the stage shows no picture');
  const [left, top] = [shown.x - first.x, shown.y - first.y];
  // The page and this file must mean the same places.
  for (const column of layout.columns) {
    const { x, y, width, height } = firstOf(column) ?? { x: NaN, y: NaN, width: NaN, height: NaN };
    const at = [{ name: 'input' }, ...layers].findIndex(({ name }) => name === column.layer.name);
    const place = places[at];
    const off = Math.max(
      Math.abs(x + left - (place?.x ?? NaN)),
      Math.abs(y + top - (place?.y ?? NaN)),
      Math.abs(width - (place?.width ?? NaN)),
      Math.abs(height - (place?.height ?? NaN)),
    );
    expect(off, `tileRect('${column.layer.name}') is where layoutStage puts it`).toBeLessThan(0.01);
  }
  return { columns: layout.columns, left, top };
}

/** Where an element is in the window, in CSS pixels; scrolled to, where the window is smaller than the page. */
export async function boxOf(element: Locator): Promise<Rect> {
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  if (!box) throw new Error('the element is not shown');
  return box;
}

/** Scrolls to a tile, where the window or the stage is smaller than its columns. Says whether that moved anything. */
async function reveal(page: Page, { layer, channel = 0 }: TileName): Promise<boolean> {
  return page.getByTestId('stage').evaluate(
    (element: StageElement, { layer, channel }) => {
      const tile = element.renderRoot.querySelector(`[data-layer="${layer}"][data-channel="${channel}"]`);
      if (!tile) return false;
      const page = element.closest('.work')?.getBoundingClientRect();
      const clip = page && page.width > 0 ? page : new DOMRect(0, 0, innerWidth, innerHeight);
      // The stage scrolls sideways under its rails.
      const view = element.renderRoot.querySelector('.view')?.getBoundingClientRect() ?? clip;
      const [first, last] = [Math.max(clip.left, view.left), Math.min(clip.right, view.right)];
      const { left, top, right, bottom } = tile.getBoundingClientRect();
      // Kernels stand on its left, as wide as the map at most.
      const least = left - (right - left) / 2;
      if (least >= first && top >= clip.top && right <= last && bottom <= clip.bottom) return false;
      tile.scrollIntoView({ block: 'center', inline: 'center' });
      return tile.getBoundingClientRect().top !== top || tile.getBoundingClientRect().left !== left;
    },
    { layer, channel },
  );
}

/** Where a tile's cells are, in CSS pixels of the window. */
export async function placeOf(page: Page, name: TileName): Promise<PlacedCells> {
  await reveal(page, name);
  return placeNow(page, name);
}

async function placeNow(page: Page, { layer, channel = 0, slice }: TileName): Promise<PlacedCells> {
  const { columns: all, left, top } = await columns(page);
  const column = all.find((one) => one.layer.name === layer);
  const tile = column?.[slice === undefined ? 'tiles' : 'slices'].find(
    (one) => one.channel === channel && (slice === undefined || ('slice' in one && one.slice === slice)),
  );
  if (!column || !tile) throw new Error(`the stage shows no tile ${layer} ${channel} ${slice ?? ''}`);
  const { kernel } = column.layer;
  const cells = slice === undefined ? column : { rows: kernel?.rows ?? 0, columns: kernel?.columns ?? 0 };
  return {
    x: tile.x + left,
    y: tile.y + top,
    width: tile.width,
    height: tile.height,
    rows: cells.rows,
    columns: cells.columns,
  };
}

/** The middle of a cell in CSS pixels. */
export function middleOf(place: PlacedCells, row: number, column: number): { x: number; y: number } {
  return {
    x: place.x + ((column + 0.5) / place.columns) * place.width,
    y: place.y + ((row + 0.5) / place.rows) * place.height,
  };
}

/** Every map, and every kernel beside one, that the stage shows. Strips of units and the answer are left out. */
export async function tilesShown(page: Page): Promise<TileName[]> {
  const { columns: all } = await columns(page);
  return all.flatMap(({ layer: { name: layer, form }, tiles, slices }) =>
    form === 'picture' || form === 'maps'
      ? [
          ...tiles.map(({ channel }) => ({ layer, channel })),
          ...slices.map(({ channel, slice }) => ({ layer, channel, slice })),
        ]
      : [],
  );
}

/** The colour in the middle of every cell, row by row. */
export function cellColours(picture: Picture, place: PlacedCells): Rgb[] {
  return Array.from({ length: place.rows * place.columns }, (_, at) => {
    const { x, y } = middleOf(place, Math.floor(at / place.columns), at % place.columns);
    return picture.pixel(x, y);
  });
}

/** Colours of a tile on the screen now. */
export async function coloursOf(page: Page, name: TileName): Promise<Rgb[]> {
  const place = await placeOf(page, name);
  return cellColours(await shot(page), place);
}

export interface ExpectedTile {
  readonly name: TileName;
  readonly map: ColourMap;
  readonly domain: Domain;
  /** Three numbers for a cell in colours. */
  readonly value: (row: number, column: number) => number | Rgb;
}

/** The colour of a cell's number, or of its three numbers. */
export function wantedColour(
  { map, domain, value }: Pick<ExpectedTile, 'map' | 'domain' | 'value'>,
  row: number,
  column: number,
): Rgb {
  const number = value(row, column);
  return typeof number === 'number' ? colourOf(map, number, domain) : rgbOf(map, number, domain);
}

/** The cell that is furthest from the colour of its number. */
export function worstCell(
  colours: readonly Rgb[],
  { rows, columns }: Pick<PlacedCells, 'rows' | 'columns'>,
  { map, domain, value }: Pick<ExpectedTile, 'map' | 'domain' | 'value'>,
): { off: number; text: string } {
  let worst = { off: -1, text: '' };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const number = value(row, column);
      const wanted = wantedColour({ map, domain, value }, row, column);
      const found = colours[row * columns + column] ?? [NaN, NaN, NaN];
      const off = Math.max(...wanted.map((part, at) => Math.abs(part - (found[at] ?? NaN))));
      if (off > worst.off || Number.isNaN(off))
        worst = {
          off,
          text: `cell [${row}, ${column}] = ${String(number)} should be ${wanted.join(' ')}, is ${found.join(' ')}`,
        };
    }
  }
  return worst;
}

/** Waits until every cell of the tiles has the colour of its number. `expected` is asked anew for each look. */
export async function expectTiles(
  page: Page,
  expected: () => Promise<readonly ExpectedTile[]>,
): Promise<void> {
  await expect(async () => {
    const tiles = await expected();
    let picture: Picture | null = null;
    for (const tile of tiles) {
      const moved = await reveal(page, tile.name);
      const place = await placeNow(page, tile.name);
      if (moved || picture === null) picture = await shot(page);
      const { off, text } = worstCell(cellColours(picture, place), place, tile);
      expect(off, `${tile.name.layer} ${JSON.stringify(tile.name)}: ${text}`).toBeLessThanOrEqual(TOLERANCE);
    }
  }).toPass();
}

/** How many cells changed visibly between two looks. */
export function changedCells(before: readonly Rgb[], after: readonly Rgb[]): number {
  return before.filter((colour, at) =>
    colour.some((part, channel) => Math.abs(part - (after[at]?.[channel] ?? NaN)) > TOLERANCE),
  ).length;
}
