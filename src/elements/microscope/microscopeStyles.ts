// The frame of the microscope: head, the row of stages, the caption, the strip and the panel.

import { css } from 'lit';

export const microscopeStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
    background: var(--paper);
  }
  header,
  .stages,
  .caption {
    flex: none;
    padding: 0 var(--space-16);
  }
  header {
    display: flex;
    align-items: center;
    gap: var(--space-8) var(--space-12);
    min-height: 42px;
    flex-wrap: wrap;
  }
  header h2 {
    font: 600 var(--type-title) / 1.4 var(--font);
    letter-spacing: 0;
    text-transform: none;
    color: var(--ink);
  }
  header .room {
    flex: 1;
  }
  .small {
    font-size: var(--type-figure);
    color: var(--muted);
  }
  .stages {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-4);
    list-style: none;
    margin: 0;
    padding-bottom: var(--space-4);
  }
  .stages button {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 28px;
    padding: 0 10px 0 5px;
    border-radius: 14px;
    font-size: var(--type-figure);
    white-space: nowrap;
  }
  .stages i {
    display: inline-grid;
    place-items: center;
    width: 18px;
    height: 18px;
    border-radius: 50%;
    font: 600 var(--type-label) / 1 var(--font);
    color: var(--muted);
    box-shadow: inset 0 0 0 1px var(--line-strong);
  }
  .stages button[aria-current='step'] {
    border-color: var(--pointed);
    font-weight: 600;
  }
  .stages button[aria-current='step'] i {
    color: var(--paper);
    background: var(--pointed-text);
    box-shadow: none;
  }
  .caption {
    min-height: 40px;
    font-size: var(--type-body);
    line-height: 1.5;
    max-width: 110ch;
  }
  .caption b {
    color: var(--pointed-text);
  }
  .body {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    padding: var(--space-4) var(--space-16) var(--space-12);
    display: grid;
    gap: var(--space-8);
    grid-auto-rows: max-content;
    align-content: start;
    scrollbar-width: thin;
  }
  .panel {
    display: grid;
    gap: var(--space-8);
    border-top: 1px solid var(--line);
    padding-top: var(--space-8);
    min-width: 0;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-4) var(--space-16);
    min-height: 28px;
  }
  .choices h3 {
    text-transform: none;
    letter-spacing: 0;
    font: 600 var(--type-body) / 1.4 var(--mono);
    color: var(--pointed-text);
  }
  .choices input[type='range'] {
    flex: 1;
    min-width: 120px;
    max-width: 360px;
    accent-color: var(--accent);
  }
  .nudge {
    border-top: 1px solid var(--line);
    padding-top: var(--space-8);
  }
  .waiting {
    margin: auto;
    color: var(--muted);
  }
  .formula {
    font-size: var(--type-figure);
    overflow-x: auto;
  }
  .maps {
    width: min(100%, 520px);
  }
  @media (max-width: 620px) {
    header .icon {
      position: absolute;
      top: 6px;
      right: var(--space-8);
    }
    header,
    .stages,
    .caption,
    .body {
      padding-left: var(--space-8);
      padding-right: var(--space-8);
    }
    header {
      position: relative;
      padding-right: 48px;
    }
    :host {
      overflow-y: auto;
    }
    .body {
      flex: none;
      overflow: visible;
    }
  }
  @media print {
    :host {
      height: auto;
      overflow: visible;
    }
    .panel,
    .body {
      height: auto;
      overflow: visible;
    }
  }
`;
