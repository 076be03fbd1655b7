// How a line of news looks.

import { css } from 'lit';

export const noticeStyles = css`
  .bar {
    display: flex;
    align-items: center;
    gap: var(--space-8);
    margin: 1px 0;
    padding: 1px var(--space-4) 1px var(--space-12);
    line-height: 1.25;
    font-size: var(--type-figure);
    background: var(--paper);
    color: var(--ink);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-8);
  }
  .bar.warning {
    border-left: 4px solid var(--warning);
  }
  .bar span {
    margin-right: auto;
  }
  .bar button {
    min-height: 26px;
    white-space: nowrap;
  }
  .bar .icon {
    width: 26px;
    height: 26px;
    border: 0;
    background: none;
    flex: none;
  }
`;
