// Pictures on their way into the network, drawn from its own buffers: a row as they are, below each as it is shown in this
// step.

import { css, html, nothing, type TemplateResult } from 'lit';
import { colourMap, type Theme } from '../../../draw/colourMaps';
import { pictureSlice } from '../../../draw/slices';
import type { SeenPictures } from '../../../inspect/augmentedView';
import '../../canvas/tileCanvas';
import { labWords } from '../words';

/** Side by side. */
const MOST = 6;

export const seenStyles = css`
  .seen {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-4);
  }
  /* Large pictures are drawn whole and made small by the browser. */
  .seen cs-tiles::part(paper) {
    max-width: 100%;
    height: auto !important;
  }
`;

export function seenPictures({ plain, changed }: SeenPictures, theme: Theme): TemplateResult {
  const { train } = labWords();
  const row = (tensor: SeenPictures['plain'], label: string, name: string): TemplateResult => {
    const count = Math.min(MOST, tensor.shape[0] ?? 1);
    return html`<cs-tiles
      data-testid=${name}
      .label=${label}
      .view=${{
        tensor,
        slices: Array.from({ length: count }, (_, at) => pictureSlice(tensor, at)),
        kind: 'picture',
        map: colourMap('pixels', theme),
        domain: [0, 1],
        across: count,
        mark: null,
        chosen: null,
      }}
    ></cs-tiles>`;
  };
  return html`<div class="seen">
    <span class="hint">${train.plain}</span>${row(plain, train.plain, 'unchanged')}
    ${
      changed.buffer === plain.buffer
        ? nothing
        : html`<span class="hint">${train.augmented}</span>${row(changed, train.augmentedLabel, 'augmented')}`
    }
  </div>`;
}
