// Ten pictures of the test set, one of each class.

import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TrainFacade } from '../../session/facade';
import { SessionElement } from '../sessionElement';
import { locale } from '../locale';
import { PictureEvent } from '../pointed';
import { shared } from '../controls/styles';
import { paintPicture } from './pixels';

/** The first sample of each class, in order of the classes. */
export function onePerClass(samples: TrainFacade['samples']): readonly number[] {
  const first = new Map<string, number>();
  samples.forEach(({ label }, at) => {
    if (!first.has(label)) first.set(label, at);
  });
  return [...first.entries()]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([, at]) => at);
}

@customElement('cs-samples')
export class SamplesElement extends SessionElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        container-type: inline-size;
      }
      div {
        display: grid;
        grid-template-columns: repeat(5, minmax(0, 1fr));
        gap: 7px 8px;
      }
      /* Beside the code there is room for one row. */
      @container (min-width: 300px) {
        div {
          grid-template-columns: repeat(10, minmax(0, 1fr));
        }
      }
      button {
        padding: 0;
        min-height: 0;
        aspect-ratio: 1;
        border: 0;
        border-radius: 3px;
        overflow: hidden;
        background: #000;
        outline: 1px solid var(--line);
      }
      button:hover {
        outline: 2px solid var(--line-strong);
      }
      button:focus-visible {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }
      button[aria-pressed='true'] {
        outline: 2px solid var(--accent);
        outline-offset: 1px;
      }
      canvas {
        display: block;
        width: 100%;
        height: 100%;
        object-fit: contain;
        image-rendering: pixelated;
      }
    `,
  ];

  /** Place of the sample shown, or null while a drawing is. */
  @property({ attribute: false }) chosen: number | null = null;

  #painted: TrainFacade['samples'] | null = null;

  protected override updated(): void {
    const { session } = this;
    const samples = session?.samples ?? [];
    if (samples === this.#painted) return;
    this.#painted = samples;
    for (const canvas of this.renderRoot.querySelectorAll('canvas')) {
      const sample = samples[Number(canvas.dataset.at)];
      if (sample && session) paintPicture(canvas, sample.pixels, session.input.shape, 255);
    }
  }

  #show(at: number): void {
    const sample = this.session?.samples[at];
    if (sample)
      this.dispatchEvent(
        new PictureEvent(
          Float32Array.from(sample.pixels, (value) => value / 255),
          at,
        ),
      );
  }

  protected override render(): TemplateResult {
    const { words } = locale;
    const { session } = this;
    if (!session) return html``;
    return html`<div role="group" aria-label=${words.picture.title}>
      ${onePerClass(session.samples).map((at) => {
        const label = session.samples[at]?.label ?? '';
        return html`<button
          aria-pressed=${at === this.chosen ? 'true' : 'false'}
          aria-label=${words.picture.sample(label)}
          title=${label}
          data-testid=${`sample-${label}`}
          @click=${() => this.#show(at)}
        >
          <canvas data-at=${at}></canvas>
        </button>`;
      })}
    </div>`;
  }
}
