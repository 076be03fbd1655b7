// Four figures at the foot: what came out, and the settings that mattered. The learning rate opens a panel to change it.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { TrainFacade } from '../../session/facade';
import { SessionElement } from '../sessionElement';
import { formatLoss, formatPercent, formatShort } from '../text/format';
import { icons } from '../controls/icons';
import { locale } from '../locale';
import { optimizerName } from '../text/optimizerName';
import { shared } from '../controls/styles';
import type { RatePanelElement } from './ratePanel';

@customElement('cs-figures')
export class FiguresElement extends SessionElement {
  static override readonly sessionEvents = ['statechange', 'progress'] as const;
  static override readonly styles = [
    shared,
    css`
      dl {
        display: grid;
        grid-template-columns: auto auto;
        gap: 3px var(--space-16);
        margin: 0;
        font-size: var(--type-body);
        line-height: 1.5;
      }
      dt {
        color: var(--muted);
        white-space: nowrap;
      }
      dd {
        margin: 0;
        text-align: right;
        font-weight: 600;
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
        min-width: 5.5em;
      }
      :host {
        position: relative;
      }
      .rate {
        display: inline-flex;
        align-items: center;
        gap: var(--space-4);
        min-height: 0;
        padding: 0 var(--space-4);
        margin-right: calc(-1 * var(--space-4));
        border-color: transparent;
        border-radius: var(--radius-4);
        font-weight: 600;
        font-variant-numeric: tabular-nums;
        line-height: inherit;
      }
      .rate svg {
        color: var(--accent-text);
      }
      .rate[aria-expanded='true'] {
        background: var(--accent-soft);
        border-color: var(--accent);
      }
      cs-rate-panel {
        position: absolute;
        right: 0;
        bottom: calc(100% + var(--space-8));
        z-index: 3;
      }
      @media (max-width: 620px) {
        dl {
          grid-template-columns: auto minmax(max-content, 1fr) auto minmax(max-content, 1fr);
        }
        dd {
          min-width: 0;
        }
      }
      @media (max-width: 380px) {
        dl {
          grid-template-columns: auto minmax(max-content, 1fr);
        }
      }
    `,
  ];

  @state() private changing = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  async #open(): Promise<void> {
    await import('./ratePanel');
    this.changing = true;
    document.addEventListener('pointerdown', this.#outside);
    await this.updateComplete;
    const panel = this.renderRoot.querySelector<RatePanelElement>('cs-rate-panel');
    await panel?.updateComplete;
    panel?.focus();
  }

  #close(): void {
    document.removeEventListener('pointerdown', this.#outside);
    this.changing = false;
  }

  #leave(): void {
    this.#close();
    this.renderRoot.querySelector<HTMLElement>('.rate')?.focus();
  }

  readonly #outside = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.#close();
  };

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.#leave();
  }

  #rate(session: TrainFacade): TemplateResult {
    const { progress, settings } = session;
    const optimizer = optimizerName(settings.optimizer);
    const now = `${formatShort(progress.learningRate)} ${optimizer}`;
    const words = locale.words.learningRate;
    return html`<button
      class="rate"
      data-testid="change-rate"
      aria-expanded=${this.changing ? 'true' : 'false'}
      aria-label=${words.open(now)}
      title=${words.open(now)}
      @click=${() => (this.changing ? this.#close() : void this.#open())}
    >
      ${now} ${icons.down(12)}
    </button>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { time } = locale.words;
    const { progress, settings } = session;
    return html`<dl>
        <dt>${time.testAccuracy}</dt>
        <dd data-testid="test-accuracy">${formatPercent(progress.testAccuracy, 2)}</dd>
        <dt>${time.loss}</dt>
        <dd data-testid="loss">${formatLoss(progress.loss)}</dd>
        <dt>${time.learningRate}</dt>
        <dd data-testid="learning-rate">${this.#rate(session)}</dd>
        <dt>${time.batch}</dt>
        <dd data-testid="batch">${settings.batchSize}</dd>
      </dl>
      ${
        this.changing
          ? html`<cs-rate-panel
              role="dialog"
              aria-label=${locale.words.learningRate.title}
              @keydown=${this.#key}
              @cs-close-panel=${() => this.#leave()}
            ></cs-rate-panel>`
          : nothing
      }`;
  }
}
