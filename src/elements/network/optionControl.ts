// One option of a layer: a slider with its number beside it, a segmented choice, or a field to type into, made from the
// option's own description. While it moves it dispatches `draft`; on release (or Enter) `commit`.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { OptionDescription } from '../../session/editing/catalogue';
import { ConnectedElement } from '../connectedElement';
import { buildingWords } from '../locales/building';
import { shared } from '../controls/styles';
import { parseValue, sliderNumber, valueText } from './optionText';
import { marked } from '../text/marked';
import { expectedText } from './words';

/** The option has another value; `commit`: it is meant to stay. */
export class OptionEvent extends Event {
  static readonly type = 'cs-option';
  constructor(
    readonly option: OptionDescription,
    readonly value: unknown,
    readonly commit: boolean,
  ) {
    super(OptionEvent.type);
  }
}

/** Characters of all choices that fit side by side. */
const SEGMENTS = 12;

/** A name may continue on another line behind an underscore. */
const breakable = (name: string): (string | TemplateResult)[] =>
  name.split(/(?<=_)/).flatMap((part, at) => (at === 0 ? [part] : [html`<wbr />`, part]));

@customElement('cs-option')
export class OptionElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      .row {
        display: grid;
        grid-template-columns: 96px minmax(0, 1fr) 42px;
        gap: var(--space-8);
        align-items: center;
        min-height: 25px;
        font-size: var(--type-label);
      }
      .row.wide {
        grid-template-columns: 96px minmax(0, 1fr);
      }
      label,
      legend {
        padding: 0;
        overflow-wrap: anywhere;
      }
      input[type='range'] {
        width: 100%;
        min-width: 0;
        margin: 0;
        height: 24px;
        accent-color: var(--accent);
      }
      .typed,
      select {
        font: 600 var(--type-label) / 1 var(--mono);
        font-variant-numeric: tabular-nums;
        color: var(--ink);
        background: var(--panel);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-4);
        height: 24px;
        width: 100%;
        min-width: 0;
        padding: 0 var(--space-4);
        text-align: right;
      }
      select {
        text-align: left;
      }
      fieldset {
        border: 0;
        margin: 0;
        padding: 0;
        min-width: 0;
        display: grid;
        grid-auto-columns: minmax(0, 1fr);
        grid-auto-flow: column;
      }
      fieldset button {
        font: 500 var(--type-label) / 1 var(--mono);
        min-height: 24px;
        padding: 0 var(--space-4);
        border-color: var(--line-strong);
        border-radius: 0;
        margin-left: -1px;
      }
      fieldset button:first-of-type {
        border-radius: var(--radius-4) 0 0 var(--radius-4);
        margin-left: 0;
      }
      fieldset button:last-of-type {
        border-radius: 0 var(--radius-4) var(--radius-4) 0;
      }
      fieldset button[aria-pressed='true'] {
        background: var(--accent);
        border-color: var(--accent);
        color: var(--on-accent);
        z-index: 1;
      }
      .wrong {
        font-size: var(--type-label);
        line-height: 1.4;
        color: var(--pointed-text);
        padding-bottom: var(--space-4);
      }
      .follows,
      .name {
        color: var(--muted);
      }
      .name {
        display: block;
        line-height: 1.2;
      }
    `,
  ];

  @property({ attribute: false }) option: OptionDescription | null = null;
  @property({ attribute: false }) value: unknown = undefined;
  /** The Keras name of the option from which this one takes its default. */
  @property() follows = '';
  @property({ attribute: false }) followed: unknown = null;
  @property({ type: Boolean }) disabled = false;
  /** What was typed and is no value. */
  @state() private wrong: string | null = null;

  /** A pointer holds the slider: letting go means it. Keys mean it with Enter. */
  #held = false;

  #say(value: unknown, commit: boolean): void {
    if (!this.option) return;
    this.wrong = null;
    this.dispatchEvent(new OptionEvent(this.option, value, commit));
  }

  #slid(event: Event, commit: boolean): void {
    const number = Number((event.target as HTMLInputElement).value);
    this.#say(this.option?.type === 'pair' ? [number, number] : number, commit);
  }

  #typed(event: Event): void {
    const { option } = this;
    if (!option) return;
    const text = (event.target as HTMLInputElement).value;
    const value = parseValue(option, text);
    if (value === undefined) this.wrong = text;
    else this.#say(value, true);
  }

  #slider(option: OptionDescription, usual: readonly [number, number], shown: unknown): TemplateResult {
    const at = sliderNumber(shown) ?? usual[0];
    const step = ['number', 'ends'].includes(option.type)
      ? Number(((usual[1] - usual[0]) / 20).toPrecision(1))
      : 1;
    return html`<input
      id="control"
      type="range"
      data-testid=${`option-${option.keras}`}
      min=${Math.min(usual[0], at)}
      max=${Math.max(usual[1], at)}
      step=${step}
      .value=${String(at)}
      aria-valuetext=${valueText(shown, option.type)}
      ?disabled=${this.disabled}
      @pointerdown=${() => (this.#held = true)}
      @input=${(event: Event) => this.#slid(event, false)}
      @change=${(event: Event) => {
        if (this.#held) this.#slid(event, true);
        this.#held = false;
      }}
      @keydown=${(event: KeyboardEvent) => {
        this.#held = false;
        if (event.key === 'Enter') this.#slid(event, true);
      }}
    />`;
  }

  #field(option: OptionDescription, shown: unknown): TemplateResult {
    const building = buildingWords();
    return html`<input
      class="typed"
      type="text"
      inputmode=${option.type === 'integer' ? 'numeric' : 'text'}
      data-testid=${`typed-${option.keras}`}
      aria-label=${building.value(option.keras)}
      aria-invalid=${this.wrong === null ? 'false' : 'true'}
      .value=${this.wrong ?? valueText(shown, option.type)}
      ?disabled=${this.disabled}
      @change=${this.#typed}
    />`;
  }

  #choices(option: OptionDescription): TemplateResult {
    const chosen = valueText(this.value);
    const known = option.type === 'boolean' ? ['true', 'false'] : option.values;
    const values = known.includes(chosen) ? known : [...known, chosen];
    const meant = (value: string): unknown => (option.type === 'boolean' ? value === 'true' : value);
    if (values.join('').length > SEGMENTS)
      return html`<select
        id="control"
        data-testid=${`option-${option.keras}`}
        ?disabled=${this.disabled}
        @change=${(event: Event) => this.#say(meant((event.target as HTMLSelectElement).value), true)}
      >
        ${values.map((value) => html`<option value=${value} ?selected=${value === chosen}>${value}</option>`)}
      </select>`;
    return html`<fieldset aria-label=${option.keras} data-testid=${`option-${option.keras}`}>
      ${values.map(
        (value) =>
          html`<button
            aria-pressed=${value === chosen ? 'true' : 'false'}
            ?disabled=${this.disabled}
            @click=${() => this.#say(meant(value), true)}
          >
            ${value}
          </button>`,
      )}
    </fieldset>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { option } = this;
    if (!option) return nothing;
    const building = buildingWords();
    const name = building.optionNames[option.keras];
    const shown = this.value ?? this.followed;
    const choice = option.type === 'choice' || option.type === 'boolean';
    const { usual } = option;
    const following = this.value === null && this.follows !== '';
    return html`<div class="row ${usual && !choice ? '' : 'wide'}">
        <label for="control" title=${following ? building.follows(this.follows) : nothing}
          ><code class=${following ? 'follows' : ''}>${breakable(option.keras)}</code
          >${name ? html`<span class="name">${name}</span>` : nothing}</label
        >
        ${choice ? this.#choices(option) : usual ? this.#slider(option, usual, shown) : nothing}
        ${choice ? nothing : this.#field(option, shown)}
      </div>
      ${
        this.wrong === null
          ? nothing
          : html`<p class="wrong" role="alert" data-testid="wrong">
              ${marked(building.problem.typed(option.keras, expectedText(option)))}
            </p>`
      }`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [OptionEvent.type]: OptionEvent;
  }
}
