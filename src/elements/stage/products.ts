// Patch ⊙ slice = products, in numbers: what one input channel adds to the cell, tap by tap.

import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { styleMap } from 'lit/directives/style-map.js';
import { colourOf, cssColour, inkOn, type ColourMap, type Domain } from '../../draw/colourMaps';
import { formatCell, formatNumber } from '../format';
import { gridOf, type PatchColours, type Term } from '../inspector/patch';
import { LocaleController } from '../locale';
import { shared } from '../styles';
import { tapStyles } from '../tapStyles';

export interface ProductColours extends PatchColours {
  readonly product: ColourMap;
  readonly productDomain: Domain;
}

/** A window wider than this shows colours without figures. */
const MOST_WITH_FIGURES = 7;

/** Products are small: two decimals below one, as far as a cell holds them. */
function formatProduct(value: number): string {
  const text = Math.abs(value) < 0.995 ? formatNumber(value).replace('0.', '.') : formatCell(value);
  return /^−?\.00$/.test(text) ? '0' : text;
}

@customElement('cs-products')
export class ProductsElement extends LitElement {
  static override readonly styles = [
    shared,
    tapStyles,
    css`
      .row {
        display: flex;
        align-items: center;
        gap: var(--space-8);
      }
      table {
        flex: none;
      }
      td {
        width: var(--cell);
        height: var(--cell);
      }
    `,
  ];

  @property({ attribute: false }) terms: readonly Term[] = [];
  @property({ attribute: false }) colours: ProductColours | null = null;
  /** The products are to be seen already. */
  @property({ type: Boolean }) multiplied = true;

  readonly #locale = new LocaleController(this);

  #table(
    caption: string,
    grid: readonly (readonly Term[])[],
    id: string,
    number: (term: Term) => number,
    map: ColourMap,
    domain: Domain,
    shown = true,
    text = formatCell,
  ): TemplateResult {
    const figures = grid.length <= MOST_WITH_FIGURES;
    const cell = (term: Term): TemplateResult => {
      const value = number(term);
      const colour = colourOf(map, value, domain);
      const hatched = term.padded && id === 'patch';
      const style = hatched || !shown ? {} : { background: cssColour(colour), color: inkOn(colour) };
      return html`<td class=${hatched ? 'padded' : ''} style=${styleMap(style)} title=${formatNumber(value)}>
        ${figures && shown ? text(value) : nothing}
      </td>`;
    };
    return html`<table data-testid=${`numbers-${id}`}>
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
    const { opened } = this.#locale.words;
    const grid = gridOf(terms);
    const side = grid.length <= 3 ? 30 : grid.length <= 5 ? 23 : grid.length <= MOST_WITH_FIGURES ? 20 : 10;
    return html`<div class="row" style=${styleMap({ '--cell': `${side}px` })}>
      ${this.#table(opened.patch, grid, 'patch', ({ value }) => value, colours.input, colours.inputDomain)}
      <span class="times" aria-hidden="true">⊙</span>
      ${this.#table(opened.kernel, grid, 'kernel', ({ weight }) => weight ?? 0, colours.weight, colours.weightDomain)}
      <span class="times" aria-hidden="true">=</span>
      ${this.#table(
        opened.products,
        grid,
        'products',
        ({ value, weight }) => value * (weight ?? 1),
        colours.product,
        colours.productDomain,
        this.multiplied,
        formatProduct,
      )}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cs-products': ProductsElement;
  }
}
