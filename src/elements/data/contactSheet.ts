// The contact sheet of a data set: its pictures in pages, of one class or of all, of one part. Of 60,000 pictures only
// those of a page are drawn, some at a time. In the grid one picture has the keyboard focus; arrow keys move it.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { DataReference, DataSet } from '../../data/dataSet';
import type { ImageDataset } from '../../data/imageDataset';
import { ConnectedElement } from '../connectedElement';
import { choices } from '../controls/choices';
import { choicesStyles } from '../controls/choicesStyles';
import { icons } from '../controls/icons';
import { shared } from '../controls/styles';
import { dataWords } from '../locales/data';
import { nextTask, PIECE_MS } from '../nextTask';
import { paintPicture, pixelsAt, shapeOf } from '../picture/pixels';
import { contactSheetStyles } from './contactSheetStyles';
import { className } from './names';

export const PAGE_SIZE = 96;

export type Part = 'train' | 'test';

/** A picture of the data set was chosen. */
export class ChoosePictureEvent extends Event {
  static readonly type = 'cs-choose-picture';
  constructor(
    readonly part: Part,
    readonly index: number,
  ) {
    super(ChoosePictureEvent.type);
  }
}

/** The places of the pictures of a class; null: of all. */
export function placesOf({ labels, count }: ImageDataset, label: number | null): Uint32Array {
  const places = new Uint32Array(count);
  let found = 0;
  for (let at = 0; at < count; at++) if (label === null || labels[at] === label) places[found++] = at;
  return places.slice(0, found);
}

@customElement('cs-contact-sheet')
export class ContactSheetElement extends ConnectedElement {
  static override readonly styles = [shared, choicesStyles, contactSheetStyles];

  @property({ attribute: false }) data: DataSet | null = null;
  @property({ attribute: false }) reference: DataReference | null = null;
  /** The class that is shown alone; null: all. */
  @property({ attribute: false }) label: number | null = null;
  /** Whether its pictures can be shown to the network. */
  @property({ type: Boolean }) usable = false;
  @state() private shown: Part = 'train';
  @state() private page = 0;
  /** The picture of the page that the keyboard is at. */
  @state() private at = 0;
  #places: Uint32Array = new Uint32Array();
  /** The newest painting; an older one stops. */
  #painting = 0;
  #focus = false;

  get #pages(): number {
    return Math.max(1, Math.ceil(this.#places.length / PAGE_SIZE));
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { data } = this;
    if (!data || !['data', 'label', 'shown'].some((name) => changed.has(name))) return;
    this.#places = placesOf(data[this.shown], this.label);
    this.page = 0;
    this.at = 0;
  }

  protected override updated(): void {
    if (this.#focus) {
      this.#focus = false;
      this.renderRoot.querySelector<HTMLElement>('li button[tabindex="0"]')?.focus();
    }
    void this.#paint();
  }

  /** Draws those pictures of the page that are not drawn yet. */
  async #paint(): Promise<void> {
    const { data, shown: part } = this;
    if (!data) return;
    const set = data[part];
    const painting = ++this.#painting;
    let since = performance.now();
    for (const canvas of this.renderRoot.querySelectorAll('canvas')) {
      const index = Number(canvas.dataset.index);
      const key = `${part} ${index}`;
      if (painted.get(canvas)?.data === data && painted.get(canvas)?.key === key) continue;
      // A canvas takes its memory when it is first drawn on, which is most of the time for a small picture.
      if (performance.now() - since > PIECE_MS) {
        await nextTask();
        if (painting !== this.#painting || !this.isConnected) return;
        since = performance.now();
      }
      paintPicture(canvas, pixelsAt(set, index), shapeOf(set), 255);
      painted.set(canvas, { data, key });
    }
  }

  #turn(to: number, at = 0, focus = false): void {
    const page = Math.min(this.#pages - 1, Math.max(0, to));
    if (page === this.page && at === this.at) return;
    this.page = page;
    const shown = Math.min(PAGE_SIZE, this.#places.length - page * PAGE_SIZE);
    this.at = Math.min(Math.max(0, at), Math.max(0, shown - 1));
    this.#focus = focus;
  }

  /** How many pictures are beside each other. */
  get #columns(): number {
    const list = this.renderRoot.querySelector('ul');
    return list ? getComputedStyle(list).gridTemplateColumns.split(' ').length : 1;
  }

  readonly #key = (event: KeyboardEvent): void => {
    const { page, at } = this;
    const first = page * PAGE_SIZE;
    const goTo = (place: number): void => {
      const to = Math.min(this.#places.length - 1, Math.max(0, place));
      this.#turn(Math.floor(to / PAGE_SIZE), to % PAGE_SIZE, true);
    };
    const moves: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => goTo(first + at - 1),
      ArrowRight: () => goTo(first + at + 1),
      ArrowUp: () => goTo(first + at - this.#columns),
      ArrowDown: () => goTo(first + at + this.#columns),
      Home: () => this.#turn(page, 0, true),
      End: () => this.#turn(page, PAGE_SIZE - 1, true),
      PageUp: () => this.#turn(page - 1, page === 0 ? 0 : at, true),
      PageDown: () => this.#turn(page + 1, at, true),
    };
    const move = moves[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    move();
  };

  #cell(set: ImageDataset, index: number, place: number): TemplateResult {
    const { sheet } = dataWords();
    const { reference } = this;
    const id = set.classNames[set.labels[index] ?? 0] ?? '';
    const name = (this.shown === 'train' ? sheet.train1 : sheet.test1)(
      reference ? className(reference, id) : id,
      index + 1,
    );
    const canvas = html`<canvas
      width=${set.width}
      height=${set.height}
      data-index=${index}
      role=${this.usable ? nothing : 'img'}
      aria-label=${this.usable ? nothing : name}
      title=${this.usable ? nothing : name}
    ></canvas>`;
    if (!this.usable) return html`<li>${canvas}</li>`;
    return html`<li>
      <button
        aria-label=${name}
        title=${name}
        tabindex=${place === this.at ? 0 : -1}
        data-testid=${`picture-${this.shown}-${index}`}
        @focus=${() => (this.at = place)}
        @click=${() => this.dispatchEvent(new ChoosePictureEvent(this.shown, index))}
      >
        ${canvas}
      </button>
    </li>`;
  }

  #pager(): TemplateResult {
    const { sheet } = dataWords();
    const button = (
      id: 'previous' | 'next',
      icon: TemplateResult,
      off: boolean,
      by: number,
    ): TemplateResult =>
      html`<button
        class="icon"
        aria-label=${sheet[id]}
        title=${sheet[id]}
        data-testid=${`sheet-${id}`}
        ?disabled=${off}
        @click=${() => this.#turn(this.page + by)}
      >
        ${icon}
      </button>`;
    return html`<div class="pager">
      ${button('previous', icons.left(14), this.page === 0, -1)}
      <span data-testid="sheet-page">${sheet.page(this.page + 1, this.#pages)}</span>
      ${button('next', icons.right(14), this.page >= this.#pages - 1, 1)}
    </div>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { data, shown: part, reference } = this;
    if (!data) return nothing;
    const { sheet } = dataWords();
    const set = data[part];
    const places = [...this.#places.subarray(this.page * PAGE_SIZE, (this.page + 1) * PAGE_SIZE)];
    const cell = Math.min(96, Math.max(40, 1.5 * set.width));
    return html`<div class="bar">
        <h2>${sheet.title}</h2>
        ${choices(sheet.part, sheet, ['train', 'test'], part, (to) => (this.shown = to), 'part')}
        <label
          >${sheet.of}
          <select
            data-testid="sheet-class"
            @change=${(event: Event) => {
              const { value } = event.target as HTMLSelectElement;
              this.label = value === '' ? null : Number(value);
              this.dispatchEvent(new Event('change'));
            }}
          >
            <option value="" .selected=${this.label === null}>${sheet.all}</option>
            ${set.classNames.map(
              (id, label) =>
                html`<option value=${label} .selected=${label === this.label}>
                  ${reference ? className(reference, id) : id}
                </option>`,
            )}
          </select></label
        >
        ${this.#pager()}
      </div>
      <p>
        <span data-testid="sheet-count">${sheet.count(this.#places.length)}</span> ·
        ${this.#places.length === 0 ? sheet.none : this.usable ? sheet.hint : sheet.unused}
      </p>
      <ul
        .style=${`--cell:${cell}px`}
        aria-label=${this.usable ? sheet.grid : sheet.title}
        data-testid="sheet"
        @keydown=${this.usable ? this.#key : nothing}
      >
        ${places.map((index, place) => this.#cell(set, index, place))}
      </ul>`;
  }
}

/** What is on a canvas. */
const painted = new WeakMap<HTMLCanvasElement, { readonly data: DataSet; readonly key: string }>();

declare global {
  interface HTMLElementEventMap {
    [ChoosePictureEvent.type]: ChoosePictureEvent;
  }
}
