// The tab Why explains the answer, or the number pointed at: three maps over this picture, a picture generated to
// maximise a filter, and the test pictures with its largest activation. Loaded when it is first opened.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Filter, Unit } from '../../inspect/attribution/attributionFacade';
import type { LayerView } from '../../session/facade';
import { SessionElement } from '../sessionElement';
import { AnswerController } from '../controllers/answerController';
import { locale } from '../locale';
import type { Pointed } from '../pointed';
import { shared } from '../controls/styles';
import { className, classWords } from '../text/classes';
import { cellTitle, titleStyles } from './cellTitle';
import './attributionMaps';
import './idealPicture';
import { switchStyles, tabStyles } from './tabStyles';
import './topPictures';
import { whyStyles } from './whyStyles';
import { explainWords } from '../locales/explain';

/** The subject: the most probable class, a chosen class, or the number pointed at. */
type Subject = 'now' | 'pointed' | number;

@customElement('cs-why-tab')
export class WhyTabElement extends SessionElement {
  static override readonly sessionEvents = ['layerschange', 'statechange'] as const;
  static override readonly styles = [shared, titleStyles, tabStyles, switchStyles, whyStyles];

  @property({ attribute: false }) pointed: Pointed | null = null;
  @property({ attribute: false }) picture: Float32Array | null = null;
  @state() private subject: Subject = 'now';

  readonly #answers = new AnswerController(
    this,
    () => this.session,
    () => this.screen,
    () => undefined,
  );

  get #last(): LayerView | null {
    return this.session?.layers.at(-1) ?? null;
  }

  /** The likeliest class; null until its numbers are read. */
  get #now(): number | null {
    const { probabilities } = this.#answers;
    return probabilities?.indexOf(Math.max(...probabilities)) ?? null;
  }

  /** The layer pointed at, if the network computes its numbers and it is not the answer. */
  get #pointedLayer(): LayerView | null {
    const layer = this.session?.layers.find(({ name }) => name === this.pointed?.layer) ?? null;
    return layer === this.#last ? null : layer;
  }

  /** The class in question: the chosen one, else the most probable one. */
  #answerUnit(): Unit | null {
    const index = typeof this.subject === 'number' ? this.subject : this.#now;
    return index === null || !this.#last ? null : { layer: this.#last.name, index: [index] };
  }

  #unit(): Unit | null {
    const layer = this.#pointedLayer;
    return this.subject === 'pointed' && layer && this.pointed
      ? { layer: layer.name, index: this.pointed.index }
      : this.#answerUnit();
  }

  #answerName(at: number): string {
    return classWords(this.session, locale.words).answer(className(this.session, at));
  }

  #name(layer: LayerView, index: readonly number[]): string {
    const { at, cell } = locale.words.inspector;
    const [row = 0, column = 0, channel] = index;
    if (layer === this.#last) return this.#answerName(row);
    if (channel === undefined) return at.unit(layer.className, row + 1);
    return `${at.map(layer.className, channel + 1)}, ${cell(row + 1, column + 1)}`;
  }

  /** The map or unit that the two parts below are about: the one pointed at, else the answer's class. */
  #filter(): Filter | null {
    const { pointed } = this;
    const layer = this.#pointedLayer ?? this.#last;
    const channel =
      pointed?.layer === layer?.name ? pointed?.index.at(-1) : (this.#answerUnit()?.index[0] ?? undefined);
    return layer === null || channel === undefined ? null : { layer: layer.name, channel };
  }

  readonly #filterName = ({ layer: name, channel }: Filter): string => {
    const { at } = locale.words.inspector;
    const layer = this.session?.layers.find((one) => one.name === name);
    if (!layer) return name;
    if (layer === this.#last) return this.#answerName(channel);
    return layer.outputShape.length === 3
      ? at.map(layer.className, channel + 1)
      : at.unit(layer.className, channel + 1);
  };

  #choose(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    this.subject = value === 'now' || value === 'pointed' ? value : Number(value);
  }

  #subjects(): TemplateResult {
    const { tab } = explainWords();
    const layer = this.#pointedLayer;
    const classes = this.#last?.outputShape[0] ?? 0;
    const now = this.#now;
    const option = (value: Subject, text: string): TemplateResult =>
      html`<option value=${String(value)} .selected=${value === this.subject}>${text}</option>`;
    return html`<label class="row subject">
      <span class="small">${tab.subject}</span>
      <select data-testid="subject" @change=${(event: Event) => this.#choose(event)}>
        ${option('now', tab.now(now === null ? '…' : className(this.session, now)))}
        ${layer && this.pointed ? option('pointed', this.#name(layer, this.pointed.index)) : nothing}
        ${Array.from({ length: classes }, (_, at) => option(at, tab.answer(className(this.session, at))))}
      </select>
    </label>`;
  }

  protected override render(): TemplateResult {
    const { session, screen } = this;
    if (!session || !screen) return html``;
    const filter = this.#filter();
    const unit = this.#unit();
    const layer = session.layers.find(({ name }) => name === unit?.layer) ?? null;
    const answer = layer !== null && layer === this.#last;
    const pointed =
      unit?.layer === this.pointed?.layer && String(unit?.index) === String(this.pointed?.index);
    return html`${unit && layer ? cellTitle(session, layer, unit.index, answer, pointed, locale.words) : nothing}
      ${this.#subjects()}
      <cs-attribution-maps .unit=${unit} .probability=${answer}></cs-attribution-maps>
      ${
        filter
          ? html`<cs-ideal-picture .filter=${filter} .nameOf=${this.#filterName}></cs-ideal-picture>
              <cs-top-pictures .filter=${filter} .nameOf=${this.#filterName}></cs-top-pictures>`
          : nothing
      }`;
  }
}
