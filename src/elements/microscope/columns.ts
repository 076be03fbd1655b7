// The strip of the microscope: every layer as a pair, what it gave above, δ below. Forward, the upper row fills from
// the left; backward, the lower one from the right. What is not there yet is an empty frame.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { styleMap } from '../styleMap';
import { colourMap, colourOf, cssColour, type ColourMap, type Domain } from '../../draw/colourMaps';
import { pictureSlice } from '../../draw/slices';
import { activationMap, inColour, PICTURE, signedColour } from '../../draw/stageTiles';
import type { TrainFacade } from '../../session/facade';
import type { LayerStepView, StepView } from '../../inspect/microscope/microscope';
import { SessionElement } from '../sessionElement';
import { formatLoss, formatPercent, formatShort } from '../text/format';
import { PointAtEvent } from '../pointed';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';
import '../canvas/tileCanvas';
import type { CellEvent, TileView } from '../canvas/tileCanvas';
import { controlStyles } from './controlStyles';
import { filterIn, foldOf, legend, slicesOf, tiles, viewOf } from './parts';
import { microscopeWords } from '../locales/microscope';
import { className, classesShown } from '../text/classes';

/** Another layer is looked at. */
export class LayerEvent extends Event {
  static readonly type = 'cs-layer';
  constructor(readonly layer: string) {
    super(LayerEvent.type);
  }
}

/** The layers that get a pair: all but those that only lay maps out in a row. */
export function pairsOf(view: StepView): readonly LayerStepView[] {
  return view.layers.filter(
    ({ outputShape, inputShapes, weight, rule }, at) =>
      at === view.layers.length - 1 ||
      weight !== null ||
      rule === 'max' ||
      rule === 'mean' ||
      outputShape.length === inputShapes[0]?.length,
  );
}

@customElement('cs-microscope-columns')
export class MicroscopeColumnsElement extends SessionElement {
  static override readonly styles = [
    shared,
    controlStyles,
    css`
      :host {
        overflow-x: auto;
        scrollbar-width: thin;
      }
      @media print {
        :host {
          overflow: visible;
        }
      }
      .strip {
        display: grid;
        grid-auto-flow: column;
        gap: var(--space-8);
        align-items: start;
        width: max-content;
        min-width: 100%;
        justify-content: space-between;
      }
      .badges {
        display: grid;
        grid-template-rows: 20px auto auto;
        row-gap: 4px;
        width: 18px;
      }
      .badge {
        display: inline-grid;
        place-items: center;
        width: 18px;
        height: 18px;
        border-radius: 50%;
        font: 600 var(--type-label) / 1 var(--font);
        color: var(--muted);
        box-shadow: inset 0 0 0 1px var(--line-strong);
      }
      .badge.now {
        color: var(--paper);
        background: var(--pointed-text);
        box-shadow: none;
      }
      .column {
        display: grid;
        grid-template-rows: 20px auto auto;
        row-gap: 4px;
        width: max(84px, var(--tile));
      }
      .column.vector {
        width: max(46px, calc(var(--tile) * 0.56));
      }
      .column.answer {
        width: 84px;
      }
      button {
        display: flex;
        justify-content: space-between;
        gap: 4px;
        min-height: 20px;
        padding: 0;
        border: 0;
        border-bottom: 2px solid transparent;
        border-radius: 0;
        background: none;
        font: var(--type-label) / 1.4 var(--mono);
        white-space: nowrap;
        overflow: hidden;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        gap: 1px 6px;
        justify-content: space-between;
        font: var(--type-tick) / 1 var(--mono);
        color: var(--muted);
      }
      button b {
        font-weight: 400;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      button[aria-pressed='true'] {
        border-color: var(--pointed);
        color: var(--pointed-text);
      }
      .cell {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 3px;
        min-height: calc(var(--tile) + 13px);
        align-content: start;
      }
      .frame {
        width: var(--tile);
        max-width: 100%;
        height: var(--tile);
        border: 1px dashed var(--line);
        border-radius: 2px;
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
        height: var(--tile);
        display: grid;
        align-content: space-between;
      }
      li {
        position: relative;
        height: calc(100% - 1px);
        min-height: 3px;
        background: linear-gradient(90deg, var(--line) 1px, transparent 0);
      }
      ol.signed li {
        background: linear-gradient(
          90deg,
          transparent calc(50% - 0.5px),
          var(--line-strong) 0 calc(50% + 0.5px),
          transparent 0
        );
      }
      li.truth {
        box-shadow: -3px 0 var(--pointed);
      }
      li i {
        position: absolute;
        top: 0;
        bottom: 0;
      }
      .below {
        font: var(--type-tick) / 1.1 var(--mono);
        color: var(--muted);
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) view: StepView | null = null;
  /** Pairs, the picture included, with an available activation; and with an available δ, counted from the right. */
  @property({ type: Number }) forward = 0;
  @property({ type: Number }) backward = 0;
  /** The layer looked at. */
  @property() layer = '';
  /** The filter shown, layer by layer. */
  @property({ attribute: false }) filters: ReadonlyMap<string, number> = new Map();
  /** The stage under way: its badge is filled. */
  @property({ type: Number }) stage = 1;
  /** Side of a map in CSS pixels. */
  @property({ type: Number }) tile = 84;

  #point(layer: string, shape: readonly number[], filter: number, event: CellEvent): void {
    const { cell, keep } = event;
    const [units = 1] = shape;
    const rows = Math.ceil(units / foldOf(units));
    const index =
      cell && (shape.length === 3 ? [cell.row, cell.column, filter] : [cell.column * rows + cell.row]);
    if (index && shape.length === 1 && (index[0] ?? 0) >= units) return;
    const whole = layer === PICTURE && this.view && inColour(this.view.picture.shape) ? { whole: true } : {};
    this.dispatchEvent(new PointAtEvent(index ? { layer, index, slice: null, ...whole } : null, keep));
    if (keep && layer !== PICTURE) this.dispatchEvent(new LayerEvent(layer));
  }

  #tile(
    given: {
      readonly layer: string;
      readonly shape: readonly number[];
      readonly filter: number;
      /** Maps there are; 0 for a vector. */
      readonly of: number;
    },
    tensor: TileView['tensor'] | null,
    map: ColourMap,
    domain: Domain,
    {
      shown,
      testId,
      label,
      colour = false,
    }: {
      readonly shown: boolean;
      readonly testId: string;
      readonly label: string;
      /** All three channels of the picture at once. */
      readonly colour?: boolean;
    },
  ): TemplateResult {
    const view =
      tensor &&
      (colour
        ? tiles(tensor, [pictureSlice(tensor)], map, domain, { kind: 'picture' })
        : tiles(tensor, slicesOf(tensor, [given.filter]), map, domain));
    return html`<div class="cell">
      ${
        shown && view
          ? html`<cs-tiles
                data-testid=${testId}
                data-layer=${given.layer}
                data-filter=${given.filter}
                .view=${view}
                label=${label}
                largest=${this.tile}
                @cs-cell=${(event: CellEvent) => this.#point(given.layer, given.shape, given.filter, event)}
              ></cs-tiles
              ><span class="foot"
                >${legend(map, domain, given.shape.length === 3 ? 22 : 10)}${given.of > 1 ? html`<span>${given.filter + 1}/${given.of}</span>` : nothing}</span
              >`
          : html`<div class="frame"></div>`
      }
    </div>`;
  }

  #bars(
    values: readonly number[],
    signed: boolean,
    { label, probabilities: likeliest }: StepView,
  ): TemplateResult {
    const theme = themeChoice.theme;
    const map = colourMap(signed ? 'gradient' : 'probability', theme);
    return html`<ol class=${signed ? 'signed' : ''}>
      ${classesShown(values.length, likeliest, label).map((at) => {
        const value = values[at] ?? NaN;
        const width = Math.min(1, Math.abs(value)) * (signed ? 50 : 100);
        const style = {
          width: `${width}%`,
          left: `${signed ? (value < 0 ? 50 - width : 50) : 0}%`,
          background: cssColour(colourOf(map, signed ? Math.sign(value) * 0.75 : 1, [-1, 1])),
        };
        return html`<li
          class=${at === label ? 'truth' : ''}
          title=${`${className(this.session, at)}: ${formatShort(value)}`}
        >
          <i .style=${styleMap(style)}></i>
        </li>`;
      })}
    </ol>`;
  }

  #column(
    layer: LayerStepView,
    at: number,
    count: number,
    step: StepView,
    session: TrainFacade,
  ): TemplateResult {
    const words = microscopeWords();
    const theme = themeChoice.theme;
    const view = viewOf(session, layer.name);
    if (!view) return html``;
    const filter = filterIn(this.filters, layer);
    const channels = layer.outputShape.at(-1) ?? 1;
    const answer = at === count - 1;
    const maps = layer.outputShape.length === 3;
    const [there, back] = [at < this.forward, count - at <= this.backward];
    const given = { layer: layer.name, shape: layer.outputShape, filter, of: maps ? channels : 0 };
    return html`<div class="column ${answer ? 'answer' : maps ? '' : 'vector'}">
      <button
        aria-pressed=${layer.name === this.layer ? 'true' : 'false'}
        title=${words.choose(view.className, layer.name)}
        data-testid="pair"
        data-layer=${layer.name}
        @click=${() => this.dispatchEvent(new LayerEvent(layer.name))}
      >
        <b>${view.className}</b>
      </button>
      ${
        answer
          ? html`<div class="cell">
                ${there ? this.#bars(step.probabilities, false, step) : html`<div class="frame"></div>`}
                <span class="below"
                  >${there ? `p = ${formatPercent(step.probabilities[step.label] ?? NaN)}` : nothing}</span
                >
              </div>
              <div class="cell">
                ${back ? this.#bars(step.logitDeltas, true, step) : html`<div class="frame"></div>`}
                <span class="below">${back ? 'δ = p − y' : nothing}</span>
              </div>`
          : html`${this.#tile(given, layer.activation, activationMap(view, theme), view.activationDomain, {
              shown: there,
              testId: 'activation-tile',
              label: words.activationOf(view.className),
            })}
            ${this.#tile(given, layer.delta, colourMap('gradient', theme), layer.deltaDomain, {
              shown: back,
              testId: 'delta-tile',
              label: words.deltaOf(view.className),
            })}`
      }
    </div>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { view, session, stage } = this;
    if (!view || !session) return nothing;
    const words = microscopeWords();
    const theme = themeChoice.theme;
    const pairs = pairsOf(view);
    const count = pairs.length + 1;
    const badge = (number: number): TemplateResult =>
      html`<span class="badge ${number === stage ? 'now' : ''}" aria-hidden="true">${number}</span>`;
    const colour = inColour(view.picture.shape);
    const picture = { layer: PICTURE, shape: view.picture.shape, filter: 0, of: 0 };
    const style = styleMap({ '--tile': `${this.tile}px` });
    return html`<div class="strip" role="group" aria-label=${words.strip} .style=${style}>
      <div class="badges">
        <span></span>
        <div class="cell">${badge(1)}</div>
        <div class="cell">${badge(3)}</div>
      </div>
      <div class="column">
        <button disabled><b>${words.picture}</b></button>
        ${this.#tile(picture, view.picture, colourMap('pixels', theme), [0, 1], {
          colour,
          shown: this.forward > 0,
          testId: 'activation-tile',
          label: words.picture,
        })}
        ${this.#tile(
          picture,
          view.pictureGradient,
          colour ? signedColour(theme) : colourMap('gradient', theme),
          view.pictureDomain,
          {
            colour,
            shown: this.backward >= count,
            testId: 'delta-tile',
            label: words.pictureGradient,
          },
        )}
      </div>
      ${pairs.map((layer, i) => this.#column(layer, i + 1, count, view, session))}
      <div class="badges" .style=${'width: auto'}>
        <span></span>
        <div class="cell">
          ${badge(2)}<span class="below"
            >${stage >= 2 ? html`L =<br />${formatLoss(view.loss)}` : nothing}</span
          >
        </div>
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [LayerEvent.type]: LayerEvent;
  }
}
