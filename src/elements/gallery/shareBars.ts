// Where a network keeps its parameters, does its arithmetic and leaves its numbers: three bars of the same layers in the
// same order, as long as the whole is large.

import { html, nothing, type TemplateResult } from 'lit';
import type { ShownLayer, ShownNetwork } from '../../inspect/gallery';
import type { Language } from '../locale';
import { marked } from '../text/marked';
import { HOLDINGS, PointLayerEvent, every, few, holdingOf, shareText } from './facts';
import type { GalleryWords } from '../locales/gallery';

export type Quantity = 'parameters' | 'multiplyAdds' | 'results';
export const QUANTITIES: readonly Quantity[] = ['parameters', 'multiplyAdds', 'results'];

/** The number of layers that the accessible description lists. */
const MAX_LISTED = 3;

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
    .slice(0, MAX_LISTED)
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
  return html`<span
    class=${`part ${holdingOf(layer)}${layer.name === pointed ? ' pointed' : ''}`}
    .style=${`flex-grow:${layer[quantity]}`}
    data-testid=${`share-${quantity}`}
    data-layer=${layer.name}
    data-share=${share}
    title=${`${text} · ${every(layer[quantity], language)}`}
    @pointerenter=${({ currentTarget }: Event) => currentTarget?.dispatchEvent(new PointLayerEvent(layer.name))}
    ><b>${layer.name}</b><span>${shareText(share)}</span></span
  >`;
}

function shareBars(given: Given): TemplateResult {
  const { words, language, network } = given;
  return html`<div
    class="bars"
    @pointerleave=${({ currentTarget }: Event) => currentTarget?.dispatchEvent(new PointLayerEvent(null))}
  >
    ${QUANTITIES.map(
      (quantity) =>
        html`<span class="what">${words[quantity]}</span>
          <div class="track" role="img" aria-label=${told(given, quantity)}>
            <div class="bar" .style=${`width:${100 * given.length(quantity)}%`}>
              ${network.layers.map((layer) => (layer[quantity] > 0 ? part(given, quantity, layer) : nothing))}
            </div>
          </div>
          <span class="mono whole" title=${every(network[quantity], language)}
            >${few(network[quantity], language)}</span
          >`,
    )}
  </div>`;
}

interface CardGiven {
  readonly words: GalleryWords;
  readonly language: Language;
  readonly network: ShownNetwork;
  readonly other: ShownNetwork | null;
  readonly pointed: string | null;
}

/** The bars of one network or of two, and what its dense layers hold and do. */
export function shareCard({ words, language, network, other, pointed }: CardGiven): TemplateResult {
  const { bars, drawing } = words;
  const shown = [network, ...(other ? [other] : [])];
  const length = (one: ShownNetwork) => (quantity: Quantity) =>
    one[quantity] / Math.max(...shown.map((each) => each[quantity]));
  const rows = network.layers.filter((layer) => holdingOf(layer) === 'row');
  const sum = (quantity: Quantity): number => rows.reduce((total, layer) => total + layer[quantity], 0);
  const kinds = [...new Set(rows.map(({ className }) => className))].join(', ');
  return html`<section class="card">
    <h2>${bars.title}</h2>
    ${shown.map(
      (one) =>
        html`${other ? html`<h3>${one.title}</h3>` : nothing}${shareBars({
          words: bars,
          language,
          network: one,
          length: length(one),
          pointed,
        })}`,
    )}
    <p class="legend">
      ${HOLDINGS.map((kind) => html`<span><i class=${kind}></i>${drawing.kinds[kind]}</span>`)}
    </p>
    <p data-testid="gallery-dense">
      ${marked(
        bars.dense(
          kinds,
          few(sum('parameters'), language),
          few(network.parameters, language),
          shareText(sum('parameters') / network.parameters),
          shareText(sum('multiplyAdds') / network.multiplyAdds),
        ),
      )}
    </p>
  </section>`;
}
