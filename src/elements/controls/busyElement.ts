// The sign that an area is at work: an element that stands where something is waited for. It shows itself after 200 ms, so that
// nothing flashes where the wait is short.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ConnectedElement } from '../connectedElement';
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

  /** What is being done; by default just that something is. */
  @property() label = '';
  /** Covers the area that already shows its frames. */
  @property({ type: Boolean, reflect: true }) over = false;
  @state() private shown = false;

  #timer: ReturnType<typeof setTimeout> | undefined;

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
    const text = this.label || locale.words.busy;
    return html`<p role="status">${this.shown ? html`<i></i><span>${text}</span>` : nothing}</p>`;
  }
}
