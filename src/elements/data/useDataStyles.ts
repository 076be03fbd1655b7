// How the choice of the network and what came of it look.

import { css } from 'lit';

export const useDataStyles = css`
  :host,
  fieldset {
    display: grid;
    gap: var(--space-8);
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
  }
  label {
    display: flex;
    align-items: baseline;
    gap: var(--space-8);
    padding: var(--space-8) var(--space-12);
    border: 1px solid var(--line);
    border-radius: var(--radius-8);
    cursor: pointer;
  }
  label:has(:checked) {
    border-color: var(--accent);
    background: var(--accent-soft);
  }
  label.off {
    cursor: default;
  }
  input {
    margin: 0;
    accent-color: var(--accent);
    translate: 0 1px;
  }
  label b {
    display: block;
    font-weight: 600;
  }
  .hint {
    font-size: var(--type-figure);
    line-height: 1.5;
    color: var(--muted);
  }
  .start {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-8) var(--space-12);
  }
  .start .hint {
    flex: 1 1 260px;
  }
  progress {
    flex: 0 1 260px;
    min-width: 120px;
    height: 8px;
    accent-color: var(--accent);
  }
  .failure {
    color: var(--warning);
  }
`;
