// A small grid of numbers in their colours: a patch, a kernel, a running sum. One cell can be meant. Where cells can
// be chosen it is a grid with a roving cell for the arrow keys.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { styleMap } from '../styleMap';
import { colourOf, cssColour, inkOn, type ColourMap, type Domain } from '../../draw/colourMaps';
import { ConnectedElement } from '../connectedElement';
import { formatCell, formatShort } from '../text/format';
import { longClass } from '../controls/tapStyles';
import { shared } from '../controls/styles';

export interface GridCell {
  readonly value: number;
  /** Nothing lies there: padding, or a gap between strides. */
  readonly empty?: boolean;
}

/** Another cell is meant. */
export class PlaceEvent extends Event {
  static readonly type = 'cs-place';
  constructor(
    readonly row: number,
    readonly column: number,
  ) {
    super(PlaceEvent.type);
  }
}

/** The even power of ten by which the numbers of a range are multiplied, so that few figures say something. */
export function powerOf([low, high]: Domain): number {
  const reach = Math.max(Math.abs(low), Math.abs(high));
  return reach > 0 && reach < 0.1 ? 2 * Math.ceil(-Math.log10(reach * 10) / 2 - 1e-9) : 0;
}

@customElement('cs-number-grid')
export class NumberGridElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      table {
        border-collapse: collapse;
        font: 10px / 1 var(--mono);
        font-variant-numeric: tabular-nums;
        letter-spacing: -0.06em;
      }
      caption {
        caption-side: bottom;
        text-align: right;
        color: var(--muted);
        padding-top: 3px;
        letter-spacing: 0;
      }
      td {
        padding: 0;
        text-align: center;
        width: 28px;
        min-width: 28px;
        white-space: nowrap;
        height: 22px;
        border: 1px solid var(--line);
      }
      td.long {
        font-size: 9px;
      }
      td.longer,
      td.longest {
        font-size: 8px;
      }
      .wide td {
        width: 16px;
        min-width: 16px;
        height: 16px;
      }
      td.empty {
        color: transparent;
        background-image: repeating-linear-gradient(45deg, transparent 0 3px, var(--line) 3px 4px);
      }
      td.meant {
        outline: 2px solid var(--pointed);
        outline-offset: -1px;
      }
      [role='grid'] td {
        cursor: pointer;
      }
      td:focus-visible {
        outline: 2px solid var(--accent);
        outline-offset: 1px;
        border-radius: 0;
      }
    `,
  ];

  @property() label = '';
  @property({ attribute: false }) cells: readonly (readonly GridCell[])[] = [];
  @property({ attribute: false }) map: ColourMap | null = null;
  @property({ attribute: false }) domain: Domain = [-1, 1];
  /** Numbers are shown times ten to this; by default what suits the domain. */
  @property({ attribute: false }) power: number | null = null;
  /** [row, column] */
  @property({ attribute: false }) meant: readonly [number, number] | null = null;
  /** Whether cells can be chosen. */
  @property({ type: Boolean }) choosable = false;

  #choose(row: number, column: number): void {
    if (this.choosable) this.dispatchEvent(new PlaceEvent(row, column));
  }

  async #key(event: KeyboardEvent, row: number, column: number): Promise<void> {
    const [rows, columns] = [this.cells.length, this.cells[0]?.length ?? 0];
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [row, 0],
      End: [row, columns - 1],
    };
    const to = moves[event.key];
    // The cell under the focus is chosen already; the page must not take the space bar for its own.
    if (this.choosable && event.key === ' ') event.preventDefault();
    if (!to || !this.choosable) return;
    event.preventDefault();
    event.stopPropagation();
    const [y, x] = [Math.min(rows - 1, Math.max(0, to[0])), Math.min(columns - 1, Math.max(0, to[1]))];
    this.#choose(y, x);
    await this.updateComplete;
    this.renderRoot.querySelectorAll('tr')[y]?.querySelectorAll('td')[x]?.focus();
  }

  #cell({ value, empty = false }: GridCell, row: number, column: number, power: number): TemplateResult {
    const meant = this.meant?.[0] === row && this.meant[1] === column;
    const colour = this.map && !empty ? colourOf(this.map, value, this.domain) : null;
    const small = (this.cells[0]?.length ?? 0) > 7;
    const text = small || empty ? '' : formatCell(value * 10 ** power);
    // The one tab stop is the cell that is meant, else the first.
    const stop = meant || (!this.meant && row === 0 && column === 0);
    return html`<td
      class="${empty ? 'empty' : ''} ${meant ? 'meant' : ''} ${longClass(text)}"
      .style=${styleMap(colour ? { background: cssColour(colour), color: inkOn(colour) } : {})}
      title=${empty ? '' : String(value)}
      role=${this.choosable ? 'gridcell' : nothing}
      aria-selected=${this.choosable ? (meant ? 'true' : 'false') : nothing}
      tabindex=${this.choosable ? (stop ? 0 : -1) : nothing}
      @click=${() => this.#choose(row, column)}
      @keydown=${(event: KeyboardEvent) => void this.#key(event, row, column)}
    >
      ${small ? html`<span class="visually-hidden">${empty ? '' : formatShort(value)}</span>` : text}
    </td>`;
  }

  protected override render(): TemplateResult {
    const power = this.power ?? powerOf(this.domain);
    return html`<table
      class=${(this.cells[0]?.length ?? 0) > 7 ? 'wide' : ''}
      role=${this.choosable ? 'grid' : nothing}
      aria-label=${this.label}
    >
      ${
        power > 0
          ? html`<caption>
              × 10<sup>−${power}</sup>
            </caption>`
          : nothing
      }
      <tbody role=${this.choosable ? 'rowgroup' : nothing}>
        ${this.cells.map(
          (row, y) =>
            html`<tr role=${this.choosable ? 'row' : nothing}>
              ${row.map((cell, x) => this.#cell(cell, y, x, power))}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }
}

/** Numbers in a row, as a grid of so many columns. */
export function asGrid(values: readonly number[], columns: number): readonly (readonly GridCell[])[] {
  return Array.from({ length: Math.ceil(values.length / columns) }, (_, row) =>
    values.slice(row * columns, (row + 1) * columns).map((value) => ({ value })),
  );
}

declare global {
  interface HTMLElementEventMap {
    [PlaceEvent.type]: PlaceEvent;
  }
}
