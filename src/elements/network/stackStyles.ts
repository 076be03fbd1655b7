// How the network's stack looks.

import { css } from 'lit';

export const stackStyles = css`
  :host {
    min-width: 0;
  }
  ol {
    list-style: none;
    margin: 0 calc(-1 * var(--space-4));
    padding: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1px;
  }
  li {
    position: relative;
    border: 1px solid transparent;
    border-radius: 6px;
  }
  li.pointed {
    background: var(--pointed-soft);
    border-color: var(--pointed);
  }
  li.open {
    background: var(--accent-soft);
    border-color: var(--accent);
  }
  li.open.pointed {
    border-color: var(--pointed);
  }
  li.target::before {
    content: '';
    position: absolute;
    left: 0;
    right: 0;
    top: -2px;
    height: 2px;
    background: var(--accent);
  }
  li.target.below::before {
    top: auto;
    bottom: -2px;
  }
  .row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0 var(--space-8);
    width: 100%;
    text-align: left;
    align-items: baseline;
    border: 0;
    background: none;
    border-radius: 6px;
    padding: 1px var(--space-8) 2px;
    min-height: 0;
    line-height: 1.42;
    font-size: var(--type-figure);
  }
  .row:hover:not(:disabled) {
    background: var(--accent-soft);
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  .grip {
    position: absolute;
    left: -4px;
    top: 2px;
    width: 12px;
    height: 18px;
    cursor: grab;
    color: var(--line-strong);
    display: grid;
    place-items: center;
    opacity: 0;
  }
  li:hover .grip {
    opacity: 1;
  }
  .name {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .chevron {
    display: inline-block;
    width: 5px;
    height: 5px;
    /* Takes no room of its own: the longest name, BatchNormalization, fills its line. */
    margin: 0 -10px 0 3.5px;
    border: solid var(--muted);
    border-width: 0 1.5px 1.5px 0;
    transform: translateY(-2px) rotate(45deg);
    transition: transform var(--quick);
  }
  [aria-expanded='true'] .chevron {
    transform: translateY(1px) rotate(225deg);
  }
  .lock {
    display: inline-block;
    margin-right: 4px;
    color: var(--muted);
    vertical-align: -1px;
  }
  .shape {
    color: var(--muted);
    white-space: nowrap;
  }
  .shape.new {
    color: var(--accent-text);
    font-weight: 600;
  }
  .shape.broken {
    color: var(--pointed-text);
    font-weight: 600;
  }
  .line {
    grid-column: 1 / -1;
    font-size: var(--type-label);
    line-height: 1.4;
    color: var(--muted);
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .line.new,
  .line.new b {
    color: var(--accent-text);
  }
  .line b {
    color: var(--ink);
    font-weight: 600;
  }
  header {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 var(--space-8);
    padding-bottom: 2px;
  }
  /* A name, as it is written. */
  h2 {
    font-size: var(--type-figure);
    letter-spacing: 0;
    text-transform: none;
    overflow-wrap: anywhere;
  }
  cs-tabs {
    margin-bottom: var(--space-8);
  }
  /* As high as there is room. */
  :host([coded]) {
    display: flex;
    flex-direction: column;
    flex: 1 0 auto;
  }
  cs-code-panel {
    flex: 1 0 auto;
  }
  cs-code-panel:not(:defined) {
    min-height: 240px;
    border: 1px solid var(--line);
    border-radius: var(--radius-4);
  }
  .total {
    padding: var(--space-4) var(--space-4) 0;
    font-size: var(--type-label);
    line-height: 1.4;
    color: var(--muted);
  }
  .total .new {
    color: var(--accent-text);
    font-weight: 600;
  }
  .problem {
    font-size: var(--type-figure);
    line-height: 1.45;
    border-left: 3px solid var(--pointed);
    padding: 2px 0 2px var(--space-8);
    margin-bottom: var(--space-8);
    display: grid;
    gap: var(--space-4);
    justify-items: start;
  }
  .problem button {
    min-height: 28px;
    font-size: var(--type-label);
  }
  .small {
    font-size: var(--type-label);
    color: var(--muted);
  }
`;
