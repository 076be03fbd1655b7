// How the Gallery view looks: the list left, one network right; on narrow screens the list above, in a row that scrolls.

import { css } from 'lit';

export const galleryStyles = css`
  .page {
    grid-template-columns: 228px minmax(0, 1fr);
    grid-template-areas: 'header header' 'list article';
    gap: var(--space-16);
    padding: var(--space-16);
    align-items: start;
  }
  header {
    grid-area: header;
    max-width: 76em;
  }
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
  .legend i.shared {
    background: var(--accent-soft);
    border-color: var(--accent);
  }
  .legend i.row {
    background: var(--accent);
    border-color: var(--accent);
  }
  .readout {
    min-height: 1.5em;
    font-size: var(--type-figure);
    color: var(--muted);
  }
  .readout b {
    color: var(--pointed-text);
  }
  @media (max-width: 1000px) {
    .page {
      grid-template-columns: minmax(0, 1fr);
      grid-template-areas: 'header' 'list' 'article';
      padding: var(--space-12);
    }
    nav {
      position: static;
      grid-template-columns: repeat(auto-fill, minmax(168px, 1fr));
    }
    .heads {
      display: none;
    }
    button.network {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    button.network .year {
      display: none;
    }
  }
  @media print {
    :host {
      height: auto;
      overflow: visible;
    }
  }
`;
