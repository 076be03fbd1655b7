// How the camera of the stage looks.

import { css } from 'lit';

export const cameraPanelStyles = css`
  :host {
    display: grid;
    gap: 6px;
    position: relative;
  }
  /* Only to decode: what is seen is the picture of the network. A video that is not in sight may be paused. */
  video {
    position: absolute;
    width: 1px;
    height: 1px;
    opacity: 0;
    pointer-events: none;
  }
  .panel {
    display: grid;
    grid-template-columns: 78px minmax(0, 1fr);
    gap: var(--space-12);
    align-items: center;
  }
  canvas {
    width: 100%;
    max-height: 96px;
    object-fit: contain;
    image-rendering: pixelated;
    border-radius: var(--radius-4);
    outline: 1px solid var(--line);
  }
  .mirrored {
    scale: -1 1;
  }
  .controls {
    display: grid;
    gap: 6px;
    justify-items: start;
  }
  button {
    min-height: 24px;
    padding: 0 8px;
    border-radius: 6px;
    font-size: var(--type-label);
  }
  button[aria-pressed='true'] {
    border-color: var(--accent);
    color: var(--accent-text);
    font-weight: 600;
  }
  kbd {
    font: var(--type-label) var(--mono);
    color: var(--muted);
  }
  select {
    min-width: 0;
    width: 100%;
    font-size: var(--type-label);
  }
  p {
    font-size: var(--type-label);
    color: var(--muted);
  }
  .problem {
    color: var(--warning);
    overflow-wrap: anywhere;
  }
`;
