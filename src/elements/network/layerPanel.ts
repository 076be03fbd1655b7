// The controls of one layer, opened in its place in the stack: its options, what they make of its size, parameters and
// multiply-adds as sums, the window over its input, and its place among the others. Shows a draft while one is made.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { describeKind } from '../../session/editing/catalogue';
import type { LayerPreview, Problem } from '../../session/editing/preview';
import { ConnectedElement } from '../connectedElement';
import { icons } from '../controls/icons';
import { buildingWords } from '../locales/building';
import { shared } from '../controls/styles';
import { switchStyles } from '../controls/switchStyles';
import { formatShort } from '../text/format';
import { multiplyAddSum, parameterSum, sizeSums, type Sum } from './arithmetic';
import './optionControl';
import { OptionEvent } from './optionControl';
import './slidingFigure';
import { problemText } from './words';
import { marked, term } from '../text/marked';
import { integer } from '../locales/integer';

export type PanelAction =
  'up' | 'down' | 'remove' | 'add' | 'apply' | 'discard' | 'freeze' | 'unfreeze' | 'unfreezeFrom' | 'slower';

/** A button of the panel was pressed. */
export class PanelEvent extends Event {
  static readonly type = 'cs-panel';
  constructor(readonly action: PanelAction) {
    super(PanelEvent.type);
  }
}

@customElement('cs-layer-panel')
export class LayerPanelElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    switchStyles,
    css`
      :host {
        padding: var(--space-4) var(--space-8) var(--space-8);
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-8);
      }
      dl {
        margin: 0;
        display: grid;
        gap: 2px;
        font-size: var(--type-label);
        line-height: 1.45;
      }
      dt {
        color: var(--muted);
      }
      .sum {
        display: flex;
        flex-wrap: wrap;
        gap: 0 6px;
      }
      dd {
        margin: 0;
        font-family: var(--mono);
        font-variant-numeric: tabular-nums;
        overflow-wrap: anywhere;
      }
      .trainable {
        display: grid;
        justify-items: start;
        gap: var(--space-4);
      }
      .trainable button {
        padding: 0;
        font-size: var(--type-label);
        color: var(--accent-text);
      }
      .layer-name,
      .shares {
        font-size: var(--type-label);
        overflow-wrap: anywhere;
      }
      details summary {
        cursor: pointer;
        font-size: var(--type-label);
        color: var(--accent-text);
        min-height: 24px;
        line-height: 24px;
      }
      .problem {
        font-size: var(--type-figure);
        line-height: 1.45;
        border-left: 3px solid var(--pointed);
        padding: 2px 0 2px var(--space-8);
      }
      .small {
        font-size: var(--type-label);
        color: var(--muted);
      }
      .pending,
      .place {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-4);
        align-items: center;
      }
      .place button {
        width: 28px;
        height: 28px;
        min-height: 28px;
        color: var(--accent-text);
      }
      .pending button,
      .place .add {
        min-height: 28px;
        font-size: var(--type-label);
        padding: 0 var(--space-8);
      }
      .place .add {
        width: auto;
        margin-left: auto;
      }
      .primary {
        background: var(--accent);
        border-color: var(--accent);
        color: var(--on-accent);
      }
    `,
  ];

  /** The layer as it would be; where it cannot be, as it is, with the options of the draft. */
  @property({ attribute: false }) layer: LayerPreview | null = null;
  @property({ attribute: false }) options: Readonly<Record<string, unknown>> = {};
  @property({ attribute: false }) problem: Problem | null = null;
  /** Frozen layers from this one on. */
  @property({ type: Number }) frozenFrom = 0;
  /** A learning rate that suits weights that were trained before; null where there is no reason for another one. */
  @property({ type: Number }) slower: number | null = null;
  /** All layers, as they would be. */
  @property({ attribute: false }) network: readonly LayerPreview[] = [];
  /** There is a draft that is not built. */
  @property({ type: Boolean }) pending = false;
  @property({ type: Boolean }) busy = false;
  @property({ type: Boolean }) first = false;
  @property({ type: Boolean }) last = false;

  #act(action: PanelAction): void {
    this.dispatchEvent(new PanelEvent(action));
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.pending) return;
    event.stopPropagation();
    this.#act('discard');
  }

  #option(layer: LayerPreview, name: string): TemplateResult {
    const { options } = describeKind(layer.kind);
    const option = options.find((one) => one.name === name);
    if (!option) return html``;
    // A null follows the first option of its type.
    const followed = option.default === null ? options.find(({ type }) => type === option.type) : undefined;
    return html`<cs-option
      .option=${option}
      .value=${this.options[name]}
      .follows=${followed?.keras ?? ''}
      .followed=${followed ? this.options[followed.name] : null}
      ?disabled=${this.busy}
      @cs-option=${({ option: one, value, commit }: OptionEvent) =>
        this.dispatchEvent(new OptionEvent(one, value, commit))}
    ></cs-option>`;
  }

  /** Whether training changes the layer. */
  #trainable({ parameterCount, frozen }: LayerPreview): TemplateResult | typeof nothing {
    if (parameterCount === 0) return nothing;
    const { frozen: words } = buildingWords();
    const { slower, frozenFrom, busy } = this;
    return html`<div class="trainable">
      <label title=${words.hint}
        ><input
          type="checkbox"
          role="switch"
          data-testid="trainable"
          .checked=${live(!frozen)}
          ?disabled=${busy}
          @change=${() => this.#act(frozen ? 'unfreeze' : 'freeze')}
        /><code>trainable</code>${frozen ? html`<span class="small">${words.is}</span>` : nothing}</label
      >
      ${
        frozen && frozenFrom > 1
          ? html`<button
              class="plain"
              data-testid="unfreeze-from"
              ?disabled=${busy}
              @click=${() => this.#act('unfreezeFrom')}
            >
              ${words.from(frozenFrom)}
            </button>`
          : nothing
      }
      ${
        slower === null || frozen
          ? nothing
          : html`<p class="small" role="status" data-testid="slower-hint">
              ${words.slower}
              <button class="plain" data-testid="slower" @click=${() => this.#act('slower')}>
                ${words.useRate(formatShort(slower))}
              </button>
            </p>`
      }
    </div>`;
  }

  /** It is data augmentation, and nothing else is between it and the picture. */
  #augmentsPicture({ kind, inputs: [input] }: LayerPreview): boolean {
    const before = this.network.find(({ name }) => name === input);
    return describeKind(kind).augments && (before === undefined || this.#augmentsPicture(before));
  }

  /** What data augmentation makes of the displayed picture. */
  #draws(layer: LayerPreview): TemplateResult | typeof nothing {
    if (!this.#augmentsPicture(layer)) return nothing;
    const { name, kind } = layer;
    void import('./augmentedDraws');
    return html`<cs-augmented-draws .layer=${{ name, kind, options: this.options }}></cs-augmented-draws>`;
  }

  #sums(layer: LayerPreview): TemplateResult {
    const building = buildingWords();
    const sizes = sizeSums(layer);
    const row = (name: string | TemplateResult, { text, result }: Sum): TemplateResult =>
      html`<div class="sum">
        <dt>${name}</dt>
        <dd>${text ? `${text} = ` : ''}<b>${integer.format(result)}</b></dd>
      </div>`;
    const [parameters, products] = [parameterSum(layer), multiplyAddSum(layer)];
    const names = sizes.length === 2 ? [building.rows, building.columns] : [building.size];
    return html`<dl data-testid="sums">
      ${sizes.map((sum, at) => row(names[at] ?? '', sum))}
      ${parameters ? row(term('parameter', building.parameters), parameters) : html`<div class="sum"><dt>${layer.sharesWith === null ? building.noParameters : building.sharedParameters}</dt></div>`}
      ${products ? row(building.multiplyAdds, products) : nothing}
    </dl>`;
  }

  #pending(impossible: boolean): TemplateResult {
    const building = buildingWords();
    if (this.busy)
      return html`<div class="pending"><span class="small" role="status">${building.building}…</span></div>`;
    return html`<div class="pending">
      ${
        impossible
          ? nothing
          : html`<button class="primary" data-testid="apply" @click=${() => this.#act('apply')}>
              ${building.apply} <span aria-hidden="true">⏎</span>
            </button>`
      }
      <button data-testid="discard" @click=${() => this.#act('discard')}>${building.discard}</button>
    </div>`;
  }

  /** Where it stands among the others. */
  #place(name: string): TemplateResult {
    const building = buildingWords();
    return html`<div class="place">
      <button
        class="icon"
        data-testid="layer-up"
        title=${building.up(name)}
        aria-label=${building.up(name)}
        ?disabled=${this.busy || this.first}
        @click=${() => this.#act('up')}
      >
        ${icons.up()}
      </button>
      <button
        class="icon"
        data-testid="layer-down"
        title=${building.down(name)}
        aria-label=${building.down(name)}
        ?disabled=${this.busy || this.last}
        @click=${() => this.#act('down')}
      >
        ${icons.down()}
      </button>
      <button
        class="icon"
        data-testid="layer-remove"
        title=${building.remove(name)}
        aria-label=${building.remove(name)}
        ?disabled=${this.busy}
        @click=${() => this.#act('remove')}
      >
        ${icons.bin()}
      </button>
      <button class="add" data-testid="layer-add" ?disabled=${this.busy} @click=${() => this.#act('add')}>
        ${building.add}
      </button>
    </div>`;
  }

  protected override render(): TemplateResult {
    const { layer, problem } = this;
    const building = buildingWords();
    if (!layer) return html``;
    const { options } = describeKind(layer.kind);
    const folded = options.filter(({ advanced }) => advanced);
    const elsewhere = problem && problem.layer !== layer.name ? building.problem.in(problem.layer) : '';
    return html`<p class="mono layer-name">${layer.name}</p>
      <p class="small" data-testid="layer-says">${building.kinds[layer.kind] ?? ''}</p>
      ${layer.sharesWith === null ? nothing : html`<p class="shares" data-testid="shares-with">${marked(building.sharesWith(layer.sharesWith))}</p>`}
      <div @keydown=${this.#key}>
        ${options.filter(({ advanced }) => !advanced).map(({ name }) => this.#option(layer, name))}
      </div>
      ${this.#trainable(layer)}
      ${problem ? html`<p class="problem" role="alert" data-testid="problem">${elsewhere}${marked(problemText(problem))} <span class="small">${building.problem.stays}</span></p>` : nothing}
      ${this.#draws(layer)} ${problem?.layer === layer.name ? nothing : this.#sums(layer)}
      ${layer.window && problem?.layer !== layer.name ? html`<cs-sliding-figure .facts=${layer.window}></cs-sliding-figure>` : nothing}
      ${
        folded.length > 0
          ? html`<details @keydown=${this.#key}>
              <summary>${building.more}</summary>
              ${folded.map(({ name }) => this.#option(layer, name))}
            </details>`
          : nothing
      }
      ${this.pending || this.busy ? this.#pending(problem !== null) : this.#place(layer.name)}`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [PanelEvent.type]: PanelEvent;
  }
}
