// Patch ⊙ kernel: the numbers under the window and the weights they are multiplied by, for one input map. For
// pooling the window alone, with the number that goes on marked.

import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { styleMap } from 'lit/directives/style-map.js';
import { colourOf, cssColour, inkOn, type ColourMap, type Domain } from '../../draw/colourMaps';
import type { CellExplanation } from '../../train/facade';
import { formatCell, formatNumber } from '../format';
import { LocaleController } from '../locale';
import { shared } from '../styles';

export type Term = CellExplanation['terms'][number];

export interface PatchColours {
  readonly input: ColourMap;
  readonly inputDomain: Domain;
  readonly weight: ColourMap;
  readonly weightDomain: Domain;
}

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
export class PatchElement extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .pair {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr);
        gap: var(--space-8);
        align-items: center;
      }
      .pair.one {
        grid-template-columns: minmax(0, 6rem);
      }
      table {
        border-collapse: collapse;
        width: 100%;
        table-layout: fixed;
        font: 10px / 1 var(--mono);
        font-variant-numeric: tabular-nums;
      }
      caption {
        text-align: left;
        font: var(--type-label) / 1.5 var(--font);
        color: var(--muted);
        padding-bottom: 2px;
        white-space: nowrap;
      }
      td {
        padding: 0;
        text-align: center;
        aspect-ratio: 1;
        height: 23px;
        border: 1px solid var(--line);
        letter-spacing: -0.04em;
      }
      .large td {
        height: 32px;
        font-size: var(--type-label);
      }
      td.padded {
        background-image: repeating-linear-gradient(45deg, transparent 0 3px, var(--line) 3px 4px);
      }
      td.chosen {
        outline: 2px solid var(--pointed);
        outline-offset: -1px;
      }
      .times {
        color: var(--muted);
        padding-top: 16px;
      }
    `,
  ];

  @property({ attribute: false }) terms: readonly Term[] = [];
  @property({ attribute: false }) colours: PatchColours | null = null;
  /** Of a maximum: the value that goes on. */
  @property({ attribute: false }) chosen: number | null = null;

  readonly #locale = new LocaleController(this);

  #table(
    caption: string,
    grid: readonly (readonly Term[])[],
    number: (term: Term) => number,
    map: ColourMap,
    domain: Domain,
  ): TemplateResult {
    const small = grid.length > 7;
    let taken = false;
    const cell = (term: Term): TemplateResult => {
      const value = number(term);
      const colour = colourOf(map, value, domain);
      const chosen = !taken && this.chosen !== null && value === this.chosen && !term.padded;
      taken ||= chosen;
      const style = term.padded ? {} : { background: cssColour(colour), color: inkOn(colour) };
      return html`<td
        class="${term.padded ? 'padded' : ''} ${chosen ? 'chosen' : ''}"
        style=${styleMap(style)}
        title=${formatNumber(value)}
      >
        ${small ? nothing : formatCell(value)}
      </td>`;
    };
    return html`<table class=${grid.length <= 3 ? 'large' : ''}>
      <caption>
        ${caption}
      </caption>
      <tbody>
        ${grid.map(
          (row) =>
            html`<tr>
              ${row.map(cell)}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { colours, terms } = this;
    if (!colours || terms.length === 0) return nothing;
    const { words } = this.#locale;
    const grid = gridOf(terms);
    if (terms.every(({ weight }) => weight === null)) {
      return html`<div class="pair one">
        ${this.#table(words.inspector.window, grid, ({ value }) => value, colours.input, colours.inputDomain)}
      </div>`;
    }
    return html`<div class="pair">
      ${this.#table(words.inspector.patch, grid, ({ value }) => value, colours.input, colours.inputDomain)}
      <span class="times" aria-hidden="true">⊙</span>
      ${this.#table(words.inspector.kernel, grid, ({ weight }) => weight ?? 0, colours.weight, colours.weightDomain)}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cs-patch': PatchElement;
  }
}
