// How the code panel looks.

import { css } from 'lit';

export const codeStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: var(--space-8);
    min-width: 0;
  }
  .bar {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto;
    gap: 2px;
    align-items: center;
    font-size: var(--type-label);
    line-height: 1.4;
    color: var(--muted);
  }
  .bar button {
    width: 28px;
    height: 28px;
    min-height: 28px;
    border-color: transparent;
    background: none;
    color: var(--accent-text);
  }
  .script {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: var(--space-8);
    align-items: center;
    font-size: var(--type-label);
    color: var(--muted);
  }
  .script select {
    font: var(--type-figure) / 1 var(--mono);
    color: var(--ink);
    background: var(--panel);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-4);
    min-width: 0;
    height: 28px;
    padding: 0 var(--space-4);
  }
  cs-tabs {
    min-width: 0;
    font-size: var(--type-label);
  }
  .editor {
    /* All the room that is left, above what is said of the code. */
    flex: 1 0 180px;
    position: relative;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-4);
    overflow: hidden;
  }
  .editor > div {
    position: absolute;
    inset: 0;
  }
  .editor:focus-within {
    border-color: var(--accent);
    outline: 1px solid var(--accent);
  }
  .note {
    display: grid;
    gap: var(--space-4);
    font-size: var(--type-figure);
    line-height: 1.45;
    border-left: 3px solid var(--accent);
    padding: 2px 0 2px var(--space-8);
    overflow-wrap: anywhere;
  }
  .note.warning {
    border-left-color: var(--pointed);
  }
  .note li {
    padding-left: 1em;
    text-indent: -1em;
  }
  .note li::before {
    content: '–';
    display: inline-block;
    width: 1em;
    text-indent: 0;
    color: var(--muted);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-4) var(--space-8);
    justify-content: space-between;
    align-items: center;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-4);
    padding-top: var(--space-4);
  }
  .head button,
  .buttons button {
    min-height: 28px;
    font-size: var(--type-label);
    padding: 0 var(--space-8);
  }
  .primary {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .small {
    font-size: var(--type-label);
    line-height: 1.45;
    color: var(--muted);
  }
`;
