// The confusion matrix as a grid: rows are true classes, columns answers, colours the share of the row. A cell is
// chosen with the mouse or the keyboard. Of many classes each row is one picture, and only the cells that the keyboard
// and the choice are at are elements.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import type { Confusion, ConfusionCell } from '../../train/confusion';
import { ConnectedElement } from '../connectedElement';
import { choices } from '../controls/choices';
import { choicesStyles } from '../controls/choicesStyles';
import { shared } from '../controls/styles';
import { locale } from '../locale';
import { confusionWords } from '../locales/confusion';
import { namesWidth } from '../text/classes';
import { formatPercent } from '../text/format';
import { GAP, SIZES, colourPart, kindOf, matrixLegend, stripOf } from './matrixScale';
import { matrixStyles } from './matrixStyles';

/** Names of columns that are at most so long stand upright; a digit fits any cell. */
const LETTERS = { upright: 7, digit: 2 };
/** The width of the names, in CSS pixels: at least that of the headings beside them. */
const LEAST_NAME = 66;
const UNITS = ['counts', 'shares'] as const;
type Unit = (typeof UNITS)[number];

/** A cell was chosen. */
export class ChooseCellEvent extends Event {
  static readonly type = 'cs-choose-cell';
  constructor(readonly cell: ConfusionCell) {
    super(ChooseCellEvent.type);
  }
}

export const sameCell = (a: ConfusionCell | null, b: ConfusionCell | null): boolean =>
  a?.label === b?.label && a?.answer === b?.answer;

/** Names are worked out anew each time; the same ones draw nothing. */
export const otherNames = (names: readonly string[], before?: readonly string[]): boolean =>
  names.join('\n') !== before?.join('\n');

@customElement('cs-confusion-matrix')
export class ConfusionMatrixElement extends ConnectedElement {
  static override readonly styles = [shared, choicesStyles, matrixStyles];

  @property({ attribute: false }) confusion: Confusion | null = null;
  /** Of the classes, in their order. */
  @property({ attribute: false, hasChanged: otherNames }) names: readonly string[] = [];
  @property({ attribute: false }) cell: ConfusionCell | null = null;
  @state() private unit: Unit = 'counts';
  /** The cell that the pointer or the keyboard is at. */
  @state() private pointed: ConfusionCell | null = null;
  /** The one stop of the tab key. */
  #stop: ConfusionCell = { label: 0, answer: 0 };
  /** Of many classes: the cells of each row. */
  #strips: readonly string[] = [];

  get #size(): (typeof SIZES)[number] {
    return SIZES.find(({ most }) => this.names.length <= most) ?? SIZES[3];
  }

  #focus(cell: ConfusionCell): void {
    this.#stop = cell;
    this.pointed = cell;
    this.requestUpdate();
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('.cell[tabindex="0"]')?.focus(),
    );
  }

  #cellOf(event: Event): ConfusionCell | null {
    const [target] = event.composedPath();
    if (!(target instanceof HTMLElement) || target.dataset.label === undefined) return null;
    const label = Number(target.dataset.label);
    if (target.dataset.answer !== undefined) return { label, answer: Number(target.dataset.answer) };
    if (!(event instanceof MouseEvent)) return null;
    const place = (event.clientX - target.getBoundingClientRect().left) / (this.#size.width + GAP);
    return { label, answer: Math.min(this.names.length - 1, Math.max(0, Math.floor(place))) };
  }

  #point(cell: ConfusionCell | null): void {
    if (!sameCell(cell, this.pointed)) this.pointed = cell;
  }

  #choose(cell: ConfusionCell | null): void {
    if (cell) this.dispatchEvent(new ChooseCellEvent(cell));
  }

  #key(event: KeyboardEvent): void {
    if (event.altKey || event.metaKey) return;
    const cell = this.#cellOf(event);
    if (!cell) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#choose(cell);
      return;
    }
    const last = this.names.length - 1;
    const { label, answer } = cell;
    const whole = event.ctrlKey;
    const to = {
      ArrowLeft: { label, answer: answer - 1 },
      ArrowRight: { label, answer: answer + 1 },
      ArrowUp: { label: label - 1, answer },
      ArrowDown: { label: label + 1, answer },
      Home: { label: whole ? 0 : label, answer: 0 },
      End: { label: whole ? last : label, answer: last },
      PageUp: { label: Math.max(0, label - 10), answer },
      PageDown: { label: Math.min(last, label + 10), answer },
    }[event.key];
    if (!to) return;
    event.preventDefault();
    if (Math.min(to.label, to.answer) >= 0 && Math.max(to.label, to.answer) <= last) this.#focus(to);
  }

  #share(confusion: Confusion, { label, answer }: ConfusionCell): number {
    return (confusion.matrix[label]?.[answer] ?? 0) / (confusion.totals[label] ?? 0);
  }

  #describe(confusion: Confusion, cell: ConfusionCell): string {
    const { label, answer } = cell;
    const { matrix, totals } = confusion;
    return confusionWords().cell(
      matrix[label]?.[answer] ?? 0,
      totals[label] ?? 0,
      formatPercent(this.#share(confusion, cell)),
      this.names[label] ?? '',
      this.names[answer] ?? '',
    );
  }

  #cell(confusion: Confusion, cell: ConfusionCell, numbers: boolean): TemplateResult {
    const { label, answer } = cell;
    const count = confusion.matrix[label]?.[answer] ?? 0;
    const share = this.#share(confusion, cell);
    // 69 of 120 are 57.5 %; 100 times the share, which is no f64 number, would be a little less.
    const percent = Math.round((100 * count) / Math.max(1, confusion.totals[label] ?? 0));
    const shown = String(this.unit === 'counts' ? count : percent);
    const kind = kindOf(cell);
    return html`<div
      role="gridcell"
      class="cell ${kind} ${count === 0 ? 'none' : ''}"
      .style="grid-column:${answer + 2};--part:${(100 * colourPart(kind, share || 0)).toFixed(1)}%"
      tabindex=${sameCell(cell, this.#stop) ? 0 : -1}
      aria-colindex=${answer + 2}
      aria-selected=${sameCell(cell, this.cell) ? 'true' : 'false'}
      aria-label=${this.#describe(confusion, cell)}
      data-label=${label}
      data-answer=${answer}
      data-count=${count}
      data-testid=${`confusion-${label}-${answer}`}
    >
      ${numbers ? shown : nothing}
    </div>`;
  }

  #row(confusion: Confusion, label: number, numbers: boolean): TemplateResult {
    const { names, pointed } = this;
    const row = confusion.matrix[label] ?? [];
    const placeOf = (cell: ConfusionCell | null): number | null =>
      cell?.label === label ? cell.answer : null;
    const marked = [placeOf(this.#stop), placeOf(this.cell)];
    const made = row.map((_, answer) => answer).filter((answer) => numbers || marked.includes(answer));
    return html`<div role="row" class="row" aria-rowindex=${label + 2}>
      <div
        role="rowheader"
        class="name ${pointed?.label === label ? 'pointed' : ''}"
        aria-colindex="1"
        title=${names[label] ?? ''}
      >
        ${names[label]}
      </div>
      ${
        numbers
          ? nothing
          : html`<div
              class="strip"
              role="presentation"
              data-label=${label}
              .style="background-image:${this.#strips[label] ?? 'none'}"
            ></div>`
      }
      ${
        // Pointing at cells draws none of them again.
        guard([confusion, names, this.unit, locale.language, ...marked], () =>
          made.map((answer) => this.#cell(confusion, { label, answer }, numbers)),
        )
      }
      <div
        role="gridcell"
        class="share"
        aria-colindex=${names.length + 2}
        data-testid=${`recall-${label}`}
        title=${confusionWords().f1(formatPercent(confusion.f1[label] ?? NaN, 1))}
      >
        ${formatPercent(confusion.recall[label] ?? NaN, 0)}
      </div>
    </div>`;
  }

  #grid(confusion: Confusion): TemplateResult {
    const words = confusionWords();
    const { names, pointed } = this;
    const size = this.#size;
    const longest = Math.max(...names.map(({ length }) => length));
    const upright = longest <= (size.most === 4 ? LETTERS.upright : LETTERS.digit) && size.numbers;
    const classes = [size.numbers ? '' : 'many', upright ? '' : 'turned'].join(' ');
    return html`<div
      role="grid"
      class="grid ${classes}"
      .style="--count:${names.length};--names:${Math.max(LEAST_NAME, namesWidth(names))}px;--width:${size.width}px;--height:${size.height}px"
      aria-label=${words.title}
      aria-rowcount=${names.length + 2}
      aria-colcount=${names.length + 2}
      data-testid="confusion"
      @keydown=${(event: KeyboardEvent) => this.#key(event)}
      @click=${(event: Event) => this.#choose(this.#cellOf(event))}
      @pointermove=${(event: Event) => this.#point(this.#cellOf(event))}
      @pointerleave=${() => this.#point(null)}
      @focusin=${(event: Event) => {
        const cell = this.#cellOf(event);
        if (cell) [this.#stop, this.pointed] = [cell, cell];
      }}
    >
      <div role="row" class="row heads" aria-rowindex="1">
        <div role="columnheader" class="name corner" aria-colindex="1">
          <span>${words.corner.answer} →</span><span>${words.corner.label} ↓</span>
        </div>
        ${names.map(
          (name, answer) =>
            html`<div
              role="columnheader"
              class="head ${pointed?.answer === answer ? 'pointed' : ''}"
              aria-colindex=${answer + 2}
              title=${name}
            >
              <span>${name}</span>
            </div>`,
        )}
        <div role="columnheader" class="share" aria-colindex=${names.length + 2} title=${words.recallHint}>
          ${words.recall}
        </div>
      </div>
      ${names.map((_, label) => this.#row(confusion, label, size.numbers))}
      <div role="row" class="row sums" aria-rowindex=${names.length + 2}>
        <div role="rowheader" class="name" aria-colindex="1" title=${words.precisionHint}>
          ${words.precision}
        </div>
        ${names.map(
          (_, answer) =>
            html`<div
              role="gridcell"
              class="share"
              aria-colindex=${answer + 2}
              data-testid=${`precision-${answer}`}
            >
              <span
                >${formatPercent(confusion.precision[answer] ?? NaN, 0).replace(' %', size.width < 46 ? '' : ' %')}</span
              >
            </div>`,
        )}
        <div
          role="gridcell"
          class="share"
          aria-colindex=${names.length + 2}
          title=${words.accuracy}
          data-testid="confusion-accuracy"
        >
          ${formatPercent(confusion.accuracy)}
        </div>
      </div>
    </div>`;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('cell') && this.cell) this.#stop = this.cell;
    // Of a smaller matrix.
    const last = Math.max(0, this.names.length - 1);
    if (Math.max(this.#stop.label, this.#stop.answer) > last) this.#stop = { label: 0, answer: 0 };
    const { confusion } = this;
    const { numbers, width } = this.#size;
    if (!confusion || numbers) this.#strips = [];
    else if (changed.has('confusion') || changed.has('names'))
      this.#strips = confusion.matrix.map((row, at) => stripOf(row, at, confusion.totals[at] ?? 0, width));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { confusion } = this;
    if (!confusion) return nothing;
    const words = confusionWords();
    const said = this.pointed ?? this.cell;
    return html`<div class="bar">
        <p class="said" data-testid="confusion-says">
          ${said ? this.#describe(confusion, said) : words.lead}
        </p>
        ${choices(words.unit, words.units, UNITS, this.unit, (unit) => (this.unit = unit), 'confusion')}
      </div>
      <div class="scroll ${this.#size.numbers ? '' : 'bounded'}">${this.#grid(confusion)}</div>
      ${matrixLegend(!this.#size.numbers)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cs-confusion-matrix': ConfusionMatrixElement;
  }
  interface HTMLElementEventMap {
    [ChooseCellEvent.type]: ChooseCellEvent;
  }
}
