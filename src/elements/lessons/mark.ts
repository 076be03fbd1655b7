// A ring around the one part of the page that a step asks for. It follows the part where the page scrolls or is laid out
// anew, and never takes a click.

import { css, html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { styleMap } from '../styleMap';
import type { Control } from '../../lessons/lesson';
import { elementsOf, rectOf } from './controls';

export const markStyles = css`
  .mark {
    position: fixed;
    z-index: 3;
    pointer-events: none;
    border: 2px solid var(--accent);
    border-radius: var(--radius-8);
    box-shadow: 0 0 0 4px color-mix(in srgb, var(--accent) 25%, transparent);
  }
`;

/** Between looks at where the part is, in ms. */
const PERIOD = 200;
/** Around the part, in pixels. */
const ROOM = 3;

export class MarkController implements ReactiveController {
  #rect: DOMRect | null = null;
  #timer = 0;
  /** The control that was scrolled to. */
  #found: Control | null = null;

  constructor(
    private readonly host: LitElement,
    private readonly control: () => Control | null,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#timer = window.setInterval(() => this.#look(), PERIOD);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const control = this.control();
    this.#scrollTo(control);
    const rect = control && rectOf(control);
    const text = (one: DOMRect | null): string => JSON.stringify(one);
    if (text(rect) === text(this.#rect)) return;
    this.#rect = rect;
    this.host.requestUpdate();
  }

  /** Once: afterwards the reader scrolls. */
  #scrollTo(control: Control | null): void {
    if (control === this.#found) return;
    const [first] = control === null ? [] : elementsOf(control);
    if (control !== null && !first) return;
    this.#found = control;
    first?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  render(): TemplateResult | typeof nothing {
    const rect = this.#rect;
    if (!rect || this.control() === null) return nothing;
    const left = Math.max(2, rect.left - ROOM);
    const top = Math.max(2, rect.top - ROOM);
    return html`<div
      class="mark"
      data-testid="lesson-mark"
      .style=${styleMap({
        left: `${left}px`,
        top: `${top}px`,
        width: `${Math.min(rect.right + ROOM, innerWidth - 2) - left}px`,
        height: `${Math.min(rect.bottom + ROOM, innerHeight - 2) - top}px`,
      })}
    ></div>`;
  }
}
