// A probability term by term: every class's sum z, its exponential, and its part of all exponentials.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CellExplanation } from '../../session/facade';
import { ConnectedElement } from '../connectedElement';
import { resultText, type Equation } from '../arithmetic/equation';
import { formatFull } from '../text/format';
import { locale } from '../locale';
import { softmaxShares, softmaxText } from '../arithmetic/softmaxShares';
import { shared } from '../controls/styles';
import { tabStyles } from './tabStyles';
import { DIGITS, classesShown } from '../text/classes';

const resultOf = (one: Equation | undefined): string => (one ? resultText(one) : '');

@customElement('cs-softmax-terms')
export class SoftmaxTermsElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    tabStyles,
    css`
      :host {
        gap: var(--space-4);
      }
      .scroll {
        max-height: 260px;
        overflow-y: auto;
        scrollbar-width: thin;
      }
      thead th,
      tfoot td,
      tfoot th {
        position: sticky;
        background: var(--panel);
      }
      thead th {
        top: 0;
      }
      tfoot td,
      tfoot th {
        bottom: 0;
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
        max-width: 96px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
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
  @property({ attribute: false }) classNames: readonly string[] = DIGITS;

  protected override render(): TemplateResult {
    const { softmax } = locale.words.why;
    const shares = softmaxShares(this.terms);
    const { total, classes } = shares;
    const text = softmaxText(shares);
    const shown = classesShown(
      classes.length,
      classes.map(({ share }) => share),
      this.chosen,
    );
    return html`<h3>softmax</h3>
      <div class="scroll" tabindex="0" role="region" aria-label="softmax">
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
            ${shown.map((at) => {
              const { score, exponential, share } = classes[at] ?? {
                score: NaN,
                exponential: NaN,
                share: NaN,
              };
              const name = this.classNames[at] ?? String(at);
              return html`<tr class=${at === this.chosen ? 'chosen' : ''}>
                <th scope="row" title=${name}>${name}</th>
                <td title=${formatFull(score)}>${text.classes[at]?.score}</td>
                <td title=${formatFull(exponential)}>${resultOf(text.classes[at]?.exponential)}</td>
                <td title=${formatFull(share)}>${resultOf(text.classes[at]?.share)}</td>
              </tr>`;
            })}
            ${
              shown.length < classes.length
                ? html`<tr>
                    <th scope="row" colspan="4">
                      ${locale.words.classes.more(classes.length - shown.length)}
                    </th>
                  </tr>`
                : nothing
            }
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">Σ</th>
              <td></td>
              <td title=${formatFull(total)}>${resultText(text.total)}</td>
              <td></td>
            </tr>
          </tfoot>
        </table>
      </div>
      <p class="small">${softmax.what(text.largest)}</p>`;
  }
}
