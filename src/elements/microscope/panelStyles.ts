// How the panels of the microscope look: pieces of arithmetic in a row, each with its caption.

import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: grid;
    gap: var(--space-8);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-8) var(--space-12);
  }
  figure {
    margin: 0;
    flex: none;
  }
  figcaption {
    display: flex;
    align-items: center;
    gap: var(--space-8);
    font: var(--type-label) / 1.5 var(--font);
    color: var(--muted);
    padding-bottom: 3px;
    white-space: nowrap;
  }
  cs-tiles.one {
    width: 114px;
  }
  cs-tiles.many {
    width: 240px;
  }
  .sign {
    color: var(--muted);
    font: 600 var(--type-title) / 1 var(--mono);
    padding-top: 18px;
  }
  .figure {
    display: grid;
    gap: 2px;
    padding-top: 18px;
    font-variant-numeric: tabular-nums;
  }
  .figure b {
    font: 600 14px / 1.4 var(--mono);
    white-space: nowrap;
  }
  .figure span {
    font-size: var(--type-label);
    color: var(--muted);
  }
  .pointed b {
    color: var(--pointed-text);
  }
  .note {
    font-size: var(--type-figure);
    color: var(--muted);
    max-width: 72ch;
  }
  .note.error {
    color: var(--ink);
  }
  .padding {
    position: relative;
    padding: 14px;
    margin: -2px;
    background-image: repeating-linear-gradient(45deg, transparent 0 3px, var(--line) 3px 4px);
    width: max-content;
  }
  .padding cs-tiles {
    width: 84px;
    background: var(--paper);
  }
  dl {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-4) var(--space-24);
    margin: 0;
    font-size: var(--type-figure);
  }
  dl div {
    display: flex;
    gap: var(--space-8);
    align-items: baseline;
  }
  dt {
    color: var(--muted);
  }
  dd {
    margin: 0;
    font: 600 var(--type-figure) / 1.5 var(--mono);
    font-variant-numeric: tabular-nums;
  }
  table.sum {
    border-collapse: collapse;
    font: var(--type-figure) / 1.45 var(--mono);
    font-variant-numeric: tabular-nums;
  }
  table.sum th {
    text-align: left;
    padding: 3px var(--space-8) 3px 4px;
    white-space: nowrap;
  }
  table.sum td {
    padding: 3px var(--space-16) 3px 0;
  }
  table.sum td.equals {
    padding-right: var(--space-8);
    vertical-align: bottom;
  }
  table.sum td span {
    display: block;
    color: var(--muted);
  }
  table.sum td:last-child {
    vertical-align: bottom;
    padding-right: 4px;
    text-align: right;
    font-weight: 600;
    white-space: nowrap;
  }
  table.sum tr + tr {
    border-top: 1px solid var(--line);
  }
  tr.now {
    background: var(--pointed-soft);
  }
  tr.later {
    visibility: hidden;
  }
`;
