// Numbers over the picture: the picture on one canvas, a map on another above it, each map cell as large as the pixels
// it stands for. Both are drawn from their buffers; how much of the map shows is a matter of style only.

import { css, html, svg, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { styleMap } from '../styleMap';
import type { ColourMap, Domain } from '../../draw/colourMaps';
import type { Tile } from '../../draw/painter';
import { mapSlice } from '../../draw/slices';
import { pictureTile, type DrawnLayer } from '../../draw/stageTiles';
import { ScreenElement } from '../sessionElement';
import { SizeController } from '../controllers/sizeController';
import { SurfaceController } from '../controllers/surfaceController';
import { themeChoice } from '../theme';

export interface OverlayMap {
  /** [rows, columns, 1] */
  readonly tensor: DrawnLayer['activation'];
  readonly map: ColourMap;
  readonly domain: Domain;
  /** Pixels of the picture that the map stands for: its cells divide them evenly, and what sticks out is cut. */
  readonly reach: readonly [rows: number, columns: number];
}

/** In pixels of the picture; bottom and right excluded. */
export interface Frame {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

@customElement('cs-overlay')
export class OverlayElement extends ScreenElement {
  static override readonly styles = css`
    :host {
      display: block;
      line-height: 0;
    }
    .room {
      width: 100%;
      height: 0;
    }
    .paper {
      position: relative;
      outline: 1px solid var(--line);
    }
    canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
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

  /** [height, width, channels], 0…1. */
  @property({ attribute: false }) picture: DrawnLayer['activation'] | null = null;
  @property({ attribute: false }) map: OverlayMap | null = null;
  /** Of the map over the picture, 0…1. */
  @property({ type: Number }) opacity = 1;
  @property({ attribute: false }) frame: Frame | null = null;
  /** The accessible description. */
  @property() label = '';
  /** Largest side in CSS pixels. */
  @property({ type: Number }) largest = 1000;
  @query('.below') private readonly below!: HTMLCanvasElement | null;
  @query('.above') private readonly above!: HTMLCanvasElement | null;
  @query('.room') private readonly room!: HTMLElement | null;

  readonly #size = new SizeController(this, () => this.room, true);
  readonly #pictureSurface = new SurfaceController(
    this,
    () => this.below,
    () => this.screen,
  );
  readonly #mapSurface = new SurfaceController(
    this,
    () => this.above,
    () => this.screen,
  );

  /** Device pixels of a pixel of the picture, as large as there is room. */
  get #wanted(): number {
    const [rows = 1, columns = 1] = this.picture?.shape ?? [];
    const { pixelRatio, width } = this.#size;
    return pixelRatio * Math.min(width / columns, this.largest / Math.max(rows, columns));
  }

  /** CSS pixels of a pixel of the picture: a whole number of device pixels. */
  get #cell(): number {
    return Math.max(1, Math.floor(this.#wanted)) / this.#size.pixelRatio;
  }

  protected override updated(): void {
    const { picture, map } = this;
    if (!picture || this.#size.width === 0) return;
    const [rows = 1, columns = 1] = picture.shape;
    const cell = this.#cell * this.#size.pixelRatio;
    const [width, height] = [columns * cell, rows * cell];
    const below: Tile = {
      x: 0,
      y: 0,
      width,
      height,
      ...pictureTile(picture, themeChoice.theme),
    };
    this.#pictureSurface.show(width, height, [{ tensor: picture, tiles: [below] }]);
    const tiles = map
      ? [
          {
            tensor: map.tensor,
            tiles: [
              {
                x: 0,
                y: 0,
                width: map.reach[1] * cell,
                height: map.reach[0] * cell,
                slice: mapSlice(map.tensor, 0),
                map: map.map,
                domain: map.domain,
              },
            ],
          },
        ]
      : [];
    this.#mapSurface.show(width, height, tiles);
  }

  protected override render(): TemplateResult {
    const [rows = 1, columns = 1] = this.picture?.shape ?? [];
    const cell = this.#cell;
    const [width, height] = [columns * cell, rows * cell];
    // Where a device pixel is too large, all is drawn so and scaled down.
    const scale = this.#wanted > 0 ? Math.min(1, this.#wanted) : 1;
    const { frame } = this;
    const rect = frame
      ? svg`<rect x=${frame.left * cell - 1} y=${frame.top * cell - 1} width=${(frame.right - frame.left) * cell + 2} height=${(frame.bottom - frame.top) * cell + 2} rx="1.5" />`
      : svg``;
    return html`<div class="room"></div>
      <div
        class="paper"
        .style=${styleMap({ width: `${width * scale}px`, height: `${height * scale}px` })}
        role="img"
        aria-label=${this.label}
      >
        <canvas class="below"></canvas>
        <canvas class="above" .style=${styleMap({ opacity: String(this.opacity) })}></canvas>
        <svg
          width=${width * scale}
          height=${height * scale}
          viewBox=${`0 0 ${width} ${height}`}
          aria-hidden="true"
        >
          ${rect}
        </svg>
      </div>`;
  }
}
