// The loss curve's plotting area as a slider through time: drag it, or step with the keys from one kept moment to the
// next. It lies over the plot and has the plot's own scale, so a place on it is the step drawn there.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TrainFacade } from '../../session/facade';
import { SessionElement } from '../sessionElement';
import { errorText } from '../text/errorText';
import { locale } from '../locale';
import { shared } from '../controls/styles';

/** Moments that Page Up and Page Down pass over. */
const PAGE = 10;

@customElement('cs-scrubber')
export class ScrubberElement extends SessionElement {
  static override readonly sessionEvents = ['progress', 'statechange', 'travelchange'] as const;
  static override readonly styles = [
    shared,
    css`
      :host {
        position: relative;
      }
      .track {
        position: absolute;
        inset: 0 -6px;
        padding: 0 6px;
        cursor: ew-resize;
        touch-action: pan-y;
      }
      .scale {
        position: relative;
        height: 100%;
      }
      .line,
      .pin {
        position: absolute;
        top: 0;
        bottom: 0;
        width: 0;
        border-left: 1px solid var(--muted);
        pointer-events: none;
      }
      .hover {
        border-left-style: dotted;
      }
      .shown {
        border-left: 2px solid var(--ink);
        margin-left: -1px;
      }
      .handle {
        position: absolute;
        bottom: -6px;
        width: 12px;
        height: 12px;
        margin-left: -6px;
        border-radius: 50%;
        border: 2px solid var(--panel);
        background: var(--accent);
        pointer-events: none;
      }
      .pin {
        border-left: 1px solid var(--ink);
      }
      b {
        position: absolute;
        top: -2px;
        left: 3px;
        font: 600 var(--type-label) / 1.2 var(--font);
        color: var(--ink);
        background: var(--panel);
        padding: 0 2px;
        white-space: nowrap;
      }
      .left b {
        left: auto;
        right: 3px;
      }
      .hover b {
        font-weight: 400;
        color: var(--muted);
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  /** The step at the right end of the plot. */
  @property({ type: Number }) end = 50;
  /** Pointed at, not pressed. */
  @state() private hovered: number | null = null;
  @state() private failure: unknown = null;

  #dragging = false;

  #look(step: number): void {
    const { session } = this;
    if (!session) return;
    this.failure = null;
    session.travel.lookAt(Math.max(0, step)).catch((error: unknown) => {
      this.failure = error;
    });
  }

  #stepAt(event: PointerEvent): number {
    const box = (event.currentTarget as Element).querySelector('.scale')?.getBoundingClientRect();
    return box ? ((event.clientX - box.x) / box.width) * this.end : 0;
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#dragging = true;
    this.hovered = null;
    this.#look(this.#stepAt(event));
  }

  #move(event: PointerEvent): void {
    const step = this.#stepAt(event);
    if (this.#dragging) this.#look(step);
    else if (event.pointerType !== 'touch') this.hovered = Math.round(step);
  }

  #key(event: KeyboardEvent, session: TrainFacade): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { travel, progress } = session;
    const moments = [...travel.moments.filter((step) => step < progress.step), progress.step];
    const { shown } = travel;
    const now = moments.length - 1;
    const at = shown.kind === 'past' ? moments.indexOf(shown.step) : now;
    const to = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      PageDown: at - PAGE,
      PageUp: at + PAGE,
      Home: 0,
      End: now,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const step = moments[Math.min(now, Math.max(0, to))];
    if (step !== undefined) this.#look(step);
  }

  #mark(step: number, className: string, label: string | null): TemplateResult {
    const part = Math.min(1, step / this.end);
    return html`<i class="${className} ${part > 0.85 ? 'left' : ''}" .style=${`left:${part * 100}%`}
      >${label === null ? nothing : html`<b>${label}</b>`}</i
    >`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { travel: words } = locale.words;
    const { shown, pins } = session.travel;
    const { step: present } = session.progress;
    const past = shown.kind === 'past' ? shown.step : null;
    const value = past ?? present;
    const usable = present > 0;
    return html`<div
        class="track"
        role="slider"
        tabindex=${usable ? 0 : -1}
        aria-label=${words.scrubber}
        aria-description=${words.keys}
        aria-disabled=${usable ? 'false' : 'true'}
        aria-valuemin="0"
        aria-valuemax=${present}
        aria-valuenow=${value}
        aria-valuetext=${past === null ? words.present(present) : words.past(past, present)}
        data-testid="scrubber"
        @pointerdown=${(event: PointerEvent) => usable && this.#down(event)}
        @pointermove=${(event: PointerEvent) => usable && this.#move(event)}
        @pointerup=${() => (this.#dragging = false)}
        @pointercancel=${() => (this.#dragging = false)}
        @pointerleave=${() => (this.hovered = null)}
        @keydown=${(event: KeyboardEvent) => usable && this.#key(event, session)}
      >
        <div class="scale">
          ${this.hovered === null || this.hovered > present ? nothing : this.#mark(this.hovered, 'line hover', words.step(this.hovered))}
          ${pins.a === null ? nothing : this.#mark(pins.a, 'pin', 'A')}
          ${pins.b === null ? nothing : this.#mark(pins.b, 'pin', 'B')}
          ${past === null ? nothing : this.#mark(past, 'line shown', null)}
          ${usable ? this.#mark(value, 'handle', null) : nothing}
        </div>
      </div>
      <p class="visually-hidden" role="alert">
        ${this.failure !== null ? words.failed(errorText(this.failure, locale.words)) : ''}
      </p>`;
  }
}
