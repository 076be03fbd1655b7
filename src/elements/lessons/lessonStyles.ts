import { css } from 'lit';

export const lessonStyles = css`
  :host {
    display: grid;
    min-height: 0;
    background: var(--panel);
    font-size: var(--type-title);
    line-height: 1.55;
  }
  section {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  header {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 2px var(--space-8);
    padding: var(--space-12) var(--space-16) var(--space-8);
    border-bottom: 1px solid var(--line);
  }
  .place {
    font-size: var(--type-figure);
    color: var(--muted);
  }
  h2 {
    grid-row: 2;
    font: 700 17px / 1.35 var(--font);
    letter-spacing: 0;
    text-transform: none;
    color: var(--ink);
  }
  .leave {
    grid-row: 1 / 3;
    grid-column: 2;
    align-self: start;
    font-size: var(--type-figure);
    min-height: 28px;
  }
  kbd {
    font: var(--type-label) var(--mono);
    color: var(--muted);
    margin-left: 4px;
  }
  nav {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-4);
    padding: var(--space-8) var(--space-16) 0;
  }
  nav button {
    min-width: 28px;
    min-height: 28px;
    padding: 0;
    font: 600 var(--type-figure) var(--font);
    font-variant-numeric: tabular-nums;
    color: var(--muted);
    border-radius: 14px;
  }
  nav button[aria-current='step'] {
    color: var(--on-accent);
    background: var(--accent);
    border-color: var(--accent);
  }
  nav .done:not([aria-current='step']) {
    color: var(--accent-text);
    background: var(--accent-soft);
    border-color: transparent;
  }
  .body {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    scrollbar-width: thin;
    padding: var(--space-12) var(--space-16);
    display: grid;
    gap: var(--space-12);
    align-content: start;
  }
  h3 {
    font: 600 var(--type-title) / 1.4 var(--font);
    letter-spacing: 0;
    text-transform: none;
    color: var(--ink);
  }
  h3:focus {
    outline: none;
  }
  .options {
    display: grid;
    gap: var(--space-8);
    margin: 0;
    padding: 0;
    border: 0;
  }
  .option {
    display: grid;
    grid-template-columns: 18px minmax(0, 1fr);
    gap: var(--space-8);
    width: 100%;
    min-height: 40px;
    padding: var(--space-8) var(--space-12);
    text-align: start;
    align-items: start;
    line-height: 1.45;
  }
  .option:disabled {
    opacity: 1;
    color: var(--muted);
  }
  .option.right {
    color: var(--ink);
    border-color: var(--accent);
    background: var(--accent-soft);
  }
  .option.wrong {
    text-decoration: line-through;
    text-decoration-color: var(--line-strong);
  }
  .option svg {
    margin-top: 2px;
  }
  form {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-8);
    align-items: center;
  }
  input {
    width: 8em;
    min-height: 36px;
    padding: 0 var(--space-8);
    font: var(--type-title) var(--mono);
    color: var(--ink);
    background: var(--paper);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-8);
  }
  .says:empty {
    display: none;
  }
  .says {
    display: grid;
    gap: var(--space-8);
  }
  .says p b:first-child {
    color: var(--accent-text);
  }
  .says p.wrong b:first-child {
    color: var(--pointed-text);
  }
  .act {
    display: grid;
    gap: var(--space-4);
    padding: var(--space-12);
    border-radius: var(--radius-8);
    background: var(--accent-soft);
  }
  .act b {
    font-size: var(--type-figure);
    color: var(--accent-text);
  }
  .reveal,
  .act {
    scroll-margin: var(--space-12);
  }
  .reveal {
    padding-left: var(--space-12);
    border-left: 3px solid var(--accent);
  }
  footer {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-8);
    justify-content: space-between;
    padding: var(--space-8) var(--space-16) var(--space-12);
    border-top: 1px solid var(--line);
  }
  footer button {
    min-height: 36px;
  }
  progress {
    width: 100%;
    height: 6px;
    accent-color: var(--accent);
  }
  .muted {
    color: var(--muted);
  }
`;
