// The sign that an area is at work: an element that stands where something is waited for. It shows itself after 200 ms, so that
// nothing flashes where the wait is short.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ConnectedElement } from '../connectedElement';
import { ListenController } from '../controllers/listenController';
import { waitedFor } from '../latePart';
import { locale } from '../locale';
import { shared } from './styles';

export const BUSY_AFTER_MS = 200;

@customElement('cs-busy')
export class BusyElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: grid;
        place-items: center;
        pointer-events: none;
      }
      :host([over]) {
        position: absolute;
        inset: 0;
        z-index: 1;
      }
      p {
        display: flex;
        align-items: center;
        gap: var(--space-8);
        padding: 6px 12px;
        font-size: var(--type-figure);
        line-height: 1.4;
        color: var(--muted);
        background: var(--panel);
        border: 1px solid var(--line);
        border-radius: var(--radius-8);
      }
      p:empty {
        display: none;
      }
      i {
        flex: none;
        width: 14px;
        height: 14px;
        border: 2px solid var(--track);
        border-top-color: var(--accent);
        border-radius: 50%;
        animation: turn 0.9s linear infinite;
      }
      @keyframes turn {
        to {
          rotate: 1turn;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        i {
          animation: none;
        }
      }
    `,
  ];

  /** What is being done. By default that something is, or that a part of the page has not come yet. */
  @property() label = '';
  /** Covers the area that already shows its frames. */
  @property({ type: Boolean, reflect: true }) over = false;
  @state() private shown = false;

  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new ListenController(this, () => waitedFor, ['change']);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setTimeout(() => (this.shown = true), BUSY_AFTER_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.shown = false;
  }

  protected override render(): TemplateResult {
    const { busy, parts } = locale.words;
    const text = this.label || (waitedFor.count > 0 ? parts.waiting : busy);
    return html`<p role="status">${this.shown ? html`<i></i><span>${text}</span>` : nothing}</p>`;
  }
}
