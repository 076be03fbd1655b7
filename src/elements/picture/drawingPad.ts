// A pad to draw a digit on, with pen, finger, mouse or keyboard. What is drawn is scaled and centred like the
// training pictures, then shown to the network at once, stroke by stroke.

import { css, html, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { DIGIT_SIZE, centreDigit } from '../../draw/digit';
import type { StageFacade } from '../../session/facade';
import { ConnectedElement } from '../connectedElement';
import { locale } from '../locale';
import { PictureEvent } from '../pointed';
import { shared } from '../controls/styles';
import { isDigits } from '../text/classes';

const SIZE = 112;
const KEY_STEP = 4;

/** Whether drawings are pictures as the data's: digits as large as those of MNIST. */
export const takesDrawings = ({ input, classNames }: Pick<StageFacade, 'input' | 'classNames'>): boolean =>
  isDigits(classNames) && String(input.shape) === String([DIGIT_SIZE, DIGIT_SIZE, 1]);

@customElement('cs-drawing-pad')
export class DrawingPadElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: 78px minmax(0, 1fr);
        gap: var(--space-12);
        align-items: stretch;
      }
      .pad {
        position: relative;
        width: 78px;
        height: 78px;
        border-radius: var(--radius-4);
        background: #000;
        outline: 1px solid var(--line);
        touch-action: none;
        cursor: crosshair;
      }
      .pad:focus-visible {
        outline: 2px solid var(--accent);
      }
      canvas {
        width: 100%;
        height: 100%;
        display: block;
        border-radius: inherit;
      }
      .invite {
        position: absolute;
        inset: 0;
        display: grid;
        place-items: center;
        color: #b9bec8;
        font-size: var(--type-label);
        text-align: center;
        pointer-events: none;
      }
      .pen {
        position: absolute;
        width: 9px;
        height: 9px;
        margin: -4.5px;
        border: 1.5px solid #ff922b;
        border-radius: 50%;
        pointer-events: none;
        display: none;
      }
      .pad:focus-visible .pen {
        display: block;
      }
      .side {
        display: grid;
        grid-template-rows: 1fr auto;
        gap: var(--space-4);
        font-size: var(--type-label);
        line-height: 1.4;
        color: var(--muted);
      }
      .controls {
        display: flex;
        align-items: center;
        gap: var(--space-8);
      }
      input {
        flex: 1;
        min-width: 0;
        width: 0;
        margin: 0;
        accent-color: var(--accent);
        height: 16px;
      }
      button {
        min-height: 26px;
        padding: 0 10px;
        white-space: nowrap;
        font-size: var(--type-figure);
        border-radius: 6px;
      }
    `,
  ];

  @state() private empty = true;
  @state() private thickness = 9;
  @state() private pen: { x: number; y: number } = { x: SIZE / 2, y: SIZE / 4 };
  @query('canvas') private readonly canvas!: HTMLCanvasElement;
  #last: { x: number; y: number } | null = null;
  #down = false;

  get #context(): CanvasRenderingContext2D | null {
    return this.canvas.getContext('2d', { willReadFrequently: true });
  }

  /** The ink, 0…255, row by row; null where the pad is empty. */
  get drawing(): Uint8Array | null {
    const pixels = this.empty ? undefined : this.#context?.getImageData(0, 0, SIZE, SIZE).data;
    return pixels ? Uint8Array.from({ length: SIZE * SIZE }, (_, at) => pixels[at * 4 + 3] ?? 0) : null;
  }

  /** Shows a drawing again, without showing it to the network. One of another size is left out. */
  restore(drawing: Uint8Array | null): void {
    this.clear();
    if (drawing?.length !== SIZE * SIZE) return;
    const pixels = new Uint8ClampedArray(4 * SIZE * SIZE).fill(255);
    drawing.forEach((ink, at) => (pixels[at * 4 + 3] = ink));
    this.#context?.putImageData(new ImageData(pixels, SIZE, SIZE), 0, 0);
    this.empty = false;
  }

  /** Forgets the drawing. */
  clear(): void {
    this.#context?.clearRect(0, 0, SIZE, SIZE);
    this.empty = true;
    this.#last = null;
  }

  /** An empty pad is an empty picture. */
  #erase(): void {
    this.clear();
    this.#show();
  }

  #stroke(to: { x: number; y: number }): void {
    const context = this.#context;
    if (!context) return;
    const from = this.#last ?? to;
    context.strokeStyle = '#fff';
    context.lineWidth = this.thickness;
    context.lineCap = context.lineJoin = 'round';
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y + (from === to ? 0.01 : 0));
    context.stroke();
    this.#last = to;
    this.empty = false;
    this.#show();
  }

  #show(): void {
    const pixels = this.#context?.getImageData(0, 0, SIZE, SIZE).data;
    if (!pixels) return;
    const ink = Float32Array.from({ length: SIZE * SIZE }, (_, at) => (pixels[at * 4 + 3] ?? 0) / 255);
    this.dispatchEvent(new PictureEvent(centreDigit({ width: SIZE, height: SIZE, ink }), null));
  }

  #place(event: PointerEvent): { x: number; y: number } {
    const box = this.canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - box.x) / box.width) * SIZE,
      y: ((event.clientY - box.y) / box.height) * SIZE,
    };
  }

  #pointerDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#last = null;
    this.#down = true;
    this.#stroke(this.#place(event));
  }

  #pointerMove(event: PointerEvent): void {
    if (!this.#down) return;
    for (const part of event.getCoalescedEvents()) this.#stroke(this.#place(part));
  }

  #lift(): void {
    this.#down = false;
    this.#last = null;
  }

  #key(event: KeyboardEvent): void {
    const move = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (move) {
      const within = (value: number): number => Math.min(SIZE - 4, Math.max(4, value));
      this.pen = {
        x: within(this.pen.x + (move[0] ?? 0) * KEY_STEP),
        y: within(this.pen.y + (move[1] ?? 0) * KEY_STEP),
      };
      if (this.#down) this.#stroke(this.pen);
    } else if (event.key === ' ' || event.key === 'Enter') {
      if (!event.repeat) {
        this.#down = true;
        this.#last = null;
        this.#stroke(this.pen);
      }
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      this.#erase();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  protected override render(): TemplateResult {
    const { words } = locale;
    const place = `left:${(this.pen.x / SIZE) * 100}%;top:${(this.pen.y / SIZE) * 100}%`;
    return html`<div
        class="pad"
        role="application"
        tabindex="0"
        data-testid="pad"
        aria-label=${words.picture.pad}
        @pointerdown=${this.#pointerDown}
        @pointermove=${this.#pointerMove}
        @pointerup=${this.#lift}
        @pointercancel=${this.#lift}
        @blur=${this.#lift}
        @keydown=${this.#key}
        @keyup=${(event: KeyboardEvent) => (event.key === ' ' || event.key === 'Enter') && this.#lift()}
      >
        <canvas width=${SIZE} height=${SIZE}></canvas>
        <span class="invite" ?hidden=${!this.empty}>${words.picture.draw}</span>
        <span class="pen" style=${place}></span>
      </div>
      <div class="side">
        <span>${words.picture.hint}</span>
        <div class="controls">
          <input
            type="range"
            min="4"
            max="16"
            aria-label=${words.picture.thickness}
            title=${words.picture.thickness}
            .value=${String(this.thickness)}
            @input=${(event: Event) => (this.thickness = Number((event.target as HTMLInputElement).value))}
          />
          <button data-testid="clear" ?disabled=${this.empty} @click=${() => this.#erase()}>
            ${words.picture.clear}
          </button>
        </div>
      </div>`;
  }
}
