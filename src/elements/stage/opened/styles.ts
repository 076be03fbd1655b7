// How an opened map looks.

import { css, unsafeCSS } from 'lit';
import { channelStyles } from '../channels';

/** Above the board stand the columns' names, below it their legends. */
const [HEADS, LEGENDS] = [44, 46];
export const FLOW_PADDING = HEADS + LEGENDS;

export const openedStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    position: absolute;
    inset: 0;
    min-width: 0;
    min-height: 0;
    background: var(--paper);
    overflow: auto;
    scrollbar-width: thin;
  }
  header {
    display: flex;
    align-items: center;
    gap: var(--space-8);
    padding: var(--space-4) var(--space-16) 0;
    flex: none;
  }
  .title {
    text-transform: none;
    letter-spacing: 0;
    font: 600 var(--type-title) / 1.4 var(--font);
    color: var(--ink);
    white-space: nowrap;
  }
  .turn {
    display: flex;
    align-items: center;
    font-size: var(--type-figure);
    color: var(--muted);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .close {
    margin-left: auto;
    display: inline-flex;
    align-items: center;
    gap: var(--space-4);
    min-height: 28px;
    font-size: var(--type-figure);
    white-space: nowrap;
  }
  .flow {
    flex: 1 0 max(290px, var(--least-flow, 0px));
    display: flex;
    flex-direction: column;
    justify-content: safe center;
    margin: 0 var(--space-8);
    padding: ${unsafeCSS(HEADS)}px var(--space-8) ${unsafeCSS(LEGENDS)}px;
    overflow: auto hidden;
    scrollbar-width: thin;
    position: relative;
  }
  .board {
    position: relative;
    flex: none;
    touch-action: pan-x pan-y;
  }
  .board > * {
    position: absolute;
  }
  canvas {
    display: block;
    pointer-events: none;
  }
  .out {
    cursor: crosshair;
    outline: 1px solid var(--line);
    transform-origin: 0 0;
  }
  .out canvas {
    width: 100%;
    height: 100%;
  }
  .out.list {
    outline: none;
  }
  .out:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 3px;
    border-radius: 3px;
  }
  .frame {
    outline: 1px solid var(--line);
    pointer-events: none;
  }
  .block {
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-4);
    pointer-events: none;
  }
  .head,
  .foot-note {
    transform: translateX(-50%);
    text-align: center;
    white-space: nowrap;
    font-size: var(--type-label);
    line-height: 1.4;
    color: var(--muted);
    pointer-events: none;
  }
  .head b {
    display: block;
    color: var(--ink);
    font-size: var(--type-figure);
    font-weight: 600;
  }
  .number {
    min-height: 0;
    padding: 0 2px;
    border: 0;
    border-radius: var(--radius-4);
    background: none;
    text-align: right;
    font: var(--type-figure) / 18px var(--mono);
    font-variant-numeric: tabular-nums;
    letter-spacing: -0.04em;
  }
  .number.chosen {
    background: var(--pointed-soft);
    color: var(--pointed-text);
  }
  .number.unseen {
    color: transparent;
  }
  .figure {
    display: grid;
    place-items: center;
    border: 1px solid var(--line-strong);
    border-radius: 16px;
    font: 600 var(--type-body) var(--mono);
    font-variant-numeric: tabular-nums;
  }
  .equation {
    transform: translateX(-50%);
    white-space: nowrap;
    font: var(--type-figure) / 18px var(--mono);
    font-variant-numeric: tabular-nums;
    color: var(--muted);
    pointer-events: none;
  }
  .equation b {
    color: var(--ink);
    font-weight: 600;
  }
  .equation.result b {
    color: var(--pointed-text);
    font-size: var(--type-title);
  }
  .veil {
    background: var(--paper);
    opacity: 0.68;
    pointer-events: none;
  }
  .wires {
    inset: 0;
    overflow: visible;
    fill: none;
    stroke: var(--pointed);
    pointer-events: none;
  }
  .wires .cell {
    stroke-width: 1.8;
  }
  .wires .term {
    stroke-width: 2.2;
  }
  ${channelStyles}
  .wires .wire {
    stroke: var(--line-strong);
    stroke-width: 1;
  }
  .wires .wire.now {
    stroke: var(--pointed);
    stroke-width: 1.4;
  }
  .more {
    position: absolute;
    transform: translateX(-50%);
    font-size: var(--type-label);
    color: var(--accent-text);
    white-space: nowrap;
    min-height: 18px;
  }
  .scale {
    transform: translateX(-50%);
    display: grid;
    gap: 3px;
    justify-items: center;
    font-size: var(--type-tick);
    line-height: 1.3;
    color: var(--muted);
    white-space: nowrap;
    pointer-events: none;
  }
  .scale i {
    height: 5px;
    border-radius: 2.5px;
    outline: 1px solid var(--line);
  }
  .numbers {
    flex: none;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-24);
    flex-wrap: wrap;
    min-height: 120px;
    margin: 0 var(--space-16);
    padding: 2px 0 var(--space-4);
    border-top: 1px solid var(--line);
  }
  .numbers h3 {
    padding-bottom: var(--space-4);
    text-transform: none;
    letter-spacing: 0;
    font-weight: 400;
  }
  .in-colour {
    display: flex;
    align-items: end;
    gap: var(--space-16);
  }
  cs-products {
    max-width: 100%;
    overflow-x: auto;
  }
  cs-contributions {
    display: block;
    width: 300px;
  }
  dl {
    margin: 0;
    display: grid;
    grid-template-columns: auto auto;
    gap: 2px var(--space-12);
    font-size: var(--type-figure);
    align-items: baseline;
  }
  dt {
    color: var(--muted);
    white-space: nowrap;
  }
  dd {
    margin: 0;
    text-align: right;
    font-family: var(--mono);
    font-variant-numeric: tabular-nums;
  }
  dl .now {
    color: var(--pointed-text);
    font-weight: 600;
  }
  dl .later {
    opacity: 0.35;
  }
  dl .sum {
    border-top: 1px solid var(--line-strong);
  }
  .list table {
    width: 100%;
    height: 100%;
    border-collapse: collapse;
    font: var(--type-figure) var(--mono);
    font-variant-numeric: tabular-nums;
    table-layout: fixed;
  }
  .list th {
    font: var(--type-label) var(--font);
    color: var(--muted);
    text-align: right;
    padding: 0 var(--space-4);
  }
  .list td {
    text-align: right;
    padding: 0 var(--space-4);
    background: linear-gradient(var(--accent-soft), var(--accent-soft)) no-repeat 100% 50% / var(--part, 0)
      70%;
  }
  .list tr.pointed td {
    box-shadow:
      inset 0 1px var(--pointed),
      inset 0 -1px var(--pointed);
  }
  .list tr.now td {
    color: var(--pointed-text);
    font-weight: 600;
  }
  .list tr.later td.made {
    color: transparent;
  }
  .caption {
    flex: none;
    min-height: 32px;
    padding: 6px var(--space-16);
    border-top: 1px solid var(--line);
    background: var(--panel);
    line-height: 1.4;
    font-size: var(--type-body);
    font-variant-numeric: tabular-nums;
    /* On a small screen the rest scrolls, and what happens stays in sight. */
    position: sticky;
    bottom: 0;
    z-index: 1;
  }
  @media (max-width: 620px) {
    .numbers {
      justify-content: start;
      overflow-x: auto;
    }
    .close span {
      display: none;
    }
  }
  @media print {
    :host {
      position: static;
      overflow: visible;
    }
    .flow {
      overflow: visible;
    }
    .close {
      display: none;
    }
  }
`;
