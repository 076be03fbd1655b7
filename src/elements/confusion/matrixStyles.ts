// How the confusion matrix looks: names stay in sight while cells scroll; right answers in the accent, wrong ones in
// the colour of what is pointed at.

import { css } from 'lit';

export const matrixStyles = css`
  :host {
    --ground: var(--panel);
    --right-colour: var(--accent);
    --wrong-colour: var(--pointed);
    /* Behind numbers, colours are mixed with the ground. */
    --right: 45%;
    --wrong: 52%;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-8);
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
  .said {
    flex: 1 1 260px;
    min-height: 1.5em;
    font-size: var(--type-figure);
    line-height: 1.5;
  }
  .scroll {
    overflow: auto;
    scrollbar-width: thin;
  }
  .bounded {
    max-height: var(--matrix-height, 70vh);
  }
  .grid {
    display: grid;
    gap: 2px;
    width: max-content;
    /* Room for the focus ring. */
    padding: 2px;
    font-size: var(--type-figure);
    font-variant-numeric: tabular-nums;
  }
  .row {
    display: grid;
    grid-template-columns: var(--names) repeat(var(--count), var(--width)) minmax(56px, max-content);
    grid-auto-rows: minmax(var(--height), auto);
    gap: 2px;
    align-items: stretch;
  }
  /* Where there is little room, names that are turned let the cells be narrower. */
  .turned:not(.many) .row {
    --cell: min(var(--width), var(--most-width, 100px));
    grid-template-columns: var(--names) repeat(var(--count), var(--cell)) minmax(56px, max-content);
  }
  .many {
    --right: 100%;
    --wrong: 100%;
  }
  .many .row {
    grid-template-columns: var(--names) repeat(var(--count), var(--width)) 56px;
  }
  .grid.many,
  .many .row {
    gap: 1px;
  }
  .many .row:not(.heads, .sums) {
    box-shadow: 0 1px 0 var(--line);
  }
  .name,
  .head,
  .share {
    color: var(--muted);
    background: var(--ground);
  }
  .name {
    position: sticky;
    left: 0;
    z-index: 1;
    grid-column: 1;
    align-content: center;
    padding: 0 var(--space-8) 0 2px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .many .name,
  .many .head,
  .many .share {
    font-size: 10px;
    line-height: var(--height);
  }
  .heads {
    position: sticky;
    top: 0;
    z-index: 2;
    background: var(--ground);
    align-items: end;
  }
  .sums .name {
    z-index: 0;
  }
  .corner {
    display: grid;
    align-content: end;
    font-size: var(--type-label);
    line-height: 1.35;
  }
  .corner span:first-child {
    text-align: right;
  }
  .head {
    display: grid;
    justify-content: center;
    align-content: end;
    padding-bottom: 2px;
    min-width: 0;
  }
  .head span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .turned .head span {
    max-height: 108px;
    writing-mode: vertical-rl;
    rotate: 180deg;
  }
  /* Japanese is written downwards. */
  .turned .head:lang(ja) span {
    rotate: none;
  }
  .pointed {
    color: var(--ink);
    font-weight: 600;
  }
  .cell {
    display: grid;
    place-items: center;
    border: 1px solid transparent;
    border-radius: var(--radius-4);
    cursor: pointer;
    color: var(--ink);
  }

  .strip {
    grid-row: 1;
    grid-column: 2 / span var(--count);
    background-repeat: no-repeat;
    cursor: pointer;
  }
  .many .cell {
    grid-row: 1;
    border-radius: 2px;
  }
  .cell.right,
  i.right {
    --colour: var(--right-colour);
    --most: var(--right);
  }
  .cell.wrong,
  i.wrong {
    --colour: var(--wrong-colour);
    --most: var(--wrong);
  }
  .cell {
    background: color-mix(
      in srgb,
      color-mix(in srgb, var(--colour) var(--most), var(--ground)) var(--part),
      var(--ground)
    );
  }
  .cell.none {
    color: var(--muted);
    background: var(--paper);
  }
  .cell:hover {
    border-color: var(--line-strong);
  }
  .cell[aria-selected='true'] {
    border-color: var(--ink);
    box-shadow: 0 0 0 1px var(--ink);
  }
  .cell:focus-visible {
    outline-offset: 1px;
    z-index: 1;
  }
  .share {
    display: grid;
    place-items: center;
    padding: 0 var(--space-4);
  }
  .heads .share {
    align-self: stretch;
    align-content: end;
  }
  .many .row > .share:last-child {
    position: sticky;
    right: 0;
  }
  .sums .share {
    padding: 0;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    gap: 2px var(--space-8);
    font-size: var(--type-label);
    line-height: 1.3;
    color: var(--muted);
  }
  .scale {
    display: flex;
    gap: var(--space-8);
  }
  .ramp {
    width: 132px;
    margin: 3px var(--space-8) 0 0;
  }
  .legend i {
    display: block;
    height: 8px;
    border-radius: 2px;
    outline: 1px solid var(--line);
    background: linear-gradient(
      to right,
      var(--ground),
      color-mix(in srgb, var(--colour) var(--most), var(--ground))
    );
  }
  .ticks {
    display: block;
    position: relative;
    height: 1.4em;
  }
  .ticks b {
    position: absolute;
    translate: -50% 0;
    font-weight: 400;
    white-space: nowrap;
  }
  .ticks b:first-child {
    translate: 0 0;
  }
  .ticks b:last-child {
    translate: -100% 0;
  }
  @media print {
    .scroll {
      overflow: visible;
      max-height: none;
    }
  }
`;
