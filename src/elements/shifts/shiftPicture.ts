// The picture of the Shifts view under the pointer: dragged, or covered in part; by pointer and by keys.

import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { styleMap } from '../styleMap';
import type { Cover } from '../../inspect/shifts/shifts';
import { ScreenElement } from '../sessionElement';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';
import { pictureView, type TileView, type TilesElement } from '../canvas/tileCanvas';
import { shiftsWords } from '../locales/shifts';

export type Tool = 'move' | 'cover';

/** The picture is to lie elsewhere. */
export class MovePictureEvent extends Event {
  static readonly type = 'cs-move-picture';
  constructor(
    readonly dx: number,
    readonly dy: number,
  ) {
    super(MovePictureEvent.type);
  }
}

/** Another part is to be covered, or none. */
export class CoverEvent extends Event {
  static readonly type = 'cs-cover';
  constructor(readonly cover: Cover | null) {
    super(CoverEvent.type);
  }
}

@customElement('cs-shift-picture')
export class ShiftPictureElement extends ScreenElement {
  static override readonly styles = [
    shared,
    css`
      .picture {
        position: relative;
        width: 100%;
        max-width: 252px;
        touch-action: none;
        cursor: grab;
        line-height: 0;
      }
      .picture:active {
        cursor: grabbing;
      }
      .picture.cover {
        cursor: crosshair;
      }
      .picture:focus-visible {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }
      .empty {
        aspect-ratio: 1;
        background: #000;
      }
      .lid {
        position: absolute;
        outline: 2px solid var(--pointed);
        pointer-events: none;
      }
    `,
  ];

  /** The moved picture [height, width, channels]. */
  @property({ attribute: false }) tensor: TileView['tensor'] | null = null;
  @property() tool: Tool = 'move';
  @property({ type: Number }) dx = 0;
  @property({ type: Number }) dy = 0;
  @property({ attribute: false }) cover: Cover | null = null;
  /** The side of a new cover, in pixels. */
  @property({ type: Number }) lid = 6;

  #grip: { x: number; y: number; dx: number; dy: number } | null = null;

  get #shape(): readonly [rows: number, columns: number] {
    return [this.tensor?.shape[0] ?? 28, this.tensor?.shape[1] ?? 28];
  }

  /** CSS pixels of one pixel of the picture. */
  #cell(): number {
    const paper = this.renderRoot
      .querySelector<TilesElement>('cs-tiles')
      ?.renderRoot.querySelector('.paper')
      ?.getBoundingClientRect();
    return (paper?.width ?? 252) / this.#shape[1];
  }

  /** A lid whose middle is as near to the place as the picture allows. */
  #coverAt(row: number, column: number): Cover {
    const [rows, columns] = this.#shape;
    const size = Math.min(this.lid, rows, columns);
    const start = (middle: number, length: number): number =>
      Math.min(length - size, Math.max(0, Math.round(middle - size / 2)));
    const [top, left] = [start(row, rows), start(column, columns)];
    return { top, left, bottom: top + size, right: left + size };
  }

  #place(event: PointerEvent): { row: number; column: number } {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const cell = this.#cell();
    return { row: (event.clientY - box.y) / cell, column: (event.clientX - box.x) / cell };
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const target = event.currentTarget as HTMLElement;
    target.setPointerCapture(event.pointerId);
    if (this.tool === 'move') this.#grip = { x: event.clientX, y: event.clientY, dx: this.dx, dy: this.dy };
    else this.#cover(event);
  }

  #cover(event: PointerEvent): void {
    const { row, column } = this.#place(event);
    const cover = this.#coverAt(row, column);
    if (cover.top !== this.cover?.top || cover.left !== this.cover.left || cover.bottom !== this.cover.bottom)
      this.dispatchEvent(new CoverEvent(cover));
  }

  #moved(event: PointerEvent): void {
    if (this.tool === 'cover') {
      // A mouse covers as it goes; a finger has to press anyway.
      this.#cover(event);
      return;
    }
    if (!this.#grip) return;
    const cell = this.#cell();
    const dx = Math.round(this.#grip.dx + (event.clientX - this.#grip.x) / cell);
    const dy = Math.round(this.#grip.dy + (event.clientY - this.#grip.y) / cell);
    if (dx !== this.dx || dy !== this.dy) this.dispatchEvent(new MovePictureEvent(dx, dy));
  }

  #key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const [x = 0, y = 0] = step ?? [];
    if (this.tool === 'move' && step) this.dispatchEvent(new MovePictureEvent(this.dx + x, this.dy + y));
    else if (this.tool === 'move' && event.key === 'Home') this.dispatchEvent(new MovePictureEvent(0, 0));
    else if (this.tool === 'cover' && step) {
      const [rows, columns] = this.#shape;
      const { top, bottom, left, right } = this.cover ?? {
        top: 0,
        bottom: rows,
        left: 0,
        right: columns,
      };
      this.dispatchEvent(new CoverEvent(this.#coverAt((top + bottom) / 2 + y, (left + right) / 2 + x)));
    } else if (this.tool === 'cover' && (event.key === 'Delete' || event.key === 'Backspace'))
      this.dispatchEvent(new CoverEvent(null));
    else return;
    event.preventDefault();
  }

  protected override render(): TemplateResult {
    const { picture } = shiftsWords();
    const { tensor, cover } = this;
    const [rows, columns] = this.#shape;
    const view = tensor && pictureView(tensor, themeChoice.theme);
    const part = (length: number, of: number): string => `${(100 * length) / of}%`;
    const lid =
      cover &&
      styleMap({
        top: part(cover.top, rows),
        left: part(cover.left, columns),
        width: part(cover.right - cover.left, columns),
        height: part(cover.bottom - cover.top, rows),
      });
    const text = picture.at(String(this.dx), String(this.dy));
    return html`<div
      class="picture ${this.tool}"
      role="application"
      tabindex="0"
      data-testid="shift-picture"
      aria-label=${this.tool === 'move' ? picture.keysMove : picture.keysCover}
      aria-description=${cover ? `${text}. ${picture.covered(cover.top + 1, cover.left + 1, cover.right - cover.left)}` : text}
      @pointerdown=${this.#down}
      @pointermove=${this.#moved}
      @pointerup=${() => (this.#grip = null)}
      @pointercancel=${() => (this.#grip = null)}
      @keydown=${this.#key}
    >
      ${view ? html`<cs-tiles .view=${view} label=${picture.title}></cs-tiles>` : html`<div class="empty"></div>`}
      ${lid ? html`<div class="lid" .style=${lid}></div>` : ''}
    </div>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [MovePictureEvent.type]: MovePictureEvent;
    [CoverEvent.type]: CoverEvent;
  }
}
