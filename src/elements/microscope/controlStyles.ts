// Small controls of the microscope: numbers to choose, lists, legends.

import { css } from 'lit';

export const controlStyles = css`
  label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    font-size: var(--type-figure);
    color: var(--muted);
    white-space: nowrap;
  }
  select,
  input[type='number'] {
    font: var(--type-figure) / 1 var(--mono);
    color: var(--ink);
    background: var(--panel);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-4);
    min-height: 26px;
  }
  .chooser input {
    width: 4.6em;
  }
  .chooser .of {
    font-family: var(--mono);
  }
  .legend {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    font: var(--type-tick) / 1 var(--mono);
    color: var(--muted);
    white-space: nowrap;
  }
  .legend i {
    height: 5px;
    outline: 1px solid var(--line);
  }
`;
