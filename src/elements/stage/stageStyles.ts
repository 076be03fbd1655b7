// How the stage looks.

import { css } from 'lit';
import { channelStyles } from './channels';

export const stageStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    background: var(--paper);
    position: relative;
  }
  .behind {
    visibility: hidden;
  }
  .view {
    flex: 1 0 var(--least-view, 0px);
    min-height: 0;
    margin: var(--space-8) var(--space-8) 0;
    overflow: auto hidden;
    /* Room above and below the board; the observed size is what is left for it. */
    padding: calc(56px * var(--header-scale)) var(--space-8) 44px;
    position: relative;
    scrollbar-width: thin;
  }
  :host([compact]) .view {
    margin-top: 0;
    padding: calc(50px * var(--header-scale)) var(--space-8) 34px;
  }
  :host([no-scales]) .view {
    padding-bottom: 0;
  }
  .headers,
  .scales {
    position: absolute;
    left: var(--space-8);
    height: 38px;
  }
  .headers {
    top: 0;
    height: calc(48px * var(--header-scale));
    /* What hangs below a header can be pressed. */
    z-index: 1;
  }
  .scales {
    bottom: 0;
  }
  .header {
    position: absolute;
    bottom: 0;
    transform: translateX(-50%);
    display: flex;
    flex-direction: column;
    align-items: center;
    text-align: center;
    white-space: nowrap;
  }
  .name {
    font-size: var(--type-header);
    font-weight: 600;
    line-height: 1.25;
  }
  .header.pointed .name {
    color: var(--pointed-text);
  }
  .shape {
    font-size: calc(var(--type-label) * var(--header-scale));
    color: var(--muted);
    line-height: 1.5;
  }
  .lock {
    display: inline-block;
    margin-right: 3px;
    vertical-align: -1px;
    pointer-events: auto;
  }
  .board {
    position: relative;
    touch-action: pan-x pan-y;
  }
  cs-answers {
    position: absolute;
  }
  canvas,
  .wires {
    position: absolute;
    inset: 0;
    display: block;
    pointer-events: none;
  }
  ${channelStyles}
  .silenced {
    stroke: var(--ink);
    stroke-width: 1.5;
    fill: none;
  }
  .tile {
    position: absolute;
    cursor: crosshair;
    outline: 1px solid var(--line);
    outline-offset: 0;
  }
  .tile.answer {
    outline: none;
  }
  .tile.pointed {
    outline: 2px solid var(--pointed);
    outline-offset: 1px;
    border-radius: 2px;
  }
  .tile:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 3px;
    border-radius: 3px;
  }
  .tile.pointed:focus-visible {
    outline: 2px solid var(--pointed);
    outline-offset: 1px;
    box-shadow:
      0 0 0 4px var(--paper),
      0 0 0 6px var(--accent);
  }
  .tile.vector.pointed,
  .tile.answer.pointed {
    outline: 1px solid var(--line);
    outline-offset: 0;
  }
  .tile.answer.pointed {
    outline: none;
  }
  .tile.answer:focus-visible,
  .tile.vector:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 3px;
  }
  .open {
    position: absolute;
    width: 20px !important;
    height: 20px !important;
    min-height: 0;
    border-radius: 10px;
    border-color: var(--pointed);
    color: var(--pointed-text);
    background: var(--panel);
  }
  .open:hover {
    background: var(--pointed-soft);
  }
  .wires {
    fill: none;
    stroke: var(--pointed);
    overflow: visible;
  }
  .wires .cell {
    stroke-width: 1.6;
  }
  .wires .window {
    stroke-width: 1.6;
  }
  .wires .kernel {
    stroke-width: 1;
  }
  .wires .field {
    stroke-width: 1.2;
    opacity: 0.8;
  }
  .wires .field.all {
    opacity: 0.45;
  }
  .wires .feeds {
    stroke-width: 1.2;
    stroke-dasharray: 3 2.5;
    opacity: 0.9;
  }
  .wires .taps {
    stroke-width: 0.8;
    fill: var(--pointed);
    fill-opacity: 0.25;
  }
  .wires .wire {
    stroke-width: 1;
    opacity: 0.65;
  }
  .more {
    position: absolute;
    transform: translateX(-50%);
    font-size: var(--type-label);
    color: var(--accent);
    white-space: nowrap;
  }
  .more:hover {
    text-decoration: underline;
  }
  .scale {
    position: absolute;
    top: 2px;
    display: grid;
    gap: 2px;
    justify-items: center;
    font-size: var(--type-tick);
    line-height: 1.2;
    color: var(--muted);
    white-space: nowrap;
  }
  .scale i {
    height: 5px;
    border-radius: 2.5px;
    outline: 1px solid var(--line);
  }
  .scale .also {
    margin-top: -5px;
  }
  .scale.pointed {
    color: var(--pointed-text);
  }
  .scale .broken {
    display: flex;
    align-items: center;
    gap: 3px;
    color: var(--ink);
  }
  .scale .broken i {
    width: 10px;
    height: 7px;
    border-radius: 1px;
  }
  /* As high as two lines, whatever a walk says: the maps above keep their size while it goes on. */
  .foot {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-4) var(--space-16);
    min-height: 36px;
    padding: 0 var(--space-16) var(--space-4);
  }
  .save {
    display: inline-flex;
    align-items: center;
    gap: var(--space-4);
    color: var(--muted);
  }
  .save button {
    min-height: 24px;
    padding: 0 var(--space-8);
    border-radius: 6px;
    font-size: var(--type-label);
  }
  .caption {
    flex: 1;
    min-width: 0;
    font-size: var(--type-figure);
    line-height: 1.3;
    font-variant-numeric: tabular-nums;
  }
  @media (max-width: 620px) {
    .foot {
      flex-wrap: wrap;
    }
    cs-legend {
      flex: 0 0 100%;
    }
  }
  @media print {
    /* As high as on the screen: the board is drawn for it. */
    .view {
      flex: none;
      box-sizing: content-box;
      height: var(--room);
      overflow: visible;
    }
    .behind,
    .foot,
    .open {
      display: none;
    }
  }
`;
