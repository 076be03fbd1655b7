// How the drawing pad looks.

import { css } from 'lit';

export const drawingPadStyles = css`
  :host {
    display: grid;
    grid-template-columns: 78px minmax(0, 1fr);
    gap: var(--space-12);
    align-items: stretch;
  }
  .pad {
    position: relative;
    place-self: center;
    border-radius: var(--radius-4);
    outline: 1px solid var(--line);
    touch-action: none;
    cursor: crosshair;
  }
  .pad:focus-visible {
    outline: 2px solid var(--accent);
  }
  canvas {
    width: 100%;
    height: 100%;
    display: block;
    border-radius: inherit;
  }
  .invite {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    color: #b9bec8;
    font-size: var(--type-label);
    text-align: center;
    pointer-events: none;
  }
  .invite.white {
    color: #5b6270;
  }
  .pen {
    position: absolute;
    width: 9px;
    height: 9px;
    margin: -4.5px;
    border: 1.5px solid #ff922b;
    border-radius: 50%;
    pointer-events: none;
    display: none;
  }
  .pad:focus-visible .pen {
    display: block;
  }
  .inks {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-top: -4px;
  }
  .inks button {
    width: 22px;
    height: 22px;
    min-height: 0;
    padding: 0;
    border-radius: 50%;
    border-color: var(--line-strong);
  }
  .inks button[aria-pressed='true'] {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  .side {
    display: grid;
    grid-template-rows: 1fr auto;
    gap: var(--space-4);
    font-size: var(--type-label);
    line-height: 1.4;
    color: var(--muted);
  }
  .controls {
    display: flex;
    align-items: center;
    gap: var(--space-8);
  }
  input {
    flex: 1;
    min-width: 0;
    width: 0;
    margin: 0;
    accent-color: var(--accent);
    height: 16px;
  }
  button {
    min-height: 26px;
    padding: 0 10px;
    white-space: nowrap;
    font-size: var(--type-figure);
    border-radius: 6px;
  }
`;
