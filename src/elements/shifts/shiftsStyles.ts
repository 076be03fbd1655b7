// How the Shifts view looks: the picture left, the cells and their curves in the middle, the answer right.

import { css } from 'lit';

export const shiftsStyles = css`
  /* Beside a lesson there is less room than the window has. */
  :host {
    container-type: inline-size;
  }
  .page {
    gap: var(--space-16);
    padding: var(--space-16);
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    justify-content: space-between;
    gap: var(--space-8) var(--space-24);
  }
  header > :first-child {
    flex: 1 1 360px;
    max-width: 76em;
  }
  .uses {
    display: flex;
    align-items: center;
    gap: var(--space-8);
    font-size: var(--type-figure);
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }
  .desk {
    position: relative;
    display: grid;
    grid-template-columns: minmax(278px, 22%) minmax(0, 1fr) minmax(190px, 18%);
    grid-template-areas: 'picture cells answer' 'picture chart answer';
    gap: var(--space-12);
    align-items: start;
  }
  .picture {
    grid-area: picture;
    align-self: stretch;
  }
  .cells {
    grid-area: cells;
  }
  .chart {
    grid-area: chart;
  }
  .answer {
    grid-area: answer;
    align-self: stretch;
  }
  section.card {
    display: grid;
    gap: var(--space-8);
    align-content: start;
    min-width: 0;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-4) var(--space-12);
    min-height: 28px;
  }
  .turn {
    display: inline-flex;
    align-items: center;
    gap: var(--space-8);
    font-size: var(--type-figure);
  }
  .name,
  .hint {
    font-size: var(--type-label);
    color: var(--muted);
  }
  .figure {
    font-size: var(--type-figure);
  }
  .digits button[aria-pressed='true'] {
    color: var(--accent-text);
    background: var(--accent-soft);
    font-weight: 600;
  }
  .turn .icon {
    width: 26px;
    height: 26px;
    min-height: 26px;
    border-radius: 6px;
  }
  .digits {
    display: grid;
    grid-template-columns: repeat(10, minmax(0, 1fr));
    gap: 3px;
  }
  .digits button {
    padding: 0;
    min-height: 26px;
    border-radius: var(--radius-4);
    font-size: var(--type-figure);
  }
  .slider {
    display: grid;
    grid-template-columns: minmax(72px, auto) minmax(0, 1fr) minmax(46px, auto);
    align-items: center;
    gap: var(--space-8);
    font-size: var(--type-figure);
  }
  .slider input {
    width: 100%;
    margin: 0;
    accent-color: var(--accent);
    height: 18px;
  }
  .slider .mono {
    white-space: nowrap;
    text-align: right;
  }
  select {
    font: var(--type-figure) var(--mono);
    color: var(--ink);
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: 6px;
    min-height: 28px;
    max-width: 100%;
  }
  .maps {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--space-16);
    min-height: 190px;
  }
  figure {
    margin: 0;
    display: grid;
    grid-template-columns: 168px minmax(0, 1fr);
    gap: var(--space-12);
    align-content: start;
    min-width: 0;
  }
  figure .map {
    display: grid;
    gap: 6px;
    align-content: start;
  }
  figcaption {
    display: grid;
    align-content: start;
    font-size: var(--type-label);
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }
  figcaption b {
    font-size: var(--type-body);
    color: var(--ink);
  }
  figcaption b::before {
    content: '';
    display: block;
    width: 24px;
    border-top: 2px solid var(--ink);
    margin-bottom: var(--space-4);
  }
  .complex figcaption b::before {
    border-top: 3px solid var(--accent);
  }
  figcaption output {
    font-size: var(--type-body);
    font-weight: 600;
    color: var(--pointed-text);
  }
  figcaption p {
    margin-top: 6px;
    color: var(--ink);
    font-size: var(--type-figure);
    line-height: 1.5;
  }
  .choosable {
    cursor: crosshair;
  }
  .legend {
    display: flex;
    align-items: center;
    gap: 6px;
    font-size: var(--type-tick);
    color: var(--muted);
  }
  .legend i {
    width: 72px;
    height: 5px;
    border-radius: 2.5px;
    outline: 1px solid var(--line);
  }
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
    display: grid;
    gap: 2px;
  }
  li {
    display: grid;
    grid-template-columns: var(--names, 14px) minmax(0, 1fr) 58px;
    align-items: center;
    gap: var(--space-8);
    min-height: 24px;
    color: var(--muted);
  }
  li b {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  li .mono {
    text-align: right;
    font-size: var(--type-figure);
  }
  li.best,
  li.best .mono {
    color: var(--ink);
    font-weight: 600;
  }
  .track {
    height: 9px;
    background: var(--line);
    border-radius: 2px;
    overflow: hidden;
  }
  .track i {
    display: block;
    height: 100%;
    background: var(--accent);
  }
  .history {
    max-width: 68em;
    line-height: 1.6;
    color: var(--muted);
  }
  .failure {
    color: var(--warning);
  }
  @container (max-width: 1000px) {
    .desk {
      grid-template-columns: 278px minmax(0, 1fr);
      grid-template-areas: 'picture cells' 'picture chart' 'answer answer';
    }
    figure {
      grid-template-columns: minmax(0, 1fr);
    }
    .map {
      max-width: 168px;
    }
  }
  @container (max-width: 700px) {
    .desk {
      grid-template-areas: 'picture answer' 'cells cells' 'chart chart';
    }
  }
  @container (max-width: 620px) {
    .page {
      padding: var(--space-8);
    }
    .desk {
      grid-template-columns: minmax(0, 1fr);
      grid-template-areas: 'picture' 'cells' 'chart' 'answer';
    }
  }
  @media print {
    :host {
      height: auto;
      overflow: visible;
    }
  }
`;
