// How the kernel tab looks.

import { css } from 'lit';

export const kernelStyles = css`
  section {
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-8);
  }
  .slices,
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-4) var(--space-8);
    align-items: center;
    justify-content: space-between;
    font-size: var(--type-figure);
  }
  .actions {
    justify-content: start;
  }
  .slices .stepper {
    flex: 1;
  }
  .slices label,
  .actions label {
    display: flex;
    align-items: center;
    gap: var(--space-4);
    white-space: nowrap;
  }
  input[type='checkbox'] {
    accent-color: var(--accent);
  }
  .weights {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-8);
  }
  .fields {
    flex: 1 1 80px;
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-8);
    align-content: flex-start;
  }
  .fields label {
    flex: 1 1 80px;
    display: grid;
    align-content: end;
    font-size: var(--type-label);
    line-height: 1.6;
    color: var(--muted);
  }
  .fields input,
  select {
    font: 600 var(--type-figure) / 1 var(--mono);
    color: var(--ink);
    background: var(--panel);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-4);
    min-width: 0;
    width: 100%;
    height: 28px;
    padding: 0 var(--space-8);
  }
  select {
    width: auto;
    padding: 0 var(--space-4);
    font-weight: 400;
  }
  .wrong {
    font-size: var(--type-label);
    line-height: 1.4;
    color: var(--pointed-text);
  }
  .presets {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
    gap: var(--space-4);
  }
  .presets button {
    display: grid;
    justify-items: center;
    gap: 2px;
    padding: var(--space-4) 0 2px;
    font-size: var(--type-label);
    line-height: 1.4;
    white-space: nowrap;
  }
  .presets svg {
    border: 1px solid var(--line);
  }
  .actions button {
    min-height: 28px;
    font-size: var(--type-label);
    padding: 0 var(--space-8);
  }
  .silence {
    border-top: 1px solid var(--line);
    padding-top: var(--space-12);
  }
`;
