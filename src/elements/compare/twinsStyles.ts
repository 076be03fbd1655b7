// How the twins are laid out: what differs on the left, the two stages in the middle, what came of it on the right.

import { css } from 'lit';

export const twinsStyles = css`
  :host {
    display: grid;
    grid-template-columns: 236px minmax(0, 1fr) 300px;
    grid-template-rows: minmax(0, 1fr);
    height: 100%;
  }
  .controls,
  .stages,
  .results {
    overflow: hidden auto;
    scrollbar-width: thin;
  }
  .controls,
  .results {
    background: var(--panel);
    padding: var(--space-12);
  }
  .controls {
    border-right: 1px solid var(--line);
  }
  .results {
    border-left: 1px solid var(--line);
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-16);
    align-content: start;
    min-width: 0;
  }
  .results section {
    display: grid;
    /* A chart keeps the width it has until there is less room for it. */
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: var(--space-8);
    min-width: 0;
  }
  .stages {
    display: flex;
    flex-direction: column;
    min-width: 0;
  }
  footer {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 var(--space-24);
    min-height: 50px;
    padding: var(--space-4) var(--space-16);
    background: var(--panel);
    border-top: 1px solid var(--line);
    position: sticky;
    bottom: 0;
    z-index: 1;
  }
  .transport {
    display: flex;
    align-items: center;
    gap: var(--space-8);
  }
  .transport button {
    border-radius: 50%;
  }
  .transport .play {
    width: 36px;
    height: 36px;
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .where {
    display: flex;
    gap: var(--space-8);
    align-items: baseline;
    flex-wrap: wrap;
    padding-left: var(--space-8);
    color: var(--muted);
    font-size: var(--type-figure);
    font-variant-numeric: tabular-nums;
  }
  .where b {
    color: var(--ink);
    font-size: var(--type-body);
  }
  .twin {
    flex: 1 1 0;
    min-height: 260px;
    display: flex;
    flex-direction: column;
  }
  .twin.second {
    /* The legend of both stands below this one: the room for maps is the same. */
    flex-basis: 34px;
    border-top: 1px solid var(--line);
  }
  .twin header {
    display: flex;
    justify-content: space-between;
    align-items: baseline;
    flex-wrap: wrap;
    gap: 0 var(--space-16);
    padding: 3px var(--space-16) 0;
  }
  .twin h2 {
    font: 600 var(--type-body) / 1.4 var(--mono);
    letter-spacing: 0;
    text-transform: none;
    color: var(--first);
  }
  .twin.second h2 {
    color: var(--second);
  }
  .twin h2::before {
    content: '';
    display: inline-block;
    width: 10px;
    height: 10px;
    border-radius: 2px;
    margin-right: var(--space-8);
    background: currentColor;
  }
  .twin dl {
    display: flex;
    gap: var(--space-8);
    align-items: baseline;
    margin: 0;
    font-size: var(--type-figure);
  }
  .twin dt {
    color: var(--muted);
  }
  .twin dd {
    margin: 0;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    min-width: 3.6em;
  }
  cs-stage {
    flex: 1;
    min-height: 0;
  }
  .readout {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-16);
    align-items: baseline;
    font-size: var(--type-figure);
  }
  .readout b::before {
    content: '';
    display: inline-block;
    width: 9px;
    height: 9px;
    border-radius: 2px;
    margin-right: 6px;
    background: var(--first);
  }
  .readout .second b::before {
    background: var(--second);
  }
  .waiting {
    display: grid;
    place-items: center;
    color: var(--muted);
    min-height: 240px;
    grid-column: 2 / -1;
  }
  @media (max-width: 1100px) {
    :host {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: none;
      align-content: start;
      height: auto;
    }
    .controls {
      border-right: 0;
      border-bottom: 1px solid var(--line);
      grid-column: 1 / -1;
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: var(--space-12) var(--space-24);
    }
    .controls,
    .stages,
    .results {
      overflow: visible;
    }
    .twin {
      min-height: 300px;
    }
    .twin.second {
      min-height: 334px;
    }
    .waiting {
      grid-column: 1 / -1;
    }
    .results {
      grid-column: 1 / -1;
      border-left: 0;
      border-top: 1px solid var(--line);
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: var(--space-16) var(--space-24);
    }
  }
  @media (max-width: 700px) {
    .controls,
    .results {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media print {
    :host {
      height: auto;
      overflow: visible;
    }
    .controls,
    .stages,
    .results {
      overflow: visible;
    }
  }
`;
