// Numbers of red, green and blue as one small picture: a patch in its colours, or the slices of a kernel that reads them,
// where grey is 0. The three numbers of a cell are its title.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { styleMap } from '../styleMap';
import { cssColour, rgbOf, type ColourMap, type Domain } from '../../draw/colourMaps';
import { ConnectedElement } from '../connectedElement';
import { locale } from '../locale';
import { formatNumber } from '../text/format';
import type { Term } from './patch';

type Three = readonly [red: number, green: number, blue: number];

export interface ColourCells {
  readonly columns: number;
  /** Row by row; null where there is only padding. */
  readonly values: readonly (Three | null)[];
}

/** The patch, or with `weights` the kernel, of terms that read a colour picture. */
export function colourCells(terms: readonly Term[], weights: boolean): ColourCells {
  const places = new Map<
    string,
    { readonly row: number; readonly column: number; readonly found: number[] }
  >();
  for (const term of terms) {
    const [row = 0, column = 0, channel = 0] = term.inputIndex;
    const key = `${row} ${column}`;
    const place = places.get(key) ?? { row, column, found: [] };
    places.set(key, place);
    if (weights || !term.padded) place.found[channel] = (weights ? term.weight : term.value) ?? NaN;
  }
  const sorted = [...places.values()].sort((a, b) => a.row - b.row || a.column - b.column);
  return {
    columns: new Set(sorted.map(({ column }) => column)).size,
    values: sorted.map(({ found }) => {
      const [red = NaN, green = NaN, blue = NaN] = found;
      return found.length === 0 ? null : [red, green, blue];
    }),
  };
}

const LARGEST_CELL = 18;

@customElement('cs-colour-grid')
export class ColourGridElement extends ConnectedElement {
  static override readonly styles = css`
    figure {
      margin: 0;
    }
    figcaption {
      padding-bottom: 2px;
      font-size: var(--type-label);
      color: var(--muted);
    }
    .grid {
      display: grid;
      width: max-content;
      outline: 1px solid var(--line);
    }
    .padded {
      background: repeating-linear-gradient(45deg, transparent 0 3px, var(--line-strong) 3px 4px);
    }
  `;

  @property({ attribute: false }) cells: ColourCells | null = null;
  @property({ attribute: false }) map: ColourMap | null = null;
  @property({ attribute: false }) domain: Domain = [0, 1];
  @property() caption = '';
  /** Longest side in CSS pixels. */
  @property({ type: Number }) largest = 90;

  #cell(values: Three | null, map: ColourMap): TemplateResult {
    if (!values) return html`<i class="padded"></i>`;
    const { channels } = locale.words.colours;
    const text = values.map((value, at) => `${channels[at] ?? ''} ${formatNumber(value)}`).join(', ');
    return html`<i
      title=${text}
      .style=${styleMap({ background: cssColour(rgbOf(map, values, this.domain)) })}
    ></i>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { cells, map } = this;
    if (!cells || !map || cells.values.length === 0) return nothing;
    const { columns, values } = cells;
    const longest = Math.max(columns, values.length / columns);
    const side = Math.max(3, Math.min(LARGEST_CELL, Math.floor(this.largest / longest)));
    return html`<figure>
      <figcaption>${this.caption}</figcaption>
      <div
        class="grid"
        role="img"
        aria-label=${this.caption}
        .style=${styleMap({ gridTemplateColumns: `repeat(${columns}, ${side}px)`, gridAutoRows: `${side}px` })}
      >
        ${values.map((value) => this.#cell(value, map))}
      </div>
    </figure>`;
  }
}
