// How the notebook looks: the curves above the table of runs, what is to be said above both.

import { css } from 'lit';

export const notebookStyles = css`
  .page {
    gap: var(--space-12);
    padding: var(--space-12) var(--space-16) var(--space-24);
    align-content: start;
    grid-template-columns: minmax(0, 1fr);
  }
  header .bar {
    margin-top: var(--space-8);
  }
  .tools,
  .row-tools {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-8);
    align-items: center;
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-8);
    min-width: 0;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-4) var(--space-16);
  }
  .hint {
    font-size: var(--type-figure);
    color: var(--muted);
  }
  .none {
    padding: var(--space-24) 0;
    text-align: center;
    color: var(--muted);
  }
  .empty {
    justify-items: start;
    padding: var(--space-24);
  }
  .empty ol {
    margin: 0;
    padding-left: 1.4em;
    display: grid;
    gap: var(--space-8);
    max-width: 60em;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-4) var(--space-12);
    padding: var(--space-8) var(--space-12);
    border: 1px solid var(--line);
    border-left: 3px solid var(--accent);
    border-radius: var(--radius-4);
    background: var(--panel);
  }
  .bar.warning {
    border-left-color: var(--warning);
  }
  .bar span {
    flex: 0 1 auto;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .wide {
    overflow-x: auto;
    scrollbar-width: thin;
    /* Room for what has the focus. */
    padding: 2px;
  }
  select,
  input[type='text'],
  textarea {
    font: inherit;
    color: var(--ink);
    background: var(--panel);
    border: 1px solid var(--line-strong);
    border-radius: 6px;
    padding: 3px 8px;
    min-height: 30px;
    max-width: 100%;
  }
  .base {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: end;
    gap: var(--space-8);
    margin-left: auto;
    font-size: var(--type-figure);
    color: var(--muted);
    min-width: 0;
  }
  .base select {
    font-size: var(--type-figure);
    max-width: min(100%, 320px);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 6px var(--space-8);
    text-align: left;
    vertical-align: top;
    line-height: 24px;
    border-top: 1px solid var(--line);
  }
  thead th {
    border-top: 0;
    font: 600 var(--type-label) / 1.4 var(--font);
    color: var(--muted);
    white-space: nowrap;
  }
  tbody th {
    min-width: 220px;
    font-weight: 400;
    overflow-wrap: anywhere;
  }
  .number {
    text-align: right;
    white-space: nowrap;
  }
  .number small {
    display: block;
    line-height: 1.4;
    font-size: var(--type-label);
    color: var(--muted);
  }
  .draw {
    display: flex;
    align-items: center;
    gap: 6px;
    min-height: 24px;
    white-space: nowrap;
    cursor: pointer;
  }
  .draw input {
    margin: 0;
    width: 16px;
    height: 16px;
    accent-color: var(--accent);
  }
  .draw svg {
    flex: none;
  }
  .draw b {
    min-width: 1.2em;
    text-align: right;
  }
  .title {
    font-weight: 600;
    line-height: 24px;
  }
  .tag {
    margin-left: var(--space-8);
    padding: 1px 7px;
    font-size: var(--type-label);
    font-weight: 400;
    color: var(--accent-text);
    background: var(--accent-soft);
    border-radius: 99px;
    white-space: nowrap;
  }
  .warn,
  .hint,
  .note {
    line-height: 1.5;
  }
  .warn {
    font-size: var(--type-figure);
    /* For small text the colour alone has too little contrast. */
    color: color-mix(in srgb, var(--warning) 78%, var(--ink));
  }
  .note {
    font-size: var(--type-figure);
    white-space: pre-wrap;
  }
  .actions {
    white-space: nowrap;
  }
  .actions .row-tools {
    flex-wrap: nowrap;
    gap: var(--space-4);
    justify-content: end;
  }
  .actions .icon {
    width: 26px;
    height: 26px;
    min-height: 26px;
    border-radius: 6px;
  }
  .editor {
    display: grid;
    gap: var(--space-8);
    max-width: 560px;
    padding: var(--space-4) 0 var(--space-8);
  }
  .editor label {
    display: grid;
    gap: 2px;
    font-size: var(--type-figure);
    color: var(--muted);
  }
  .editor textarea {
    min-height: 56px;
    resize: vertical;
  }
  .editor button {
    justify-self: start;
  }
  /* What can be done with a run stands below its name: all columns have room. */
  @media (max-width: 1000px) {
    table {
      display: grid;
      grid-template-columns: max-content minmax(180px, 1fr) repeat(6, max-content);
    }
    thead,
    tbody,
    tr {
      display: grid;
      grid-column: 1 / -1;
      grid-template-columns: subgrid;
    }
    thead .actions {
      display: none;
    }
    tbody tr {
      border-top: 1px solid var(--line);
    }
    th,
    td {
      border-top: 0;
    }
    tbody .actions {
      grid-row: 2;
      grid-column: 2 / -1;
      padding-top: 0;
    }
    .actions .row-tools {
      justify-content: start;
    }
  }
  @media (max-width: 620px) {
    .page {
      padding: var(--space-8);
    }
    .empty {
      padding: var(--space-12);
    }
    tbody th {
      min-width: 180px;
    }
  }
  @media print {
    :host {
      height: auto;
      overflow: visible;
    }
    .actions,
    .tools {
      display: none;
    }
  }
`;
