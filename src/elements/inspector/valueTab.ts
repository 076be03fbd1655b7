// The explanation of the number pointed at: its map enlarged, its operands, the arithmetic, one plain sentence, and its
// receptive field in the picture. While its map is open on the stage, only what is not shown there.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { colourMap } from '../../draw/colourMaps';
import { denseSlice, mapSlice } from '../../draw/slices';
import {
  PICTURE,
  activationMap,
  filterDomain,
  filterOf,
  inColour,
  mapDomain,
  pictureLayer,
  signedColour,
} from '../../draw/stageTiles';
import type { CellExplanation, LayerView } from '../../session/facade';
import { busy } from '../controls/busy';
import { SessionElement } from '../sessionElement';
import { CHANNEL_LETTERS } from '../stage/channels';
import { pictureName, pixelValues, readsColourPicture } from '../picture/pixels';
import { colourCells } from './colourGrid';
import './contributions';
import type { Contribution, ContributionEvent } from './contributions';
import { explainInWords } from './explainInWords';
import { equationText } from '../arithmetic/equation';
import { formatFull32, formatNumber, formatPercent } from '../text/format';
import { term } from '../text/marked';
import { icons } from '../controls/icons';
import { product as line } from '../arithmetic/lines';
import { tabStyles } from './tabStyles';
import { locale } from '../locale';
import './field';
import type { DigitsEvent } from './outcome';
import './outcome';
import './patch';
import './softmaxTerms';
import type { Term } from './patch';
import { PointAtEvent, type Pointed } from '../pointed';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';
import { pictureView, type CellEvent, type TileView } from '../canvas/tileCanvas';
import { classNamesOf } from '../text/classes';

/** Contributions listed for a dense unit. */
const LISTED = 5;
/** Side of the receptive field where it stands alone, in CSS pixels. */
const OPEN_FIELD = 200;
/** The input maps that a sum reads, in their order. */
const readChannels = ({ terms }: CellExplanation): readonly number[] =>
  [...new Set(terms.map(({ inputIndex }) => inputIndex[2] ?? 0))].sort((a, b) => a - b);

const product = (term: Term): number => term.value * (term.weight ?? 1);
const total = (terms: readonly Term[]): number => terms.reduce((sum, term) => sum + product(term), 0);
@customElement('cs-value-tab')
export class ValueTabElement extends SessionElement {
  static override readonly sessionEvents = [
    'layerschange',
    'domainchange',
    'statechange',
    'openedchange',
  ] as const;
  static override readonly styles = [shared, tabStyles];

  @property({ attribute: false }) pointed: Pointed | null = null;
  @property({ attribute: false }) explanation: CellExplanation | null = null;
  /** The picture shown, for its pixels' values. */
  @property({ attribute: false }) picture: Float32Array | null = null;
  @state() private slice = 0;
  @state() private full = false;
  #drawn: TileView | null = null;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('pointed') && this.pointed && this.pointed.slice !== null)
      this.slice = this.pointed.slice;
  }

  get #layer(): LayerView | null {
    return this.session?.layers.find(({ name }) => name === this.pointed?.layer) ?? null;
  }

  /** The stage shows the map pointed at opened: itself, its operands and what each of them adds. */
  get #isOpen(): boolean {
    const open = this.session?.opened.current;
    const { pointed } = this;
    if (!open || open.layer !== pointed?.layer) return false;
    return open.channel === pointed.index.at(-1);
  }

  /** The layer that this one reads: the nearest before it that does more than reshape. */
  #before(layer: LayerView): { readonly view: LayerView | null; readonly shape: readonly number[] } {
    let view = this.session?.layers.find(({ name }) => name === layer.inputs[0]) ?? null;
    while (view?.kind === 'flatten')
      view = this.session?.layers.find(({ name }) => name === view?.inputs[0]) ?? null;
    return { view, shape: view?.outputShape ?? this.session?.input.shape ?? [] };
  }

  /** The view of before where it is the same: its tile is painted with the stage's, and another one would be painted again. */
  #steady(view: TileView | null): TileView | null {
    const before = this.#drawn;
    const same = before?.tensor === view?.tensor && JSON.stringify(before) === JSON.stringify(view);
    return same ? before : (this.#drawn = view);
  }

  #enlarged(layer: LayerView | null, index: readonly number[]): TileView | null {
    const { session } = this;
    if (!session || index.length !== 3) return null;
    const [row = 0, column = 0, channel = 0] = index;
    const drawn = layer ?? pictureLayer(session.input);
    const mark = { top: row, left: column, bottom: row + 1, right: column + 1 };
    if (!layer && this.pointed?.whole) return pictureView(session.input, themeChoice.theme, mark);
    return {
      tensor: drawn.activation,
      slices: [mapSlice(drawn.activation, channel)],
      map: activationMap(drawn, themeChoice.theme),
      domain: mapDomain(drawn, channel),
      across: 1,
      mark,
      chosen: null,
    };
  }

  #cell(event: CellEvent, layer: string, channel: number): void {
    const { cell, keep } = event;
    const whole = layer === PICTURE && this.pointed?.whole ? { whole: true } : {};
    const to = cell && { layer, index: [cell.row, cell.column, channel], slice: null, ...whole };
    this.dispatchEvent(new PointAtEvent(to, keep));
  }

  #maps(layer: LayerView | null, index: readonly number[]): TemplateResult | typeof nothing {
    if (this.#isOpen) return html`<cs-field .pointed=${this.pointed} .largest=${OPEN_FIELD}></cs-field>`;
    const view = this.#steady(this.#enlarged(layer, index));
    const name = layer?.name ?? PICTURE;
    if (!view) return layer ? this.#unit(layer, index[0] ?? 0) : nothing;
    const { words } = locale;
    const label = layer
      ? words.inspector.at.map(layer.className, (index[2] ?? 0) + 1)
      : this.pointed && this.session
        ? pictureName(this.pointed, this.session.input.shape, words)
        : words.inspector.at.picture;
    return html`<div class="maps ${layer ? '' : 'alone'}">
      <figure>
        ${layer ? html`<figcaption>${term('feature-map', words.inspector.map)}</figcaption>` : nothing}
        <cs-tiles
          data-testid="enlarged"
          .view=${view}
          largest=${layer ? 1000 : 252}
          label=${label}
          @cs-cell=${(event: CellEvent) => this.#cell(event, name, index[2] ?? 0)}
        ></cs-tiles>
      </figure>
      ${layer ? html`<cs-field .pointed=${this.pointed}></cs-field>` : nothing}
    </div>`;
  }

  #unit(layer: LayerView, unit: number): TemplateResult {
    return html`${this.#unitWeights(layer, unit)}
      <cs-field .pointed=${this.pointed} .largest=${112}></cs-field>`;
  }

  /** The weights of a dense unit, in the shape of the maps they apply to. */
  #unitWeights(layer: LayerView, unit: number): TemplateResult | typeof nothing {
    const { kernel } = layer;
    if (!kernel) return nothing;
    const { words } = locale;
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
      map: colourMap('weight', themeChoice.theme),
      domain: layer.kernelDomain,
      across: Math.min(8, channels),
      mark: null,
      chosen: null,
    };
    return html`<figure>
      <figcaption>
        ${channels > 1 ? words.inspector.weights : `${words.inspector.kernel} · ${words.inspector.allInputs(inputs)}`}
      </figcaption>
      <cs-tiles .view=${view} label=${words.inspector.weights}></cs-tiles>
    </figure>`;
  }

  /** Where the weight pointed at is used. */
  #weight(layer: LayerView, explanation: CellExplanation): TemplateResult | typeof nothing {
    const { pointed, session } = this;
    if (!pointed?.tap || pointed.slice === null || !session) return nothing;
    const filter = layer.kernel ? filterOf(layer.kernel, pointed.index[2] ?? 0) : 0;
    const at = [...pointed.tap, pointed.slice, filter];
    const weight = explanation.terms.find(({ weightIndex }) => String(weightIndex) === String(at))?.weight;
    const use = session.weightUse(layer.name, at);
    if (weight === undefined || weight === null || !use) return nothing;
    const { why } = locale.words;
    return html`<p class="say" data-testid="weight" title=${formatFull32(weight)}>
      ${why.weight(formatNumber(weight), pointed.tap[0] + 1, pointed.tap[1] + 1, use.outputs, use.padded)}
    </p>`;
  }

  #convolution(layer: LayerView, explanation: CellExplanation): TemplateResult {
    if (this.#isOpen) return html`${this.#weight(layer, explanation)} ${this.#outcome(layer, explanation)}`;
    const { words } = locale;
    const { view, shape } = this.#before(layer);
    const channels = layer.kernel ? (shape[2] ?? 1) : 1;
    // A depthwise kernel reads one input map for each of its own.
    const read = layer.kernel ? readChannels(explanation) : [0];
    const slice = read.includes(this.slice) ? this.slice : (read.at(-1) ?? 0);
    const input = view ?? (this.session ? pictureLayer(this.session.input) : null);
    const theme = themeChoice.theme;
    const colours = input && {
      input: activationMap(input, theme),
      inputDomain: mapDomain(input, slice),
      weight: colourMap('weight', theme),
      weightDomain: filterDomain(layer, explanation.index[2] ?? 0),
    };
    const of = (channel: number): Term[] =>
      explanation.terms.filter((term) => !layer.kernel || (term.inputIndex[2] ?? 0) === channel);
    const colour = this.session !== null && readsColourPicture(this.session, layer);
    const nameOf = (channel: number): string => {
      const name = words.inspector.channel(channel + 1, channels);
      return colour ? `${words.colours.channels[channel] ?? ''} · ${name}` : name;
    };
    const sums = read.map((channel): Contribution => ({
      name: colour ? (CHANNEL_LETTERS[channel] ?? '') : String(channel + 1),
      detail: nameOf(channel),
      value: total(of(channel)),
    }));
    return html`<section>
        ${
          colour
            ? html`<div class="in-colour" data-testid="in-colour">
                <cs-colour-grid
                  caption=${words.inspector.patchInColour}
                  .cells=${colourCells(explanation.terms, false)}
                  .map=${colourMap('pixels', theme)}
                  .domain=${[0, 1]}
                ></cs-colour-grid>
                <cs-colour-grid
                  caption=${words.inspector.kernelInColour}
                  .cells=${colourCells(explanation.terms, true)}
                  .map=${signedColour(theme)}
                  .domain=${filterDomain(layer, explanation.index[2] ?? 0)}
                ></cs-colour-grid>
              </div>`
            : nothing
        }
        ${
          read.length > 1
            ? html`<div class="stepper">
                <button
                  class="plain icon"
                  aria-label=${words.inspector.previous}
                  @click=${() => (this.slice = (slice + channels - 1) % channels)}
                >
                  ${icons.left()}
                </button>
                <span>${nameOf(slice)}</span>
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
          ?full=${this.full}
          .tap=${this.pointed?.slice === slice ? (this.pointed.tap ?? null) : null}
        ></cs-patch>
        ${this.#weight(layer, explanation)}
      </section>
      ${this.#outcome(layer, explanation)}
      ${
        read.length > 1
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
    const { words } = locale;
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
      detail: equationText(line(term.value, term.weight ?? 1)),
      value: product(term),
    }));
    const active = explanation.terms.filter(({ value }) => value !== 0).length;
    const largest = html`<h3>${words.inspector.contributions}</h3>
      ${shape.length === 3 ? html`<p class="small">${words.inspector.place}</p>` : nothing}
      <cs-contributions
        .rows=${rows}
        @cs-contribution=${({ at }: ContributionEvent) => this.#goTo(layer, listed[at]?.inputIndex[0] ?? 0)}
      ></cs-contributions>`;
    return html`<section>
        ${this.#isOpen ? nothing : largest}
        <p class="small">${words.why.activeInputs(active, explanation.terms.length)}</p>
      </section>
      ${this.#outcome(layer, explanation)}`;
  }

  /** Points at one of the inputs of a dense unit. */
  #goTo(layer: LayerView, input: number): void {
    const { view, shape } = this.#before(layer);
    const [, columns = 1, channels = 1] = shape;
    const index =
      shape.length === 3
        ? [Math.floor(input / channels / columns), Math.floor(input / channels) % columns, input % channels]
        : [input];
    this.dispatchEvent(new PointAtEvent({ layer: view?.name ?? PICTURE, index, slice: null }, true));
  }

  #outcome(layer: LayerView, explanation: CellExplanation): TemplateResult {
    return html`<cs-outcome
      .explanation=${explanation}
      .probability=${layer === this.session?.layers.at(-1)}
      .moving=${this.session?.state === 'training'}
      ?full=${this.full}
      @cs-digits=${({ full }: DigitsEvent) => (this.full = full)}
      ><p class="say" data-testid="sentence">
        ${explainInWords(explanation, layer, explanation.index, locale.words, this.session)}
      </p></cs-outcome
    >`;
  }

  /** What an edited shader computed is shown and not explained. */
  #edited(layer: LayerView, { value }: CellExplanation): TemplateResult {
    const { inspector } = locale.words;
    const text = layer === this.session?.layers.at(-1) ? formatPercent(value) : formatNumber(value);
    return html`<dl>
        <div class="result">
          <dt>${inspector.value}</dt>
          <dd data-testid="value" title=${formatFull32(value)}>${text}</dd>
        </div>
      </dl>
      <p class="say" data-testid="edited-shader">${inspector.shader.explained}</p>`;
  }

  #explained(layer: LayerView, explanation: CellExplanation): TemplateResult {
    if (explanation.edited === true) return this.#edited(layer, explanation);
    return explanation.index.length === 3
      ? this.#convolution(layer, explanation)
      : this.#dense(layer, explanation);
  }

  protected override render(): TemplateResult {
    const { words } = locale;
    const { pointed, session } = this;
    if (!pointed || !session) return html``;
    const layer = this.#layer;
    const { index } = pointed;
    const explanation =
      this.explanation?.layer === pointed.layer && String(this.explanation.index) === String(index)
        ? this.explanation
        : null;
    const pixel = layer ? [] : pixelValues(this.picture, session.input.shape, pointed);
    return html`${
      // Ten classes and more: what is asked for stands first.
      explanation?.softmax && !this.#isOpen
        ? html`<cs-softmax-terms
            .terms=${explanation.softmax}
            .chosen=${index[0] ?? 0}
            .classNames=${classNamesOf(session)}
          ></cs-softmax-terms>`
        : nothing
    }
    ${this.#maps(layer, index)}
    ${
      layer
        ? html`${explanation ? this.#explained(layer, explanation) : html`<section class="waiting">${busy()}</section>`}`
        : html`<dl>
              ${pixel.map(
                (value, at) =>
                  html`<div class="result">
                    <dt>${pixel.length > 1 ? words.colours.channels[at] : words.inspector.value}</dt>
                    <dd data-testid="value" title=${formatFull32(value)}>${formatNumber(value)}</dd>
                  </div>`,
              )}
            </dl>
            <p class="say">
              ${inColour(session.input.shape) ? words.inspector.say.colourPixel : words.inspector.say.pixel}
            </p>`
    }`;
  }
}
