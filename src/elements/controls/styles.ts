// What elements have in common: controls, captions, focus. Values come from the tokens in src/app/tokens.css.

import { css } from 'lit';

export const shared = css`
  :host {
    display: block;
    box-sizing: border-box;
  }
  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }
  [hidden] {
    display: none !important;
  }
  h2,
  h3 {
    margin: 0;
    font: 600 var(--type-label) / 1.4 var(--font);
    letter-spacing: 0.06em;
    text-transform: uppercase;
    color: var(--muted);
  }
  p {
    margin: 0;
  }
  /* An exponent does not make its line taller. */
  sup {
    line-height: 0;
  }
  code,
  .mono {
    font-family: var(--mono);
    font-variant-numeric: tabular-nums;
  }
  button {
    font: inherit;
    color: var(--ink);
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: var(--radius-8);
    padding: 0 var(--space-12);
    min-height: 32px;
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    border-color: var(--accent);
  }
  button:disabled {
    color: var(--muted);
    cursor: default;
    opacity: 0.6;
  }
  button.icon {
    display: inline-grid;
    place-items: center;
    padding: 0;
    width: 32px;
    height: 32px;
  }
  button.plain {
    border: 0;
    background: none;
    padding: 0 var(--space-4);
    min-height: 24px;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
    border-radius: var(--radius-4);
  }
  @media print {
    /* What is there to be pressed says nothing on paper; buttons that are content stand as text. */
    button.icon,
    button.primary,
    button.go,
    button.small,
    button.plain,
    button.add,
    input,
    select,
    label:has(> input),
    label:has(> select),
    .choices,
    .visually-hidden {
      display: none !important;
    }
    button {
      border-color: transparent;
      background: none;
    }
    section,
    figure,
    li,
    tr {
      break-inside: avoid;
    }
    * {
      animation: none !important;
      transition: none !important;
    }
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
