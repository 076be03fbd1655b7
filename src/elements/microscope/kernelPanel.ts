// ∂W of one filter for one input map: over the outputs, the patch times the δ of that output adds up to the kernel's
// gradient. At the end stands the number that the GPU has.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { colourMap } from '../../draw/colourMaps';
import type {
  KernelGradient,
  LayerStepView,
  StepView,
  Microscope,
} from '../../inspect/microscope/microscope';
import { SessionElement } from '../sessionElement';
import { LatestController } from '../controllers/latestController';
import { formatShort } from '../text/format';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';
import '../canvas/tileCanvas';
import './numberGrid';
import { asGrid, PlaceEvent, powerOf, type GridCell } from './numberGrid';
import { controlStyles } from './controlStyles';
import { panelStyles } from './panelStyles';
import {
  cellMark,
  channelOf,
  colourPicture,
  foldOf,
  inputOf,
  legend,
  slicesOf,
  tiles,
  type Chosen,
} from './parts';
import { microscopeWords } from '../locales/microscope';
import { locale } from '../locale';
import { marked } from '../text/marked';

/** In a long stage, the outputs that contribute; playing skips the others. */
export class ActiveEvent extends Event {
  static readonly type = 'cs-active';
  constructor(readonly active: readonly number[]) {
    super(ActiveEvent.type);
  }
}

@customElement('cs-kernel-panel')
export class KernelPanelElement extends SessionElement {
  static override readonly styles = [shared, controlStyles, panelStyles];

  @property({ attribute: false }) microscope: Microscope | null = null;
  @property({ attribute: false }) view: StepView | null = null;
  @property({ attribute: false }) layer: LayerStepView | null = null;
  @property({ attribute: false }) chosen: Chosen | null = null;
  /** Outputs added so far. */
  @property({ type: Number }) at = 0;
  readonly #found = new LatestController<KernelGradient>(this);
  #view: StepView | null = null;
  /** Counts the looks: of another one nothing is known yet. */
  #turn = 0;

  protected override willUpdate(): void {
    const { microscope, view, layer, chosen } = this;
    if (!microscope || !view || !layer || !chosen) return;
    if (view !== this.#view) [this.#view, this.#turn] = [view, this.#turn + 1];
    const { filter, slice } = chosen;
    this.#found.once(`${this.#turn} ${layer.name} ${filter} ${slice}`, async (wanted) => {
      const found = await microscope.kernelGradient(layer.name, filter, slice);
      if (wanted()) this.dispatchEvent(new ActiveEvent(found.sum.active));
      return found;
    });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, view, layer, chosen } = this;
    const { newest: found, error, busy } = this.#found;
    const words = microscopeWords();
    if (error && !busy) return html`<p class="note error" role="alert">${words.tooLarge}</p>`;
    if (!session || !view || !layer?.delta || !layer.weight || !chosen) return nothing;
    if (!found) return html`<p class="note" role="status">${words.reading}</p>`;
    const theme = themeChoice.theme;
    const gradient = colourMap('gradient', theme);
    const input = inputOf(session, view, layer, theme);
    const { sum, gpu, gpuBias, others } = found;
    const count = Math.min(this.at, sum.cells.length);
    const last = count === 0 ? null : sum.share(count - 1);
    const shown = last ?? sum.share(0);
    const running = sum.sumOf(count);
    const place = chosen.place[0] * sum.columns + chosen.place[1];
    const spatial = input.tensor.shape.length === 3;
    const patch: GridCell[][] = Array.from({ length: sum.rows }, () =>
      Array.from({ length: sum.columns }, () => ({ value: 0, empty: true })),
    );
    for (const { row, column, value, padded } of shown.patch) {
      const line = patch[row];
      if (line) line[column] = { value, empty: padded };
    }
    const rows = shown.patch.map(({ at }) => at[0] ?? 0);
    const columns = shown.patch.map(({ at }) => at[1] ?? 0);
    const window = spatial
      ? {
          top: Math.min(...rows),
          left: Math.min(...columns),
          bottom: Math.max(...rows) + 1,
          right: Math.max(...columns) + 1,
        }
      : folded(chosen.slice, input.tensor.shape[0] ?? 1);
    const cell =
      shown.cell.length === 3
        ? cellMark(shown.cell[0] ?? 0, shown.cell[1] ?? 0)
        : folded(chosen.filter, layer.outputShape[0] ?? 1);
    const done = count === sum.cells.length;
    const difference = Math.max(...running.map((value, i) => Math.abs(value - (gpu[i] ?? NaN))));
    return html`<div class="row">
        <figure>
          <figcaption>${words.kernel.input}${channelOf(input, chosen.slice, locale.words)}</figcaption>
          ${colourPicture(input, window)}
          <cs-tiles
            class="one"
            .view=${tiles(input.tensor, slicesOf(input.tensor, [chosen.slice]), input.map, input.domain, { mark: window })}
            label=${words.kernel.input}
          ></cs-tiles>
        </figure>
        <figure>
          <figcaption>${words.kernel.patch}</figcaption>
          <cs-number-grid
            label=${words.kernel.patch}
            .cells=${patch}
            .map=${input.map}
            .domain=${input.domain}
          ></cs-number-grid>
        </figure>
        <span class="sign" aria-hidden="true">×</span>
        <figure>
          <figcaption>${words.kernel.delta(formatShort(shown.delta))}</figcaption>
          <cs-tiles
            class="one"
            .view=${tiles(layer.delta, slicesOf(layer.delta, [chosen.filter]), gradient, layer.deltaDomain, { mark: cell })}
            label=${words.kernel.deltaMap}
          ></cs-tiles>
        </figure>
        <span class="sign" aria-hidden="true">→</span>
        <figure>
          <figcaption>
            ${done ? words.kernel.whole : words.kernel.running}
            ${legend(gradient, layer.weight.gradientDomain, 24)}
          </figcaption>
          <cs-number-grid
            data-testid="running"
            label=${words.kernel.running}
            choosable
            .cells=${asGrid(running, sum.columns)}
            .map=${gradient}
            .domain=${layer.weight.gradientDomain}
            .power=${powerOf([0, Math.max(...gpu.map(Math.abs))])}
            .meant=${chosen.place}
            @cs-place=${(event: PlaceEvent) => this.dispatchEvent(new PlaceEvent(event.row, event.column))}
          ></cs-number-grid>
        </figure>
        <div class="figure pointed">
          <span>${words.kernel.thisWeight}</span>
          <b data-testid="sum" title=${String(running[place] ?? NaN)}
            >${formatShort(running[place] ?? NaN)}</b
          >
          <span>${words.kernel.onGpu}</span>
          <b data-testid="gpu-gradient" title=${String(gpu[place] ?? NaN)}
            >${formatShort(gpu[place] ?? NaN)}</b
          >
        </div>
        ${
          gpuBias === null
            ? nothing
            : html`<div class="figure">
                <span>${words.kernel.bias}</span>
                <b data-testid="bias-sum" title=${String(sum.deltaOf(count))}
                  >${formatShort(sum.deltaOf(count))}</b
                >
                <span>${words.kernel.onGpu}</span>
                <b data-testid="gpu-bias" title=${String(gpuBias)}>${formatShort(gpuBias)}</b>
              </div>`
        }
      </div>
      <p class="note" data-testid="kernel-note">
        ${words.kernel.progress(count, sum.cells.length, sum.active.length)}
        ${others.length > 0 ? marked(words.kernel.others(others.map((name) => `\`${name}\``).join(', '))) : done ? words.kernel.agrees(formatShort(difference)) : ''}
      </p>`;
  }
}

/** The place of a unit in a folded strip. */
function folded(unit: number, units: number): ReturnType<typeof cellMark> {
  const rows = Math.ceil(units / foldOf(units));
  return cellMark(unit % rows, Math.floor(unit / rows));
}

declare global {
  interface HTMLElementEventMap {
    [ActiveEvent.type]: ActiveEvent;
  }
}
