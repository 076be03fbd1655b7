// A canvas to draw on, white on black, for networks that see grey pictures. Digits are centred like those of MNIST, without
// which even a good network misreads them.

import { DIGIT_SIZE, centreDigit } from '../draw/digit';
import type { FrameSource } from '../lab/frameInput';
import { paint } from './paint';

/** The longer side, in its own pixels. */
const SIDE = 224;
/** Of a line, beside the longer side. */
const THICKNESS = 0.08;

const DIGITS = '0,1,2,3,4,5,6,7,8,9';

export class DrawingPad {
  readonly #small = document.createElement('canvas');
  readonly #isDigit: boolean;
  #last: { readonly x: number; readonly y: number } | null = null;

  /**
   * @param canvas drawn on while the pad is in use
   * @param drawn there is another stroke
   */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly shape: readonly [height: number, width: number, channels: number],
    labels: readonly string[],
    private readonly drawn: () => void,
  ) {
    this.#isDigit =
      labels.join() === DIGITS && shape.every((length, at) => length === [DIGIT_SIZE, DIGIT_SIZE, 1][at]);
  }

  get #context(): CanvasRenderingContext2D | null {
    return this.canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  }

  erase(): void {
    const [height, width] = this.shape;
    const scale = SIDE / Math.max(height, width);
    // Another size empties a canvas.
    [this.canvas.width, this.canvas.height] = [Math.round(scale * width), Math.round(scale * height)];
    this.#last = null;
  }

  /** What the network is shown. */
  get source(): FrameSource {
    const { canvas } = this;
    const { width, height } = canvas;
    const pixels = this.#isDigit ? this.#context?.getImageData(0, 0, width, height).data : undefined;
    if (!pixels) return { image: canvas, width, height };
    const ink = Float32Array.from({ length: width * height }, (_, at) => (pixels[4 * at] ?? 0) / 255);
    paint(this.#small, centreDigit({ width, height, ink }), this.shape);
    return { image: this.#small, width: DIGIT_SIZE, height: DIGIT_SIZE };
  }

  readonly down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.#last = null;
    this.#stroke(event);
  };

  readonly move = (event: PointerEvent): void => {
    if (this.#last === null) return;
    for (const part of event.getCoalescedEvents()) this.#stroke(part);
  };

  readonly up = (): void => void (this.#last = null);

  #stroke({ clientX, clientY }: PointerEvent): void {
    const context = this.#context;
    if (!context) return;
    const { x, y, width, height } = this.canvas.getBoundingClientRect();
    const to = {
      x: ((clientX - x) / width) * this.canvas.width,
      y: ((clientY - y) / height) * this.canvas.height,
    };
    const from = this.#last ?? { x: to.x, y: to.y - 0.01 };
    context.strokeStyle = '#fff';
    context.lineWidth = THICKNESS * SIDE;
    context.lineCap = context.lineJoin = 'round';
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
    this.#last = to;
    this.drawn();
  }
}
