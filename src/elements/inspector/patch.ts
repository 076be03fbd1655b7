// Patch ⊙ kernel: the numbers under the window and the weights they are multiplied by, for one input map. For
// pooling the window alone, with the number that goes on marked. One pair of cells can be picked, with the pointer or
// the arrow keys, and is written out below.

import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { styleMap } from '../styleMap';
import { colourOf, cssColour, inkOn, type ColourMap, type Domain } from '../../draw/colourMaps';
import type { CellExplanation } from '../../session/facade';
import { ConnectedElement } from '../connectedElement';
import { equationText } from '../arithmetic/equation';
import { formatCell, formatFull, formatFull32, formatNumber } from '../text/format';
import { product } from '../arithmetic/lines';
import { locale } from '../locale';
import { shared } from '../controls/styles';
import { MAX_WITH_FIGURES, longClass, tapStyles } from '../controls/tapStyles';

export type Term = CellExplanation['terms'][number];

export interface PatchColours {
  readonly input: ColourMap;
  readonly inputDomain: Domain;
  readonly weight: ColourMap;
  readonly weightDomain: Domain;
}

/** Patch and kernel stand beside each other up to this many columns, so that two digits have room. */
const MAX_BESIDE = 5;

/** Terms as a grid, in order of their place in the input. */
export function gridOf(terms: readonly Term[]): readonly (readonly Term[])[] {
  const rows = new Map<number, Term[]>();
  for (const term of terms) {
    const row = term.inputIndex[0] ?? 0;
    rows.set(row, [...(rows.get(row) ?? []), term]);
  }
  const column = (term: Term): number => term.inputIndex[1] ?? 0;
  return [...rows.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, row]) => row.sort((a, b) => column(a) - column(b)));
}

@customElement('cs-patch')
export class PatchElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    tapStyles,
    css`
      .pair {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr);
        gap: var(--space-8) var(--space-4);
        align-items: center;
      }
      .pair.one {
        grid-template-columns: minmax(0, 6rem);
      }
      table {
        width: 100%;
      }
      td {
        aspect-ratio: 1;
        height: 23px;
      }
      .large td {
        height: 32px;
        font-size: var(--type-label);
      }
      td.chosen {
        outline: 2px solid var(--pointed);
        outline-offset: -1px;
      }
      td.picked {
        box-shadow: inset 0 0 0 2px var(--pointed);
      }
      .pair.stacked {
        grid-template-columns: minmax(0, 1fr);
        overflow-x: auto;
      }
      .stacked .times {
        display: none;
      }
      .full table {
        width: auto;
        min-width: 100%;
        table-layout: auto;
      }
      .full td {
        aspect-ratio: auto;
        height: 20px;
        padding: 0 var(--space-4);
        font-size: 10px;
        text-align: right;
        letter-spacing: 0;
      }
      .pair:focus-visible {
        outline-offset: 4px;
      }
      .term {
        min-height: 17px;
        padding-top: 2px;
        margin-bottom: -6px;
        font: var(--type-label) / 17px var(--mono);
        font-variant-numeric: tabular-nums;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) terms: readonly Term[] = [];
  @property({ attribute: false }) colours: PatchColours | null = null;
  /** Of a maximum: the value that goes on. */
  @property({ attribute: false }) chosen: number | null = null;
  /** The weight selected by pointing at the kernel on the stage. */
  @property({ attribute: false }) tap: readonly [row: number, column: number] | null = null;
  /** All digits, also of windows that else are too large for figures; the tables stand below each other then. */
  @property({ type: Boolean }) full = false;
  /** The pair picked here, counted row by row. */
  @state() private picked: number | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('tap')) {
      const columns = gridOf(this.terms)[0]?.length ?? 0;
      this.picked = this.tap && columns > 0 ? this.tap[0] * columns + this.tap[1] : null;
    }
  }

  #key(event: KeyboardEvent, grid: readonly (readonly Term[])[]): void {
    const columns = grid[0]?.length ?? 1;
    const last = grid.length * columns - 1;
    const by = { ArrowUp: -columns, ArrowDown: columns, ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined || last < 0) return;
    event.preventDefault();
    const to = this.picked === null ? 0 : this.picked + by;
    if (to >= 0 && to <= last) this.picked = to;
  }

  /** The pair picked, written out. */
  #term(grid: readonly (readonly Term[])[]): TemplateResult {
    const { inspector, why } = locale.words;
    const columns = grid[0]?.length ?? 1;
    const at = this.picked ?? -1;
    const term = grid[Math.floor(at / columns)]?.[at % columns];
    if (!term) return html`<p class="term"></p>`;
    const [row = 0, column = 0] = term.inputIndex;
    const where = term.padded ? why.padding : inspector.cell(row + 1, column + 1);
    const { value, weight } = term;
    const format = this.full ? formatFull : formatNumber;
    const formats = { operands: format, result: format };
    const text = weight === null ? format(value) : equationText(product(value, weight, formats));
    return html`<p
      class="term"
      data-testid="term"
      aria-live="polite"
      title=${weight === null ? formatFull32(value) : `${formatFull32(value)} × ${formatFull32(weight)}`}
    >
      ${where}: ${text}
    </p>`;
  }

  #table(
    caption: string,
    grid: readonly (readonly Term[])[],
    number: (term: Term) => number,
    map: ColourMap,
    domain: Domain,
  ): TemplateResult {
    const figures = this.full || grid.length <= MAX_WITH_FIGURES;
    const format = this.full ? formatFull32 : formatCell;
    let taken = false;
    const columns = grid[0]?.length ?? 1;
    const cell = (term: Term, at: number): TemplateResult => {
      const value = number(term);
      const colour = colourOf(map, value, domain);
      const chosen = !taken && this.chosen !== null && value === this.chosen && !term.padded;
      taken ||= chosen;
      const style = term.padded ? {} : { background: cssColour(colour), color: inkOn(colour) };
      const text = figures ? format(value) : '';
      return html`<td
        class="${term.padded ? 'padded' : ''} ${chosen ? 'chosen' : ''} ${at === this.picked ? 'picked' : ''} ${longClass(text)}"
        .style=${styleMap(style)}
        title=${formatFull32(value)}
        @pointerenter=${() => (this.picked = at)}
      >
        ${text}
      </td>`;
    };
    return html`<table class=${grid.length <= 3 ? 'large' : ''}>
      <caption>
        ${caption}
      </caption>
      <tbody>
        ${grid.map(
          (row, down) =>
            html`<tr>
              ${row.map((term, across) => cell(term, down * columns + across))}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { colours, terms } = this;
    if (!colours || terms.length === 0) return nothing;
    const { words } = locale;
    const grid = gridOf(terms);
    const columns = grid[0]?.length ?? 1;
    const alone = terms.every(({ weight }) => weight === null);
    return html`<div
        class="pair ${alone ? 'one' : ''} ${this.full || columns > MAX_BESIDE ? 'stacked' : ''} ${this.full ? 'full' : ''}"
        role="group"
        tabindex="0"
        aria-label=${words.why.patchKeys}
        data-testid="patch"
        @keydown=${(event: KeyboardEvent) => this.#key(event, grid)}
        @pointerleave=${() => (this.picked = null)}
      >
        ${this.#table(alone ? words.inspector.window : words.inspector.patch, grid, ({ value }) => value, colours.input, colours.inputDomain)}
        ${
          alone
            ? nothing
            : html`<span class="times" aria-hidden="true">⊙</span>
                ${this.#table(words.inspector.kernel, grid, ({ weight }) => weight ?? 0, colours.weight, colours.weightDomain)}`
        }
      </div>
      ${this.#term(grid)}`;
  }
}
