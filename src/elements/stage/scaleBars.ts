// The legend below each column: the colours of its maps and of its kernels, with the range they span.

import { html, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { colourMap, cssGradient, type ColourMap, type Domain, type Theme } from '../../draw/colourMaps';
import type { PlacedColumn } from '../../draw/layout';
import { activationMap, type DrawnLayer } from '../../draw/stageTiles';
import { formatBound } from '../format';

/** A range as text: `0…4.2`, or `±1` where it reaches as far down as up. */
export function rangeText([low, high]: Domain, centred: boolean): string {
  if (centred) return `±${formatBound(Math.max(Math.abs(low), Math.abs(high)))}`;
  return `${formatBound(low)}…${formatBound(high)}`;
}

function bar(map: ColourMap, domain: Domain, middle: number, width: number): TemplateResult {
  return html`<div class="scale" style=${styleMap({ left: `${middle}px` })}>
    <i style=${styleMap({ background: cssGradient(map), width: `${width}px` })}></i
    ><span class="mono">${rangeText(domain, map.centred)}</span>
  </div>`;
}

export function scaleBars(
  column: PlacedColumn,
  layers: readonly DrawnLayer[],
  theme: Theme,
): TemplateResult[] {
  const layer = layers.find(({ name }) => name === column.layer.name);
  const tile = column.tiles[0];
  if (!layer || !tile || column.layer.form === 'answer') return [];
  const bars = [
    bar(
      activationMap(layer, theme),
      layer.activationDomain,
      tile.x + tile.width / 2,
      Math.min(64, Math.max(26, tile.width)),
    ),
  ];
  const slices = column.slices.filter(({ channel }) => channel === 0);
  const first = slices[0];
  if (first) {
    const right = Math.max(...slices.map(({ x, width }) => x + width));
    bars.push(
      bar(
        colourMap('weight', theme),
        layer.kernelDomain,
        (first.x + right) / 2,
        Math.min(48, right - first.x),
      ),
    );
  }
  return bars;
}
