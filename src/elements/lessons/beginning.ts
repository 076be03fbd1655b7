// The first visit: what is to be seen, one thing to do, and two ways on. It is a line above the stage, which learns already.

import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { buttonStyles } from '../controls/buttonStyles';
import { shared } from '../controls/styles';
import { ViewEvent } from '../frame/header';
import { wordsOf } from '../locale';
import { beginning } from '../locales/beginning';
import { SessionElement } from '../sessionElement';
import { formatPercent } from '../text/format';
import { marked } from '../text/marked';

const words = wordsOf('beginning', beginning);

/** The reader looks around alone. */
export class FreePlayEvent extends Event {
  static readonly type = 'cs-free-play';
  constructor() {
    super(FreePlayEvent.type, { bubbles: true, composed: true });
  }
}

@customElement('cs-beginning')
export class BeginningElement extends SessionElement {
  static override readonly sessionEvents = ['statechange', 'progress'] as const;
  static override readonly styles = [
    shared,
    buttonStyles,
    css`
      section {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-8) var(--space-16);
        padding: var(--space-8) var(--space-16);
        background: var(--accent-soft);
        border-bottom: 1px solid var(--line);
        font-size: var(--type-title);
        line-height: 1.5;
      }
      p {
        flex: 1 1 320px;
        min-width: 0;
      }
      div {
        display: flex;
        gap: var(--space-8);
      }
      button {
        white-space: nowrap;
      }
    `,
  ];

  /** The layer that is pointed at; null: nothing is yet. */
  @property() layer: string | null = null;

  get #news(): string {
    const { state, progress, hasEnded } = this.session ?? {};
    if (hasEnded === true && state === 'idle' && Number.isFinite(progress?.testAccuracy))
      return words().learned(formatPercent(progress?.testAccuracy ?? 0, 0));
    return state === 'training' ? words().learning : words().rests;
  }

  protected override render(): TemplateResult {
    const { pointed, point, lessons, play, title } = words();
    return html`<section aria-label=${title} data-testid="beginning">
      <p>${this.#news} ${marked(this.layer === null ? point : pointed)}</p>
      <div>
        <button
          class="primary"
          data-testid="to-lessons"
          @click=${() => this.dispatchEvent(new ViewEvent('lessons'))}
        >
          ${lessons}
        </button>
        <button data-testid="free-play" @click=${() => this.dispatchEvent(new FreePlayEvent())}>
          ${play}
        </button>
      </div>
    </section>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [FreePlayEvent.type]: FreePlayEvent;
  }
}
