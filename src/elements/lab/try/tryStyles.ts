// Styles of the third card: the live picture, the answers beside it, and below the parts they depend on.

import { css } from 'lit';

export const tryStyles = css`
  .live {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: var(--space-12);
  }
  .side {
    display: grid;
    gap: var(--space-8);
    align-content: start;
    min-width: 0;
  }
  .side > button {
    justify-self: start;
  }
  .stack {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-4);
  }
  .square cs-still {
    image-rendering: pixelated;
  }
  .seen-large,
  .cam {
    position: absolute;
    inset: 0;
  }
  /* What has no say is dimmed. */
  .cam {
    mix-blend-mode: multiply;
    opacity: 0.72;
    pointer-events: none;
  }
  .seen::part(paper) {
    width: 64px !important;
    height: 64px !important;
  }
  .seen-large::part(paper),
  .cam::part(paper) {
    width: 100% !important;
    height: 100% !important;
  }
  .scene {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  .cover {
    position: absolute;
    min-height: 0;
    padding: 0;
    border: 1px solid #fff;
    border-radius: 0;
    background: #808080;
    cursor: move;
    touch-action: none;
  }
  .said {
    font: 700 22px / 1.2 var(--font);
    overflow-wrap: anywhere;
  }
  .unsure {
    color: var(--muted);
    font-weight: 500;
  }
  /* Keeps its place, so that nothing moves when it comes and goes with the frames. */
  .unfamiliar:not([data-shown]) {
    visibility: hidden;
  }
  .answers {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    gap: 2px;
    font-size: var(--type-figure);
  }
  .answers li {
    display: grid;
    grid-template-columns: minmax(76px, 1fr) minmax(40px, 1.5fr) 3.4em;
    align-items: center;
    gap: 6px;
  }
  .answers button {
    text-align: left;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: var(--type-figure);
  }
  .answers button[aria-pressed='true'] {
    color: var(--accent-text);
    text-decoration: underline;
  }
  .answers .best button {
    font-weight: 600;
  }
  .answers .mono {
    text-align: right;
  }
  .track {
    display: block;
    height: 8px;
    border-radius: 4px;
    background: var(--line);
    overflow: hidden;
  }
  .track i {
    display: block;
    height: 100%;
    background: var(--accent);
  }
  .sees {
    display: grid;
    grid-template-columns: 64px minmax(0, 1fr);
    gap: var(--space-8);
    align-items: center;
  }
  .stills {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(36px, 1fr));
    gap: var(--space-4);
  }
  .stills button {
    padding: 0;
    border: 2px solid transparent;
    min-height: 0;
    aspect-ratio: 1;
    border-radius: var(--radius-4);
    overflow: hidden;
  }
  .stills button[aria-pressed='true'] {
    border-color: var(--accent);
  }
  .stills cs-still {
    height: 100%;
  }
  .experiment {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-8);
    border: 1px solid var(--line);
    border-radius: var(--radius-8);
    padding: var(--space-8) var(--space-12);
  }
  .slider {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
  }
  @media (max-width: 620px) {
    .live {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
