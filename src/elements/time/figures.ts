// Four figures at the foot: what came out, and the settings that mattered.

import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TrainFacade } from '../../train/facade';
import { SessionController } from '../controllers/sessionController';
import { formatLoss, formatPercent, formatShort } from '../format';
import { LocaleController } from '../locale';
import { shared } from '../styles';

const OPTIMIZERS: Readonly<Record<string, string>> = {
  sgd: 'SGD',
  adam: 'Adam',
  adamw: 'AdamW',
  momentum: 'Momentum',
  rmsprop: 'RMSprop',
  adagrad: 'Adagrad',
};

@customElement('cs-figures')
export class FiguresElement extends LitElement {
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
      @media (max-width: 620px) {
        dl {
          grid-template-columns: auto 1fr auto 1fr;
        }
        dd {
          min-width: 0;
        }
      }
    `,
  ];

  @property({ attribute: false }) session: TrainFacade | null = null;

  readonly #locale = new LocaleController(this);

  constructor() {
    super();
    new SessionController(this, () => this.session, ['statechange', 'progress']);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { time } = this.#locale.words;
    const { progress, settings } = session;
    const optimizer = OPTIMIZERS[settings.optimizer.toLowerCase()] ?? settings.optimizer;
    return html`<dl>
      <dt>${time.testAccuracy}</dt>
      <dd data-testid="test-accuracy">${formatPercent(progress.testAccuracy, 2)}</dd>
      <dt>${time.loss}</dt>
      <dd data-testid="loss">${formatLoss(progress.loss)}</dd>
      <dt>${time.learningRate}</dt>
      <dd data-testid="learning-rate">
        ${formatShort(Number.isFinite(progress.learningRate) ? progress.learningRate : settings.learningRate)}
        ${optimizer}
      </dd>
      <dt>${time.batch}</dt>
      <dd data-testid="batch">${settings.batchSize}</dd>
    </dl>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cs-figures': FiguresElement;
  }
}
