// What the parts of the lab have in common: cards, rows of controls, small buttons, pictures.

import { css } from 'lit';

/** What stands in a card: one thing below the other. */
export const cardStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-12);
    align-content: start;
    min-width: 0;
  }
`;

export const labStyles = css`
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-8);
  }
  .spread {
    justify-content: space-between;
  }
  .hint {
    font-size: var(--type-label);
    line-height: 1.5;
    color: var(--muted);
    text-wrap: pretty;
  }
  .note {
    border-left: 3px solid var(--warning);
    padding-left: var(--space-8);
    font-size: var(--type-figure);
    line-height: 1.5;
  }
  .figure {
    font-size: var(--type-figure);
    font-variant-numeric: tabular-nums;
  }
  button.small,
  label.small {
    min-height: 28px;
    padding: 0 10px;
    font-size: var(--type-figure);
    border-radius: 6px;
  }
  button.main {
    min-height: 36px;
    padding: 0 var(--space-16);
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
  }
  button.main:disabled {
    background: none;
    color: var(--muted);
    border-color: var(--line);
  }
  select,
  input[type='text'],
  input[type='number'] {
    font: var(--type-figure) var(--font);
    color: var(--ink);
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: 6px;
    min-height: 28px;
    padding: 0 var(--space-8);
    max-width: 100%;
    min-width: 0;
  }
  input[type='range'] {
    margin: 0;
    height: 18px;
    accent-color: var(--accent);
    min-width: 0;
  }
  input[type='radio'],
  input[type='checkbox']:not([role]) {
    accent-color: var(--accent);
    margin: 0;
  }
  progress {
    appearance: none;
    display: block;
    width: 100%;
    height: 6px;
    border: 0;
    border-radius: 3px;
    overflow: hidden;
    background: var(--line);
  }
  progress::-webkit-progress-bar {
    background: var(--line);
  }
  progress::-webkit-progress-value {
    background: var(--accent);
  }
  progress::-moz-progress-bar {
    background: var(--accent);
  }
  .square {
    position: relative;
    aspect-ratio: 1;
    overflow: hidden;
    border-radius: var(--radius-8);
    background: #101217;
  }
  .square video,
  .square > canvas,
  .square > img,
  .square > cs-still {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .mirrored {
    scale: -1 1;
  }
  /* What is folded does not inherit from what holds it. */
  details * {
    box-sizing: border-box;
  }
  summary {
    cursor: pointer;
    font-size: var(--type-figure);
    color: var(--muted);
    padding: var(--space-4) 0;
  }
  fieldset {
    border: 0;
    margin: 0;
    padding: 0;
    min-width: 0;
  }
`;
