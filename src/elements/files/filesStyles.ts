// How opening and saving look: a calm sheet over the page, two columns where there is room.

import { css } from 'lit';

export const filesStyles = css`
  dialog {
    width: min(920px, calc(100vw - 24px));
    max-height: min(760px, calc(100dvh - 24px));
    padding: 0;
    overflow: hidden;
    color: var(--ink);
    background: var(--panel);
    border: 1px solid var(--line-strong);
    border-radius: 12px;
    box-shadow: 0 16px 64px rgb(0 0 0 / 0.3);
    line-height: 1.55;
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
  }
  dialog::backdrop {
    background: rgb(10 12 16 / 0.4);
  }
  dialog.over {
    border-color: var(--accent);
  }
  .head,
  .foot {
    display: flex;
    flex: none;
    align-items: center;
    gap: var(--space-8);
    padding: var(--space-12) var(--space-24);
  }
  .head {
    justify-content: space-between;
    border-bottom: 1px solid var(--line);
  }
  .head h2 {
    font: 600 var(--type-title) / 1.4 var(--font);
    letter-spacing: 0;
    text-transform: none;
    color: var(--ink);
    overflow-wrap: anywhere;
  }
  .head h2.mono {
    font-family: var(--mono);
  }
  .head .icon {
    flex: none;
    border: 0;
    background: none;
    margin-right: -8px;
  }
  .foot {
    justify-content: flex-end;
    min-height: 57px;
    border-top: 1px solid var(--line);
  }
  .body {
    flex: 1;
    min-height: 0;
    overflow: auto;
    scrollbar-width: thin;
    padding: var(--space-16) var(--space-24) var(--space-24);
  }
  .halves {
    display: grid;
    grid-template-columns: minmax(0, 5fr) minmax(0, 6fr);
    gap: var(--space-32);
  }
  section {
    display: grid;
    align-content: start;
    gap: var(--space-12);
  }
  h4 {
    margin: 0 0 -6px;
    font: 600 var(--type-body) / 1.5 var(--font);
  }
  .area {
    display: grid;
    justify-items: center;
    gap: var(--space-12);
    padding: var(--space-24) var(--space-12);
    text-align: center;
    border: 1.5px dashed var(--line-strong);
    border-radius: var(--radius-8);
    background: var(--paper);
    transition: border-color var(--quick);
  }
  .area.over {
    border-color: var(--accent);
    background: var(--accent-soft);
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: var(--space-8);
  }
  button.small {
    color: var(--accent-text);
  }
  .small {
    font-size: var(--type-figure);
    color: var(--muted);
  }
  .reads {
    margin: 0;
    font-size: var(--type-figure);
  }
  .reads dd {
    margin: 2px 0 0;
    word-spacing: 0.4em;
  }
  dt {
    font-size: var(--type-label);
    color: var(--muted);
  }
  .whole,
  .formats li {
    display: grid;
    grid-template-columns: 8.6em minmax(0, 1fr) auto;
    align-items: center;
    gap: 2px var(--space-12);
  }
  .whole {
    grid-template-columns: auto minmax(0, 1fr) auto;
    padding: var(--space-8) var(--space-8) var(--space-8) var(--space-12);
    border: 1px solid var(--line);
    border-radius: var(--radius-8);
  }
  .whole .mono {
    font-size: var(--type-figure);
    color: var(--muted);
  }
  .whole p {
    grid-column: 1 / -1;
    font-size: var(--type-figure);
    color: var(--muted);
  }
  ul {
    margin: 0;
    padding-left: 1.2em;
  }
  .formats {
    list-style: none;
    padding: 0;
  }
  .formats li {
    padding: 3px var(--space-8) 3px var(--space-12);
    border-top: 1px solid var(--line);
  }
  .formats li:first-child {
    border-top: 0;
  }
  .formats .mono {
    font-size: var(--type-figure);
  }
  .formats li > span + span {
    color: var(--muted);
  }
  .report {
    display: grid;
    gap: var(--space-16);
  }
  .report p {
    max-width: 80ch;
  }
  p {
    text-wrap: pretty;
    word-break: auto-phrase;
  }
  .area p,
  .overlay span {
    text-wrap: balance;
    word-break: auto-phrase;
  }
  .report > dl {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-8) var(--space-32);
    margin: 0;
  }
  dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .plan {
    padding-left: var(--space-12);
    border-left: 3px solid var(--accent);
  }
  .plan.refused,
  .plan.nothing {
    border-left-color: var(--warning);
  }
  .commands,
  .reason {
    font: var(--type-figure) / 1.6 var(--mono);
  }
  .commands {
    margin: -8px 0 0;
    padding: var(--space-8) var(--space-12);
    overflow-x: auto;
    background: var(--paper);
    border: 1px solid var(--line);
    border-radius: var(--radius-4);
  }
  .table {
    max-height: 260px;
    overflow: auto;
    scrollbar-width: thin;
    border: 1px solid var(--line);
    border-radius: var(--radius-8);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font: var(--type-figure) / 1.5 var(--mono);
    font-variant-numeric: tabular-nums;
  }
  th {
    position: sticky;
    top: 0;
    font: 600 var(--type-label) / 1.5 var(--font);
    color: var(--muted);
    background: var(--panel);
    text-align: left;
  }
  th,
  td {
    padding: 3px var(--space-12);
    white-space: nowrap;
  }
  .number {
    text-align: right;
  }
  tr + tr td {
    border-top: 1px solid var(--line);
  }
  tr.mismatch td {
    color: var(--muted);
  }
  tr.mismatch td:first-child {
    box-shadow: inset 3px 0 var(--warning);
  }
  details {
    font-size: var(--type-figure);
    color: var(--muted);
  }
  summary {
    cursor: pointer;
    line-height: 24px;
  }
  .failure {
    display: grid;
    gap: var(--space-8);
    padding: var(--space-4) 0 var(--space-4) var(--space-12);
    border-left: 3px solid var(--warning);
    overflow-wrap: anywhere;
  }
  p.failure {
    display: block;
    margin-top: var(--space-12);
  }
  .outcome {
    display: grid;
    justify-content: start;
    gap: 2px;
  }
  .outcome p.failure {
    margin: 0;
  }
  .busy {
    display: grid;
    grid-template-columns: auto minmax(60px, 1fr) auto;
    gap: var(--space-16);
  }
  .busy span {
    overflow-wrap: anywhere;
  }
  progress {
    width: 100%;
    height: 6px;
    accent-color: var(--accent);
  }
  .overlay {
    position: fixed;
    inset: 0;
    z-index: 10;
    display: grid;
    padding: var(--space-16);
    background: rgb(10 12 16 / 0.4);
    pointer-events: none;
  }
  .overlay div {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: var(--space-8);
    padding: var(--space-24);
    text-align: center;
    border: 2px dashed var(--accent);
    border-radius: 12px;
    background: color-mix(in srgb, var(--panel) 88%, transparent);
  }
  .overlay b {
    font-size: 20px;
  }
  .overlay span {
    max-width: 46ch;
    line-height: 1.6;
  }
  @media (max-width: 720px) {
    .halves {
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-24);
    }
    .head,
    .foot,
    .body {
      padding-left: var(--space-16);
      padding-right: var(--space-16);
    }
    .busy {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .busy progress {
      grid-row: 2;
      grid-column: 1 / -1;
    }
  }
`;
