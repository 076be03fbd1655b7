// Pictures of the test set, one of each class. Many classes scroll, and can be searched by name.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TrainFacade } from '../../session/facade';
import { SessionElement } from '../sessionElement';
import { locale } from '../locale';
import { PictureEvent } from '../pointed';
import { searchStyles } from '../controls/searchStyles';
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
  static override readonly styles = [
    shared,
    searchStyles,
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
      .many {
        max-height: 132px;
        padding: 3px;
        margin: -3px;
        overflow-y: auto;
        scrollbar-width: thin;
      }
      input {
        margin-bottom: var(--space-8);
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

  /** What is looked for among many classes. */
  @state() private sought = '';
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
    const all = onePerClass(session.samples);
    const many = all.length > MANY_CLASSES;
    const shown = all.filter(
      (at) => !many || session.samples[at]?.label.toLowerCase().includes(this.sought.trim().toLowerCase()),
    );
    const search = html`<input
        type="search"
        placeholder=${words.classes.search}
        aria-label=${words.classes.searchIn(all.length)}
        data-testid="find-sample"
        @input=${(event: Event) => (this.sought = (event.target as HTMLInputElement).value)}
      />
      ${shown.length === 0 ? html`<p role="status">${words.classes.noneFound}</p>` : nothing}`;
    return html`${many ? search : nothing}
      <div class=${many ? 'many' : ''} role="group" aria-label=${words.picture.title}>
        ${shown.map((at) => {
          const label = session.samples[at]?.label ?? '';
          return html`<button
            aria-pressed=${at === this.chosen ? 'true' : 'false'}
            aria-label=${classWords(session, words).sample(label)}
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
