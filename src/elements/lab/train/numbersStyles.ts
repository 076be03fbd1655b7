// How the numbers look: three columns, the matrix in the widest.

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
    grid-template-columns: minmax(0, 1.6fr) minmax(0, 1fr) minmax(0, 1fr);
    gap: var(--space-24);
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-8);
    align-content: start;
    min-width: 0;
  }
  cs-confusion-matrix {
    --most-width: 34px;
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
