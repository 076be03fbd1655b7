// A few choices in one frame, one of them taken: buttons that are pressed, or radio buttons that are checked.

import { css } from 'lit';

export const choicesStyles = css`
  .choices {
    display: inline-flex;
    border: 1px solid var(--line);
    border-radius: 6px;
    overflow: hidden;
  }
  .choices button {
    border: 0;
    border-radius: 0;
    background: none;
    color: var(--muted);
    min-height: 26px;
    padding: 0 10px;
    font-size: var(--type-figure);
    white-space: nowrap;
  }
  .choices button + button {
    border-left: 1px solid var(--line);
  }
  .choices button[aria-pressed='true'],
  .choices button[aria-checked='true'] {
    color: var(--accent-text);
    background: var(--accent-soft);
    font-weight: 600;
  }
  .choices button:focus-visible {
    outline-offset: -2px;
  }
`;
