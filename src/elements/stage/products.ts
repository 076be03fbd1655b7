// Patch ⊙ slice = products, in numbers: what one input channel adds to the cell, tap by tap.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { styleMap } from '../styleMap';
import { colourOf, cssColour, inkOn, type ColourMap, type Domain } from '../../draw/colourMaps';
import { ConnectedElement } from '../connectedElement';
import { formatCell, formatFull } from '../text/format';
import { gridOf, type PatchColours, type Term } from '../inspector/patch';
import { product } from '../arithmetic/lines';
import { locale } from '../locale';
import { shared } from '../controls/styles';
import { MAX_WITH_FIGURES, longClass, tapStyles } from '../controls/tapStyles';

export interface ProductColours extends PatchColours {
  readonly product: ColourMap;
  readonly productDomain: Domain;
}

/** A cell's own formats: two significant digits. */
const CELLS = { operands: formatCell, result: formatCell };

@customElement('cs-products')
export class ProductsElement extends ConnectedElement {
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

  #table(
    caption: string,
    grid: readonly (readonly Term[])[],
    id: string,
    number: (term: Term) => number,
    map: ColourMap,
    domain: Domain,
    shown = true,
  ): TemplateResult {
    const figures = grid.length <= MAX_WITH_FIGURES;
    const cell = (term: Term): TemplateResult => {
      const value = number(term);
      const colour = colourOf(map, value, domain);
      const hatched = term.padded && id === 'patch';
      const style = hatched || !shown ? {} : { background: cssColour(colour), color: inkOn(colour) };
      const text = figures && shown ? formatCell(value) : '';
      return html`<td
        class="${hatched ? 'padded' : ''} ${longClass(text)}"
        .style=${styleMap(style)}
        title=${formatFull(value)}
      >
        ${text}
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
    const { opened } = locale.words;
    const grid = gridOf(terms);
    const isExact = terms.every(({ value, weight }) => product(value, weight ?? 1, CELLS).sign === '=');
    const sign = isExact ? '=' : '≈';
    const side = grid.length <= 3 ? 32 : grid.length <= 5 ? 26 : grid.length <= MAX_WITH_FIGURES ? 24 : 10;
    return html`<div class="row" .style=${styleMap({ '--cell': `${side}px` })}>
      ${this.#table(opened.patch, grid, 'patch', ({ value }) => value, colours.input, colours.inputDomain)}
      <span class="times" aria-hidden="true">⊙</span>
      ${this.#table(opened.kernel, grid, 'kernel', ({ weight }) => weight ?? 0, colours.weight, colours.weightDomain)}
      <span class="times" aria-hidden="true">${sign}</span>
      ${this.#table(
        opened.products,
        grid,
        'products',
        ({ value, weight }) => value * (weight ?? 1),
        colours.product,
        colours.productDomain,
        this.multiplied,
      )}
    </div>`;
  }
}
