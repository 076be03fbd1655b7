// How the Data view looks: the data sets left, the chosen one right; on narrow screens one above the other.

import { css } from 'lit';

export const dataStyles = css`
  .page {
    grid-template-columns: 300px minmax(0, 1fr);
    grid-template-areas: 'header header' 'sets article' 'own article';
    grid-template-rows: auto auto 1fr;
    gap: var(--space-16);
    padding: var(--space-16);
    align-items: start;
  }
  header {
    grid-area: header;
    max-width: 76em;
  }
  .own {
    grid-area: own;
    display: grid;
    gap: var(--space-12);
    min-width: 0;
  }
  nav {
    grid-area: sets;
    display: grid;
    gap: var(--space-8);
    min-width: 0;
  }
  article {
    grid-area: article;
    display: grid;
    gap: var(--space-12);
    min-width: 0;
  }
  .card {
    min-width: 0;
  }
  section.card {
    display: grid;
    gap: var(--space-8);
  }
  button.choice {
    display: grid;
    gap: 4px;
    padding: var(--space-8) var(--space-12) 10px;
    text-align: left;
    align-content: start;
    min-width: 0;
  }
  button.choice[aria-current='true'] {
    background: var(--accent-soft);
    border-color: var(--accent);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 2px var(--space-8);
    overflow-wrap: anywhere;
  }
  .badge {
    padding: 0 7px;
    font-size: var(--type-label);
    color: var(--accent-text);
    border: 1px solid var(--accent);
    border-radius: 9px;
    white-space: nowrap;
  }
  .about {
    font-size: var(--type-figure);
    line-height: 1.5;
    color: var(--muted);
  }
  .choice .mono {
    font-size: var(--type-label);
    color: var(--muted);
  }
  .choice[aria-current='true'] .about,
  .choice[aria-current='true'] .mono {
    color: var(--ink);
  }
  .one {
    white-space: nowrap;
  }
  .strip {
    display: grid;
    grid-template-columns: repeat(10, minmax(0, 1fr));
    gap: 3px;
    margin-top: 2px;
  }
  .strip canvas {
    display: block;
    width: 100%;
    border-radius: 2px;
    image-rendering: pixelated;
  }
  .files {
    display: grid;
    gap: var(--space-8);
    padding: var(--space-12);
    border: 1px dashed var(--line-strong);
    border-radius: var(--radius-8);
    font-size: var(--type-figure);
    line-height: 1.55;
    color: var(--muted);
  }
  .files.over {
    border-color: var(--accent);
    background: var(--accent-soft);
  }
  .ways,
  .busy {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-8);
  }
  progress {
    flex: 0 1 260px;
    min-width: 100px;
    height: 8px;
    accent-color: var(--accent);
  }
  h2.name {
    font: 700 20px / 1.3 var(--font);
    letter-spacing: -0.01em;
    text-transform: none;
    color: var(--ink);
    overflow-wrap: anywhere;
  }
  .classes {
    max-width: 72em;
    line-height: 1.6;
  }
  .hint,
  .sure,
  .said {
    font-size: var(--type-figure);
    color: var(--muted);
  }
  .said:empty {
    display: none;
  }
  .sure {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-8) var(--space-12);
    padding-top: var(--space-8);
    border-top: 1px solid var(--line);
  }
  .sure button {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .failure {
    color: var(--warning);
    overflow-wrap: anywhere;
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
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 2px var(--space-16);
  }
  .legend {
    font-size: var(--type-label);
    color: var(--muted);
  }
  .legend i {
    display: inline-block;
    width: 12px;
    height: 8px;
    margin: 0 5px 0 12px;
    border-radius: 2px;
  }
  i.train {
    background: var(--first);
  }
  i.test {
    background: var(--second);
  }
  .counts ul {
    list-style: none;
    margin: 0;
    padding: 0;
    columns: 280px;
    column-gap: var(--space-16);
  }
  /* Many classes do not push the pictures away. */
  .counts .scroll {
    max-height: 240px;
    overflow-y: auto;
    scrollbar-width: thin;
  }
  .counts li {
    break-inside: avoid;
  }
  .counts button {
    display: grid;
    grid-template-columns: var(--name) minmax(40px, 1fr) var(--numbers);
    align-items: center;
    gap: var(--space-8);
    width: 100%;
    min-height: 26px;
    padding: 2px var(--space-8);
    border-color: transparent;
    background: none;
    text-align: left;
    font-size: var(--type-figure);
  }
  .counts button:focus-visible {
    outline-offset: -2px;
  }
  .counts button[aria-pressed='true'] {
    background: var(--accent-soft);
    color: var(--accent-text);
  }
  .counts .name {
    overflow-wrap: anywhere;
    line-height: 1.3;
  }
  .counts .mono {
    font-size: var(--type-label);
    color: var(--muted);
    text-align: right;
    white-space: nowrap;
  }
  .counts button[aria-pressed='true'] .mono {
    color: inherit;
  }
  .track {
    display: flex;
    height: 8px;
    gap: 1px;
  }
  .track i {
    height: 100%;
    border-radius: 1px;
  }
  @media (max-width: 900px) {
    .page {
      grid-template-columns: minmax(0, 1fr);
      grid-template-areas: 'header' 'sets' 'article' 'own';
      grid-template-rows: auto;
      padding: var(--space-12);
    }
    nav {
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr));
    }
  }
`;
