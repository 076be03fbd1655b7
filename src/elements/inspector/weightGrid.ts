// Weights as an editable picture: a cell is selected by click or arrow keys, and changed by dragging up or down or by +
// and −; typed text goes to the field beside the grid. It dispatches the new value of a cell and changes nothing
// itself.

import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { styleMap } from '../styleMap';
import { colourMap, colourOf, cssColour, inkOn, type Domain } from '../../draw/colourMaps';
import { ConnectedElement } from '../connectedElement';
import { formatCell } from '../text/format';
import { handmadeWords } from './handmadeWords';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';

/** A cell is to have another value. Changes of one gesture belong together. */
export class WeightEvent extends Event {
  static readonly type = 'cs-weight';
  constructor(
    readonly cell: number,
    readonly value: number,
    readonly gesture: string,
  ) {
    super(WeightEvent.type);
  }
}

/** Another cell is chosen; `typed` is what was typed there already. */
export class ChosenEvent extends Event {
  static readonly type = 'cs-chosen';
  constructor(
    readonly cell: number,
    readonly typed: string | null,
  ) {
    super(ChosenEvent.type);
  }
}

/** Pixels of a drag that change a weight by the reach of the colours. */
const REACH = 80;
/** Cells narrower than this show no number. */
const LEGIBLE = 24;
const WIDTH = 268;

@customElement('cs-weight-grid')
export class WeightGridElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      [role='grid'] {
        display: grid;
        gap: 1px;
        justify-content: start;
        font: var(--type-label) / 1 var(--mono);
        font-variant-numeric: tabular-nums;
        letter-spacing: -0.04em;
      }
      [role='row'] {
        display: flex;
        gap: 1px;
      }
      [role='gridcell'] {
        display: grid;
        place-items: center;
        outline: 1px solid var(--line);
        cursor: ns-resize;
        touch-action: none;
        user-select: none;
      }
      /* The label says the number in full. */
      [role='gridcell']::before {
        content: attr(data-text);
      }
      [role='gridcell'].chosen {
        outline: 2px solid var(--pointed);
        z-index: 1;
      }
      [role='gridcell']:focus-visible {
        outline: 2px solid var(--accent);
        outline-offset: 1px;
        z-index: 2;
      }
      .off {
        opacity: 0.45;
      }
      .off [role='gridcell'] {
        cursor: default;
      }
    `,
  ];

  @property({ type: Number }) rows = 1;
  @property({ type: Number }) columns = 1;
  /** One value per cell; NaN if there is none. */
  @property({ attribute: false }) values: ArrayLike<number> = [];
  @property({ attribute: false }) domain: Domain = [-1, 1];
  @property({ type: Number }) chosen = 0;
  @property({ type: Boolean }) disabled = false;

  #drag: { cell: number; from: number; y: number; gesture: string } | null = null;
  #gestures = 0;
  #keys = '';

  get #reach(): number {
    return Math.max(Math.abs(this.domain[0]), Math.abs(this.domain[1]), 1e-3);
  }

  #choose(cell: number, typed: string | null = null): void {
    this.dispatchEvent(new ChosenEvent(cell, typed));
  }

  #down(event: PointerEvent, cell: number): void {
    (event.currentTarget as HTMLElement).focus();
    this.#choose(cell);
    if (this.disabled || event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    const gesture = `drag ${++this.#gestures}`;
    this.#drag = { cell, from: this.values[cell] ?? 0, y: event.clientY, gesture };
  }

  #move(event: PointerEvent): void {
    const drag = this.#drag;
    if (!drag) return;
    const value = drag.from + ((drag.y - event.clientY) / REACH) * this.#reach;
    this.dispatchEvent(new WeightEvent(drag.cell, Number(value.toPrecision(3)), drag.gesture));
  }

  #key(event: KeyboardEvent, cell: number): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { columns } = this;
    const count = this.rows * columns;
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: cell - 1,
      ArrowRight: cell + 1,
      ArrowUp: cell - columns,
      ArrowDown: cell + columns,
      Home: cell - (cell % columns),
      End: cell - (cell % columns) + columns - 1,
    };
    const to = moves[event.key];
    const by = { '+': 1, '=': 1, '-': -1, '−': -1 }[event.key];
    if (to !== undefined) {
      if (to < 0 || to >= count || Number.isNaN(this.values[to] ?? NaN)) return;
      this.#choose(to);
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector<HTMLElement>(`[data-cell="${to}"]`)?.focus(),
      );
    } else if (this.disabled) {
      return;
    } else if (by !== undefined) {
      const keys = `keys ${cell}`;
      if (this.#keys !== keys) this.#gestures++;
      this.#keys = keys;
      const value = (this.values[cell] ?? 0) + (by * this.#reach) / 10;
      this.dispatchEvent(new WeightEvent(cell, Number(value.toPrecision(3)), `${keys} ${this.#gestures}`));
    } else if (/^[\d.]$/.test(event.key) || event.key === 'Enter') {
      this.#choose(cell, event.key === 'Enter' ? '' : event.key);
    } else return;
    event.preventDefault();
  }

  #cell(cell: number, side: number): TemplateResult {
    const value = this.values[cell] ?? NaN;
    if (Number.isNaN(value)) return html`<span .style=${styleMap({ width: `${side}px` })}></span>`;
    const colour = colourOf(colourMap('weight', themeChoice.theme), value, this.domain);
    const handmade = handmadeWords();
    const [row, column] = [Math.floor(cell / this.columns), cell % this.columns];
    const exact = String(Number(value.toPrecision(7))).replace('-', '−');
    return html`<div
      role="gridcell"
      class=${cell === this.chosen ? 'chosen' : ''}
      tabindex=${cell === this.chosen ? 0 : -1}
      aria-selected=${cell === this.chosen ? 'true' : 'false'}
      aria-label=${handmade.cell(row + 1, column + 1, exact)}
      title=${exact}
      data-cell=${cell}
      .style=${styleMap({ width: `${side}px`, height: `${side}px`, background: cssColour(colour), color: inkOn(colour) })}
      @pointerdown=${(event: PointerEvent) => this.#down(event, cell)}
      @pointermove=${this.#move}
      @pointerup=${() => (this.#drag = null)}
      @pointercancel=${() => (this.#drag = null)}
      data-text=${side >= LEGIBLE ? formatCell(value) : ''}
      @keydown=${(event: KeyboardEvent) => this.#key(event, cell)}
    ></div>`;
  }

  protected override render(): TemplateResult {
    const handmade = handmadeWords();
    const { rows, columns } = this;
    const side = Math.max(9, Math.min(34, Math.floor((WIDTH - columns + 1) / columns)));
    return html`<div
      role="grid"
      class=${this.disabled ? 'off' : ''}
      data-testid="weights"
      aria-label=${handmade.grid(rows, columns)}
      aria-description=${handmade.keys}
      aria-readonly=${this.disabled ? 'true' : 'false'}
    >
      ${Array.from(
        { length: rows },
        (_, row) =>
          html`<div role="row">
            ${Array.from({ length: columns }, (_, column) => this.#cell(row * columns + column, side))}
          </div>`,
      )}
    </div>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [WeightEvent.type]: WeightEvent;
    [ChosenEvent.type]: ChosenEvent;
  }
}
