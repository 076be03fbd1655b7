// One of many pictures that lie side by side as bytes, on a canvas of its own.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { ImageDataset } from '../../data/imageDataset';
import { ConnectedElement } from '../connectedElement';

/** A picture of a data set, to be drawn or copied. */
export function imageDataOf({ images, height, width, channels }: ImageDataset, at: number): ImageData {
  const data = new ImageData(width, height);
  const first = at * height * width * channels;
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let c = 0; c < 3; c++) data.data[4 * pixel + c] = images[first + pixel * channels + c] ?? 0;
    data.data[4 * pixel + 3] = 255;
  }
  return data;
}

@customElement('cs-still')
export class StillElement extends ConnectedElement {
  static override readonly styles = css`
    :host {
      display: block;
      line-height: 0;
    }
    canvas {
      width: 100%;
      height: 100%;
      border-radius: inherit;
    }
  `;

  @property({ attribute: false }) images: ImageDataset | null = null;
  @property({ type: Number }) at = 0;
  /** The accessible description; empty if an element around it has one. */
  @property() label = '';
  @query('canvas') private readonly canvas!: HTMLCanvasElement | null;

  protected override updated(): void {
    const { images, canvas } = this;
    if (!images || !canvas) return;
    canvas.getContext('2d')?.putImageData(imageDataOf(images, this.at), 0, 0);
  }

  protected override render(): TemplateResult {
    return html`<canvas
      role=${this.label === '' ? 'presentation' : 'img'}
      aria-label=${this.label === '' ? nothing : this.label}
      width=${this.images?.width ?? 1}
      height=${this.images?.height ?? 1}
    ></canvas>`;
  }
}
