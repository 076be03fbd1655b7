// While the session opens: what is being done, in plain words, and how far it is. Or why it did not open.

import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { ListenController } from '../controllers/listenController';
import { wantsData } from '../../session/errorFacts';
import type { OpeningProgress } from '../../session/facade';
import { ConnectedElement } from '../connectedElement';
import { errorText } from '../text/errorText';
import { locale } from '../locale';
import { shared } from '../controls/styles';

const STAGES = ['device', 'data', 'compile'] as const satisfies readonly OpeningProgress['stage'][];

/** The page is to be opened once more. */
export class RetryEvent extends Event {
  static readonly type = 'cs-retry';
  constructor() {
    super(RetryEvent.type, { bubbles: true, composed: true });
  }
}

@customElement('cs-opening')
export class OpeningElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: grid;
        place-items: center;
        padding: var(--space-32) var(--space-24);
      }
      .card {
        width: min(100%, 460px);
        display: grid;
        gap: var(--space-16);
      }
      .title {
        font: 650 22px / 1.3 var(--font);
        letter-spacing: -0.01em;
        color: var(--ink);
        text-transform: none;
      }
      .lead {
        font-size: 15px;
        line-height: 1.65;
        color: var(--muted);
      }
      ol {
        list-style: none;
        margin: var(--space-8) 0 0;
        padding: 0;
        display: grid;
        gap: var(--space-12);
      }
      li {
        display: grid;
        gap: 6px;
        color: var(--muted);
        font-size: 14px;
      }
      li.now {
        color: var(--ink);
        font-weight: 600;
      }
      li.done {
        color: var(--ink);
      }
      progress {
        appearance: none;
        width: 100%;
        height: 4px;
        border: 0;
        border-radius: 2px;
        overflow: hidden;
        background: var(--track);
      }
      progress::-webkit-progress-bar {
        background: var(--track);
      }
      progress::-webkit-progress-value {
        background: var(--accent);
        transition: width var(--quick);
      }
      progress::-moz-progress-bar {
        background: var(--accent);
      }
      progress:indeterminate {
        background: linear-gradient(90deg, var(--track) 0 35%, var(--accent) 45% 55%, var(--track) 65%) 0 /
          200% 100%;
        animation: slide 1.4s linear infinite;
      }
      progress:indeterminate::-webkit-progress-bar {
        background: none;
      }
      @keyframes slide {
        from {
          background-position: 100% 0;
        }
        to {
          background-position: -100% 0;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        progress:indeterminate {
          animation: none;
          background: var(--track);
        }
      }
      pre {
        margin: 0;
        padding: var(--space-12);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        font: var(--type-figure) / 1.5 var(--mono);
        background: var(--panel);
        border: 1px solid var(--line);
        border-radius: var(--radius-8);
        max-height: 180px;
        overflow: auto;
      }
      button {
        justify-self: start;
        background: var(--accent);
        border-color: var(--accent);
        color: var(--on-accent);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) progress: OpeningProgress = { stage: 'device', fraction: null };
  @property({ attribute: false }) error: Error | null = null;

  constructor() {
    super();
    // There is a connection again.
    new ListenController(
      this,
      () => window,
      ['online'],
      () => {
        if (this.error && wantsData(this.error)) this.dispatchEvent(new RetryEvent());
      },
    );
  }

  #stage(stage: (typeof STAGES)[number], at: number): TemplateResult {
    const { opening } = locale.words;
    const current = STAGES.indexOf(this.progress.stage);
    const text = opening[stage];
    const bar = (value: number | null): TemplateResult =>
      value === null
        ? html`<progress aria-label=${text}></progress>`
        : html`<progress aria-label=${text} .value=${value} max="1"></progress>`;
    return html`<li class=${at < current ? 'done' : at === current ? 'now' : ''}>
      ${text}${bar(at < current ? 1 : at === current ? this.progress.fraction : 0)}
    </li>`;
  }

  protected override render(): TemplateResult {
    const { opening } = locale.words;
    if (this.error) {
      // Data may come at the next try; the page itself is well.
      const retry = wantsData(this.error);
      return html`<div class="card" role="alert">
        <h2 class="title">${opening.failed}</h2>
        <p class="lead">${retry ? opening.dataHint : opening.failedHint}</p>
        <pre>${errorText(this.error, locale.words)}</pre>
        <button
          data-testid=${retry ? 'opening-retry' : 'opening-reload'}
          @click=${() => (retry ? this.dispatchEvent(new RetryEvent()) : location.reload())}
        >
          ${retry ? opening.retry : opening.reload}
        </button>
      </div>`;
    }
    return html`<div class="card" data-testid="opening">
      <h2 class="title">${opening.title}</h2>
      <p class="lead">${opening.lead}</p>
      <ol aria-live="polite">
        ${STAGES.map((stage, at) => this.#stage(stage, at))}
      </ol>
    </div>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [RetryEvent.type]: RetryEvent;
  }
}
