// A legend: the colours of a map, and the numbers at its two ends.

import { html, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { cssGradient, type ColourMap, type Domain } from '../../draw/colourMaps';
import { formatBound } from '../format';

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
  return html`<div class="legend">
    <span class="mono">${formatBound(domain[0])}</span
    ><i style=${styleMap({ background: cssGradient(map) })}></i
    ><span class="mono">${formatBound(domain[1])}</span>
    ${ends[0] || ends[1] ? html`<span class="end">${ends[0]}</span><span class="end right">${ends[1]}</span>` : ''}
  </div>`;
}
