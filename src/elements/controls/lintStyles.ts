// Lines about a text that is typed on the page: each leads to its place.

import { css } from 'lit';

export const lintStyles = css`
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
    display: grid;
    gap: var(--space-4);
  }
  .lint {
    display: block;
    width: 100%;
    min-height: 0;
    padding: 2px 0 2px var(--space-8);
    text-align: left;
    line-height: 1.45;
    font-size: var(--type-figure);
    border: 0;
    border-left: 3px solid var(--accent);
    border-radius: 0;
    background: none;
    overflow-wrap: anywhere;
  }
  .lint.error {
    border-left-color: var(--pointed);
  }
  .lint.warning {
    border-left-color: var(--warning);
  }
  .lint:hover {
    background: var(--accent-soft);
  }
  .where {
    display: block;
    font-size: var(--type-label);
    color: var(--muted);
  }
`;
