// The page's few icons, drawn on a grid of 20×20 with the ink of the text.

import { svg, type SVGTemplateResult } from 'lit';
import { html, type TemplateResult } from 'lit';

const frame = (paths: SVGTemplateResult, size: number): TemplateResult =>
  html`<svg
    width=${size}
    height=${size}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.6"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${paths}
  </svg>`;

export const icons = {
  play: (size = 20) =>
    frame(svg`<path d="M6 3.6v12.8L16.4 10z" fill="currentColor" stroke-width="1.2" />`, size),
  pause: (size = 20) =>
    frame(svg`<path d="M5.4 4h3v12h-3zM11.6 4h3v12h-3z" fill="currentColor" stroke-width="1" />`, size),
  step: (size = 18) =>
    frame(
      svg`<path d="M4.5 4v12" stroke-width="2" /><path d="M8.5 4.4v11.2L17 10z" fill="currentColor" stroke-width="1" />`,
      size,
    ),
  microscope: (size = 18) =>
    frame(
      svg`<path d="M8 3.2l3.2 7.2M11 2l3.1 7-3 1.3-3.1-7z" /><path d="M13.6 9.4a5 5 0 0 1-2 7.2H4.4M4.4 16.6h11.4M5.6 12.6h4.6" />`,
      size,
    ),
  back: (size = 18) =>
    frame(
      svg`<path d="M15.5 4v12" stroke-width="2" /><path d="M11.5 4.4v11.2L3 10z" fill="currentColor" stroke-width="1" />`,
      size,
    ),
  open: (size = 16) => frame(svg`<path d="M11.5 3.5h5v5M8.5 16.5h-5v-5M16 4l-5 5M4 16l5-5" />`, size),
  file: (size = 16) =>
    frame(svg`<path d="M5 3h6l4 4v10H5zM11 3v4h4M10 9.4v5M7.8 12.2l2.2 2.2 2.2-2.2" />`, size),
  reset: (size = 18) =>
    frame(svg`<path d="M4.2 8.4A6.2 6.2 0 1 1 4 11.8" /><path d="M3.4 3.8v4.8h4.8" />`, size),
  dice: (size = 18) =>
    frame(
      svg`<rect x="3" y="3" width="14" height="14" rx="3" /><g fill="currentColor" stroke="none"><circle cx="7" cy="7" r="1.3" /><circle cx="13" cy="7" r="1.3" /><circle cx="10" cy="10" r="1.3" /><circle cx="7" cy="13" r="1.3" /><circle cx="13" cy="13" r="1.3" /></g>`,
      size,
    ),
  theme: (size = 18) =>
    frame(
      svg`<circle cx="10" cy="10" r="6.6" /><path d="M10 3.4a6.6 6.6 0 0 1 0 13.2z" fill="currentColor" stroke="none" />`,
      size,
    ),
  close: (size = 18) => frame(svg`<path d="M5 5l10 10M15 5L5 15" />`, size),
  check: (size = 16) => frame(svg`<path d="M4 10.5l4 4 8-9" stroke-width="2" />`, size),
  pin: (size = 14) => frame(svg`<path d="M7.4 3h5.2M8.4 3v5.2L5.6 11.4h8.8L11.6 8.2V3M10 11.4V17" />`, size),
  lock: (size = 12) =>
    frame(
      svg`<rect x="4.2" y="9" width="11.6" height="8" rx="2" fill="currentColor" /><path d="M6.8 9V6.4a3.2 3.2 0 0 1 6.4 0V9" stroke-width="2" />`,
      size,
    ),
  left: (size = 16) => frame(svg`<path d="M12.5 4.5L7 10l5.5 5.5" />`, size),
  right: (size = 16) => frame(svg`<path d="M7.5 4.5L13 10l-5.5 5.5" />`, size),
  up: (size = 16) => frame(svg`<path d="M4.5 12.5L10 7l5.5 5.5" />`, size),
  down: (size = 16) => frame(svg`<path d="M4.5 7.5L10 13l5.5-5.5" />`, size),
  undo: (size = 16) =>
    frame(svg`<path d="M7 4L3.4 7.6 7 11.2" /><path d="M3.6 7.6h7.2a5 5 0 0 1 0 10H8" />`, size),
  redo: (size = 16) =>
    frame(svg`<path d="M13 4l3.6 3.6L13 11.2" /><path d="M16.4 7.6H9.2a5 5 0 0 0 0 10H12" />`, size),
  bin: (size = 16) =>
    frame(svg`<path d="M3.6 5.6h12.8M8 5.4V3.6h4v1.8M5.4 5.8l.8 11h7.6l.8-11M8.4 9v4.6M11.6 9v4.6" />`, size),
  camera: (size = 20) =>
    frame(
      svg`<path d="M2.6 6.4h3.2l1.5-2.2h5.4l1.5 2.2h3.2v9.4H2.6z" /><circle cx="10" cy="10.8" r="2.9" />`,
      size,
    ),
  plus: (size = 16) => frame(svg`<path d="M10 4v12M4 10h12" />`, size),
  layers: (size = 18) =>
    frame(svg`<path d="M10 3.4L17 7l-7 3.6L3 7zM3.4 10.4L10 13.8l6.6-3.4M3.4 13.4L10 16.8l6.6-3.4" />`, size),
  copy: (size = 16) =>
    frame(
      svg`<rect x="7" y="7" width="9.4" height="9.4" rx="1.6" /><path d="M13 7V5.2a1.6 1.6 0 0 0-1.6-1.6H5.2a1.6 1.6 0 0 0-1.6 1.6v6.2A1.6 1.6 0 0 0 5.2 13H7" />`,
      size,
    ),
  link: (size = 16) =>
    frame(
      svg`<path d="M8.6 11.4a3.3 3.3 0 0 0 4.7 0l2.7-2.7A3.3 3.3 0 0 0 11.3 4l-1 1M11.4 8.6a3.3 3.3 0 0 0-4.7 0L4 11.3A3.3 3.3 0 0 0 8.7 16l1-1" />`,
      size,
    ),
  download: (size = 16) => frame(svg`<path d="M10 3.6v9M6 9l4 4 4-4M3.6 16.4h12.8" />`, size),
  target: (size = 18) =>
    frame(
      svg`<circle cx="10" cy="10" r="6" /><circle cx="10" cy="10" r="1.4" fill="currentColor" /><path d="M10 2v3.4M10 14.6V18M2 10h3.4M14.6 10H18" />`,
      size,
    ),
  logo: (size = 22) =>
    html`<svg width=${size} height=${size} viewBox="0 0 22 22" aria-hidden="true">
      <rect x="1" y="1" width="20" height="20" rx="4" fill="#183e76" />
      <path d="M1 5a4 4 0 0 1 4-4h3v7H1z" fill="#48aabb" />
      <path d="M8 8h6v6H8z" fill="#def2ee" />
      <path d="M14 14h7v3a4 4 0 0 1-4 4h-3z" fill="#2a86ac" />
      <path d="M14 8h7v6h-7z" fill="#7cc8cb" />
      <path d="M8 14h6v7H8z" fill="#0e1c48" />
      <rect x="7" y="7" width="8" height="8" rx="0.8" fill="none" stroke="#ff922b" stroke-width="1.8" />
    </svg>`,
};
