// Pictures of the test set, one of each class, of ten classes at most.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TrainFacade } from '../../session/facade';
import { className } from '../data/names';
import { ViewEvent } from '../frame/header';
import { SessionElement } from '../sessionElement';
import { locale } from '../locale';
import { PictureEvent } from '../pointed';
import { shared } from '../controls/styles';
import { paintPicture } from './pixels';
import { MANY_CLASSES, classWords } from '../text/classes';

/** The first sample of each class, in order of the classes. */
export function onePerClass(samples: TrainFacade['samples']): readonly number[] {
  const first = new Map<string, number>();
  samples.forEach(({ label }, at) => {
    if (!first.has(label)) first.set(label, at);
  });
  return [...first.values()];
}

@customElement('cs-samples')
export class SamplesElement extends SessionElement {
  static override readonly sessionEvents = ['datachange'] as const;
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
      div button {
        padding: 0;
        min-height: 0;
        aspect-ratio: 1;
        border: 0;
        border-radius: 3px;
        overflow: hidden;
        background: #000;
        outline: 1px solid var(--line);
      }
      div button:hover {
        outline: 2px solid var(--line-strong);
      }
      div button:focus-visible {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }
      div button[aria-pressed='true'] {
        outline: 2px solid var(--accent);
        outline-offset: 1px;
      }
      .all {
        min-height: 24px;
        padding: 0;
        border: 0;
        background: none;
        color: var(--accent-text);
        font-size: var(--type-label);
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

  readonly #painted = new WeakMap<HTMLCanvasElement, TrainFacade['samples'][number]>();

  protected override updated(): void {
    const { session } = this;
    const samples = session?.samples ?? [];
    for (const canvas of this.renderRoot.querySelectorAll('canvas')) {
      const sample = samples[Number(canvas.dataset.at)];
      if (!sample || !session || this.#painted.get(canvas) === sample) continue;
      this.#painted.set(canvas, sample);
      paintPicture(canvas, sample.pixels, session.input.shape, 255);
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
    const { reference } = session.data;
    const { sample } = classWords(session, words);
    const classes = onePerClass(session.samples);
    return html`<div role="group" aria-label=${words.picture.title}>
        ${classes.slice(0, MANY_CLASSES).map((at) => {
          const label = session.samples[at]?.label ?? '';
          const name = className(reference, label);
          return html`<button
            aria-pressed=${at === this.chosen ? 'true' : 'false'}
            aria-label=${sample(name)}
            title=${name}
            data-testid=${`sample-${label}`}
            @click=${() => this.#show(at)}
          >
            <canvas data-at=${at}></canvas>
          </button>`;
        })}
      </div>
      ${
        classes.length > MANY_CLASSES
          ? html`<button
              class="all"
              data-testid="all-classes"
              @click=${() => this.dispatchEvent(new ViewEvent('data'))}
            >
              ${words.picture.all(classes.length)}
            </button>`
          : nothing
      }`;
  }
}
