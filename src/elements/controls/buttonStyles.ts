// Two buttons besides the plain one: what one came for, and a small one within text.

import { css } from 'lit';

export const buttonStyles = css`
  button.primary {
    color: var(--on-accent);
    background: var(--accent);
    border-color: var(--accent);
    font-weight: 600;
  }
  button.small {
    min-height: 26px;
    padding: 0 10px;
    font-size: var(--type-figure);
    border-radius: 6px;
  }
`;
