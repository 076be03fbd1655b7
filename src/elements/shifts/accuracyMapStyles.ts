// How the map of accuracy under shifts looks.

import { css } from 'lit';

export const accuracyMapStyles = css`
  :host {
    display: grid;
    gap: var(--space-8);
  }
  p {
    max-width: 62em;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-8);
    min-height: 32px;
  }
  .choices button {
    min-height: 30px;
  }
  .choices button[aria-pressed='true'] {
    opacity: 1;
  }
  .go {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
  }
  progress {
    width: 120px;
    height: 6px;
    accent-color: var(--accent);
  }
  .small {
    font-size: var(--type-label);
    color: var(--muted);
  }
  .failure {
    color: var(--warning);
  }
  .result {
    display: grid;
    grid-template-columns: minmax(0, 400px) minmax(0, 420px);
    gap: var(--space-16) var(--space-32);
    align-items: start;
  }
  .map {
    --side: minmax(0, 1fr);
    display: grid;
    gap: 1px;
  }
  .heads,
  .row {
    display: grid;
    grid-template-columns: 30px repeat(13, var(--side));
    gap: 1px;
  }
  .grid {
    display: grid;
    gap: 1px;
  }
  .head {
    font-size: var(--type-tick);
    color: var(--muted);
    text-align: center;
    align-self: center;
    font-variant-numeric: tabular-nums;
  }
  .row > .head {
    text-align: right;
    padding-right: 6px;
  }
  .corner {
    font-size: 9px;
    white-space: nowrap;
  }
  .cell {
    aspect-ratio: 1;
    display: grid;
    place-items: center;
    font-size: var(--type-tick);
    font-variant-numeric: tabular-nums;
    background: var(--line);
    border-radius: 2px;
    cursor: crosshair;
  }
  /* The number is drawn, not said: the cell's name has it with one more digit. */
  .cell::after {
    content: attr(data-percent);
  }
  .cell.pointed {
    outline: 2px solid var(--pointed);
    outline-offset: 0;
  }
  .cell:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  .legend {
    display: flex;
    align-items: center;
    gap: 6px;
    padding: var(--space-8) 0 0 31px;
    font-size: var(--type-label);
    color: var(--muted);
    white-space: nowrap;
  }
  .legend i {
    width: 90px;
    height: 8px;
    border-radius: 4px;
    outline: 1px solid var(--line);
  }
  .legend b {
    margin-left: auto;
    color: var(--pointed-text);
    font-variant-numeric: tabular-nums;
  }
  .numbers {
    display: grid;
    gap: var(--space-8);
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th {
    font-weight: 400;
    text-align: left;
    white-space: nowrap;
    padding: 3px var(--space-12) 3px 0;
  }
  td.bar {
    width: 60%;
  }
  td.bar i {
    display: block;
    height: 8px;
    background: var(--accent);
    border-radius: 0 2px 2px 0;
  }
  td.mono {
    text-align: right;
    padding-left: var(--space-12);
    white-space: nowrap;
    font-size: var(--type-figure);
  }
  .sentence {
    line-height: 1.6;
  }
  @container (max-width: 760px) {
    .result {
      grid-template-columns: minmax(0, 1fr);
    }
    .legend {
      flex-wrap: wrap;
    }
    .cell {
      font-size: 9px;
    }
  }
`;
