// How the frame of the inspector looks.

import { css } from 'lit';

export const inspectorStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: var(--space-12);
    padding: var(--space-12);
    font-size: var(--type-body);
    line-height: 1.5;
  }
  .small {
    font-size: var(--type-figure);
    color: var(--muted);
  }
  .rest {
    border-top: 1px solid var(--line);
    padding-top: var(--space-12);
  }
`;
