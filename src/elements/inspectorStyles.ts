// How the inspector looks.

import { css } from 'lit';

export const inspectorStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: var(--space-12);
    padding: var(--space-12);
    font-size: var(--type-body);
    line-height: 1.5;
  }
  header {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: var(--space-8);
    flex-wrap: wrap;
  }
  .title {
    font: 600 var(--type-title) / 1.4 var(--font);
    color: var(--pointed-text);
  }
  .small {
    font-size: var(--type-figure);
    color: var(--muted);
  }
  .maps {
    display: grid;
    grid-template-columns: 140px minmax(0, 1fr);
    gap: var(--space-12);
  }
  .maps.alone {
    grid-template-columns: minmax(0, 1fr);
  }
  figure {
    margin: 0;
    min-width: 0;
  }
  figcaption,
  .stepper {
    font-size: var(--type-label);
    color: var(--muted);
    line-height: 1.5;
    padding-bottom: var(--space-4);
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  figure .small {
    padding-top: var(--space-4);
    font-size: var(--type-label);
    line-height: 1.4;
  }
  section {
    display: grid;
    gap: var(--space-4);
  }
  .waiting {
    min-height: 120px;
  }
  .stepper {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding: 0;
    font-size: var(--type-figure);
    overflow: visible;
  }
  .stepper button {
    width: 26px;
    height: 26px;
    min-height: 26px;
    color: var(--accent);
  }
  dl {
    display: grid;
    grid-template-columns: max-content max-content;
    gap: 2px var(--space-16);
    margin: 0;
    font-size: var(--type-body);
  }
  dd {
    margin: 0;
    text-align: right;
  }
  .result {
    font-weight: 700;
    color: var(--pointed-text);
  }
  .rest {
    border-top: 1px solid var(--line);
    padding-top: var(--space-12);
  }
`;
