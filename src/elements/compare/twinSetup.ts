// What is to differ between the twins: every pooling layer, or one option of one layer. Says in plain words why a
// twin cannot be built.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TwinChange, TwinLayer, TwinOption } from '../../session/twins/twinChange';
import { ConnectedElement } from '../connectedElement';
import { shared } from '../controls/styles';
import { compareStyles } from './compareStyles';
import { marked } from '../text/marked';
import { kerasName, valueText } from './twinNames';
import { compareWords } from '../locales/compare';

/** Other twins are wanted. */
export class TwinChangeEvent extends Event {
  static readonly type = 'cs-twin-change';
  constructor(readonly change: TwinChange) {
    super(TwinChangeEvent.type);
  }
}

/** What the form holds for an option, as the network takes it. Empty text is no number, and is refused as such. */
function parsed(option: TwinOption, text: string): unknown {
  switch (option.type) {
    case 'integer':
    case 'pair':
    case 'number':
      return text.trim() === '' ? NaN : Number(text);
    case 'boolean':
      return text === 'true';
    case 'choice':
      return text;
    default:
      option.type satisfies never;
      return text;
  }
}

/** A pair of equal numbers is edited as one. */
const editable = (value: unknown): string =>
  Array.isArray(value) && value[0] === value[1] ? String(value[0]) : valueText(value);

@customElement('cs-twin-setup')
export class TwinSetupElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    compareStyles,
    css`
      form {
        display: grid;
        gap: var(--space-8);
      }
      .way {
        display: flex;
        gap: var(--space-8);
        align-items: baseline;
        line-height: 1.45;
        cursor: pointer;
      }
      .way input {
        margin: 0;
        accent-color: var(--accent);
        flex: none;
      }
      .option {
        display: grid;
        gap: var(--space-8);
        padding-left: var(--space-24);
      }
      .option label {
        display: grid;
        grid-template-columns: 52px minmax(0, 1fr);
        align-items: center;
        gap: var(--space-8);
        font-size: var(--type-figure);
      }
      .now {
        padding-left: 60px;
      }
    `,
  ];

  @property({ attribute: false }) layers: readonly TwinLayer[] = [];
  @property({ attribute: false }) change: TwinChange = { kind: 'poolings' };
  @property({ type: Boolean }) busy = false;
  /** Why the twins wanted last cannot be built, in the engine's words. */
  @property({ attribute: false }) problem: string | null = null;
  @state() private way: TwinChange['kind'] = 'poolings';
  @state() private layer = '';
  @state() private option = '';
  @state() private text: string | null = null;

  get #layer(): TwinLayer | undefined {
    return this.layers.find(({ name }) => name === this.layer) ?? this.layers[0];
  }

  get #option(): TwinOption | undefined {
    const options = this.#layer?.options ?? [];
    return options.find(({ name }) => name === this.option) ?? options[0];
  }

  #wish(event: Event): void {
    event.preventDefault();
    const [layer, option] = [this.#layer, this.#option];
    if (this.way === 'poolings') this.dispatchEvent(new TwinChangeEvent({ kind: 'poolings' }));
    else if (layer && option) {
      const value = parsed(option, this.text ?? editable(option.value));
      this.dispatchEvent(
        new TwinChangeEvent({ kind: 'option', layer: layer.name, option: option.name, value }),
      );
    }
  }

  #way(way: TwinChange['kind'], text: string): TemplateResult {
    return html`<label class="way"
      ><input
        type="radio"
        name="way"
        data-testid=${`twin-${way}`}
        .checked=${this.way === way}
        @change=${() => (this.way = way)}
      /><span>${marked(text)}</span></label
    >`;
  }

  #select(
    name: string,
    values: readonly (readonly [value: string, text: string])[],
    chosen: string,
    id: string,
    choose: (value: string) => void,
  ): TemplateResult {
    return html`<label
      >${name}<select
        data-testid=${id}
        @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}
      >
        ${values.map(([value, text]) => html`<option value=${value} ?selected=${value === chosen}>${text}</option>`)}
      </select></label
    >`;
  }

  #value(option: TwinOption): TemplateResult {
    const { twins } = compareWords();
    const text = this.text ?? editable(option.value);
    const values = option.type === 'boolean' ? ['true', 'false'] : option.values;
    if (values.length > 0)
      return this.#select(
        twins.value,
        values.map((value) => [value, value]),
        text,
        'twin-value',
        (value) => (this.text = value),
      );
    return html`<label
      >${twins.value}<input
        type="number"
        step=${option.type === 'number' ? 'any' : 1}
        data-testid="twin-value"
        .value=${text}
        @input=${(event: Event) => (this.text = (event.target as HTMLInputElement).value)}
    /></label>`;
  }

  #one(): TemplateResult | typeof nothing {
    const { twins } = compareWords();
    const [layer, option] = [this.#layer, this.#option];
    if (this.way !== 'option' || !layer || !option) return nothing;
    return html`<div class="option">
      ${this.#select(
        twins.layer,
        this.layers.map(({ name, className }) => [name, `${name} · ${className}`]),
        layer.name,
        'twin-layer',
        (name) => {
          this.layer = name;
          this.text = null;
        },
      )}
      ${this.#select(
        twins.option,
        layer.options.map(({ name }) => [name, kerasName(name)]),
        option.name,
        'twin-option',
        (name) => {
          this.option = name;
          this.text = null;
        },
      )}
      ${this.#value(option)}
      <p class="small now">${twins.now}<code>${valueText(option.value)}</code></p>
    </div>`;
  }

  protected override render(): TemplateResult {
    const { twins } = compareWords();
    return html`<form novalidate @submit=${this.#wish}>
      ${this.#way('poolings', twins.everyPooling)} ${this.#way('option', twins.oneOption)} ${this.#one()}
      <button type="submit" data-testid="twin-make" ?disabled=${this.busy}>
        ${this.busy ? twins.making : twins.make}
      </button>
      ${
        this.problem === null
          ? nothing
          : html`<p class="problem" role="alert" data-testid="twin-problem">
              ${twins.impossible}<code>${this.problem}</code>
            </p>`
      }
    </form>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [TwinChangeEvent.type]: TwinChangeEvent;
  }
}
