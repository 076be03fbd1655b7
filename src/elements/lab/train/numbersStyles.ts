// How the numbers look: three columns of equal weight, the matrix shaded by shares.

import { css } from 'lit';

export const numbersStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-12);
    min-width: 0;
  }
  header {
    align-items: start;
    gap: var(--space-8) var(--space-24);
  }
  .split {
    max-width: 60em;
    display: grid;
    gap: var(--space-4);
    flex: 1 1 320px;
    justify-items: end;
    text-align: right;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1.25fr) minmax(0, 1fr) minmax(0, 1fr);
    gap: var(--space-24);
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-8);
    align-content: start;
    min-width: 0;
  }
  .scroll {
    overflow-x: auto;
    scrollbar-width: thin;
  }
  table {
    border-collapse: separate;
    border-spacing: 2px;
    font-size: var(--type-figure);
    font-variant-numeric: tabular-nums;
  }
  th {
    font-weight: 500;
    color: var(--muted);
    text-align: left;
    padding: 0 var(--space-4);
    white-space: nowrap;
  }
  thead th {
    text-align: center;
    font-size: var(--type-label);
  }
  td button {
    width: 100%;
    min-width: 44px;
    min-height: 30px;
    padding: 0;
    border-radius: var(--radius-4);
    border-color: transparent;
    background: color-mix(in srgb, var(--accent) calc(var(--part) * 0.45), var(--panel));
  }
  td button.wrong {
    background: color-mix(in srgb, var(--pointed) calc(var(--part) * 0.55), var(--panel));
  }
  td button:disabled {
    opacity: 1;
    border-color: var(--line);
  }
  td button[aria-pressed='true'] {
    border-color: var(--ink);
  }
  .share {
    text-align: center;
    color: var(--ink);
  }
  .pictures {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(44px, 1fr));
    gap: var(--space-4);
  }
  .of-cell {
    display: grid;
    gap: var(--space-4);
  }
  cs-still {
    aspect-ratio: 1;
    border-radius: var(--radius-4);
    overflow: hidden;
  }
  ul {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    gap: var(--space-8);
  }
  .bins {
    gap: 6px;
  }
  .bins li {
    display: grid;
    grid-template-columns: 5.5em minmax(0, 1fr);
    gap: 0 var(--space-8);
    align-items: center;
    font-size: var(--type-figure);
  }
  .bins .hint {
    grid-column: 2;
  }
  .none {
    opacity: 0.75;
  }
  .track {
    position: relative;
    height: 10px;
    border-radius: 5px;
    background: var(--line);
  }
  .track i {
    display: block;
    height: 100%;
    border-radius: 5px;
    background: var(--accent);
  }
  .track b {
    position: absolute;
    top: -3px;
    bottom: -3px;
    width: 2px;
    margin-left: -1px;
    background: var(--ink);
  }
  .mistakes li {
    display: grid;
    grid-template-columns: 48px minmax(0, 1fr);
    align-items: center;
    gap: var(--space-8);
  }
  @media (max-width: 1000px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    .split {
      justify-items: start;
      text-align: left;
    }
  }
`;
