// How the view of the confusion matrix looks: the matrix left, the pairs and the pictures of a cell right.

import { css } from 'lit';

export const confusionStyles = css`
  .page {
    gap: var(--space-12);
    max-width: 1560px;
    min-height: 100%;
    align-content: start;
    padding: var(--space-12) var(--space-16);
  }
  /* What is shown is not the present. */
  .travelling {
    outline: 2px dashed var(--accent);
    outline-offset: -2px;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    justify-content: space-between;
    gap: var(--space-4) var(--space-24);
  }
  header > :first-child {
    flex: 1 1 360px;
    max-width: 76em;
  }
  header p {
    min-height: 1.5em;
    font-variant-numeric: tabular-nums;
  }
  .status {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-8);
    min-height: 28px;
    font-size: var(--type-figure);
    color: var(--muted);
  }
  .status:empty {
    display: none;
  }
  .failure {
    color: var(--warning);
  }
  progress {
    width: 120px;
    height: 6px;
    accent-color: var(--accent);
  }
  .desk {
    display: grid;
    grid-template-columns: minmax(0, max-content) minmax(300px, 1fr);
    gap: var(--space-12);
    align-items: start;
  }
  .side {
    display: grid;
    gap: var(--space-12);
    min-width: 0;
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-8);
    min-width: 0;
  }
  ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  li .plain {
    width: 100%;
    text-align: left;
    line-height: 1.5;
    margin-left: calc(-1 * var(--space-4));
  }
  li .plain:hover {
    color: var(--accent-text);
    text-decoration: underline;
  }
  cs-confusion-matrix {
    --matrix-height: max(320px, calc(100dvh - 320px));
  }
  .wait {
    position: relative;
    min-height: 200px;
  }
  @media (max-width: 900px) {
    .desk {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media (max-width: 620px) {
    .page {
      padding: var(--space-8);
    }
  }
  @media print {
    :host {
      height: auto;
      overflow: visible;
    }
    li .plain {
      display: block !important;
    }
  }
`;
