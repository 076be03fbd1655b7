// How the lab is laid out: the ways in a row, the three steps as cards side by side, the numbers below.

import { css } from 'lit';

/** The line to a step that stands below the one before. */
const downwards = css`
  right: auto;
  left: 26px;
  top: calc(-1 * var(--space-24) - 1px);
  width: 0;
  height: var(--space-24);
  border-top: 0;
  border-left: 2px solid var(--line-strong);
`;

export const labViewStyles = css`
  :host {
    display: block;
    min-height: 0;
    overflow: auto;
    scrollbar-width: thin;
  }
  .page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-12);
    max-width: var(--view-width);
    margin: 0 auto;
    padding: var(--space-12) var(--space-16) var(--space-24);
  }
  h1 {
    margin: 0;
    font: 700 var(--type-title) / 1.4 var(--font);
  }
  header .hint {
    font-size: var(--type-body);
  }
  .private {
    font-size: var(--type-figure);
    color: var(--muted);
    border: 1px solid var(--line);
    border-radius: 999px;
    padding: 2px var(--space-12);
    background: var(--panel);
  }
  .private::before {
    content: '';
    display: inline-block;
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: var(--accent);
    margin-right: 6px;
    vertical-align: 1px;
  }
  .ways {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: var(--space-12) var(--space-24);
  }
  .ways label {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: var(--space-8);
    align-items: start;
    padding: var(--space-8) var(--space-12);
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: var(--radius-8);
    cursor: pointer;
  }
  .ways label:has(:focus-visible) {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  .ways .chosen {
    border-color: var(--accent);
    background: var(--accent-soft);
  }
  .ways input {
    margin-top: 4px;
  }
  .ways span {
    display: grid;
  }
  .ways .chosen .hint {
    color: var(--ink);
  }
  .ways .figure {
    font-weight: 600;
  }
  .card {
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: var(--radius-8);
    padding: var(--space-12) var(--space-16);
  }
  .steps {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: var(--space-24);
  }
  .steps .card {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-12);
    align-content: start;
    min-width: 0;
  }
  /* The line from step to step. */
  .steps .card + .card::before {
    content: '';
    position: absolute;
    right: 100%;
    top: 22px;
    width: var(--space-24);
    border-top: 2px solid var(--line-strong);
  }
  /* A step that waits takes no more room than it needs. */
  .steps .shut {
    background: none;
    border-style: dashed;
    align-self: start;
  }
  /* Collecting has the room; what comes after it stands beside it, one below the other. */
  .collecting {
    grid-template-rows: auto 1fr;
  }
  .collecting .collect {
    grid-area: 1 / 1 / span 2 / span 2;
    align-self: start;
  }
  .collecting .train {
    align-self: start;
  }
  .steps.collecting .card.try::before {
    ${downwards}
  }
  h2 {
    display: flex;
    align-items: center;
    gap: var(--space-8);
    font: 600 var(--type-title) / 1.3 var(--font);
    letter-spacing: 0;
    text-transform: none;
    color: var(--ink);
  }
  h2 i {
    display: grid;
    place-items: center;
    width: 22px;
    height: 22px;
    border-radius: 50%;
    font: 600 var(--type-figure) / 1 var(--font);
    background: var(--accent);
    color: var(--on-accent);
  }
  .shut h2,
  .shut h2 i {
    color: var(--muted);
  }
  .shut h2 i {
    background: var(--line);
  }
  @media (max-width: 1100px) {
    .ways {
      gap: var(--space-12);
    }
    .steps {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: none;
    }
    .collecting .collect {
      grid-area: auto;
    }
    .steps .card + .card::before {
      ${downwards}
    }
  }
  @media (max-width: 700px) {
    .page {
      padding: var(--space-8);
    }
    .ways {
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-8);
    }
  }
  @media print {
    :host {
      height: auto;
      overflow: visible;
    }
  }
`;
