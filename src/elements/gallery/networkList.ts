// The list of the gallery: every network with its year and a bar as long as it has parameters.

import { html, type TemplateResult } from 'lit';
import { GALLERY, galleryNetwork } from '../../inspect/gallery';
import type { Language } from '../locale';
import { few } from './facts';
import type { GalleryWords } from '../locales/gallery';

interface Given {
  readonly words: GalleryWords;
  readonly language: Language;
  readonly chosen: string;
  readonly choose: (name: string) => void;
}

export function networkList({ words, language, chosen, choose }: Given): TemplateResult {
  const networks = GALLERY.map(galleryNetwork);
  const most = Math.max(...networks.map(({ parameters }) => parameters));
  return html`<nav aria-label=${words.list}>
    <div class="heads" aria-hidden="true"><span>${words.list}</span><span>${words.parameters}</span></div>
    ${networks.map(
      ({ name, title, publication, parameters }) =>
        html`<button
          class="network"
          aria-current=${name === chosen ? 'true' : 'false'}
          data-testid=${`gallery-${name}`}
          @click=${() => choose(name)}
        >
          <b>${title}</b>
          <span class="year">${publication?.year ?? ''}</span>
          <span class="mono">${few(parameters, language)}</span>
          <i .style=${`width:${(100 * parameters) / most}%`}></i>
        </button>`,
    )}
  </nav>`;
}
