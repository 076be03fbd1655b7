// How the numbers of each layer are spread: a histogram of its weights, its outputs and its gradients, and what they say about
// a network that does not learn. Counted anew about once a second while the network trains.

import { css, html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { colourMap, cssColour, type ColourMapName } from '../../draw/colourMaps';
import type { Distribution, LayerDistributions } from '../../inspect/distributions';
import { findingOf } from '../../inspect/findings';
import { SessionElement } from '../sessionElement';
import { shared } from '../controls/styles';
import { distributionsWords } from '../locales/distributions';
import { formatPercent, formatShape, formatShort } from '../text/format';
import { themeChoice } from '../theme';
import { closeButton } from './closePanel';

/** Between two countings while training. */
const INTERVAL_MS = 1000;

type Column = 'weights' | 'outputs' | 'gradients';
const COLUMNS: Readonly<Record<Column, (signed: boolean) => ColourMapName>> = {
  weights: () => 'weight',
  outputs: (signed) => (signed ? 'signed' : 'activation'),
  gradients: () => 'gradient',
};
/** The stops of a colour map that are seen on its ground: of negative numbers, of positive ones. */
const STOPS = { negative: 2, positive: 6 };
const [WIDTH, HEIGHT] = [128, 28];

interface Counted {
  readonly layers: readonly LayerDistributions[];
  readonly pictures: number;
}

@customElement('cs-distributions-panel')
export class DistributionsPanelElement extends SessionElement {
  static override readonly sessionEvents = [
    'statechange',
    'progress',
    'layerschange',
    'travelchange',
  ] as const;
  static override readonly styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-rows: auto auto 1fr;
        gap: var(--space-8);
        width: min(620px, calc(100vw - 16px));
        max-height: min(600px, calc(100vh - 190px));
        padding: var(--space-12);
        background: var(--panel);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-8);
        font-size: var(--type-figure);
        line-height: 1.5;
        box-sizing: border-box;
      }
      .head {
        display: flex;
        justify-content: space-between;
        align-items: center;
      }
      .head button {
        width: 24px;
        height: 24px;
        min-height: 24px;
        border: 0;
      }
      .finding.wrong {
        margin-bottom: var(--space-8);
        padding-left: var(--space-8);
        border-left: 3px solid var(--warning);
      }
      .lead {
        color: var(--muted);
      }
      .rows {
        overflow-y: auto;
        min-height: 0;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th {
        padding: 0 var(--space-8) var(--space-4) 0;
        font-weight: 600;
        text-align: left;
        vertical-align: bottom;
      }
      thead th {
        position: sticky;
        top: 0;
        background: var(--panel);
      }
      thead small {
        display: block;
        font-weight: 400;
        color: var(--muted);
      }
      td,
      tbody th {
        padding: var(--space-4) var(--space-8) var(--space-4) 0;
        vertical-align: top;
        border-top: 1px solid var(--line);
      }
      tbody th {
        font-family: var(--mono);
        overflow-wrap: anywhere;
      }
      tbody th small,
      .of {
        display: block;
        font: var(--type-label) / 1.4 var(--mono);
        color: var(--muted);
      }
      .of {
        display: flex;
        justify-content: space-between;
        max-width: ${WIDTH}px;
      }
      .said {
        font: var(--type-label) / 1.4 var(--font);
        color: var(--muted);
      }
      .said.wrong {
        color: var(--warning);
        font-weight: 600;
      }
      svg.histogram {
        display: block;
        width: ${WIDTH}px;
        max-width: 100%;
        height: ${HEIGHT}px;
        border-bottom: 1px solid var(--line-strong);
      }
    `,
  ];

  @state() private counted: Counted | null = null;
  @state() private failed = false;
  #counting = false;
  #countedAt = -Infinity;
  /** What was counted: the moment shown, and its step. */
  #of = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('.head button')?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override sessionChanged(event: Event): void {
    if (event.type === 'layerschange') {
      this.counted = null;
      this.failed = false;
      this.#of = '';
    }
    void this.#count();
  }

  protected override firstUpdated(): void {
    void this.#count();
  }

  async #count(): Promise<void> {
    const { session } = this;
    if (!session || this.#counting || this.failed) return;
    const { shown } = session.travel;
    const of = shown.kind === 'now' ? `${session.progress.step}` : JSON.stringify(shown);
    if (of === this.#of || shown.kind === 'difference') return;
    const wait = this.#countedAt + INTERVAL_MS - performance.now();
    clearTimeout(this.#timer);
    if (wait > 0 && session.state === 'training') {
      this.#timer = setTimeout(() => void this.#count(), wait);
      return;
    }
    this.#counting = true;
    try {
      const tool = await session.tools.distributions();
      this.counted = { layers: await tool.look(), pictures: tool.pictures };
      this.#of = of;
    } catch {
      // A network that is gone is counted again with its successor; one that cannot be is said to.
      this.failed = this.counted === null && session.state !== 'recovering';
    } finally {
      this.#counting = false;
      this.#countedAt = performance.now();
    }
    void this.#count();
  }

  #nameOf(layer: string): string {
    return this.session?.layers.find(({ name }) => name === layer)?.className ?? layer;
  }

  #finding(layers: readonly LayerDistributions[]): TemplateResult {
    const words = distributionsWords().findings;
    const finding = findingOf(layers);
    if (finding === null) return html`<p class="finding" data-testid="finding">${words.none}</p>`;
    const layer = this.#nameOf(finding.layer);
    const text =
      finding.kind === 'notFinite'
        ? words.notFinite(layer, finding.count)
        : finding.kind === 'silent'
          ? words.silent(layer, finding.units, finding.of)
          : words.vanishing(layer, this.#nameOf(finding.last), formatShort(finding.ratio));
    return html`<p class="finding wrong" data-testid="finding">${text}</p>`;
  }

  #cell(column: Column, name: string, layer: LayerDistributions): TemplateResult {
    const words = distributionsWords();
    const spread = layer[column];
    if (spread === null)
      return html`<td>${column === 'weights' ? html`<span class="said">${words.none}</span>` : nothing}</td>`;
    const [low, high] = [formatShort(spread.low), formatShort(spread.high)];
    return html`<td>
      ${histogramPicture(spread, COLUMNS[column](spread.low < 0), words.histogram(words.columns[column], name, low, high))}
      <span class="of" aria-hidden="true"><span>${low}</span><span>${high}</span></span>
      ${this.#said(column, layer, spread)}
    </td>`;
  }

  #said(
    column: Column,
    { silent }: LayerDistributions,
    spread: Distribution,
  ): TemplateResult | typeof nothing {
    const words = distributionsWords();
    if (column === 'gradients')
      return html`<span class="said" title=${words.rmsHint}>${words.rms(formatShort(spread.rms))}</span>`;
    if (column !== 'outputs') return nothing;
    const zeros = html`<span class="said"
      >${words.zeros(formatPercent(spread.zeros / spread.counted, 0))}</span
    >`;
    if (silent === null || silent.units === 0) return spread.zeros === 0 ? nothing : zeros;
    const wrong = silent.units >= silent.of / 2 ? 'wrong' : '';
    return html`${zeros}<br /><span class=${`said ${wrong}`}>${words.silent(silent.units, silent.of)}</span>`;
  }

  #row(layer: LayerDistributions): TemplateResult {
    const name = this.#nameOf(layer.layer);
    const shape = this.session?.layers.find((one) => one.name === layer.layer)?.outputShape;
    return html`<tr>
      <th scope="row">${name}${shape ? html`<small>${formatShape(shape)}</small>` : nothing}</th>
      ${this.#cell('weights', name, layer)} ${this.#cell('outputs', name, layer)}
      ${this.#cell('gradients', name, layer)}
    </tr>`;
  }

  protected override render(): TemplateResult {
    const words = distributionsWords();
    const { counted } = this;
    return html`<div class="head">
        <h3>${words.title}</h3>
        ${closeButton(this, words.close)}
      </div>
      ${
        counted === null
          ? html`<p class="lead" role="status">${this.failed ? words.failed : words.counting}</p>`
          : html`<div>
                ${this.#finding(counted.layers)}
                <p class="lead">${words.lead(counted.pictures)}</p>
              </div>
              <div class="rows" tabindex="0">
                <table data-testid="distributions">
                  <thead>
                    <tr>
                      <th scope="col">${words.columns.layer}</th>
                      ${(['weights', 'outputs', 'gradients'] as const).map(
                        (column) =>
                          html`<th scope="col">
                            ${words.columns[column]}<small>${words.hints[column]}</small>
                          </th>`,
                      )}
                    </tr>
                  </thead>
                  <tbody>
                    ${counted.layers.filter(isOfInterest).map((layer) => this.#row(layer))}
                  </tbody>
                </table>
              </div>`
      }`;
  }
}

/** Pooling, Flatten and their like pass numbers on. */
const isOfInterest = ({ weights, silent }: LayerDistributions): boolean =>
  weights !== null || silent !== null;

/** Bars from the lowest to the highest number; the colour of a side is that of its sign on the stage. */
function histogramPicture({ counts, low }: Distribution, name: ColourMapName, label: string): TemplateResult {
  const most = Math.max(1, ...counts);
  const { stops } = colourMap(name, themeChoice.theme);
  const middle = low < 0 ? counts.length / 2 : 0;
  const path = (from: number, to: number): string =>
    counts
      .slice(from, to)
      .map((count, i) => {
        const height = count === 0 ? 0 : Math.max(1, (count / most) * (HEIGHT - 2));
        return height === 0 ? '' : `M${2 * (from + i)} ${HEIGHT}v-${height.toFixed(1)}h2V${HEIGHT}z`;
      })
      .join('');
  const [negative, positive] = [stops[STOPS.negative], stops[STOPS.positive]];
  return html`<svg
    class="histogram"
    viewBox=${`0 0 ${WIDTH} ${HEIGHT}`}
    preserveAspectRatio="none"
    role="img"
    aria-label=${label}
  >
    ${svg`<path d=${path(0, middle)} fill=${negative ? cssColour(negative) : 'none'} />
      <path d=${path(middle, counts.length)} fill=${positive ? cssColour(positive) : 'none'} />`}
  </svg>`;
}
