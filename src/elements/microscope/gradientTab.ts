// The inspector's gradient tab: δ of the cell pointed at, the gradient of its weights, the meaning for one weight in
// plain words, and the nudge that verifies it.

import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { colourMap } from '../../draw/colourMaps';
import { kernelSlice, mapSlice, pictureSlice } from '../../draw/slices';
import { PICTURE, inColour, signedColour } from '../../draw/stageTiles';
import type { CellGradient, LayerStepView, StepView } from '../../inspect/microscope/microscope';
import { SessionElement } from '../sessionElement';
import { formatShort } from '../text/format';
import { tabStyles } from '../inspector/tabStyles';
import { locale } from '../locale';
import type { Pointed } from '../pointed';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';
import '../canvas/tileCanvas';
import type { CellEvent, TileView } from '../canvas/tileCanvas';
import { controlStyles } from './controlStyles';
import { MicroscopeEvent } from './event';
import { StepViewController } from './stepViewController';
import './nudge';
import './numberGrid';
import { asGrid, powerOf, type PlaceEvent } from './numberGrid';
import { cellMark, chooser, isSilenced, legend, tiles } from './parts';
import { microscopeWords } from '../locales/microscope';
import { className } from '../text/classes';

@customElement('cs-gradient-tab')
export class GradientTabElement extends SessionElement {
  static override readonly styles = [
    shared,
    tabStyles,
    controlStyles,
    css`
      figcaption {
        display: flex;
        justify-content: space-between;
        align-items: center;
        overflow: visible;
      }
      .open {
        justify-self: start;
        font-size: var(--type-figure);
        min-height: 28px;
      }
    `,
  ];

  @property({ attribute: false }) pointed: Pointed | null = null;
  /** The picture shown: another one has other gradients. */
  @property({ attribute: false }) picture: Float32Array | null = null;
  @state() private slice = 0;
  @state() private place: readonly [number, number] = [2, 2];
  @state() private found: CellGradient | null = null;

  readonly #scope = new StepViewController(
    this,
    () => this.session,
    () => this.screen,
  );
  #asked = '';
  #view: StepView | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('picture')) this.#scope.renew();
    if (changed.has('pointed') && this.pointed && this.pointed.slice !== null)
      this.slice = this.pointed.slice;
    const { view, microscope } = this.#scope;
    const { pointed } = this;
    if (!view || !microscope || !pointed) return;
    const asked = `${pointed.layer} ${pointed.index.join(' ')} ${this.slice}`;
    if (asked === this.#asked && view === this.#view) return;
    this.#asked = asked;
    this.#view = view;
    microscope.cell(pointed.layer === PICTURE ? null : pointed.layer, pointed.index, this.slice).then(
      (found) => {
        if (this.#asked === asked) this.found = found;
      },
      () => {
        // The network is gone; the next look asks anew.
        if (this.#asked === asked) this.found = null;
      },
    );
  }

  #map(
    tensor: TileView['tensor'],
    index: readonly number[],
    domain: readonly [number, number],
    whole: boolean,
  ): TemplateResult {
    const words = microscopeWords();
    const { theme } = themeChoice;
    const gradient = whole ? signedColour(theme) : colourMap('gradient', theme);
    const [row = 0, column = 0, channel = 0] = index;
    const slice = whole ? pictureSlice(tensor) : mapSlice(tensor, channel);
    return html`<figure>
      <figcaption>${words.tab.map} ${legend(gradient, domain, 30)}</figcaption>
      <cs-tiles
        data-testid="tab-delta"
        .view=${tiles(tensor, [slice], gradient, domain, { mark: cellMark(row, column), kind: whole ? 'picture' : 'cells' })}
        label=${words.tab.map}
        largest="160"
      ></cs-tiles>
    </figure>`;
  }

  #kernel(layer: LayerStepView, filter: number, found: CellGradient): TemplateResult | typeof nothing {
    const words = microscopeWords();
    const { weight } = layer;
    if (!weight || !found.kernel) return nothing;
    const gradient = colourMap('gradient', themeChoice.theme);
    const { values, columns, slice } = found.kernel;
    const rows = Math.ceil(values.length / columns);
    const place: readonly [number, number] = [
      Math.min(this.place[0], rows - 1),
      Math.min(this.place[1], columns - 1),
    ];
    const slices = layer.inputShapes[0]?.at(-1) ?? 1;
    const spatial = weight.before.shape.length === 4;
    const value = values[place[0] * columns + place[1]] ?? NaN;
    const shown = Array.from({ length: Math.min(16, slices) }, (_, channel) => channel);
    return html`<section>
        <figcaption>
          <span>${spatial ? words.tab.kernel(filter + 1) : words.tab.weights(filter + 1)}</span>
          ${legend(gradient, weight.gradientDomain, 30)}
        </figcaption>
        ${
          spatial && slices > 1
            ? html`<cs-tiles
                data-testid="tab-kernels"
                .view=${tiles(
                  weight.gradient,
                  shown.map((channel) => kernelSlice(weight.gradient, channel, filter)),
                  gradient,
                  weight.gradientDomain,
                  { across: Math.min(8, shown.length), chosen: slice < shown.length ? slice : null },
                )}
                label=${words.tab.kernel(filter + 1)}
                largest="34"
                @cs-cell=${({ cell, keep }: CellEvent) => keep && cell && (this.slice = cell.tile)}
              ></cs-tiles>`
            : nothing
        }
        ${chooser(spatial ? words.inputMap : words.inputNumber, slice, slices, (to) => (this.slice = to), 'tab-slice')}
        <cs-number-grid
          data-testid="tab-kernel"
          label=${words.tab.kernel(filter + 1)}
          choosable
          .cells=${asGrid(values, columns)}
          .map=${gradient}
          .domain=${weight.gradientDomain}
          .power=${powerOf([0, Math.max(...values.map(Math.abs))])}
          .meant=${place}
          @cs-place=${(event: PlaceEvent) => (this.place = [event.row, event.column])}
        ></cs-number-grid>
      </section>
      <dl>
        <div>
          <dt>${words.tab.weightGradient}</dt>
          <dd data-testid="tab-weight-gradient" title=${String(value)}>${formatShort(value)}</dd>
        </div>
      </dl>
      <p class="say" data-testid="tab-say">
        ${value === 0 ? words.tab.flat : value > 0 ? words.tab.up(formatShort(value)) : words.tab.down(formatShort(-value))}
      </p>
      <cs-nudge
        ?silenced=${this.session !== null && isSilenced(this.session, layer.name, filter)}
        .microscope=${this.#scope.microscope}
        .view=${this.#scope.view}
        .layer=${layer.name}
        .at=${spatial ? [place[0], place[1], slice, filter] : [slice, filter]}
      ></cs-nudge>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const words = microscopeWords();
    const { view, error } = this.#scope;
    const { pointed, found } = this;
    if (error) return html`<p role="alert">${words.failed}</p>`;
    if (!view || !pointed || !found) return html`<p class="small" role="status">${words.preparing}</p>`;
    const layer = view.layers.find(({ name }) => name === pointed.layer) ?? null;
    const picture = pointed.layer === PICTURE;
    const tensor = picture ? view.pictureGradient : layer?.delta;
    const domain = picture ? view.pictureDomain : layer?.deltaDomain;
    const { index } = pointed;
    const whole = picture && pointed.whole === true;
    // One number is explained, of a whole pixel that of red.
    const channel =
      picture && inColour(view.picture.shape)
        ? ` · ${locale.words.colours.channels[index[2] ?? 0] ?? ''}`
        : '';
    const name = className(this.session, view.label);
    return html`<p class="small">${words.tab.lead(name, words.label.from[view.labelFrom])}</p>
      ${tensor && domain && tensor.shape.length === 3 ? this.#map(tensor, index, domain, whole) : nothing}
      <dl>
        <div class="result">
          <dt>${picture ? `${words.tab.pixel}${channel}` : words.tab.delta}</dt>
          <dd data-testid="tab-delta-value" title=${String(found.delta)}>${formatShort(found.delta)}</dd>
        </div>
      </dl>
      <p class="say">
        ${found.delta === 0 ? words.tab.cellFlat : found.delta > 0 ? words.tab.cellUp : words.tab.cellDown}
      </p>
      ${layer ? this.#kernel(layer, index.at(-1) ?? 0, found) : nothing}
      <button
        class="open"
        data-testid="tab-microscope"
        @click=${() => this.dispatchEvent(new MicroscopeEvent(true))}
      >
        ${locale.words.time.slowMotion}
      </button>`;
  }
}
