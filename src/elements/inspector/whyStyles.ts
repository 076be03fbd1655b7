// How the parts of the tab "Why" look.

import { css } from 'lit';

export const whyStyles = css`
  section + section {
    border-top: 1px solid var(--line);
    padding-top: var(--space-12);
  }
  section {
    gap: var(--space-8);
  }
  h4 {
    margin: 0;
    font: 600 var(--type-body) / 1.4 var(--font);
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--space-12);
  }
  .pair figure {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-4);
    align-content: start;
  }
  .row {
    display: flex;
    align-items: center;
    gap: var(--space-8);
    flex-wrap: wrap;
  }
  .row button {
    min-height: 28px;
    padding: 0 10px;
    font-size: var(--type-figure);
    border-radius: 6px;
  }
  .row button.go {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .options {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-4) var(--space-12);
    padding-top: var(--space-4);
    font-size: var(--type-label);
    color: var(--muted);
  }
  .options label,
  .slider {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 26px;
    max-width: 100%;
  }
  .slider {
    font-size: var(--type-label);
    color: var(--muted);
  }
  input[type='range'] {
    width: 84px;
    margin: 0;
    accent-color: var(--accent);
  }
  select {
    font: inherit;
    font-size: var(--type-figure);
    color: var(--ink);
    background: var(--panel);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-4);
    min-height: 24px;
    min-width: 0;
    max-width: 100%;
  }
  .subject select {
    flex: 1;
    min-width: 0;
    min-height: 28px;
  }
  .caution {
    border-left: 2px solid var(--warning);
    padding-left: var(--space-8);
    font-size: var(--type-figure);
    line-height: 1.5;
  }
  progress {
    display: block;
    width: 100%;
    height: 4px;
    margin: -6px 0;
    accent-color: var(--accent);
  }
  .failure {
    border-left: 2px solid var(--warning);
    padding-left: var(--space-8);
    font-size: var(--type-figure);
  }
`;
