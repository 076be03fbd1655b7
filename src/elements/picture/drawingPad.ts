// A pad to draw on, with pen, finger, mouse or keyboard. What is drawn is scaled to the network's input, digits are
// centred like those of MNIST, and shown to the network at once, stroke by stroke. The paper is as dark or bright as the
// border of the pictures that the network learns from; colour pictures have a few colours to draw with.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { centreDigit } from '../../draw/digit';
import { locale } from '../locale';
import { PictureEvent } from '../pointed';
import type { TrainFacade } from '../../session/facade';
import { SessionElement } from '../sessionElement';
import { formatShape } from '../text/format';
import { shared } from '../controls/styles';
import { drawingPadStyles } from './drawingPadStyles';
import { pixelsAt } from './pixels';
import { pixelsOf } from './source';

/** The longer side of the pad, in its own pixels. */
const SIDE = 112;
/** The longer side on the page. */
const SHOWN = 78;
const KEY_STEP = 4;
/** So many pictures tell the paper. */
const PAPER_PICTURES = 32;
/** Its pictures were centred by their mass; a drawing has to be as well. */
const CENTRED = 'mnist';

const INKS = {
  white: '#ffffff',
  black: '#000000',
  red: '#d62828',
  orange: '#f28c28',
  yellow: '#f7d038',
  green: '#3a9d3a',
  blue: '#2b6cd4',
  brown: '#7a4a21',
} as const;
type Ink = keyof typeof INKS;

/** White where the pictures have bright borders, else black. */
function paperOf({ data }: TrainFacade): 'white' | 'black' {
  const { height, width, channels, count } = data.test;
  let [sum, values] = [0, 0];
  for (let at = 0; at < Math.min(count, PAPER_PICTURES); at++) {
    const pixels = pixelsAt(data.test, at);
    for (let row = 0; row < height; row++) {
      const inside = row > 0 && row < height - 1;
      for (let column = 0; column < width; column += inside ? Math.max(1, width - 1) : 1) {
        for (let channel = 0; channel < channels; channel++) {
          sum += pixels[(row * width + column) * channels + channel] ?? 0;
          values++;
        }
      }
    }
  }
  return sum > 127.5 * values ? 'white' : 'black';
}

@customElement('cs-drawing-pad')
export class DrawingPadElement extends SessionElement {
  static override readonly sessionEvents = ['datachange'] as const;
  static override readonly styles = [shared, drawingPadStyles];

  @state() private empty = true;
  @state() private thickness = 9;
  @state() private pen = { x: SIDE / 2, y: SIDE / 4 };
  @state() private chosen: Ink | null = null;
  @query('canvas') private readonly canvas!: HTMLCanvasElement;
  #last: { x: number; y: number } | null = null;
  #down = false;
  #paper: { readonly of: unknown; readonly colour: 'white' | 'black' } | null = null;

  get #context(): CanvasRenderingContext2D | null {
    return this.canvas.getContext('2d', { willReadFrequently: true });
  }

  get #shape(): readonly [height: number, width: number, channels: number] {
    const [height = 28, width = 28, channels = 1] = this.session?.input.shape ?? [];
    return [height, width, channels];
  }

  /** In the pad's own pixels, in proportion to the pictures. */
  get #size(): { readonly width: number; readonly height: number } {
    const [height, width] = this.#shape;
    const scale = SIDE / Math.max(height, width);
    return { width: Math.round(scale * width), height: Math.round(scale * height) };
  }

  get #centred(): boolean {
    return this.session === null || this.session.data.reference.name === CENTRED;
  }

  get #paperColour(): 'white' | 'black' {
    const { session } = this;
    if (!session || this.#centred) return 'black';
    if (this.#paper?.of !== session.data) this.#paper = { of: session.data, colour: paperOf(session) };
    return this.#paper.colour;
  }

  /** Grey pictures are drawn with the opposite of their paper. */
  get #ink(): Ink {
    const opposite = this.#paperColour === 'white' ? 'black' : 'white';
    return this.#shape[2] === 1 ? opposite : (this.chosen ?? opposite);
  }

  /**
   * 0…255, row by row: the ink of grey pictures, red, green, blue and ink of others; null where the pad is empty.
   */
  get drawing(): Uint8Array | null {
    const { width, height } = this.#size;
    const pixels = this.empty ? undefined : this.#context?.getImageData(0, 0, width, height).data;
    if (!pixels) return null;
    return this.#shape[2] === 1
      ? Uint8Array.from({ length: width * height }, (_, at) => pixels[at * 4 + 3] ?? 0)
      : new Uint8Array(pixels);
  }

  /** Shows a drawing again, without showing it to the network. One of another size is left out. */
  restore(drawing: Uint8Array | null): void {
    this.clear();
    // The pad may be about to take another size.
    void this.updateComplete.then(() => {
      const { width, height } = this.#size;
      const parts = this.#shape[2] === 1 ? 1 : 4;
      if (drawing?.length !== width * height * parts || !this.empty) return;
      const shade = this.#ink === 'white' ? 255 : 0;
      const pixels = new Uint8ClampedArray(4 * width * height).fill(shade);
      if (parts === 4) pixels.set(drawing);
      else drawing.forEach((ink, at) => (pixels[at * 4 + 3] = ink));
      this.#context?.putImageData(new ImageData(pixels, width, height), 0, 0);
      this.empty = false;
    });
  }

  /** Forgets the drawing. */
  clear(): void {
    this.#context?.clearRect(0, 0, this.canvas.width, this.canvas.height);
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
    context.strokeStyle = INKS[this.#ink];
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
    const pixels = this.#centred ? this.#centredDigit() : this.#scaled();
    if (pixels) this.dispatchEvent(new PictureEvent(pixels, null));
  }

  #centredDigit(): Float32Array | null {
    const { width, height } = this.#size;
    const pixels = this.#context?.getImageData(0, 0, width, height).data;
    if (!pixels) return null;
    const ink = Float32Array.from({ length: width * height }, (_, at) => (pixels[at * 4 + 3] ?? 0) / 255);
    return centreDigit({ width, height, ink });
  }

  /** The drawing on its paper, in the size of the network's input. */
  #scaled(): Float32Array | null {
    const { width, height } = this.#size;
    const image = new OffscreenCanvas(width, height);
    const context = image.getContext('2d');
    if (!context) return null;
    context.fillStyle = INKS[this.#paperColour];
    context.fillRect(0, 0, width, height);
    context.drawImage(this.canvas, 0, 0);
    return pixelsOf({ image, width, height }, this.#shape);
  }

  #place(event: PointerEvent): { x: number; y: number } {
    const box = this.canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - box.x) / box.width) * this.canvas.width,
      y: ((event.clientY - box.y) / box.height) * this.canvas.height,
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
      const { width, height } = this.#size;
      const within = (value: number, side: number): number => Math.min(side - 4, Math.max(4, value));
      this.pen = {
        x: within(this.pen.x + (move[0] ?? 0) * KEY_STEP, width),
        y: within(this.pen.y + (move[1] ?? 0) * KEY_STEP, height),
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
    const { width, height } = this.#size;
    const place = `left:${(this.pen.x / width) * 100}%;top:${(this.pen.y / height) * 100}%`;
    const shown = (side: number): string => `${Math.round((side * SHOWN) / SIDE)}px`;
    const paper = this.#paperColour;
    return html`<div
        class="pad"
        role="application"
        tabindex="0"
        data-testid="pad"
        aria-label=${words.picture.pad}
        .style=${`width:${shown(width)};height:${shown(height)};background:${INKS[paper]}`}
        @pointerdown=${this.#pointerDown}
        @pointermove=${this.#pointerMove}
        @pointerup=${this.#lift}
        @pointercancel=${this.#lift}
        @blur=${this.#lift}
        @keydown=${this.#key}
        @keyup=${(event: KeyboardEvent) => (event.key === ' ' || event.key === 'Enter') && this.#lift()}
      >
        <canvas width=${width} height=${height}></canvas>
        <span class="invite ${paper}" ?hidden=${!this.empty}
          >${this.#centred ? words.picture.drawDigit : words.picture.draw}</span
        >
        <span class="pen" .style=${place}></span>
      </div>
      <div class="side">
        <span
          >${this.#centred ? words.picture.hint : words.picture.scaled(formatShape(this.#shape.slice(0, 2)))}</span
        >
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
      </div>
      ${this.#shape[2] === 1 ? nothing : this.#inks()}`;
  }

  #inks(): TemplateResult {
    const { colour, colours } = locale.words.picture;
    return html`<div class="inks" role="group" aria-label=${colour}>
      ${(Object.keys(INKS) as Ink[]).map(
        (name) =>
          html`<button
            .style=${`background:${INKS[name]}`}
            aria-label=${colours[name]}
            title=${colours[name]}
            aria-pressed=${name === this.#ink ? 'true' : 'false'}
            data-testid=${`ink-${name}`}
            @click=${() => (this.chosen = name)}
          ></button>`,
      )}
    </div>`;
  }
}
