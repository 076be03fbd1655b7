// Feature maps of the live picture: a strip a layer, its first maps, drawn from the buffers that the network wrote.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { activationMapName, colourMap } from '../../../draw/colourMaps';
import { mapSlice } from '../../../draw/slices';
import type { Lab } from '../../../lab/lab';
import type { LiveMaps } from '../../../lab/live';
import { ScreenElement } from '../../sessionElement';
import { SizeController } from '../../controllers/sizeController';
import { formatShape } from '../../text/format';
import { shared } from '../../controls/styles';
import { themeChoice } from '../../theme';
import '../../canvas/tileCanvas';
import { labStyles } from '../labStyles';
import { ListenController } from '../../controllers/listenController';
import { labWords } from '../words';

const MOST = 16;
/** Between two maps, CSS pixels. */
const GAP = 3;
const LARGEST = 72;

@customElement('cs-lab-maps')
export class LabMapsElement extends ScreenElement {
  static override readonly styles = [
    shared,
    labStyles,
    css`
      .strips {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-12);
        padding-top: var(--space-8);
      }
      .room {
        height: 0;
      }
      summary {
        color: var(--ink);
      }
    `,
  ];

  @property({ attribute: false }) lab: Lab | null = null;
  @state() private open = false;

  readonly #size = new SizeController(this, () => this.renderRoot.querySelector('.room'));

  constructor() {
    super();
    new ListenController(
      this,
      () => this.lab,
      ['change', 'frame'],
      () => this.open && this.requestUpdate(),
    );
  }

  protected override render(): TemplateResult {
    const live = this.lab?.live;
    return html`<div class="room"></div>
      <details
        .open=${this.open}
        @toggle=${(event: Event) => (this.open = (event.target as HTMLDetailsElement).open)}
      >
        <summary data-testid="maps-open">${labWords().try.maps}</summary>
        ${this.open && live ? html`<div class="strips">${live.maps.map((maps) => this.#strip(maps))}</div>` : nothing}
      </details>`;
  }

  /** As many maps as fit side by side, a pixel of the screen or more for each of their cells. */
  #strip({ layer, tensor, domain }: LiveMaps): TemplateResult {
    const [, columns = 1, channels = 1] = tensor.shape;
    const { width, pixelRatio } = this.#size;
    const smallest = columns / pixelRatio + GAP;
    const count = Math.max(1, Math.min(MOST, channels, Math.floor((width + GAP) / smallest)));
    const label = labWords().try.mapsOf(layer, count, formatShape(tensor.shape));
    return html`<div>
      <span class="hint mono">${label}</span>
      <cs-tiles
        data-testid="live-maps"
        data-layer=${layer}
        .label=${label}
        .largest=${LARGEST}
        .view=${{
          tensor,
          slices: Array.from({ length: count }, (_, channel) => mapSlice(tensor, channel)),
          map: colourMap(activationMapName(domain), themeChoice.theme),
          domain,
          across: count,
          mark: null,
          chosen: null,
        }}
      ></cs-tiles>
    </div>`;
  }
}
