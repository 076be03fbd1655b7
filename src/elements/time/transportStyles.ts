// How the transport looks.

import { css } from 'lit';

export const transportStyles = css`
  :host {
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: center;
    gap: var(--space-8) var(--space-16);
  }
  .choices {
    grid-column: 1 / -1;
    justify-self: start;
  }
  .buttons {
    display: flex;
    align-items: center;
    gap: var(--space-8);
    /* As high as with the large button, also where there is none. */
    min-height: 46px;
  }
  .buttons button {
    border-radius: 50%;
  }
  .buttons .play {
    width: 46px;
    height: 46px;
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .buttons .play:hover:not(:disabled) {
    filter: brightness(1.08);
  }
  .buttons .speed {
    font-size: var(--type-label);
  }
  .runs {
    display: inline-block;
    width: 6px;
    height: 6px;
    margin-left: 5px;
    border-radius: 50%;
    background: var(--accent);
    vertical-align: 2px;
  }
  .where {
    display: grid;
    min-width: 11.5em;
    font-size: var(--type-figure);
    line-height: 1.5;
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }
  .where b {
    color: var(--ink);
    font-size: var(--type-body);
    white-space: nowrap;
  }
  .untrained {
    max-width: 13.5em;
  }
`;
