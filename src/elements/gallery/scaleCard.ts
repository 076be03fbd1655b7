// The drawing of a network to scale, another one beside it at the same scale, and what is pointed at in words.

import { html, nothing, type TemplateResult } from 'lit';
import { GALLERY, galleryNetwork, type ShownNetwork } from '../../inspect/gallery';
import { formatShape } from '../text/format';
import type { Language } from '../locale';
import { commonScale, fittingScale, type Scale } from './drawing';
import { HOLDINGS, drawnLayers, every, few } from './facts';
import './scaleDrawing';
import { DRAWING } from './scaleDrawing';
import type { GalleryWords } from '../locales/gallery';

/** The scale fits what is shown, or is the same for all networks. */
export type Measure = 'own' | 'all';
const MEASURES: readonly Measure[] = ['own', 'all'];

interface Given {
  readonly words: GalleryWords;
  readonly language: Language;
  readonly network: ShownNetwork;
  readonly other: ShownNetwork | null;
  readonly measure: Measure;
  readonly pointed: string | null;
  readonly chooseMeasure: (measure: Measure) => void;
  readonly chooseOther: (name: string | null) => void;
}

const scaleOf = (network: ShownNetwork): Scale =>
  fittingScale(drawnLayers(network), DRAWING.width, DRAWING.height);

function commonTo({ measure, network, other }: Given): Scale {
  const shown = measure === 'all' ? GALLERY.map(galleryNetwork) : [network, ...(other ? [other] : [])];
  return shown.map(scaleOf).reduce(commonScale);
}

/** What is pointed at, or where to point. */
function readout({ words, language, network, other, measure, pointed }: Given): TemplateResult {
  const { drawing, table } = words;
  const layer = [network, ...(other ? [other] : [])]
    .flatMap(({ layers }) => layers)
    .find(({ name }) => name === pointed);
  if (layer)
    return html`<p class="readout mono" data-testid="gallery-readout">
      <b>${layer.name}</b> ${layer.className} · ${formatShape(layer.shape)} · ${table.parameters}
      ${every(layer.parameters, language)} · ${table.multiplyAdds} ${few(layer.multiplyAdds, language)}
    </p>`;
  if (pointed !== null)
    return html`<p class="readout mono" data-testid="gallery-readout">
      <b>${drawing.picture}</b> ${formatShape(network.input)}
    </p>`;
  const said =
    other !== null
      ? drawing.same(network.title, other.title)
      : measure === 'all'
        ? drawing.tiny(network.title)
        : drawing.hint;
  return html`<p class="readout" data-testid="gallery-readout">${said}</p>`;
}

function controls({ words, network, other, measure, chooseMeasure, chooseOther }: Given): TemplateResult {
  const { drawing } = words;
  return html`<span class="controls">
    <span class="choices" role="group" aria-label=${drawing.scale}>
      ${MEASURES.map(
        (one) =>
          html`<button
            aria-pressed=${one === measure ? 'true' : 'false'}
            data-testid=${`scale-${one}`}
            @click=${() => chooseMeasure(one)}
          >
            ${drawing[one]}
          </button>`,
      )}
    </span>
    <label
      >${drawing.compare}
      <select
        data-testid="gallery-other"
        @change=${(event: Event) => chooseOther((event.target as HTMLSelectElement).value || null)}
      >
        <option value="" .selected=${other === null}>${drawing.none}</option>
        ${GALLERY.filter((name) => name !== network.name).map(
          (name) =>
            html`<option value=${name} .selected=${name === other?.name}>
              ${galleryNetwork(name).title}
            </option>`,
        )}
      </select></label
    >
  </span>`;
}

export function scaleCard(given: Given): TemplateResult {
  const { words, network, other, pointed } = given;
  const { drawing } = words;
  const scale = commonTo(given);
  return html`<section class="card">
    <div class="head">
      <h2>${drawing.title}</h2>
      ${controls(given)}
    </div>
    ${[network, ...(other ? [other] : [])].map(
      (one) =>
        html`${other ? html`<h3>${one.title}</h3>` : nothing}<cs-scale-drawing
            .network=${one}
            .scale=${scale}
            .pointed=${pointed}
          ></cs-scale-drawing>`,
    )}
    <p class="legend">
      <span>${drawing.legend}</span>
      ${HOLDINGS.map((kind) => html`<span><i class=${kind}></i>${drawing.kinds[kind]}</span>`)}
    </p>
    ${readout(given)}
  </section>`;
}
