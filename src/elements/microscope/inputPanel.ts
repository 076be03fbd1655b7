// ∂X of one cell: it collects from every output that read it, δ times the weight that it met there. In order of the
// outputs the weights run backwards, so the kernel is drawn flipped and slides over δ, zeros around it.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { colourMap } from '../../draw/colourMaps';
import type { InputGradient, LayerStepView, StepView, Microscope } from '../../inspect/microscope/microscope';
import { SessionElement } from '../sessionElement';
import { LatestController } from '../controllers/latestController';
import { equationText } from '../arithmetic/equation';
import { formatShort } from '../text/format';
import '../inspector/contributions';
import type { Contribution } from '../inspector/contributions';
import { product } from '../arithmetic/lines';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';
import '../canvas/tileCanvas';
import './numberGrid';
import type { GridCell } from './numberGrid';
import { controlStyles } from './controlStyles';
import { panelStyles } from './panelStyles';
import { cellMark, channelOf, inputOf, legend, slicesOf, tiles, viewOf, type Chosen } from './parts';
import { microscopeWords } from '../locales/microscope';
import { locale } from '../locale';

/** Units listed for a dense layer. */
const LISTED = 6;

@customElement('cs-input-panel')
export class InputPanelElement extends SessionElement {
  static override readonly styles = [shared, controlStyles, panelStyles];

  @property({ attribute: false }) microscope: Microscope | null = null;
  @property({ attribute: false }) view: StepView | null = null;
  @property({ attribute: false }) layer: LayerStepView | null = null;
  @property({ attribute: false }) chosen: Chosen | null = null;
  /** The cell of the input, counted row by row. */
  @property({ type: Number }) at = 0;
  readonly #found = new LatestController<InputGradient>(this);
  #view: StepView | null = null;
  /** Counts the looks: of another one nothing is known yet. */
  #turn = 0;

  protected override willUpdate(): void {
    const { microscope, view, layer } = this;
    if (!microscope || !view || !layer) return;
    if (view !== this.#view) [this.#view, this.#turn] = [view, this.#turn + 1];
    this.#found.once(`${this.#turn} ${layer.name}`, () => microscope.inputGradient(layer.name));
  }

  #total(total: number, gpu: number): TemplateResult {
    const words = microscopeWords();
    return html`<div class="figure pointed">
      <span>${words.input.total}</span>
      <b data-testid="input-sum" title=${String(total)}>${formatShort(total)}</b>
      <span>${words.kernel.onGpu}</span>
      <b data-testid="gpu-input" title=${String(gpu)}>${formatShort(gpu)}</b>
    </div>`;
  }

  #dense({ sum, gpu }: InputGradient, chosen: Chosen): TemplateResult {
    const words = microscopeWords();
    const { filters, total } = sum.share([chosen.slice]);
    const rows = [...filters]
      .sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum))
      .slice(0, LISTED)
      .map(({ filter, taps, sum: value }): Contribution => ({
        name: String(filter + 1),
        detail: equationText(product(taps[0]?.delta ?? 0, taps[0]?.weight ?? 0, { operands: formatShort })),
        value,
      }));
    return html`<div class="row">
      <figure .style=${'min-width: 300px'}>
        <figcaption>${words.input.units(filters.length)}</figcaption>
        <cs-contributions .rows=${rows}></cs-contributions>
      </figure>
      ${this.#total(total, gpu([chosen.slice]))}
    </div>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, view, layer, chosen } = this;
    const { newest: found, error, busy } = this.#found;
    const words = microscopeWords();
    if (error && !busy) return html`<p class="note error" role="alert">${words.tooLarge}</p>`;
    if (!session || !view || !layer?.delta || !layer.weight || !chosen) return nothing;
    if (!found) return html`<p class="note" role="status">${words.reading}</p>`;
    const [, across] = layer.inputShapes[0] ?? [];
    if (layer.inputShapes[0]?.length !== 3 || across === undefined) return this.#dense(found, chosen);
    const theme = themeChoice.theme;
    const gradient = colourMap('gradient', theme);
    const weights = colourMap('weight', theme);
    const input = inputOf(session, view, layer, theme);
    const [row, column] = [Math.floor(this.at / across), this.at % across];
    const { filters, total } = found.sum.share([row, column, chosen.slice]);
    const { taps, sum } = filters[chosen.filter] ?? { taps: [], sum: 0 };
    const [rows = 1, columns = 1] = layer.weight.before.shape;
    const deltas: GridCell[][] = Array.from({ length: rows }, () =>
      Array.from({ length: columns }, () => ({ value: 0, empty: true })),
    );
    const flipped: GridCell[][] = deltas.map((line) => line.map((cell) => ({ ...cell })));
    // A weight that met no output is in the padding, or between the steps of a stride.
    for (const tap of taps) {
      const [y, x] = [rows - 1 - tap.row, columns - 1 - tap.column];
      const [deltaLine, weightLine] = [deltas[y], flipped[y]];
      if (deltaLine) deltaLine[x] = { value: tap.delta };
      if (weightLine) weightLine[x] = { value: tap.weight };
    }
    const ys = taps.map(({ cell }) => cell[0] ?? 0);
    const xs = taps.map(({ cell }) => cell[1] ?? 0);
    const window =
      taps.length === 0
        ? null
        : {
            top: Math.min(...ys),
            left: Math.min(...xs),
            bottom: Math.max(...ys) + 1,
            right: Math.max(...xs) + 1,
          };
    return html`<div class="row">
        <figure>
          <figcaption>${words.input.delta}</figcaption>
          <div class="padding">
            <cs-tiles
              .view=${tiles(layer.delta, slicesOf(layer.delta, [chosen.filter]), gradient, layer.deltaDomain, { mark: window })}
              label=${words.input.delta}
              largest="84"
            ></cs-tiles>
          </div>
        </figure>
        <figure>
          <figcaption>${words.input.under}</figcaption>
          <cs-number-grid
            label=${words.input.under}
            .cells=${deltas}
            .map=${gradient}
            .domain=${layer.deltaDomain}
          ></cs-number-grid>
        </figure>
        <span class="sign" aria-hidden="true">⊙</span>
        <figure>
          <figcaption>${words.input.flipped}</figcaption>
          <cs-number-grid
            data-testid="flipped"
            label=${words.input.flipped}
            .cells=${flipped}
            .map=${weights}
            .domain=${viewOf(session, layer.name)?.kernelDomain ?? [-1, 1]}
          ></cs-number-grid>
        </figure>
        <span class="sign" aria-hidden="true">→</span>
        <figure>
          <figcaption>
            ${words.input.result}${channelOf(input, chosen.slice, locale.words)}
            ${legend(gradient, input.gradientDomain, 24)}
          </figcaption>
          ${
            input.gradient
              ? html`<cs-tiles
                  class="one"
                  .view=${tiles(input.gradient, slicesOf(input.gradient, [chosen.slice]), gradient, input.gradientDomain, { mark: cellMark(row, column) })}
                  label=${words.input.result}
                ></cs-tiles>`
              : nothing
          }
        </figure>
        ${this.#total(total, found.gpu([row, column, chosen.slice]))}
      </div>
      <p class="note" data-testid="input-note">
        ${words.input.share(chosen.filter + 1, filters.length, formatShort(sum), formatShort(total - sum))}
      </p>`;
  }
}
