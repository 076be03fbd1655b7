// Sums as bars: what each input map adds to a convolution, or the largest products of a dense unit.

import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { styleMap } from '../styleMap';
import { colourMap, cssColour } from '../../draw/colourMaps';
import { ConnectedElement } from '../connectedElement';
import { formatFull, formatNumber } from '../text/format';
import { themeChoice } from '../theme';

export interface Contribution {
  readonly name: string;
  /** Such as `0.9 × −0.2`. */
  readonly detail: string;
  readonly value: number;
}

/** A row of bars was clicked. */
export class ContributionEvent extends Event {
  static readonly type = 'cs-contribution';
  constructor(readonly at: number) {
    super(ContributionEvent.type);
  }
}

@customElement('cs-contributions')
export class ContributionsElement extends ConnectedElement {
  static override readonly styles = css`
    ol {
      margin: 0;
      padding: 0;
      list-style: none;
      display: grid;
      gap: 1px;
      font: var(--type-label) / 17px var(--mono);
      font-variant-numeric: tabular-nums;
    }
    button {
      display: grid;
      width: 100%;
      grid-template-columns: minmax(2.5em, max-content) 1fr 4.4em;
      gap: var(--space-8);
      align-items: center;
      margin: 0;
      padding: 0 var(--space-4);
      border: 0;
      border-radius: var(--radius-4);
      background: none;
      color: inherit;
      font: inherit;
      text-align: left;
      cursor: pointer;
    }
    button:hover {
      background: var(--paper);
    }
    button:focus-visible {
      outline: 2px solid var(--accent);
    }
    .chosen button {
      box-shadow: inset 2px 0 var(--pointed);
      background: var(--paper);
    }
    .bar {
      position: relative;
      height: 8px;
      background: linear-gradient(
        90deg,
        transparent calc(50% - 0.5px),
        var(--muted) 0 calc(50% + 0.5px),
        transparent 0
      );
    }
    i {
      position: absolute;
      top: 0;
      height: 100%;
    }
    .detail {
      color: var(--muted);
    }
    .value {
      text-align: right;
    }
  `;

  @property({ attribute: false }) rows: readonly Contribution[] = [];
  @property({ attribute: false }) chosen: number | null = null;

  protected override render(): TemplateResult {
    const most = Math.max(1e-9, ...this.rows.map(({ value }) => Math.abs(value)));
    const { stops } = colourMap('weight', themeChoice.theme);
    const [negative, positive] = [stops[2], stops[6]];
    return html`<ol>
      ${this.rows.map(({ name, detail, value }, at) => {
        const part = (Math.abs(value) / most) * 50;
        const colour = value < 0 ? negative : positive;
        return html`<li class=${at === this.chosen ? 'chosen' : ''}>
          <button title=${detail} @click=${() => this.dispatchEvent(new ContributionEvent(at))}>
            <span>${name}</span>
            <span class="bar"
              ><i
                .style=${styleMap({ width: `${part}%`, left: `${value < 0 ? 50 - part : 50}%`, background: colour ? cssColour(colour) : '' })}
              ></i
            ></span>
            <span class="value" title=${formatFull(value)}>${formatNumber(value)}</span>
          </button>
        </li>`;
      })}
    </ol>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [ContributionEvent.type]: ContributionEvent;
  }
}
