// Four figures at the foot: what came out, and the settings that mattered. The learning rate opens a panel to change it, the loss one
// with the numbers of the layers, the test accuracy the confusion matrix.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { TrainFacade } from '../../session/facade';
import { PopupController } from '../controllers/popupController';
import { SessionElement } from '../sessionElement';
import { formatLoss, formatPercent, formatShort } from '../text/format';
import { ViewEvent } from '../frame/header';
import { icons } from '../controls/icons';
import { locale } from '../locale';
import { term } from '../text/marked';
import { optimizerName } from '../text/optimizerName';
import { shared } from '../controls/styles';

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
      .open {
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
      .open svg {
        color: var(--accent-text);
      }
      .open[aria-expanded='true'] {
        background: var(--accent-soft);
        border-color: var(--accent);
      }
      cs-rate-panel,
      cs-distributions-panel {
        position: absolute;
        right: 0;
        bottom: calc(100% + var(--space-8));
        z-index: 3;
      }
      @media (max-width: 620px) {
        dl {
          grid-template-columns: auto minmax(max-content, 1fr) auto minmax(max-content, 1fr);
          column-gap: var(--space-8);
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

  readonly #panel = new PopupController(
    this,
    () => import('./ratePanel'),
    'cs-rate-panel',
    '[data-testid=change-rate]',
  );

  readonly #layers = new PopupController(
    this,
    () => import('./distributionsPanel'),
    'cs-distributions-panel',
    '[data-testid=open-distributions]',
  );

  /** Opens the panel with the numbers of the layers, if it is closed. */
  showLayers(): void {
    if (!this.#layers.isOpen) this.#layers.toggle();
  }

  #loss(value: string): TemplateResult {
    const name = locale.words.time.distributions(value);
    return html`<button
      class="open"
      data-testid="open-distributions"
      aria-expanded=${this.#layers.isOpen ? 'true' : 'false'}
      aria-label=${name}
      title=${name}
      @click=${() => this.#layers.toggle()}
    >
      ${value} ${icons.down(12)}
    </button>`;
  }

  #rate(session: TrainFacade): TemplateResult {
    const { progress, settings } = session;
    const optimizer = optimizerName(settings.optimizer);
    const now = `${formatShort(progress.learningRate)} ${optimizer}`;
    const words = locale.words.learningRate;
    return html`<button
      class="open"
      data-testid="change-rate"
      aria-expanded=${this.#panel.isOpen ? 'true' : 'false'}
      aria-label=${words.open(now)}
      title=${words.open(now)}
      @click=${() => this.#panel.toggle()}
    >
      ${now} ${icons.down(12)}
    </button>`;
  }

  #accuracy(percent: string): TemplateResult {
    const name = locale.words.time.confusion(percent);
    return html`<button
      class="open"
      data-testid="open-confusion"
      aria-label=${name}
      title=${name}
      @click=${() => this.dispatchEvent(new ViewEvent('confusion'))}
    >
      ${percent} ${icons.right(12)}
    </button>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { time } = locale.words;
    const { progress, settings } = session;
    return html`<dl>
        <dt>${time.testAccuracy}</dt>
        <dd data-testid="test-accuracy">${this.#accuracy(formatPercent(progress.testAccuracy, 2))}</dd>
        <dt>${term('loss', time.loss)}</dt>
        <dd data-testid="loss">${this.#loss(formatLoss(progress.loss))}</dd>
        <dt>${time.learningRate}</dt>
        <dd data-testid="learning-rate">${this.#rate(session)}</dd>
        <dt>${term('batch', time.batch)}</dt>
        <dd data-testid="batch">${settings.batchSize}</dd>
      </dl>
      ${
        this.#panel.isOpen
          ? html`<cs-rate-panel
              role="dialog"
              aria-label=${locale.words.learningRate.title}
              @cs-close-panel=${() => this.#panel.leave()}
            ></cs-rate-panel>`
          : nothing
      }${
        this.#layers.isOpen
          ? html`<cs-distributions-panel
              role="dialog"
              aria-label=${time.distributions(formatLoss(progress.loss))}
              @cs-close-panel=${() => this.#layers.leave()}
            ></cs-distributions-panel>`
          : nothing
      }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cs-figures': FiguresElement;
  }
}
