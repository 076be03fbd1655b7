// How the dialog of a link looks: what is wanted on the left, what is made of it on the right.

import { css } from 'lit';

export const shareStyles = css`
  dialog {
    width: min(840px, calc(100vw - 24px));
    max-height: calc(100dvh - 24px);
    padding: 0;
    color: var(--ink);
    background: var(--panel);
    border: 1px solid var(--line-strong);
    border-radius: 12px;
    box-shadow: 0 16px 64px rgb(0 0 0 / 0.3);
    line-height: 1.55;
  }
  dialog::backdrop {
    background: rgb(10 12 16 / 0.4);
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding: var(--space-12) var(--space-24);
    border-bottom: 1px solid var(--line);
  }
  .head h2 {
    font: 600 var(--type-title) / 1.4 var(--font);
    letter-spacing: 0;
    text-transform: none;
    color: var(--ink);
  }
  .head .icon {
    border: 0;
    background: none;
    margin-right: -8px;
  }
  .body {
    padding: var(--space-16) var(--space-24) var(--space-16);
  }
  p {
    margin: 0;
  }
  .lead,
  .hint {
    color: var(--muted);
  }
  .hint {
    font-size: var(--type-figure);
  }
  .halves {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: var(--space-16) var(--space-32);
    margin-top: var(--space-16);
  }
  section {
    display: grid;
    align-content: start;
    gap: var(--space-16);
  }
  .field {
    display: grid;
    gap: var(--space-4);
  }
  .field > span,
  .field > label,
  legend {
    font-weight: 600;
    padding: 0;
  }
  textarea,
  .copied input {
    width: 100%;
    min-width: 0;
    padding: 6px var(--space-8);
    font: inherit;
    color: var(--ink);
    background: var(--paper);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-8);
    resize: vertical;
  }
  .copied {
    display: flex;
    gap: var(--space-8);
  }
  .copied input {
    flex: 1;
    font: var(--type-figure) var(--mono);
    text-overflow: ellipsis;
  }
  .copied button {
    flex: none;
    white-space: nowrap;
  }
  fieldset {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
    gap: var(--space-8) var(--space-12);
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    margin-bottom: var(--space-8);
  }
  .switch {
    display: flex;
    align-items: center;
    gap: var(--space-8);
  }
  .qr {
    width: 168px;
    height: 168px;
    /* Cameras want dark on light, whatever the theme. */
    background: #fff;
    border-radius: var(--radius-8);
  }
  .said {
    min-height: 1.6em;
    margin-top: var(--space-8);
    color: var(--accent-text);
  }
  @media (max-width: 700px) {
    .halves {
      grid-template-columns: minmax(0, 1fr);
    }
    .head,
    .body {
      padding-inline: var(--space-16);
    }
  }
`;
