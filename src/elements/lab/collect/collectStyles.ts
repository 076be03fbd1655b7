// How the first card looks: the camera, then a row a class.

import { css } from 'lit';

export const collectStyles = css`
  :host,
  .collected {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-12);
    align-content: start;
    min-width: 0;
  }
  .collected {
    gap: var(--space-8);
    border-radius: var(--radius-8);
  }
  :host {
    container-type: inline-size;
  }
  .halves,
  .classes {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-8) var(--space-24);
    align-content: start;
    min-width: 0;
  }
  .files {
    display: grid;
    gap: var(--space-4);
    padding: var(--space-8);
    border: 1px dashed var(--line-strong);
    border-radius: var(--radius-8);
  }
  .over .files {
    border-color: var(--accent);
  }
  /* Where there is room, the camera stands beside the classes. */
  @container (min-width: 640px) {
    .halves {
      grid-template-columns: minmax(0, 5fr) minmax(0, 6fr);
    }
    cs-lab-camera {
      --camera-columns: minmax(0, 1fr);
    }
    .classes {
      gap: var(--space-12);
      align-content: stretch;
      grid-template-rows: auto auto minmax(96px, 1fr);
      grid-auto-rows: auto;
    }
    .files {
      place-content: center;
      justify-items: center;
      text-align: center;
      padding: var(--space-12);
    }
  }
  .over {
    outline: 2px dashed var(--accent);
    outline-offset: 4px;
  }
  .rows,
  .refused {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .rows li {
    display: grid;
    grid-template-columns: auto minmax(70px, 1fr) auto 34px;
    align-items: center;
    gap: var(--space-8);
    padding: var(--space-4) var(--space-8);
    border: 1px solid var(--line);
    border-bottom-width: 0;
  }
  .rows li:first-child {
    border-radius: var(--radius-8) var(--radius-8) 0 0;
  }
  .rows li:last-child {
    border-bottom-width: 1px;
    border-radius: 0 0 var(--radius-8) var(--radius-8);
  }
  .rows li:only-child {
    border-radius: var(--radius-8);
  }
  .rows .chosen {
    background: var(--accent-soft);
  }
  input.name {
    border-color: transparent;
    background: none;
    font-size: var(--type-body);
    padding: 0 var(--space-4);
    width: 100%;
  }
  input.name:hover,
  input.name:focus {
    border-color: var(--line);
    background: var(--panel);
  }
  .strip {
    display: flex;
    align-items: center;
    gap: 2px;
    border: 0;
    background: none;
    padding: 0;
    min-height: 28px;
  }
  .strip img {
    border-radius: 3px;
    object-fit: cover;
    display: block;
  }
  .strip span {
    min-width: 26px;
    text-align: right;
  }
  .more select {
    appearance: none;
    width: 32px;
    text-align: center;
    text-align-last: center;
    padding: 0;
    font-weight: 700;
    color: var(--muted);
    cursor: pointer;
  }
  .grid {
    grid-column: 1 / -1;
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(44px, 1fr));
    gap: var(--space-4);
    max-height: 200px;
    overflow: auto;
    scrollbar-width: thin;
  }
  .picture {
    position: relative;
    padding: 0;
    border: 0;
    min-height: 0;
    aspect-ratio: 1;
    border-radius: var(--radius-4);
    overflow: hidden;
  }
  .picture img {
    width: 100%;
    height: 100%;
    object-fit: cover;
    display: block;
  }
  .picture svg {
    position: absolute;
    inset: 0;
    margin: auto;
    opacity: 0;
    color: #fff;
    background: rgb(0 0 0 / 0.55);
    width: 100%;
    height: 100%;
    padding: 28%;
  }
  .picture:hover svg,
  .picture:focus-visible svg {
    opacity: 1;
  }
  .chip,
  .undo {
    display: inline-flex;
    align-items: center;
    gap: var(--space-4);
  }
  .chip {
    color: var(--muted);
    border-style: dashed;
  }
  .others {
    gap: 6px;
  }
  .fruit {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(120px, 1fr));
    gap: var(--space-8);
  }
  .fruit label {
    display: flex;
    align-items: center;
    gap: var(--space-8);
    cursor: pointer;
  }
  .slider {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) 3em;
    align-items: center;
    gap: var(--space-8);
    font-size: var(--type-figure);
  }
  .slider .mono {
    text-align: right;
  }
`;
