// The frame on paper: everything that scrolls on the screen lies open, as wide as it was there, without controls.

import { css } from 'lit';

export const printStyles = css`
  @media print {
    :host {
      display: block;
      width: var(--print-width, auto);
      height: auto;
      overflow: visible;
      background: none;
    }
    .middle,
    .middle.coded {
      grid-template-columns: 236px minmax(0, 1fr) 292px;
      align-items: start;
    }
    .middle.coded {
      grid-template-columns: clamp(320px, 28vw, 560px) minmax(0, 1fr) 292px;
    }
    /* Also where they are drawers on the screen. */
    .middle .rail.left,
    .middle .rail.right {
      position: static;
      visibility: visible;
      translate: none;
      width: auto;
      padding-top: var(--space-12) !important;
      overflow: visible;
      box-shadow: none;
    }
    main,
    .whole,
    .view {
      display: block;
      height: auto;
      overflow: visible;
    }
    main.travelling::after,
    .scrim,
    cs-messages,
    cs-drawing-pad,
    cs-files,
    cs-transport,
    .rail .close {
      display: none !important;
    }
    footer {
      grid-template-columns: minmax(0, 1fr) auto;
      break-inside: avoid;
    }
  }
`;
