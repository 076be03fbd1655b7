// Where a network keeps its parameters, does its arithmetic and leaves its numbers: three bars of the same layers in the
// same order, as long as the whole is large.

import { html, nothing, type TemplateResult } from 'lit';
import type { ShownLayer, ShownNetwork } from '../../train/gallery';
import type { Language } from '../locale';
import { PointLayerEvent, every, few, holdingOf, shareText } from './facts';
import type { GalleryWords } from './words';

export type Quantity = 'parameters' | 'multiplyAdds' | 'results';
export const QUANTITIES: readonly Quantity[] = ['parameters', 'multiplyAdds', 'results'];

/** A part is named where this share of the bar's room is its. */
const NAMED = 0.09;
/** So many are told to who listens. */
const TOLD = 3;

interface Given {
  readonly words: GalleryWords['bars'];
  readonly language: Language;
  readonly network: ShownNetwork;
  /** How long the bar of all of it is, 0…1, beside that of another network. */
  readonly length: (quantity: Quantity) => number;
  readonly pointed: string | null;
}

function told(given: Given, quantity: Quantity): string {
  const { words, language, network } = given;
  const parts = network.layers
    .filter((layer) => layer[quantity] > 0)
    .sort((a, b) => b[quantity] - a[quantity]);
  const named = parts
    .slice(0, TOLD)
    .map((layer) => words.part(layer.name, shareText(layer[quantity] / network[quantity])));
  const rest = parts.length - named.length;
  return words.says(
    words[quantity],
    few(network[quantity], language),
    [...named, ...(rest > 0 ? [words.rest(rest)] : [])].join(', '),
  );
}

function part(given: Given, quantity: Quantity, layer: ShownLayer): TemplateResult {
  const { language, network, pointed } = given;
  const share = layer[quantity] / network[quantity];
  const text = `${layer.name} ${shareText(share)}`;
  const room = share * given.length(quantity);
  return html`<span
    class=${`part ${holdingOf(layer)}${layer.name === pointed ? ' pointed' : ''}`}
    style=${`flex-grow:${layer[quantity]}`}
    data-testid=${`share-${quantity}`}
    data-layer=${layer.name}
    data-share=${share}
    title=${`${text} · ${every(layer[quantity], language)}`}
    @pointerenter=${({ currentTarget }: Event) => currentTarget?.dispatchEvent(new PointLayerEvent(layer.name))}
    >${room > NAMED ? text : ''}</span
  >`;
}

export function shareBars(given: Given): TemplateResult {
  const { words, language, network } = given;
  return html`<div
    class="bars"
    @pointerleave=${({ currentTarget }: Event) => currentTarget?.dispatchEvent(new PointLayerEvent(null))}
  >
    ${QUANTITIES.map(
      (quantity) =>
        html`<span class="what">${words[quantity]}</span>
          <div class="track" role="img" aria-label=${told(given, quantity)}>
            <div class="bar" style=${`width:${100 * given.length(quantity)}%`}>
              ${network.layers.map((layer) => (layer[quantity] > 0 ? part(given, quantity, layer) : nothing))}
            </div>
          </div>
          <span class="mono whole" title=${every(network[quantity], language)}
            >${few(network[quantity], language)}</span
          >`,
    )}
  </div>`;
}
