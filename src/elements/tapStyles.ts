// A table of numbers under a window, a cell a tap: the patch, the kernel, their products.

import { css } from 'lit';

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
  }
  td.padded {
    background-image: repeating-linear-gradient(45deg, transparent 0 3px, var(--line) 3px 4px);
  }
  .times {
    color: var(--muted);
    padding-top: 16px;
  }
`;
