// Feature maps of the live picture: a strip a layer, its first maps, drawn from the buffers that the network wrote.

import { html, type TemplateResult } from 'lit';
import { activationMapName, colourMap, type Theme } from '../../draw/colourMaps';
import type { Screen } from '../../draw/screen';
import { mapSlice } from '../../draw/slices';
import type { LiveMaps } from '../../lab/live';

const MOST = 8;

export function mapStrips(
  maps: readonly LiveMaps[],
  screen: Screen | null,
  theme: Theme,
  name: (layer: string, count: number, shape: readonly number[]) => string,
): TemplateResult {
  return html`<div class="strips">
    ${maps.map(({ layer, tensor, domain }) => {
      const count = Math.min(MOST, tensor.shape[2] ?? 1);
      const label = name(layer, count, tensor.shape);
      return html`<div class="strip">
        <span class="hint mono">${label}</span>
        <cs-tiles
          data-testid="live-maps"
          data-layer=${layer}
          .screen=${screen}
          .label=${label}
          .view=${{
            tensor,
            slices: Array.from({ length: count }, (_, channel) => mapSlice(tensor, channel)),
            map: colourMap(activationMapName(domain), theme),
            domain,
            across: count,
            mark: null,
            chosen: null,
          }}
        ></cs-tiles>
      </div>`;
    })}
  </div>`;
}
