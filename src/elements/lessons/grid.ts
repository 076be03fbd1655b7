// Small grids of numbers with a question. A picture is painted once the question is answered: before, only its numbers are
// seen.

import { css, html, nothing, type TemplateResult } from 'lit';
import type { Grid } from '../../lessons/lesson';
import { formatCell } from '../text/format';
import { plain } from './words';

export const gridStyles = css`
  .grids {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-12) var(--space-24);
    margin: 0;
  }
  figure {
    margin: 0;
  }
  figcaption {
    font-size: var(--type-figure);
    color: var(--muted);
    margin-bottom: var(--space-4);
  }
  table {
    border-collapse: collapse;
    font: var(--type-figure) / 1 var(--mono);
    font-variant-numeric: tabular-nums;
  }
  td {
    padding: 0 var(--space-4);
    text-align: center;
    min-width: 2.6em;
    height: 2em;
    border: 1px solid var(--line);
  }
  .picture td {
    min-width: 0;
    width: 1.55em;
    height: 1.45em;
    border: 0;
    color: var(--muted);
  }
  .picture.painted td {
    color: var(--ink);
    background: rgb(var(--grey) var(--grey) var(--grey));
  }
  .picture.painted td.dark {
    color: #ffffff;
  }
  .picture.painted td:not(.dark) {
    color: #000000;
  }
`;

function cell(value: number, as: Grid['as'], painted: boolean): TemplateResult {
  if (as === 'numbers') return html`<td>${formatCell(value)}</td>`;
  const grey = Math.round(Math.min(1, Math.max(0, value)) * 255);
  return html`<td class=${grey < 118 ? 'dark' : ''} .style=${painted ? `--grey: ${grey}` : nothing}>
    ${Math.min(9, Math.floor(value * 10))}
  </td>`;
}

/** @param painted the question is answered */
export function grids(all: readonly Grid[], painted: boolean): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  return html`<div class="grids">
    ${all.map(
      ({ title, rows, as }) =>
        html`<figure>
          <figcaption>${plain(title)}</figcaption>
          <table class="${as} ${painted ? 'painted' : ''}" data-testid="lesson-grid">
            <tbody>
              ${rows.map(
                (row) =>
                  html`<tr>
                    ${row.map((value) => cell(value, as, painted))}
                  </tr>`,
              )}
            </tbody>
          </table>
        </figure>`,
    )}
  </div>`;
}
