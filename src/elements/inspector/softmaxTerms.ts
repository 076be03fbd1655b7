// A probability term by term: every class's sum z, its exponential, and its part of all exponentials.

import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CellExplanation } from '../../train/facade';
import { formatFull, formatNumber, formatPercent, formatShort } from '../format';
import { LocaleController } from '../locale';
import { softmaxShares } from '../softmaxShares';
import { shared } from '../styles';
import { tabStyles } from './tabStyles';

@customElement('cs-softmax-terms')
export class SoftmaxTermsElement extends LitElement {
  static override readonly styles = [
    shared,
    tabStyles,
    css`
      :host {
        gap: var(--space-4);
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font: var(--type-label) / 17px var(--mono);
        font-variant-numeric: tabular-nums;
      }
      th,
      td {
        text-align: right;
        padding: 0 var(--space-4);
        font-weight: 400;
      }
      thead th {
        color: var(--muted);
      }
      tbody th {
        text-align: left;
      }
      tr.chosen {
        box-shadow: inset 2px 0 var(--pointed);
        background: var(--paper);
      }
      tr.chosen td:last-child {
        font-weight: 600;
        color: var(--pointed-text);
      }
      tfoot td {
        border-top: 1px solid var(--line);
      }
    `,
  ];

  @property({ attribute: false }) terms: NonNullable<CellExplanation['softmax']> = [];
  @property({ type: Number }) chosen = 0;

  readonly #locale = new LocaleController(this);

  protected override render(): TemplateResult {
    const { softmax } = this.#locale.words.why;
    const { largest, total, classes } = softmaxShares(this.terms);
    return html`<h3>softmax</h3>
      <table data-testid="softmax">
        <thead>
          <tr>
            <th scope="col"></th>
            <th scope="col">z</th>
            <th scope="col">e<sup>z−m</sup></th>
            <th scope="col">${softmax.share}</th>
          </tr>
        </thead>
        <tbody>
          ${classes.map(
            ({ score, exponential, share }, at) =>
              html`<tr class=${at === this.chosen ? 'chosen' : ''}>
                <th scope="row">${at}</th>
                <td title=${formatFull(score)}>${formatNumber(score)}</td>
                <td title=${formatFull(exponential)}>${formatShort(exponential)}</td>
                <td title=${formatFull(share)}>${formatPercent(share)}</td>
              </tr>`,
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Σ</th>
            <td></td>
            <td title=${formatFull(total)}>${formatShort(total)}</td>
            <td></td>
          </tr>
        </tfoot>
      </table>
      <p class="small">${softmax.what(formatNumber(largest))}</p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cs-softmax-terms': SoftmaxTermsElement;
  }
}
