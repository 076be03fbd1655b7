// Sizes and colours of the confusion matrix, and their legend.

import { html, type TemplateResult } from 'lit';
import type { ConfusionCell } from '../../train/confusion';
import { confusionWords } from '../locales/confusion';

/** Sizes of cells in CSS pixels, by the number of classes at most. */
export const SIZES = [
  { most: 4, width: 76, height: 38, numbers: true },
  { most: 12, width: 46, height: 27, numbers: true },
  { most: 25, width: 32, height: 24, numbers: true },
  { most: Infinity, width: 15, height: 15, numbers: false },
] as const;
/** Between the cells of many classes, in CSS pixels; as in the styles. */
export const GAP = 1;
/**
 * Shares of a row in the legend. Colours follow the root of the share up to the last one, so that rare mistakes are
 * seen, too.
 */
const TICKS = { right: [0, 0.04, 0.25, 1], wrong: [0, 0.01, 0.0625, 0.25] } as const;

type Kind = keyof typeof TICKS;

export const kindOf = ({ label, answer }: ConfusionCell): Kind => (label === answer ? 'right' : 'wrong');

/** How far along the legend a share is, 0…1. */
export const colourPart = (kind: Kind, share: number): number =>
  Math.sqrt(Math.min(1, share / TICKS[kind][3]));

/** The cells of a row of many as one background, from left to right. */
export function stripOf(row: readonly number[], label: number, total: number, width: number): string {
  const stops = row.flatMap((count, answer) => {
    if (count === 0) return [];
    const kind = kindOf({ label, answer });
    const part = (100 * colourPart(kind, count / total)).toFixed(1);
    const [from, to] = [answer * (width + GAP), answer * (width + GAP) + width];
    return [
      `transparent ${from}px`,
      `color-mix(in srgb, var(--${kind}-colour) ${part}%, var(--ground)) ${from}px ${to}px`,
      `transparent ${to}px`,
    ];
  });
  return stops.length === 0 ? 'none' : `linear-gradient(90deg, ${stops.join(', ')})`;
}

/** @param many of cells without numbers, which are in full colour */
export function matrixLegend(many: boolean): TemplateResult {
  const { legend } = confusionWords();
  const tick = (kind: Kind, share: number, name: string): TemplateResult =>
    html`<b .style="left:${100 * colourPart(kind, share)}%">${name}</b>`;
  const percent = (share: number): string => String(Math.round(100 * share));
  const ramp = (kind: Kind, most: string): TemplateResult => {
    const [, ...inner] = TICKS[kind].slice(0, -1);
    return html`<span class="scale"
      >${legend[kind]}
      <span class="ramp">
        <i class=${kind}></i>
        <span class="ticks"
          >${tick(kind, 0, '0')}${inner.map((share) => tick(kind, share, percent(share)))}${tick(kind, 1, most)}</span
        >
      </span></span
    >`;
  };
  return html`<div class="legend ${many ? 'many' : ''}" data-testid="confusion-legend">
    ${ramp('right', '100 %')}${ramp('wrong', '≥ 25 %')}<span>${legend.of}</span>
  </div>`;
}
