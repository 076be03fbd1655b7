// How a trial in the gallery looks.

import { css } from 'lit';

export const trialStyles = css`
  section,
  .result {
    display: grid;
    gap: var(--space-12);
    min-width: 0;
  }
  section > p {
    max-width: 84em;
  }
  h3 {
    color: var(--ink);
    text-transform: none;
    letter-spacing: 0;
    font-size: var(--type-figure);
  }
  .before {
    display: grid;
    grid-template-columns: minmax(230px, 1fr) minmax(0, 2.4fr);
    gap: var(--space-12) var(--space-24);
    font-size: var(--type-figure);
    line-height: 1.6;
  }
  .before p {
    color: var(--muted);
  }
  .picture {
    display: flex;
    align-items: flex-start;
    gap: var(--space-12);
    border-radius: var(--radius-4);
  }
  .picture.dropping {
    outline: 2px dashed var(--accent);
    outline-offset: 4px;
  }
  .picture > div {
    display: grid;
    gap: var(--space-4);
  }
  .preview {
    flex: none;
    width: 72px;
    height: 72px;
    background: #000;
    outline: 1px solid var(--line);
    border-radius: 3px;
  }
  dl {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    column-gap: var(--space-12);
    margin: 0;
  }
  dt {
    color: var(--muted);
  }
  dd {
    margin: 0;
  }
  dd.refused {
    grid-column: 2;
  }
  .refused {
    color: var(--warning);
  }
  .buttons,
  .running {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-8);
  }
  .running progress {
    accent-color: var(--accent);
    width: 180px;
  }
  .running span {
    min-width: 14em;
    font-size: var(--type-figure);
  }
  .note,
  .said {
    font-size: var(--type-figure);
    line-height: 1.6;
  }
  .note {
    color: var(--muted);
  }
  .said:empty {
    display: none;
  }
  button.plain {
    color: var(--muted);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--type-figure);
  }
  th {
    text-align: left;
  }
  th,
  td {
    padding: 3px var(--space-8) 3px 0;
    border-bottom: 1px solid var(--line);
    font-weight: 400;
  }
  thead th {
    color: var(--muted);
    font-size: var(--type-label);
    font-weight: 600;
  }
  tbody th {
    width: 1%;
    white-space: nowrap;
    font-family: var(--mono);
  }
  .time {
    display: flex;
    align-items: center;
    gap: var(--space-8);
    min-height: 45px;
  }
  .track {
    flex: 1;
    min-width: 24px;
  }
  .track i {
    display: block;
    height: 14px;
    min-width: 1px;
    background: var(--panel);
    border: 1px solid var(--line-strong);
  }
  .track i.shared {
    background: var(--accent-soft);
    border-color: var(--accent);
  }
  .track i.row {
    background: var(--accent);
    border-color: var(--accent);
  }
  .time .mono {
    width: 5.5em;
    text-align: right;
  }
  .maps {
    width: 336px;
    color: var(--muted);
  }
  tr.pointed > * {
    background: var(--pointed-soft);
  }
  tr.pointed b {
    color: var(--pointed-text);
  }
  .answers {
    display: grid;
    gap: var(--space-4);
    max-width: 420px;
    font-size: var(--type-figure);
  }
  ol {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    gap: 2px;
  }
  li {
    display: grid;
    grid-template-columns: 6em minmax(0, 1fr) 5em;
    align-items: center;
    gap: var(--space-8);
  }
  li i {
    height: 8px;
    background: var(--accent);
    border-radius: 1px;
  }
  li .mono {
    text-align: right;
  }
  @media (max-width: 760px) {
    .before {
      grid-template-columns: minmax(0, 1fr);
    }
    dl {
      grid-template-columns: minmax(0, 1fr);
    }
    dd.refused {
      grid-column: 1;
    }
    .maps {
      width: 46%;
    }
    .time {
      flex-direction: column;
      align-items: stretch;
      justify-content: center;
      gap: 0;
    }
    .time .track {
      flex: none;
    }
    .time .mono {
      width: auto;
      text-align: left;
    }
  }
`;
