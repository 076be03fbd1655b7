// How the Gallery view looks: the list left, one network right; on narrow screens the list above, in a row that scrolls.

import { css } from 'lit';

export const galleryStyles = css`
  :host {
    display: block;
    min-height: 0;
    overflow: auto;
    scrollbar-width: thin;
  }
  .page {
    display: grid;
    grid-template-columns: 228px minmax(0, 1fr);
    grid-template-areas: 'header header' 'list article';
    gap: var(--space-16);
    max-width: 1360px;
    margin: 0 auto;
    padding: var(--space-16);
    align-items: start;
  }
  header {
    grid-area: header;
    max-width: 76em;
  }
  h1 {
    margin: 0 0 2px;
    font: 700 var(--type-title) / 1.4 var(--font);
  }
  .card,
  nav {
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: var(--radius-8);
    padding: var(--space-12);
  }
  nav {
    grid-area: list;
    position: sticky;
    top: var(--space-16);
    display: grid;
    gap: 2px;
    padding: var(--space-8);
  }
  .heads {
    display: flex;
    justify-content: space-between;
    padding: 0 var(--space-8);
    font-size: var(--type-label);
    color: var(--muted);
  }
  button.network {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto;
    align-items: baseline;
    gap: 2px var(--space-8);
    padding: 5px var(--space-8) 6px;
    min-height: 0;
    border-color: transparent;
    background: none;
    text-align: left;
    font-size: var(--type-figure);
  }
  button.network b {
    font-weight: 600;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  button.network .year,
  button.network .mono {
    color: var(--muted);
    font-size: var(--type-label);
  }
  button.network i {
    grid-column: 1 / -1;
    height: 4px;
    min-width: 1px;
    background: var(--accent);
    border-radius: 1px;
  }
  button.network[aria-current='true'] {
    background: var(--accent-soft);
  }
  button.network[aria-current='true'] b {
    color: var(--accent-text);
  }
  article {
    grid-area: article;
    display: grid;
    gap: var(--space-12);
    min-width: 0;
  }
  section.card,
  .about {
    display: grid;
    gap: var(--space-8);
    min-width: 0;
  }
  h2.name {
    font: 700 20px / 1.3 var(--font);
    letter-spacing: -0.01em;
    text-transform: none;
    color: var(--ink);
  }
  .paper {
    margin-top: -6px;
    color: var(--muted);
    font-size: var(--type-figure);
  }
  .story {
    max-width: 72em;
    line-height: 1.65;
  }
  dl {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-8) var(--space-24);
    margin: var(--space-4) 0;
  }
  dt {
    font-size: var(--type-label);
    color: var(--muted);
  }
  dd {
    margin: 0;
    font-weight: 600;
  }
  .way {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-8) var(--space-12);
    font-size: var(--type-figure);
    color: var(--muted);
  }
  button.primary {
    color: var(--on-accent);
    background: var(--accent);
    border-color: var(--accent);
    font-weight: 600;
  }
  button.small {
    min-height: 26px;
    padding: 0 10px;
    font-size: var(--type-figure);
    border-radius: 6px;
  }
  .large {
    display: grid;
    gap: var(--space-8);
    max-width: 84em;
    padding-top: var(--space-8);
    border-top: 1px solid var(--line);
    font-size: var(--type-figure);
    line-height: 1.6;
  }
  .command {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-4) var(--space-8);
  }
  .command code {
    padding: 2px 6px;
    background: var(--paper);
    border: 1px solid var(--line);
    border-radius: var(--radius-4);
    overflow-wrap: anywhere;
  }
  .failure {
    color: var(--warning);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-8) var(--space-16);
  }
  .controls,
  .controls label {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-8);
    font-size: var(--type-figure);
    color: var(--muted);
  }
  select {
    font: var(--type-figure) var(--font);
    color: var(--ink);
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: 6px;
    min-height: 28px;
  }
  h3 {
    color: var(--ink);
    text-transform: none;
    letter-spacing: 0;
    font-size: var(--type-figure);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px var(--space-16);
    font-size: var(--type-label);
    color: var(--muted);
  }
  .legend i {
    display: inline-block;
    width: 14px;
    height: 9px;
    margin-right: 6px;
    border: 1px solid var(--line-strong);
    border-radius: 2px;
  }
  .shared {
    background: var(--accent-soft);
    border-color: var(--accent) !important;
  }
  .row {
    background: var(--accent);
    border-color: var(--accent) !important;
  }
  .readout {
    min-height: 1.5em;
    font-size: var(--type-figure);
    color: var(--muted);
  }
  .readout b {
    color: var(--pointed-text);
  }
  .bars {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: 6px var(--space-12);
    font-size: var(--type-figure);
  }
  .bars .what {
    color: var(--muted);
  }
  .bars .whole {
    text-align: right;
  }
  .bar {
    display: flex;
    height: 26px;
    min-width: 2px;
  }
  .part {
    flex-basis: 0;
    min-width: 0;
    overflow: hidden;
    padding-left: 0;
    border: 1px solid var(--line-strong);
    border-left-width: 0;
    line-height: 24px;
    font-size: var(--type-label);
    white-space: nowrap;
    text-align: center;
    text-overflow: ellipsis;
    background: var(--panel);
  }
  .part:first-child {
    border-left-width: 1px;
  }
  .part.row {
    color: var(--on-accent);
    border-right-color: var(--panel) !important;
  }
  .part.pointed {
    background: var(--pointed-soft);
    color: var(--ink);
    border-color: var(--pointed) !important;
  }
  .scroll {
    overflow-x: auto;
    scrollbar-width: thin;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--type-figure);
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 4px var(--space-8);
    text-align: right;
    white-space: nowrap;
    border-bottom: 1px solid var(--line);
  }
  td {
    font-family: var(--mono);
  }
  thead th {
    font-size: var(--type-label);
    font-weight: 600;
    color: var(--muted);
  }
  th:first-child {
    text-align: left;
  }
  tbody th {
    font-weight: 400;
  }
  tbody th b {
    font: 600 var(--type-figure) var(--mono);
  }
  tbody th span {
    color: var(--muted);
    margin-left: 6px;
  }
  tr.pointed > * {
    background: var(--pointed-soft);
  }
  tr.pointed b {
    color: var(--pointed-text);
  }
  tr:focus-visible {
    outline-offset: -2px;
  }
  tfoot th,
  tfoot td {
    border-bottom: 0;
    font-weight: 600;
  }
  .summary {
    display: grid;
    gap: var(--space-8);
    justify-items: start;
  }
  pre {
    margin: 0;
    max-width: 100%;
    max-height: 520px;
    overflow: auto;
    padding: var(--space-12);
    background: var(--paper);
    border: 1px solid var(--line);
    border-radius: var(--radius-4);
    font: var(--type-figure) / 1.25 var(--mono);
    scrollbar-width: thin;
  }
  @media (max-width: 1000px) {
    .page {
      grid-template-columns: minmax(0, 1fr);
      grid-template-areas: 'header' 'list' 'article';
      padding: var(--space-12);
    }
    nav {
      position: static;
      display: flex;
      overflow-x: auto;
      scrollbar-width: thin;
    }
    .heads {
      display: none;
    }
    button.network {
      flex: 0 0 132px;
      grid-template-columns: minmax(0, 1fr) auto;
    }
    button.network .year {
      display: none;
    }
  }
  @media (max-width: 620px) {
    .bars {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .bars .what {
      grid-column: 1 / -1;
      margin-bottom: -4px;
    }
  }
`;
