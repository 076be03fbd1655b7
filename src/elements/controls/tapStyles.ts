// A table of numbers under a window, a cell a tap: the patch, the kernel, their products.

import { css } from 'lit';

/** A window wider than this shows colours without figures. */
export const MAX_WITH_FIGURES = 7;

/** Numbers such as `−.043` are set narrower than others. */
export const longClass = (text: string): string =>
  text.length > 6 ? 'longest' : text.length > 5 ? 'longer' : text.length > 4 ? 'long' : '';

export const tapStyles = css`
  table {
    border-collapse: collapse;
    table-layout: fixed;
    font: 10px / 1 var(--mono);
    font-variant-numeric: tabular-nums;
  }
  caption {
    text-align: left;
    font: var(--type-label) / 1.5 var(--font);
    color: var(--muted);
    padding-bottom: 2px;
    white-space: nowrap;
  }
  td {
    padding: 0;
    text-align: center;
    border: 1px solid var(--line);
    letter-spacing: -0.04em;
    white-space: nowrap;
  }
  td.long {
    font-size: 0.85em;
    letter-spacing: -0.06em;
  }
  td.longer {
    font-size: 0.7em;
    letter-spacing: -0.06em;
  }
  td.longest {
    font-size: 0.6em;
    letter-spacing: -0.06em;
  }
  td.padded {
    background-image: repeating-linear-gradient(45deg, transparent 0 3px, var(--line) 3px 4px);
  }
  .times {
    color: var(--muted);
    padding-top: 16px;
  }
`;
