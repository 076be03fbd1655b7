// How the comparison of poolings is laid out: what is pooled and how on the left, the four maps and the numbers beside it.

import { css } from 'lit';

export const poolingsStyles = css`
  :host {
    display: grid;
    grid-template-columns: 236px minmax(0, 1fr);
    min-height: 100%;
  }
  .controls {
    background: var(--panel);
    border-right: 1px solid var(--line);
    padding: var(--space-12);
  }
  .content {
    display: grid;
    align-content: start;
    gap: var(--space-16);
    padding: var(--space-16) var(--space-24);
    min-width: 0;
  }
  .maps {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
    gap: var(--space-16) var(--space-24);
  }
  .maps.two {
    grid-template-columns: repeat(2, minmax(0, 1fr));
  }
  .maps.stale {
    opacity: 0.35;
  }
  figure {
    margin: 0;
    min-width: 0;
  }
  figcaption {
    padding-bottom: var(--space-8);
    line-height: 1.4;
  }
  figcaption b {
    display: block;
    font-size: var(--type-figure);
    overflow-wrap: anywhere;
  }
  figcaption span {
    font-size: var(--type-label);
    color: var(--muted);
  }
  .legend {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: var(--space-4) var(--space-16);
    font-size: var(--type-label);
    color: var(--muted);
  }
  .legend span {
    display: inline-flex;
    align-items: center;
    gap: var(--space-8);
  }
  .legend i {
    width: 64px;
    height: 5px;
    border-radius: 2.5px;
    outline: 1px solid var(--line);
  }
  .legend i.hatched {
    width: 14px;
    height: 14px;
    border-radius: 0;
    outline: 1px dashed var(--line-strong);
    background: repeating-linear-gradient(45deg, transparent 0 4px, var(--line-strong) 4px 5px);
  }
  .numbers {
    display: grid;
    grid-template-columns: auto minmax(0, 1.3fr) minmax(0, 1fr);
    gap: var(--space-16) var(--space-32);
    border-top: 1px solid var(--line);
    padding-top: var(--space-12);
  }
  .numbers cs-patch {
    width: 9.5rem;
  }
  dl {
    margin: 0 0 var(--space-8);
    display: grid;
    gap: 0 var(--space-12);
  }
  dt {
    color: var(--muted);
    font-size: var(--type-label);
  }
  dd {
    margin: 0 0 var(--space-8);
    overflow-wrap: anywhere;
  }
  dd b {
    color: var(--pointed-text);
    font-size: var(--type-title);
  }
  .say {
    line-height: 1.55;
    max-width: 56ch;
  }
  .keeps {
    display: grid;
    gap: var(--space-8);
    align-content: start;
    color: var(--muted);
    line-height: 1.5;
    max-width: 48ch;
  }
  .keeps b {
    display: block;
    color: var(--ink);
    font-size: var(--type-figure);
  }
  .waiting {
    min-height: 140px;
  }
  @media (max-width: 1000px) {
    .numbers {
      grid-template-columns: auto minmax(0, 1fr);
    }
    .keeps {
      grid-column: 1 / -1;
    }
  }
  @media (max-width: 760px) {
    :host {
      grid-template-columns: minmax(0, 1fr);
    }
    .controls {
      border-right: 0;
      border-bottom: 1px solid var(--line);
    }
    .content {
      padding: var(--space-12);
    }
  }
`;
