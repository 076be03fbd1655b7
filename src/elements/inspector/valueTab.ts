// How the number pointed at came about: its map enlarged, the numbers it was computed from, the arithmetic, one
// plain sentence, and the part of the picture that the cell can see.

import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { colourMap } from '../../draw/colourMaps';
import { receptiveField } from '../../draw/receptive';
import type { Screen } from '../../draw/screen';
import { denseSlice, mapSlice } from '../../draw/slices';
import { PICTURE, activationMap, filterDomain, mapDomain, pictureLayer } from '../../draw/stageTiles';
import type { CellExplanation, LayerView, TrainFacade } from '../../train/facade';
import './contributions';
import type { Contribution, ContributionEvent } from './contributions';
import { SessionController } from '../controllers/sessionController';
import { explainInWords } from './explainInWords';
import { formatNumber, formatPercent } from '../format';
import { icons } from '../icons';
import { tabStyles } from './tabStyles';
import { LocaleController } from '../locale';
import './patch';
import type { Term } from './patch';
import { PointAtEvent, type Pointed } from '../pointed';
import { shared } from '../styles';
import { ThemeController } from '../theme';
import '../tileCanvas';
import type { CellEvent, TileView } from '../tileCanvas';

/** Contributions listed for a dense unit. */
const LISTED = 5;
const product = (term: Term): number => term.value * (term.weight ?? 1);
const total = (terms: readonly Term[]): number => terms.reduce((sum, term) => sum + product(term), 0);
/** Names as in formulas; others as Keras writes them. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  relu: 'ReLU',
  relu6: 'ReLU6',
  leakyRelu: 'LeakyReLU',
  elu: 'ELU',
};

@customElement('cs-value-tab')
export class ValueTabElement extends LitElement {
  static override readonly styles = [shared, tabStyles];

  @property({ attribute: false }) session: TrainFacade | null = null;
  @property({ attribute: false }) screen: Screen | null = null;
  @property({ attribute: false }) pointed: Pointed | null = null;
  @property({ attribute: false }) explanation: CellExplanation | null = null;
  /** The picture shown, for its pixels' values. */
  @property({ attribute: false }) picture: Float32Array | null = null;
  @state() private slice = 0;

  readonly #locale = new LocaleController(this);
  readonly #theme = new ThemeController(this);

  constructor() {
    super();
    new SessionController(this, () => this.session, ['layerschange', 'domainchange']);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('pointed') && this.pointed && this.pointed.slice !== null)
      this.slice = this.pointed.slice;
  }

  get #layer(): LayerView | null {
    return this.session?.layers.find(({ name }) => name === this.pointed?.layer) ?? null;
  }

  /** The layer whose numbers this one reads: the next before it that did more than reshape. */
  #before(layer: LayerView): { readonly view: LayerView | null; readonly shape: readonly number[] } {
    let view = this.session?.layers.find(({ name }) => name === layer.inputs[0]) ?? null;
    while (view?.kind === 'flatten')
      view = this.session?.layers.find(({ name }) => name === view?.inputs[0]) ?? null;
    return { view, shape: view?.outputShape ?? this.session?.input.shape ?? [] };
  }

  #enlarged(layer: LayerView | null, index: readonly number[]): TileView | null {
    const { session } = this;
    if (!session || index.length !== 3) return null;
    const [row = 0, column = 0, channel = 0] = index;
    const drawn = layer ?? pictureLayer(session.input);
    const mark = { top: row, left: column, bottom: row + 1, right: column + 1 };
    return {
      tensor: drawn.activation,
      slices: [mapSlice(drawn.activation, channel)],
      map: activationMap(drawn, this.#theme.theme),
      domain: mapDomain(drawn, channel),
      across: 1,
      mark,
      chosen: null,
    };
  }

  #field(layer: LayerView, index: readonly number[]): TemplateResult {
    const { words } = this.#locale;
    const { session } = this;
    if (!session) return html``;
    const [row = 0, column = 0] = index;
    const field = index.length === 3 ? receptiveField(session.layers, layer.name, row, column) : null;
    const picture = pictureLayer(session.input);
    const view: TileView = {
      tensor: session.input,
      slices: [mapSlice(session.input, 0)],
      map: activationMap(picture, this.#theme.theme),
      domain: [0, 1],
      across: 1,
      mark: field,
      chosen: null,
    };
    const text = field
      ? words.inspector.fieldSize(field.bottom - field.top, field.right - field.left)
      : words.inspector.fieldAll;
    return html`<figure>
      <figcaption>${words.inspector.field}</figcaption>
      <cs-tiles .screen=${this.screen} .view=${view} label=${words.inspector.field}></cs-tiles>
      <p class="small">${text}</p>
    </figure>`;
  }

  #cell(event: CellEvent, layer: string, channel: number): void {
    const { cell, keep } = event;
    this.dispatchEvent(
      new PointAtEvent(cell ? { layer, index: [cell.row, cell.column, channel], slice: null } : null, keep),
    );
  }

  #maps(layer: LayerView | null, index: readonly number[]): TemplateResult | typeof nothing {
    const view = this.#enlarged(layer, index);
    const name = layer?.name ?? PICTURE;
    if (!view) return layer ? this.#unitWeights(layer, index[0] ?? 0) : nothing;
    const { words } = this.#locale;
    const label = layer
      ? words.inspector.at.map(layer.className, (index[2] ?? 0) + 1)
      : words.inspector.at.picture;
    return html`<div class="maps ${layer ? '' : 'alone'}">
      <figure>
        ${layer ? html`<figcaption>${words.inspector.map}</figcaption>` : nothing}
        <cs-tiles
          data-testid="enlarged"
          .screen=${this.screen}
          .view=${view}
          largest=${layer ? 1000 : 252}
          label=${label}
          @cs-cell=${(event: CellEvent) => this.#cell(event, name, index[2] ?? 0)}
        ></cs-tiles>
      </figure>
      ${layer ? this.#field(layer, index) : nothing}
    </div>`;
  }

  /** The weights of a dense unit, in the shape of the maps they apply to. */
  #unitWeights(layer: LayerView, unit: number): TemplateResult | typeof nothing {
    const { kernel } = layer;
    if (!kernel) return nothing;
    const { words } = this.#locale;
    const { shape } = this.#before(layer);
    const inputs = kernel.shape[0] ?? 1;
    // A vector has no shape of its own: fold it so that it fits.
    const across = Math.ceil(Math.sqrt(inputs * 2));
    const [rows = 1, columns = 1, channels = 1] =
      shape.length === 3 ? shape : [Math.ceil(inputs / across), across, 1];
    const slices = Array.from({ length: channels }, (_, channel) => ({
      ...denseSlice(kernel, unit, [rows, columns, channels], channel),
      extent: inputs * (kernel.shape[1] ?? 1),
    }));
    const view: TileView = {
      tensor: kernel,
      slices,
      map: colourMap('weight', this.#theme.theme),
      domain: layer.kernelDomain,
      across: Math.min(8, channels),
      mark: null,
      chosen: null,
    };
    return html`<figure>
      <figcaption>
        ${channels > 1 ? words.inspector.weights : `${words.inspector.kernel} · ${words.inspector.allInputs(inputs)}`}
      </figcaption>
      <cs-tiles .screen=${this.screen} .view=${view} label=${words.inspector.weights}></cs-tiles>
    </figure>`;
  }

  #convolution(layer: LayerView, explanation: CellExplanation): TemplateResult {
    const { words } = this.#locale;
    const { view, shape } = this.#before(layer);
    const channels = layer.kernel ? (shape[2] ?? 1) : 1;
    const slice = Math.min(this.slice, channels - 1);
    const input = view ?? (this.session ? pictureLayer(this.session.input) : null);
    const theme = this.#theme.theme;
    const colours = input && {
      input: activationMap(input, theme),
      inputDomain: mapDomain(input, slice),
      weight: colourMap('weight', theme),
      weightDomain: filterDomain(layer, explanation.index[2] ?? 0),
    };
    const of = (channel: number): Term[] =>
      explanation.terms.filter((term) => !layer.kernel || (term.inputIndex[2] ?? 0) === channel);
    const sums = Array.from({ length: channels }, (_, channel): Contribution => ({
      name: String(channel + 1),
      detail: words.inspector.channel(channel + 1, channels),
      value: total(of(channel)),
    }));
    return html`<section>
        ${
          channels > 1
            ? html`<div class="stepper">
                <button
                  class="plain icon"
                  aria-label=${words.inspector.previous}
                  @click=${() => (this.slice = (slice + channels - 1) % channels)}
                >
                  ${icons.left()}
                </button>
                <span>${words.inspector.channel(slice + 1, channels)}</span>
                <button
                  class="plain icon"
                  aria-label=${words.inspector.next}
                  @click=${() => (this.slice = (slice + 1) % channels)}
                >
                  ${icons.right()}
                </button>
              </div>`
            : nothing
        }
        <cs-patch
          .terms=${of(slice)}
          .colours=${colours}
          .chosen=${explanation.rule === 'max' ? explanation.value : null}
        ></cs-patch>
      </section>
      ${this.#outcome(layer, explanation)}
      ${
        channels > 1
          ? html`<section>
              <h3>${words.inspector.sumOfSlices}</h3>
              <cs-contributions
                .rows=${sums}
                .chosen=${slice}
                @cs-contribution=${({ at }: ContributionEvent) => (this.slice = at)}
              ></cs-contributions>
            </section>`
          : nothing
      }`;
  }

  #dense(layer: LayerView, explanation: CellExplanation): TemplateResult {
    const { words } = this.#locale;
    const { shape } = this.#before(layer);
    const place = (at: number): string => {
      if (shape.length !== 3) return `${at + 1}`;
      const [, columns = 1, channels = 1] = shape;
      return `${(at % channels) + 1} · ${Math.floor(at / channels / columns) + 1}, ${(Math.floor(at / channels) % columns) + 1}`;
    };
    const listed = [...explanation.terms]
      .sort((a, b) => Math.abs(product(b)) - Math.abs(product(a)))
      .slice(0, LISTED);
    const rows = listed.map((term): Contribution => ({
      name: place(term.inputIndex[0] ?? 0),
      detail: `${formatNumber(term.value)} × ${formatNumber(term.weight ?? 1)}`,
      value: product(term),
    }));
    return html`<section>
        <h3>${words.inspector.contributions}</h3>
        ${shape.length === 3 ? html`<p class="small">${words.inspector.place}</p>` : nothing}
        <cs-contributions .rows=${rows}></cs-contributions>
      </section>
      ${this.#outcome(layer, explanation)}`;
  }

  #outcome(layer: LayerView, explanation: CellExplanation): TemplateResult {
    return html`${this.#arithmetic(explanation)}
      <p class="say" data-testid="sentence">
        ${explainInWords(explanation, layer, explanation.index, this.#locale.words)}
      </p>`;
  }

  /** The sum as one line, each number under its name. */
  #arithmetic(explanation: CellExplanation): TemplateResult {
    const { inspector } = this.#locale.words;
    const { rule, bias, sum, value, activation } = explanation;
    const probability = this.#layer === this.session?.layers.at(-1);
    const part = (sign: string, name: string, text: string, result = false): TemplateResult =>
      html`<div class=${result ? 'result' : ''} data-sign=${sign}>
        <dt>${name}</dt>
        <dd data-testid=${result ? 'value' : nothing}>${text}</dd>
      </div>`;
    if (rule !== 'sum') {
      const name = rule === 'max' ? inspector.largest : rule === 'mean' ? inspector.mean : inspector.value;
      return html`<dl>${part('', name, formatNumber(value), true)}</dl>`;
    }
    const bent = activation !== 'linear' && activation !== '';
    return html`<dl>
      ${part('', 'Σ x·w', formatNumber(sum - (bias ?? 0)))}
      ${bias === null ? nothing : part('+', inspector.bias, formatNumber(bias))}
      ${part('=', inspector.sum, formatNumber(sum), !bent)}
      ${bent ? part('→', FUNCTIONS[activation] ?? activation, probability ? formatPercent(value) : formatNumber(value), true) : nothing}
    </dl>`;
  }

  protected override render(): TemplateResult {
    const { words } = this.#locale;
    const { pointed, session } = this;
    if (!pointed || !session) return html``;
    const layer = this.#layer;
    const { index } = pointed;
    const explanation =
      this.explanation?.layer === pointed.layer && String(this.explanation.index) === String(index)
        ? this.explanation
        : null;
    const [row = 0, column = 0] = index;
    const pixel = this.picture?.[row * (session.input.shape[1] ?? 28) + column] ?? NaN;
    return html`${this.#maps(layer, index)}
    ${
      layer
        ? html`${explanation ? (index.length === 3 ? this.#convolution(layer, explanation) : this.#dense(layer, explanation)) : html`<section class="waiting"></section>`} `
        : html`<dl>
              <div class="result">
                <dt>${words.inspector.value}</dt>
                <dd data-testid="value">${formatNumber(pixel)}</dd>
              </div>
            </dl>
            <p class="say">${words.inspector.say.pixel}</p>`
    }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cs-value-tab': ValueTabElement;
  }
}
