// One map of the comparison of poolings: its cells drawn from the GPU's buffer, the padding around it hatched, the
// window and the cell that are meant outlined. A grid with one cell in hand, by pointer or arrow keys.

import { css, html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { styleMap } from '../styleMap';
import type { ColourMap, Domain } from '../../draw/colourMaps';
import { mapSlice } from '../../draw/slices';
import { pictureTile, type DrawnLayer } from '../../draw/stageTiles';
import { ScreenElement } from '../sessionElement';
import { SizeController } from '../controllers/sizeController';
import { SurfaceController } from '../controllers/surfaceController';
import { locale } from '../locale';
import { moveCell } from '../pointed';
import { CellEvent } from '../canvas/tileCanvas';

export interface PoolMapView {
  readonly tensor: DrawnLayer['activation'];
  readonly channel: number;
  readonly map: ColourMap;
  readonly domain: Domain;
  /** Drawn as a colour picture: all three channels at once. */
  readonly colour?: boolean;
  /** CSS pixels that a cell should take; it becomes whole device pixels. */
  readonly cell: number;
  /** Cells around the map that hold nothing. */
  readonly padding: {
    readonly top: number;
    readonly left: number;
    readonly bottom: number;
    readonly right: number;
  };
  /** The cell in hand. */
  readonly at: readonly [row: number, column: number];
  /** What is outlined, in cells; it may reach into the padding. */
  readonly marks: readonly {
    readonly top: number;
    readonly left: number;
    /** Excluded. */
    readonly bottom: number;
    readonly right: number;
    readonly strong: boolean;
  }[];
}

@customElement('cs-pool-map')
export class PoolMapElement extends ScreenElement {
  static override readonly styles = css`
    :host {
      display: block;
    }
    .paper {
      position: relative;
      touch-action: pan-x pan-y;
      cursor: crosshair;
      outline: 1px solid var(--line);
    }
    .padded {
      outline: 1px dashed var(--line-strong);
      background: repeating-linear-gradient(45deg, transparent 0 4px, var(--line-strong) 4px 5px);
    }
    .paper:focus-visible {
      outline: 2px solid var(--accent);
      outline-offset: 3px;
      border-radius: 3px;
    }
    canvas {
      position: absolute;
      display: block;
    }
    svg {
      position: absolute;
      inset: 0;
      overflow: visible;
      fill: none;
      stroke: var(--pointed);
      stroke-width: 1.6;
      pointer-events: none;
    }
    .strong {
      stroke-width: 2.4;
    }
  `;

  @property({ attribute: false }) view: PoolMapView | null = null;
  @property() label = '';
  @query('canvas') private readonly canvas!: HTMLCanvasElement | null;
  @query('.paper') private readonly paper!: HTMLElement | null;

  readonly #size = new SizeController(this, () => this.paper);
  readonly #surface = new SurfaceController(
    this,
    () => this.canvas,
    () => this.screen,
  );

  /** A cell's side in CSS pixels: whole device pixels. */
  get #cell(): number {
    const { pixelRatio } = this.#size;
    return Math.max(1, Math.floor((this.view?.cell ?? 1) * pixelRatio + 1e-6)) / pixelRatio;
  }

  /** The rectangle of the map without its padding, in CSS pixels of the viewport. */
  mapRect(): DOMRect | null {
    return this.canvas?.getBoundingClientRect() ?? null;
  }

  protected override updated(): void {
    const { view } = this;
    if (!view) return;
    const [rows = 1, columns = 1] = view.tensor.shape;
    const pixels = this.#cell * this.#size.pixelRatio;
    const { map, domain } = view;
    const look = view.colour
      ? pictureTile(view.tensor, map.theme)
      : { slice: mapSlice(view.tensor, view.channel), map, domain };
    const tile = { x: 0, y: 0, width: columns * pixels, height: rows * pixels, ...look };
    this.#surface.show(columns * pixels, rows * pixels, [{ tensor: view.tensor, tiles: [tile] }]);
  }

  #point(event: PointerEvent | MouseEvent, keep: boolean): void {
    const paper = this.paper?.getBoundingClientRect();
    const { view } = this;
    if (!paper || !view) return;
    const row = Math.floor((event.clientY - paper.y) / this.#cell) - view.padding.top;
    const column = Math.floor((event.clientX - paper.x) / this.#cell) - view.padding.left;
    this.dispatchEvent(new CellEvent({ tile: 0, row, column }, keep));
  }

  #key(event: KeyboardEvent): void {
    const { view } = this;
    if (!view || event.altKey || event.ctrlKey || event.metaKey) return;
    const [rows = 1, columns = 1] = view.tensor.shape;
    const to = moveCell(event.key, [...view.at, 0], [rows, columns, 1]);
    if (!to || event.key.startsWith('Page')) return;
    event.preventDefault();
    this.dispatchEvent(new CellEvent({ tile: 0, row: to[0] ?? 0, column: to[1] ?? 0 }, true));
  }

  #mark({ top, left, bottom, right, strong }: PoolMapView['marks'][number]): SVGTemplateResult {
    const cell = this.#cell;
    const { padding } = this.view ?? { padding: { top: 0, left: 0 } };
    return svg`<rect class=${strong ? 'strong' : ''} x=${(left + padding.left) * cell} y=${(top + padding.top) * cell} width=${(right - left) * cell} height=${(bottom - top) * cell} rx="1.5" />`;
  }

  protected override render(): TemplateResult {
    const { view } = this;
    if (!view) return html``;
    const { stage } = locale.words;
    const [rows = 1, columns = 1] = view.tensor.shape;
    const { top, left, bottom, right } = view.padding;
    const cell = this.#cell;
    const size = (cells: number): string => `${cells * cell}px`;
    const [row, column] = view.at;
    return html`<div
      class="paper ${top + left + bottom + right > 0 ? 'padded' : ''}"
      .style=${styleMap({ width: size(columns + left + right), height: size(rows + top + bottom) })}
      role="grid"
      tabindex="0"
      aria-label=${this.label}
      aria-rowcount=${rows}
      aria-colcount=${columns}
      aria-activedescendant="at"
      @pointermove=${(event: PointerEvent) => event.pointerType !== 'touch' && this.#point(event, false)}
      @pointerleave=${() => this.dispatchEvent(new CellEvent(null, false))}
      @click=${(event: MouseEvent) => this.#point(event, true)}
      @keydown=${this.#key}
    >
      <div role="row" aria-rowindex=${row + 1}>
        <div
          role="gridcell"
          id="at"
          aria-colindex=${column + 1}
          aria-label=${stage.cell(row + 1, column + 1)}
        ></div>
      </div>
      <canvas
        .style=${styleMap({ left: size(left), top: size(top), width: size(columns), height: size(rows) })}
      ></canvas>
      <svg aria-hidden="true">${svg`${view.marks.map((mark) => this.#mark(mark))}`}</svg>
    </div>`;
  }
}
