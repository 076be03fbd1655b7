// What there is to be told, in the header: there it covers nothing that one works with. What the engine says, and what is
// said of the run that is kept in the browser. Good news pass away once one works on; the rest stays until it is closed.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SessionElement } from '../sessionElement';
import type { TrainFacade } from '../../session/facade';
import { ListenController } from '../controllers/listenController';
import { PassingController } from '../controllers/passingController';
import { icons } from '../controls/icons';
import { messagesWords } from '../locales/messages';
import { offline } from '../offline';
import { shared } from '../controls/styles';
import './kept';
import { KeptEvent, isCalm, type KeptMessage } from './keptMessage';
import { formatShort } from '../text/format';
import { noticeStyles } from './noticeStyles';
import { offlineWords } from './offlineWords';

/** Asks for the numbers of the layers. */
export class ShowLayersEvent extends Event {
  static readonly type = 'cs-show-layers';
  constructor() {
    super(ShowLayersEvent.type, { bubbles: true, composed: true });
  }
}

@customElement('cs-notices')
export class NoticesElement extends SessionElement {
  static override readonly sessionEvents = ['statechange', 'notice'] as const;
  static override readonly styles = [
    shared,
    noticeStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: var(--space-4) var(--space-8);
        min-width: 0;
      }
      div {
        min-width: 0;
      }
    `,
  ];

  /** About what is kept in the browser. */
  @property({ attribute: false }) message: KeptMessage | null = null;
  /** Another tab keeps its run, or did until it was closed; this one does not. */
  @property({ attribute: false }) elsewhere: 'open' | 'closed' | null = null;
  /** Something is under way that must not be disturbed. */
  @property({ type: Boolean }) busy = false;
  @state() private dismissed: TrainFacade['notice'] = null;
  @state() private updateDismissed = false;

  constructor() {
    super();
    new ListenController(this, () => offline, ['change']);
    new PassingController(
      this,
      () => this.#notice,
      () => (this.dismissed = this.#notice),
    );
    new PassingController(
      this,
      () => (this.message && isCalm(this.message) ? this.message : null),
      () => this.dispatchEvent(new KeptEvent('dismiss')),
    );
  }

  get #notice(): TrainFacade['notice'] {
    const notice = this.session?.notice ?? null;
    return notice === this.dismissed ? null : notice;
  }

  #engine(): TemplateResult | typeof nothing {
    const notice = this.#notice;
    if (!notice) return nothing;
    const words = messagesWords().notice;
    const known = words.known[notice.key];
    const values = Object.entries(notice.values)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
    return html`<div class="bar warning" data-testid="notice">
      <span>${known ? known(notice.values) : words.other(notice.key, values)}</span>
      ${this.#mends(notice)}
      <button class="icon" aria-label=${words.dismiss} @click=${() => (this.dismissed = notice)}>
        ${icons.close()}
      </button>
    </div>`;
  }

  /** What may be done about a run that does not learn. */
  #mends({ key, values }: NonNullable<TrainFacade['notice']>): TemplateResult | typeof nothing {
    if (key !== 'diverged' && key !== 'guessing') return nothing;
    const words = messagesWords().notice;
    const { back = 0, rate = 0 } = values;
    const slower = (): void => {
      this.dismissed = this.session?.notice ?? null;
      void this.session?.goBackSlower(Number(back), Number(rate));
    };
    return html`${
        key === 'diverged'
          ? html`<button data-testid="go-back-slower" @click=${slower}>
              ${words.slower(back, formatShort(Number(rate)))}
            </button>`
          : nothing
      }<button data-testid="show-layers" @click=${() => this.dispatchEvent(new ShowLayersEvent())}>
        ${words.layers}
      </button>`;
  }

  /** At rest only: a training is not to be interrupted by a reload. */
  #update(): TemplateResult | typeof nothing {
    if (!offline.update || this.updateDismissed || this.session?.state === 'training') return nothing;
    const words = offlineWords();
    return html`<div class="bar" data-testid="update">
      <span>${words.update}</span>
      <button data-testid="update-reload" ?disabled=${this.busy} @click=${() => location.reload()}>
        ${words.reload}
      </button>
      <button class="icon" aria-label=${words.dismiss} @click=${() => (this.updateDismissed = true)}>
        ${icons.close()}
      </button>
    </div>`;
  }

  protected override render(): TemplateResult {
    return html`<cs-kept .message=${this.message} .elsewhere=${this.elsewhere} .busy=${this.busy}></cs-kept>
      <div role="status">${this.#engine()}</div>
      <div role="status">${this.#update()}</div>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [ShowLayersEvent.type]: ShowLayersEvent;
  }
}
