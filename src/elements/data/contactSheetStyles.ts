// How the contact sheet looks.

import { css } from 'lit';

export const contactSheetStyles = css`
  :host {
    display: grid;
    gap: var(--space-8);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-8) var(--space-12);
  }
  h2 {
    flex: 1 0 auto;
  }
  label,
  p,
  .pager {
    font-size: var(--type-figure);
    color: var(--muted);
  }
  select {
    font: var(--type-figure) var(--font);
    color: var(--ink);
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: 6px;
    min-height: 28px;
    max-width: 180px;
  }
  .pager {
    display: flex;
    align-items: center;
    gap: var(--space-8);
  }
  .pager button.icon {
    width: 28px;
    height: 28px;
    min-height: 0;
  }
  ul {
    list-style: none;
    margin: 0;
    padding: 2px;
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(var(--cell), 1fr));
    gap: 4px;
  }
  li {
    display: grid;
  }
  li button {
    padding: 0;
    border: 0;
    min-height: 0;
    border-radius: 3px;
    background: none;
  }
  li button:hover {
    outline: 2px solid var(--line-strong);
  }
  li button:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  canvas {
    display: block;
    width: 100%;
    border-radius: 3px;
    image-rendering: pixelated;
    background: #000;
  }
`;
