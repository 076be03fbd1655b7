// What a step that is not open yet will show, in a few calm lines: a curve that falls and one that climbs, a picture with
// its answers.

import { css, svg, html, type TemplateResult } from 'lit';

export const sketchStyles = css`
  .sketch {
    display: block;
    width: 100%;
    max-width: 360px;
    height: auto;
    fill: none;
    stroke: var(--line-strong);
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
    opacity: 0.75;
  }
  .sketch .faint {
    stroke: var(--line);
  }
  .sketch .solid {
    fill: var(--line);
    stroke: none;
  }
  .sketch .strong {
    fill: var(--line-strong);
    stroke: none;
  }
`;

const train = svg`
  <path class="faint" d="M8 14H312M8 40H312M8 66H312" />
  <path class="faint" d="M8 18C40 20 48 56 92 62C150 69 220 72 312 74" stroke-dasharray="2 5" />
  <path d="M8 76C34 74 42 42 70 36C98 30 104 38 130 29C170 17 230 16 312 14" />
  <path d="M8 6V84H312" />`;

const attempt = svg`
  <rect class="solid" x="8" y="4" width="84" height="84" rx="6" />
  <circle class="strong" cx="50" cy="50" r="22" />
  <path d="M50 28C50 22 53 18 58 16" />
  ${[0.86, 0.34, 0.18].map(
    (share, at) => svg`
    <rect class="solid" x="112" y=${14 + 26 * at} width="200" height="10" rx="5" />
    <rect class="strong" x="112" y=${14 + 26 * at} width=${200 * share} height="10" rx="5" />`,
  )}`;

const SKETCHES = { train, try: attempt };

export const sketch = (of: keyof typeof SKETCHES): TemplateResult =>
  html`<svg class="sketch" viewBox="0 0 320 92" aria-hidden="true">${SKETCHES[of]}</svg>`;
