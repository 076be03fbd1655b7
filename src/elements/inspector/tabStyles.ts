// How what stands in the inspector's tabs looks: figures, sums, sentences.

import { css } from 'lit';
import { switchControl } from '../controls/switchStyles';

export const tabStyles = css`
  .in-colour {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--space-12);
    padding-bottom: var(--space-8);
  }
  :host {
    display: flex;
    flex-direction: column;
    gap: var(--space-12);
  }
  .small {
    font-size: var(--type-figure);
    color: var(--muted);
  }
  .maps {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
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
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-4) 22px;
    margin: 0;
    font-variant-numeric: tabular-nums;
  }
  dl div {
    position: relative;
  }
  dl div[data-sign]::before {
    content: attr(data-sign);
    position: absolute;
    bottom: 0;
    right: calc(100% + 4px);
    width: 14px;
    text-align: center;
    color: var(--muted);
  }
  dt {
    font-size: var(--type-label);
    line-height: 1.4;
    color: var(--muted);
    white-space: nowrap;
  }
  dd {
    margin: 0;
    font: 600 14px / 1.4 var(--mono);
  }
  .result dd {
    color: var(--pointed-text);
  }
  .say {
    line-height: 1.55;
  }
`;

/** Switches and legends inside tabs. */
export const switchStyles = css`
  .switch {
    display: inline-flex;
    align-items: center;
    gap: var(--space-8);
    min-height: 26px;
    font-size: var(--type-figure);
    cursor: pointer;
  }
  ${switchControl}
  .legend {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 2px var(--space-8);
    font-size: var(--type-tick);
    line-height: 1.4;
    color: var(--muted);
  }
  .legend i {
    grid-column: 1 / -1;
    height: 5px;
    border-radius: 2.5px;
    outline: 1px solid var(--line);
  }
  .legend .high {
    text-align: right;
  }
`;
