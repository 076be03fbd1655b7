// What views in the place of the stage have in common: they scroll, and have a title and cards.

import { css } from 'lit';

export const viewStyles = css`
  :host {
    display: block;
    min-height: 0;
    overflow: auto;
    scrollbar-width: thin;
  }
  .page {
    display: grid;
    max-width: var(--view-width);
    margin: 0 auto;
  }
  h1 {
    margin: 0 0 2px;
    font: 700 var(--type-title) / 1.4 var(--font);
  }
  .card {
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: var(--radius-8);
    padding: var(--space-12);
  }
`;
