// A small canvas of its own for a few tiles of one layer, as the inspector shows them: drawn from the same
// buffers as the stage, with frames for the cells that are meant.

import { css, html, svg, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { styleMap } from '../styleMap';
import type { ColourMap, Domain, Theme } from '../../draw/colourMaps';
import type { Tile } from '../../draw/painter';
import type { Slice } from '../../draw/slices';
import { pictureTile, type DrawnLayer } from '../../draw/stageTiles';
import { ScreenElement } from '../sessionElement';
import { SizeController } from '../controllers/sizeController';
import { SurfaceController } from '../controllers/surfaceController';

export interface TileView {
  readonly tensor: DrawnLayer['activation'];
  readonly slices: readonly Slice[];
  readonly map: ColourMap;
  readonly domain: Domain;
  /** Pictures in colour; numbers without it. */
  readonly kind?: Tile['kind'];
  /** Tiles in a row. */
  readonly across: number;
  /** Rectangle in cells of the first tile, marked as pointed at. */
  readonly mark: {
    readonly top: number;
    readonly left: number;
    readonly bottom: number;
    readonly right: number;
  } | null;
  /** The tile that is meant, where there are several. */
  readonly chosen: number | null;
}

/** A picture [height, width, channels], in its colours where it has any. */
export function pictureView(
  picture: TileView['tensor'],
  theme: Theme,
  mark: TileView['mark'] = null,
): TileView {
  const { slice, ...look } = pictureTile(picture, theme);
  return { tensor: picture, slices: [slice], ...look, across: 1, mark, chosen: null };
}

/** The cell under the pointer, or null when it leaves. */
export class CellEvent extends Event {
  static readonly type = 'cs-cell';
  constructor(
    readonly cell: { readonly tile: number; readonly row: number; readonly column: number } | null,
    readonly keep: boolean,
  ) {
    super(CellEvent.type);
  }
}

declare global {
  interface HTMLElementEventMap {
    [CellEvent.type]: CellEvent;
  }
}

const GAP = 3;

@customElement('cs-tiles')
export class TilesElement extends ScreenElement {
  static override readonly styles = css`
    :host {
      display: block;
      position: relative;
      line-height: 0;
    }
    .room {
      width: 100%;
      height: 0;
    }
    .paper {
      position: relative;
    }
    canvas {
      display: block;
      width: 100%;
      height: 100%;
    }
    .single {
      outline: 1px solid var(--line);
    }
    svg {
      position: absolute;
      inset: 0;
      overflow: visible;
      fill: none;
      stroke: var(--pointed);
      stroke-width: 2;
      pointer-events: none;
    }
  `;

  @property({ attribute: false }) view: TileView | null = null;
  /** The accessible description of the canvas. */
  @property() label = '';
  /** Largest side of one tile in CSS pixels. */
  @property({ type: Number }) largest = 1000;
  @query('canvas') private readonly canvas!: HTMLCanvasElement | null;
  @query('.room') private readonly room!: HTMLElement | null;

  readonly #size = new SizeController(this, () => this.room, true);
  readonly #surface = new SurfaceController(
    this,
    () => this.canvas,
    () => this.screen,
  );
  #cell = 1;

  /**
   * Rows and columns of tiles and the size of a cell, for the width there is. A cell is a whole number of device pixels; where
   * one is too many, all is drawn so and scaled down.
   */
  #measure(view: TileView): {
    /** 0…1 */
    scale: number;
    cell: number;
    width: number;
    height: number;
    down: number;
    tile: { width: number; height: number };
  } {
    const first = view.slices[0];
    const [rows, columns] = [first?.rows ?? 1, first?.columns ?? 1];
    const { pixelRatio } = this.#size;
    const room = (this.#size.width - GAP * (view.across - 1)) / view.across;
    const wanted = Math.min(room / columns, this.largest / Math.max(rows, columns));
    const pixels = wanted * pixelRatio;
    const cell = Math.max(1, Math.floor(pixels)) / pixelRatio;
    const down = Math.ceil(view.slices.length / view.across);
    const tile = { width: columns * cell, height: rows * cell };
    return {
      scale: pixels > 0 ? Math.min(1, pixels) : 1,
      cell,
      tile,
      down,
      width: view.across * (tile.width + GAP) - GAP,
      height: down * (tile.height + GAP) - GAP,
    };
  }

  protected override updated(): void {
    const { view } = this;
    if (!view || this.#size.width === 0) return;
    const { tile, width, height, cell } = this.#measure(view);
    const { pixelRatio } = this.#size;
    this.#cell = cell;
    const tiles = view.slices.map((slice, at): Tile => ({
      x: (at % view.across) * (tile.width + GAP) * pixelRatio,
      y: Math.floor(at / view.across) * (tile.height + GAP) * pixelRatio,
      width: tile.width * pixelRatio,
      height: tile.height * pixelRatio,
      slice,
      map: view.map,
      domain: view.domain,
      ...(view.kind && { kind: view.kind }),
    }));
    this.#surface.show(width * pixelRatio, height * pixelRatio, [{ tensor: view.tensor, tiles }]);
  }

  #pointed(event: PointerEvent | MouseEvent, keep: boolean): void {
    const { view } = this;
    const canvas = this.canvas?.getBoundingClientRect();
    if (!view || !canvas) return;
    const { tile, scale } = this.#measure(view);
    const [x, y] = [(event.clientX - canvas.x) / scale, (event.clientY - canvas.y) / scale];
    const at = { across: Math.floor(x / (tile.width + GAP)), down: Math.floor(y / (tile.height + GAP)) };
    const column = Math.floor((x - at.across * (tile.width + GAP)) / this.#cell);
    const row = Math.floor((y - at.down * (tile.height + GAP)) / this.#cell);
    const first = view.slices[0];
    const index = at.down * view.across + at.across;
    if (
      !first ||
      index >= view.slices.length ||
      row >= first.rows ||
      column >= first.columns ||
      row < 0 ||
      column < 0
    )
      return;
    this.dispatchEvent(new CellEvent({ tile: index, row, column }, keep));
  }

  protected override render(): TemplateResult {
    const { view } = this;
    if (!view) return html`<div class="room"></div>`;
    const { width, height, tile, cell, scale } = this.#measure(view);
    const { mark, chosen } = view;
    const frames = [
      ...(mark
        ? [
            svg`<rect x=${mark.left * cell - 1} y=${mark.top * cell - 1} width=${(mark.right - mark.left) * cell + 2} height=${(mark.bottom - mark.top) * cell + 2} rx="1.5" />`,
          ]
        : []),
      ...(chosen === null
        ? []
        : [
            svg`<rect x=${(chosen % view.across) * (tile.width + GAP) - 1} y=${Math.floor(chosen / view.across) * (tile.height + GAP) - 1} width=${tile.width + 2} height=${tile.height + 2} rx="1.5" />`,
          ]),
    ];
    return html`<div class="room"></div>
      <div
        class="paper ${view.slices.length === 1 ? 'single' : ''}"
        part="paper"
        .style=${styleMap({ width: `${width * scale}px`, height: `${height * scale}px` })}
        @pointermove=${(event: PointerEvent) => event.pointerType !== 'touch' && this.#pointed(event, false)}
        @pointerleave=${() => this.dispatchEvent(new CellEvent(null, false))}
        @click=${(event: MouseEvent) => this.#pointed(event, true)}
      >
        <canvas role="img" aria-label=${this.label}></canvas>
        <svg
          width=${width * scale}
          height=${height * scale}
          viewBox=${`0 0 ${width} ${height}`}
          aria-hidden="true"
        >
          ${svg`${frames}`}
        </svg>
      </div>`;
  }
}
