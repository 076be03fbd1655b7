// The pictures of a cell of the confusion matrix with the probability of the answer, those worth looking at first. One
// of them has the keyboard focus; arrow keys move it.

import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ImageDataset } from '../../data/imageDataset';
import type { AnsweredPicture, ConfusionCell } from '../../train/confusion';
import { ConnectedElement } from '../connectedElement';
import { buttonStyles } from '../controls/buttonStyles';
import { shared } from '../controls/styles';
import { confusionWords } from '../locales/confusion';
import { paintPicture, pixelsAt, shapeOf } from '../picture/pixels';
import { formatPercent } from '../text/format';
import { cellPictures } from './evaluated';
import { otherNames } from './matrix';

/** Pictures that are shown at first, and that are added by a press. */
export const SHOWN = 24;
const MORE = 96;

/** A picture of the cell was chosen. */
export class ChooseCellPictureEvent extends Event {
  static readonly type = 'cs-choose-cell-picture';
  /** @param at the index in the data set */
  constructor(readonly at: number) {
    super(ChooseCellPictureEvent.type);
  }
}

@customElement('cs-cell-pictures')
export class CellPicturesElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    buttonStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-8);
        font-size: var(--type-figure);
        line-height: 1.5;
      }
      .hint {
        color: var(--muted);
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 2px;
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(56px, 1fr));
        gap: var(--space-4);
      }
      li > * {
        display: grid;
        justify-items: center;
        width: 100%;
        min-height: 0;
        padding: 3px;
        border-radius: var(--radius-4);
      }
      li button.shown {
        border-color: var(--accent);
        box-shadow: 0 0 0 1px var(--accent);
      }
      canvas {
        width: 100%;
        aspect-ratio: 1;
        object-fit: contain;
        image-rendering: pixelated;
        border-radius: 2px;
      }
      .mono {
        font-size: var(--type-label);
      }
      .small {
        justify-self: start;
      }
    `,
  ];

  @property({ attribute: false }) images: ImageDataset | null = null;
  /** [pictures × classes], row by row. */
  @property({ attribute: false }) probabilities: Float32Array = new Float32Array();
  @property({ attribute: false, hasChanged: otherNames }) names: readonly string[] = [];
  @property({ attribute: false }) cell: ConfusionCell | null = null;
  /** Whether a picture leads to the stage. */
  @property({ type: Boolean }) usable = false;
  /** The picture that was on the stage last. */
  @property({ attribute: false }) shown: number | null = null;
  @state() private most = SHOWN;
  /** The place of the picture that the keyboard is at. */
  @state() private place = 0;
  #pictures: readonly AnsweredPicture[] = [];

  protected override willUpdate(changed: PropertyValues): void {
    if (!['images', 'probabilities', 'cell'].some((name) => changed.has(name))) return;
    const { images, probabilities, cell } = this;
    this.#pictures = images && cell ? cellPictures({ pictures: images, probabilities }, cell) : [];
    if (changed.has('cell')) {
      const shown = this.#pictures.findIndex(({ at }) => at === this.shown);
      this.most = Math.max(SHOWN, shown + 1);
      this.place = Math.max(0, shown);
    }
    this.place = Math.min(this.place, Math.max(0, this.#pictures.length - 1));
  }

  protected override updated(): void {
    const { images } = this;
    if (!images) return;
    for (const canvas of this.renderRoot.querySelectorAll('canvas')) {
      const at = Number(canvas.dataset.at);
      if (painted.get(canvas)?.images === images && painted.get(canvas)?.at === at) continue;
      paintPicture(canvas, pixelsAt(images, at), shapeOf(images), 255);
      painted.set(canvas, { images, at });
    }
  }

  #focus(place: number): void {
    this.place = Math.min(Math.min(this.most, this.#pictures.length) - 1, Math.max(0, place));
    void this.updateComplete.then(() => this.focusPicture());
  }

  /** Moves the keyboard focus to the picture it was at last. */
  focusPicture(): void {
    this.renderRoot.querySelector<HTMLElement>('li button[tabindex="0"]')?.focus();
  }

  #key(event: KeyboardEvent): void {
    const list = this.renderRoot.querySelector('ul');
    const columns = list ? getComputedStyle(list).gridTemplateColumns.split(' ').length : 1;
    const by: number | undefined = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -columns,
      ArrowDown: columns,
      Home: -Infinity,
      End: Infinity,
    }[event.key];
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#focus(this.place + by);
  }

  #picture({ at, probability }: AnsweredPicture, place: number, cell: ConfusionCell): TemplateResult {
    const { names } = this;
    const percent = formatPercent(probability, 0);
    const name = confusionWords().picture(names[cell.label] ?? '', names[cell.answer] ?? '', percent);
    const canvas = html`<canvas
        width="1"
        height="1"
        data-at=${at}
        role=${this.usable ? 'presentation' : 'img'}
        aria-label=${this.usable ? nothing : name}
      ></canvas
      ><span class="mono" aria-hidden="true">${percent}</span>`;
    if (!this.usable) return html`<li data-at=${at} data-testid="cell-picture"><span>${canvas}</span></li>`;
    return html`<li>
      <button
        class=${at === this.shown ? 'shown' : ''}
        aria-label=${name}
        title=${name}
        tabindex=${place === this.place ? 0 : -1}
        data-at=${at}
        data-probability=${probability}
        data-testid="cell-picture"
        @focus=${() => (this.place = place)}
        @click=${() => this.dispatchEvent(new ChooseCellPictureEvent(at))}
      >
        ${canvas}
      </button>
    </li>`;
  }

  protected override render(): TemplateResult {
    const words = confusionWords();
    const { cell, names } = this;
    const pictures = this.#pictures;
    if (!cell) return html`<p class="hint">${words.choose}</p>`;
    const [label, answer] = [names[cell.label] ?? '', names[cell.answer] ?? ''];
    const right = cell.label === cell.answer;
    const hidden = pictures.length - this.most;
    return html`<p data-testid="cell-title">
        <b>${right ? words.right(label, pictures.length) : words.wrong(label, answer, pictures.length)}</b>
      </p>
      <p class="hint">
        ${pictures.length === 0 ? words.empty : words.order[right ? 'right' : 'wrong']}
        ${this.usable && pictures.length > 0 ? words.onStage : ''}
      </p>
      <ul
        aria-label=${words.pictures}
        data-testid="cell-pictures"
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
      >
        ${repeat(
          pictures.slice(0, this.most),
          ({ at }) => at,
          (one, place) => this.#picture(one, place, cell),
        )}
      </ul>
      ${
        hidden > 0
          ? html`<button class="small" data-testid="cell-more" @click=${() => (this.most += MORE)}>
              ${words.more(Math.min(hidden, MORE))}
            </button>`
          : nothing
      }`;
  }
}

/** What is on a canvas. */
const painted = new WeakMap<HTMLCanvasElement, { readonly images: ImageDataset; readonly at: number }>();

declare global {
  interface HTMLElementTagNameMap {
    'cs-cell-pictures': CellPicturesElement;
  }
  interface HTMLElementEventMap {
    [ChooseCellPictureEvent.type]: ChooseCellPictureEvent;
  }
}
