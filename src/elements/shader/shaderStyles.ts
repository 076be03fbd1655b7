// How the shader tab looks.

import { css } from 'lit';

export const shaderStyles = css`
  header {
    align-items: center;
  }
  .editor {
    position: relative;
    height: clamp(200px, 42vh, 560px);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-4);
    overflow: hidden;
  }
  .editor.edited {
    border-color: var(--warning);
  }
  .editor:focus-within {
    border-color: var(--accent);
    outline: 1px solid var(--accent);
  }
  .editor > div {
    position: absolute;
    inset: 0;
  }
  .bar {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: var(--space-8);
    align-items: start;
    min-height: 28px;
    font-size: var(--type-figure);
    line-height: 1.45;
    color: var(--muted);
  }
  .bar.edited {
    color: var(--ink);
  }
  .bar p {
    padding-top: 4px;
  }
  .reset {
    min-height: 28px;
    padding: 0 10px;
    font-size: var(--type-figure);
    border-radius: 6px;
    color: var(--accent-text);
  }
  .note {
    font-size: var(--type-figure);
    line-height: 1.45;
    border-left: 3px solid var(--accent);
    padding: 2px 0 2px var(--space-8);
  }
  details {
    border-top: 1px solid var(--line);
    padding-top: var(--space-8);
  }
  summary {
    cursor: pointer;
    font-size: var(--type-figure);
    font-weight: 600;
    min-height: 26px;
    line-height: 26px;
  }
  .run {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-8);
    padding-top: var(--space-8);
    min-width: 0;
  }
  .run h3 {
    text-transform: none;
    letter-spacing: 0;
    font: 600 var(--type-figure) / 1.4 var(--mono);
    color: var(--ink);
    overflow-wrap: anywhere;
  }
  .run dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 2px var(--space-12);
    font-size: var(--type-figure);
  }
  .run dt {
    font-size: var(--type-figure);
  }
  .run dd {
    font: var(--type-figure) / 1.4 var(--mono);
    text-align: right;
  }
`;
