// The first maps of a layer in a row of small tiles, drawn from the buffer that holds them; as many as there is room for.

import { css, html, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { activationMapName, colourMap, type Domain } from '../../draw/colourMaps';
import { mapSlice } from '../../draw/slices';
import type { DrawnLayer } from '../../draw/stageTiles';
import { ScreenElement } from '../sessionElement';
import { SizeController } from '../controllers/sizeController';
import { SurfaceController } from '../controllers/surfaceController';
import { themeChoice } from '../theme';

const TILE = 38;
const GAP = 3;
/** More would be small. */
export const MAPS = 8;

@customElement('cs-map-strip')
export class MapStripElement extends ScreenElement {
  static override readonly styles = css`
    :host {
      display: block;
      line-height: 0;
    }
    canvas {
      display: block;
      height: ${TILE}px;
      background: var(--line);
    }
  `;

  @property({ attribute: false }) tensor: DrawnLayer['activation'] | null = null;
  @property({ attribute: false }) domain: Domain = [0, 1];
  @property() label = '';
  @query('canvas') private readonly canvas!: HTMLCanvasElement | null;

  readonly #size = new SizeController(this, () => this);
  readonly #surface = new SurfaceController(
    this,
    () => this.canvas,
    () => this.screen,
  );

  get #count(): number {
    const room = Math.floor((this.#size.width + GAP) / (TILE + GAP));
    return Math.max(0, Math.min(MAPS, room, this.tensor?.shape[2] ?? 0));
  }

  protected override updated(): void {
    const { tensor, domain } = this;
    if (!tensor) return;
    const { pixelRatio: ratio } = this.#size;
    const map = colourMap(activationMapName(domain), themeChoice.theme);
    const tiles = Array.from({ length: this.#count }, (_, channel) => ({
      ...{ x: channel * (TILE + GAP) * ratio, y: 0, width: TILE * ratio, height: TILE * ratio },
      ...{ slice: mapSlice(tensor, channel), map, domain },
    }));
    this.#surface.show(this.#width * ratio, TILE * ratio, [{ tensor, tiles }]);
  }

  get #width(): number {
    return Math.max(1, this.#count * (TILE + GAP) - GAP);
  }

  protected override render(): TemplateResult {
    return html`<canvas role="img" aria-label=${this.label} .style=${`width:${this.#width}px`}></canvas>`;
  }
}
