// A legend: the colours of a map, and the numbers at its two ends.

import { html, type TemplateResult } from 'lit';
import { styleMap } from '../styleMap';
import { cssGradient, type ColourMap, type Domain } from '../../draw/colourMaps';
import { formatBound } from '../text/format';

/** The range that colours span: as far down as up where zero is the middle; never empty. */
export function spanOf(centred: boolean, [low, high]: readonly [number, number]): Domain {
  if (!centred) return [Math.min(0, low), Math.max(high, 1e-12)];
  const most = Math.max(Math.abs(low), Math.abs(high), 1e-12);
  return [-most, most];
}

/** @param ends what the two ends mean, in words */
export function legend(
  map: ColourMap,
  domain: Domain,
  ends: readonly [string, string] = ['', ''],
): TemplateResult {
  const end = (value: number, word: string): TemplateResult =>
    html`<span class="mono">${formatBound(value)}</span>${word ? html`<br />${word}` : ''}`;
  return html`<div class="legend">
    <i .style=${styleMap({ background: cssGradient(map) })}></i>
    <span>${end(domain[0], ends[0])}</span><span class="high">${end(domain[1], ends[1])}</span>
  </div>`;
}
