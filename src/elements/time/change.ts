// In the inspector's place while a change is shown: the number pointed at, at both moments, and what its colour means.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { colourMap, cssGradient } from '../../draw/colourMaps';
import { PICTURE } from '../../draw/stageTiles';
import type { LayerView } from '../../session/facade';
import { SessionElement } from '../sessionElement';
import { formatBound, formatChange, formatNumber } from '../text/format';
import { inspectorStyles } from '../inspector/inspectorStyles';
import { difference } from '../arithmetic/lines';
import { locale } from '../locale';
import type { Pointed } from '../pointed';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';
import { className, classWords } from '../text/classes';

/** A change that is less than this part of its layer's largest is called hardly any. */
const HARDLY = 0.02;

const placeOf = (index: readonly number[], shape: readonly number[]): number =>
  index.reduce((sum, at, axis) => sum * (shape[axis] ?? 1) + at, 0);

@customElement('cs-change')
export class ChangeElement extends SessionElement {
  static override readonly sessionEvents = ['layerschange', 'domainchange', 'travelchange'] as const;
  static override readonly styles = [
    shared,
    inspectorStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: var(--space-4) var(--space-12);
        margin: 0;
      }
      dt {
        color: var(--muted);
      }
      dd {
        margin: 0;
        text-align: right;
        font: var(--type-body) / 1.5 var(--mono);
        font-variant-numeric: tabular-nums;
      }
      .total {
        border-top: 1px solid var(--line);
        padding-top: var(--space-4);
        font-weight: 600;
        color: var(--ink);
      }
      .scale {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 2px var(--space-8);
        font-size: var(--type-figure);
        color: var(--muted);
      }
      .scale i {
        grid-column: 1 / -1;
        height: 8px;
        border-radius: 2px;
        outline: 1px solid var(--line);
      }
    `,
  ];

  @property({ attribute: false }) pointed: Pointed | null = null;
  @state() private both: { readonly key: string; readonly a: number; readonly b: number } | null = null;

  #asked = '';
  #leave: (() => void) | null = null;

  get #layer(): LayerView | null {
    return this.session?.layers.find(({ name }) => name === this.pointed?.layer) ?? null;
  }

  protected override updated(): void {
    // Another picture gives other numbers at the same place.
    this.#leave ??=
      this.screen?.onFrame((changed) => {
        if (changed) void this.#ask(true);
      }) ?? null;
    void this.#ask(false);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave?.();
    this.#leave = null;
  }

  async #ask(anew: boolean): Promise<void> {
    const { session, pointed } = this;
    const layer = this.#layer;
    if (!session || !pointed || !layer || session.travel.shown.kind !== 'difference') return;
    const { a, b } = session.travel.shown;
    const key = `${layer.name} ${pointed.index.join()} ${a} ${b}`;
    if (key === this.#asked && !anew) return;
    this.#asked = key;
    const both = await session.travel
      .compare(layer.name, placeOf(pointed.index, layer.outputShape))
      .catch(() => null);
    if (this.#asked === key && both) this.both = { key, ...both };
  }

  #numbers(layer: LayerView, from: number, to: number): TemplateResult | typeof nothing {
    const { change } = locale.words.travel;
    const { both } = this;
    if (both?.key !== this.#asked) return nothing;
    const by = both.b - both.a;
    const line = difference(both.a, both.b, by);
    const most = Math.max(...layer.activationDomain.map(Math.abs));
    return html`<dl data-testid="change-numbers">
        <dt>${change.at('A', from)}</dt>
        <dd>${formatNumber(both.a)}</dd>
        <dt>${change.at('B', to)}</dt>
        <dd>${formatNumber(both.b)}</dd>
        <dt class="total mono">B − A</dt>
        <dd class="total" title=${String(by)} data-testid="change-by">
          ${line.sign === '=' ? '' : '≈ '}${formatChange(by)}
        </dd>
      </dl>
      <p>${Math.abs(by) < HARDLY * most ? change.same : by > 0 ? change.grown : change.shrunk}</p>`;
  }

  #scale(name: 'signed' | 'weight', what: string, reach: number): TemplateResult {
    const { change } = locale.words.travel;
    const map = colourMap(name, themeChoice.theme);
    return html`<div class="scale">
      <span>${what}</span><span class="mono">±${formatBound(reach)}</span>
      <i .style=${`background:${cssGradient(map)}`}></i>
      <span>${change.mapsLess}</span><span>${change.mapsMore}</span>
    </div>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, pointed } = this;
    const { travel, inspector, stage } = locale.words;
    const { change } = travel;
    const shown = session?.travel.shown;
    if (!session || shown?.kind !== 'difference') return nothing;
    const layer = this.#layer;
    const [row = 0, column = 0, channel] = pointed?.index ?? [];
    const title = !layer
      ? inspector.at.picture
      : layer === session.layers.at(-1)
        ? classWords(session, locale.words).answer(className(session, row))
        : channel === undefined
          ? inspector.at.unit(layer.className, row + 1)
          : inspector.at.map(layer.className, channel + 1);
    return html`<h2>${change.title}</h2>
      <p>${change.lead}</p>
      <header>
        <h3 class="title" data-testid="change-title">${title}</h3>
        ${channel === undefined ? nothing : html`<p class="small">${stage.cell(row + 1, column + 1)}</p>`}
      </header>
      ${pointed?.layer === PICTURE ? html`<p>${change.picture}</p>` : nothing}
      ${
        layer
          ? html`${this.#numbers(layer, shown.a, shown.b)}
            ${this.#scale('signed', change.maps, layer.activationDomain[1])}
            ${layer.kernel?.shape.length === 4 ? this.#scale('weight', change.kernels, layer.kernelDomain[1]) : nothing}`
          : nothing
      }
      <p class="small rest">${change.back}</p>`;
  }
}
