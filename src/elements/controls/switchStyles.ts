// A checkbox with role=switch, and its label.

import { css } from 'lit';

export const switchControl = css`
  input[role='switch'] {
    appearance: none;
    flex: none;
    width: 28px;
    height: 16px;
    margin: 0;
    border-radius: 8px;
    background: var(--track);
    position: relative;
    cursor: pointer;
    transition: background var(--quick);
  }
  input[role='switch']::after {
    content: '';
    position: absolute;
    width: 12px;
    height: 12px;
    border-radius: 50%;
    top: 2px;
    left: 2px;
    background: var(--panel);
    transition: translate var(--quick);
  }
  input[role='switch']:checked {
    background: var(--accent);
  }
  input[role='switch']:checked::after {
    translate: 12px 0;
  }
`;

export const switchStyles = css`
  label {
    display: inline-flex;
    align-items: center;
    gap: var(--space-8);
    color: var(--ink);
    font-size: var(--type-figure);
    white-space: nowrap;
    cursor: pointer;
  }
  ${switchControl}
`;
