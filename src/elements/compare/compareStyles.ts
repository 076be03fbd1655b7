// What the parts of the Compare view have in common: fields, figures, legends.

import { css } from 'lit';

export const compareStyles = css`
  .controls {
    display: grid;
    gap: var(--space-12);
    align-content: start;
  }
  .controls section {
    display: grid;
    align-content: start;
    gap: var(--space-8);
  }
  label.field {
    display: grid;
    grid-template-columns: 84px minmax(0, 1fr) 28px;
    gap: var(--space-8);
    align-items: center;
    font-size: var(--type-figure);
  }
  label.field output {
    text-align: right;
    font: 600 var(--type-figure) var(--mono);
  }
  input[type='range'] {
    width: 100%;
    min-width: 0;
    margin: 0;
    accent-color: var(--accent);
  }
  select,
  input[type='number'] {
    font: inherit;
    font-size: var(--type-figure);
    color: var(--ink);
    background: var(--panel);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-4);
    min-height: 30px;
    padding: 0 var(--space-8);
    min-width: 0;
    width: 100%;
  }
  .choice {
    display: grid;
    grid-template-columns: 84px minmax(0, 1fr);
    gap: var(--space-8);
    align-items: center;
    font-size: var(--type-figure);
    border: 0;
    padding: 0;
    margin: 0;
  }
  .segments {
    display: flex;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-8);
    overflow: hidden;
  }
  .segments button {
    flex: 1;
    border: 0;
    border-radius: 0;
    min-height: 30px;
    padding: 0 var(--space-8);
    color: var(--muted);
    background: none;
    font-family: var(--mono);
    font-size: var(--type-figure);
  }
  .segments button[aria-pressed='true'] {
    color: var(--accent-text);
    background: var(--accent-soft);
    font-weight: 600;
  }
  .segments button:focus-visible {
    outline-offset: -2px;
  }
  .sum {
    font: var(--type-figure) / 1.6 var(--mono);
    color: var(--muted);
    margin: 0;
  }
  .sum b {
    color: var(--ink);
    font-weight: 600;
  }
  .small {
    font-size: var(--type-figure);
    color: var(--muted);
    line-height: 1.5;
  }
  .problem {
    border-left: 3px solid var(--warning);
    padding-left: var(--space-8);
    line-height: 1.5;
  }
  .problem code {
    display: block;
    font-size: var(--type-label);
    color: var(--muted);
    overflow-wrap: anywhere;
  }
  .stepper {
    display: flex;
    align-items: center;
    justify-content: space-between;
    font-size: var(--type-figure);
  }
  .stepper button.plain:not(.icon) {
    display: inline-flex;
    align-items: center;
    gap: var(--space-4);
    color: var(--accent-text);
  }
  .stepper button.icon {
    width: 28px;
    height: 28px;
    min-height: 28px;
    color: var(--accent);
  }
  @media print {
    :host {
      height: auto;
      overflow: visible;
    }
    .content {
      height: auto;
      overflow: visible;
    }
  }
`;
