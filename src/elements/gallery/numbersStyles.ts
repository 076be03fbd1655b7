// How the gallery's numbers look: the bars of shares, the table of layers, and the summary.

import { css } from 'lit';

export const numbersStyles = css`
  .bars {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: 6px var(--space-12);
    font-size: var(--type-figure);
  }
  .bars .what {
    color: var(--muted);
  }
  .bars .whole {
    text-align: right;
  }
  .bar {
    display: flex;
    height: 26px;
    min-width: 2px;
  }
  /* Lines take no room: a part is exactly as long as its share. */
  .part {
    --edge: var(--line-strong);
    container-type: inline-size;
    flex-basis: 0;
    min-width: 0;
    overflow: hidden;
    line-height: 26px;
    font-size: var(--type-label);
    white-space: nowrap;
    text-align: center;
    background: var(--panel);
    box-shadow:
      inset -1px 0 var(--edge),
      inset 0 1px var(--edge),
      inset 0 -1px var(--edge);
  }
  .part:first-child {
    box-shadow: inset 0 0 0 1px var(--edge);
  }
  .part.shared {
    --edge: var(--accent);
    background: var(--accent-soft);
  }
  .part.row {
    color: var(--on-accent);
    background: var(--accent);
    box-shadow: inset -1px 0 var(--panel);
  }
  /* As much of a name as there is room for, whole words only. */
  .part b,
  .part span {
    display: none;
    font-weight: 400;
  }
  @container (min-width: 52px) {
    .part b {
      display: inline;
    }
  }
  @container (min-width: 104px) {
    .part span {
      display: inline;
      margin-left: 0.5em;
    }
  }
  .part.pointed {
    background: var(--pointed-soft);
    color: var(--ink);
    box-shadow: inset 0 0 0 1px var(--pointed);
  }
  .scroll {
    overflow-x: auto;
    scrollbar-width: thin;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--type-figure);
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 4px var(--space-8);
    text-align: right;
    white-space: nowrap;
    border-bottom: 1px solid var(--line);
  }
  td {
    font-family: var(--mono);
  }
  thead th {
    white-space: normal;
    word-break: keep-all;
    vertical-align: bottom;
    line-height: 1.3;
    font-size: var(--type-label);
    font-weight: 600;
    color: var(--muted);
  }
  th:first-child {
    text-align: left;
  }
  tbody th {
    font-weight: 400;
  }
  tbody th b {
    font: 600 var(--type-figure) var(--mono);
  }
  tbody th span {
    color: var(--muted);
    margin-left: 6px;
  }
  tr.pointed > * {
    background: var(--pointed-soft);
  }
  tr.pointed b {
    color: var(--pointed-text);
  }
  tr:focus-visible {
    outline-offset: -2px;
  }
  tfoot th,
  tfoot td {
    border-bottom: 0;
    font-weight: 600;
  }
  .summary {
    display: grid;
    gap: var(--space-8);
    justify-items: start;
  }
  pre {
    margin: 0;
    max-width: 100%;
    max-height: 520px;
    overflow: auto;
    padding: var(--space-12);
    background: var(--paper);
    border: 1px solid var(--line);
    border-radius: var(--radius-4);
    font: var(--type-figure) / 1.25 var(--mono);
    scrollbar-width: thin;
  }
  @media (max-width: 620px) {
    th,
    td {
      padding: 4px 6px;
    }
    th:first-child {
      position: sticky;
      left: 0;
      background: var(--panel);
    }
    tbody th span {
      display: none;
    }
    .bars {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .bars .what {
      grid-column: 1 / -1;
      margin-bottom: -4px;
    }
  }
`;
