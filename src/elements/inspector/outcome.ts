// How the sum ends: its parts in one line, each number under its name, with all digits on demand, and a check: the same
// number computed again on the CPU in 64 bits, beside the one that the GPU holds. What is said of it goes in between.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CellExplanation } from '../../session/facade';
import { ConnectedElement } from '../connectedElement';
import { resultText } from '../arithmetic/equation';
import { formatFull, formatFull32, formatNumber, formatPercent, formatShort } from '../text/format';
import { added, difference } from '../arithmetic/lines';
import { locale } from '../locale';
import { keepInView } from '../controls/keepInView';
import { shared } from '../controls/styles';
import { switchStyles, tabStyles } from './tabStyles';

/** Names as in formulas; others as Keras writes them. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  relu: 'ReLU',
  relu6: 'ReLU6',
  leakyRelu: 'LeakyReLU',
  elu: 'ELU',
  silu: 'SiLU',
  gelu: 'GELU',
  geluTanh: 'GELU',
  selu: 'SELU',
};
/** An f32 carries 24 bits; a sum of some hundred products loses a few of them. */
const ROUNDING = 1e-5;

/** All digits are to be seen, or no longer. */
export class DigitsEvent extends Event {
  static readonly type = 'cs-digits';
  constructor(readonly full: boolean) {
    super(DigitsEvent.type);
  }
}

@customElement('cs-outcome')
export class OutcomeElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    tabStyles,
    switchStyles,
    css`
      .tools {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-8);
        flex-wrap: wrap;
      }
      .tools button {
        min-height: 26px;
        padding: 0 10px;
        font-size: var(--type-figure);
        border-radius: 6px;
      }
      dl.full {
        flex-direction: column;
        gap: 0;
      }
      dl.full div {
        display: grid;
        grid-template-columns: 1fr auto;
        align-items: baseline;
        gap: var(--space-8);
      }
      dl.full div[data-sign]::before {
        display: none;
      }
      dl.full dd {
        font-size: var(--type-figure);
        overflow-wrap: anywhere;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font: var(--type-figure) / 1.6 var(--mono);
        font-variant-numeric: tabular-nums;
      }
      th {
        text-align: left;
        font: var(--type-label) / 1.6 var(--font);
        color: var(--muted);
      }
      td {
        text-align: right;
        overflow-wrap: anywhere;
      }
      .check {
        border: 1px solid var(--line);
        border-radius: var(--radius-4);
        padding: var(--space-8);
        display: grid;
        gap: var(--space-4);
      }
      .differs {
        color: var(--ink);
        border-left: 2px solid var(--warning);
        padding-left: var(--space-8);
      }
    `,
  ];

  @property({ attribute: false }) explanation: CellExplanation | null = null;
  /** The number is a probability. */
  @property({ type: Boolean }) probability = false;
  /** The network is learning: numbers move between two readings. */
  @property({ type: Boolean }) moving = false;
  /** All digits are shown. */
  @property({ type: Boolean }) full = false;
  @state() private checking = false;

  #number(value: number): string {
    return this.full ? formatFull(value) : formatNumber(value);
  }

  /** The sum as one line, each number under its name. */
  #arithmetic({ rule, bias, sum, value, activation }: CellExplanation): TemplateResult {
    const { inspector } = locale.words;
    const part = (
      sign: string,
      name: string,
      number: number,
      result = false,
      text?: string,
    ): TemplateResult =>
      html`<div class=${result ? 'result' : ''} data-sign=${sign}>
        <dt>${name}</dt>
        <dd data-testid=${result ? 'value' : nothing} title=${formatFull(number)}>
          ${text ?? this.#number(number)}
        </dd>
      </div>`;
    const full = this.full ? 'full' : '';
    if (rule !== 'sum') {
      const name = rule === 'max' ? inspector.largest : rule === 'mean' ? inspector.mean : inspector.value;
      return html`<dl class=${full}>${part('', name, value, true)}</dl>`;
    }
    const bent = activation !== 'linear' && activation !== '';
    const format = (number: number): string => this.#number(number);
    const sign = bias === null ? '=' : added(sum - bias, bias, sum, format).sign;
    const outcome = this.probability && !this.full ? formatPercent(value) : this.#number(value);
    return html`<dl class=${full}>
      ${part('', 'Σ x·w', sum - (bias ?? 0))} ${bias === null ? nothing : part('+', inspector.bias, bias)}
      ${part(sign, inspector.sum, sum, !bent)}
      ${bent ? part('→', FUNCTIONS[activation] ?? activation, value, true, outcome) : nothing}
    </dl>`;
  }

  #check({ value, gpuValue }: CellExplanation): TemplateResult {
    const { check } = locale.words.why;
    const gap = Math.abs(value - gpuValue);
    const agree = gap <= ROUNDING * Math.max(1, Math.abs(value)) || Object.is(value, gpuValue);
    const [low, high] = value < gpuValue ? [value, gpuValue] : [gpuValue, value];
    const line = difference(low, high, gap, {
      operands: (one) => (one === gpuValue ? formatFull32(one) : formatFull(one)),
      result: (one) => (one === 0 ? '0' : formatShort(one)),
    });
    const row = (name: string, text: string, id: string): TemplateResult =>
      html`<tr>
        <th scope="row">${name}</th>
        <td data-testid=${id}>${text}</td>
      </tr>`;
    return html`<div class="check" role="group" aria-label=${check.title}>
      <table>
        <tbody>
          ${row(check.gpu, formatFull32(gpuValue), 'check-gpu')}
          ${row(check.cpu, formatFull(value), 'check-cpu')}
          ${row(check.difference, resultText(line), 'check-difference')}
        </tbody>
      </table>
      <p class="small ${agree ? '' : 'differs'}" data-testid="check-says">
        ${agree ? check.agree : this.moving ? check.moving : check.differs}
      </p>
    </div>`;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    // The button may stand at the lower edge of what is seen.
    const check = changed.has('checking') && this.renderRoot.querySelector('.check');
    if (check) keepInView(check);
  }

  protected override render(): TemplateResult {
    const { why } = locale.words;
    const { explanation } = this;
    if (!explanation) return html``;
    return html`${this.#arithmetic(explanation)}
      <slot></slot>
      <div class="tools">
        <button
          data-testid="check"
          aria-expanded=${this.checking ? 'true' : 'false'}
          @click=${() => (this.checking = !this.checking)}
        >
          ${why.check.button}
        </button>
        <label class="switch"
          ><input
            type="checkbox"
            role="switch"
            data-testid="digits"
            .checked=${this.full}
            @change=${(event: Event) => this.dispatchEvent(new DigitsEvent((event.target as HTMLInputElement).checked))}
          />${why.digits}</label
        >
      </div>
      ${this.checking ? this.#check(explanation) : nothing}`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [DigitsEvent.type]: DigitsEvent;
  }
}
