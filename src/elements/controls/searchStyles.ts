// How a field to search with looks.

import { css } from 'lit';

export const searchStyles = css`
  input[type='search'] {
    box-sizing: border-box;
    width: 100%;
    min-height: 28px;
    padding: 0 var(--space-8);
    border: 1px solid var(--line-strong);
    border-radius: 6px;
    background: var(--panel);
    color: var(--ink);
    font: var(--type-figure) var(--font);
  }
  input[type='search']:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  [role='status'] {
    margin: 2px 0 0;
    font-size: var(--type-label);
    color: var(--muted);
  }
`;
