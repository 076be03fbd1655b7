// Where in time one looks, and what can be done there: back to now, train on from here, pin two moments and show
// what changed between them; and the run that was left behind, until it is undone or dropped.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { TrainFacade } from '../../session/facade';
import { SessionElement } from '../sessionElement';
import { errorText } from '../text/errorText';
import { icons } from '../controls/icons';
import { locale } from '../locale';
import { integer } from '../locales/integer';
import { shared } from '../controls/styles';
import { travelSpeaks } from './travelSpeaks';

@customElement('cs-travel-bar')
export class TravelBarElement extends SessionElement {
  static override readonly sessionEvents = ['progress', 'statechange', 'travelchange'] as const;
  static override readonly styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-4) 6px;
        font-size: var(--type-figure);
        line-height: 22px;
        flex: 0 1 auto;
        min-width: 0;
      }
      .where {
        color: var(--muted);
        font-variant-numeric: tabular-nums;
      }
      .where strong {
        color: var(--ink);
        font-weight: 600;
      }
      /* Where training is stands in the foot as well: it is left out where the buttons need the room. */
      .training {
        flex: 1 1 0;
        min-width: 0;
        display: flex;
        flex-wrap: wrap;
        height: 22px;
        contain: paint;
        white-space: nowrap;
        color: var(--muted);
        font-variant-numeric: tabular-nums;
      }
      .training span {
        max-width: 100%;
        white-space: normal;
      }
      .training::before {
        content: '';
        width: 1px;
        height: 22px;
      }
      button {
        min-height: 22px;
        padding: 0 6px;
        border-radius: var(--radius-4);
        line-height: 20px;
        white-space: nowrap;
      }
      .first {
        background: var(--accent);
        border-color: var(--accent);
        color: var(--on-accent);
      }
      .group {
        display: inline-flex;
      }
      .group > * + * {
        margin-left: -1px;
      }
      .group > :not(:last-child) {
        border-radius: var(--radius-4) 0 0 var(--radius-4);
      }
      .group > :last-child:not(:first-child) {
        border-radius: 0 var(--radius-4) var(--radius-4) 0;
        padding: 0 2px;
      }
      [aria-pressed='true'] {
        background: var(--accent-soft);
        border-color: var(--accent);
        color: var(--accent-text);
      }
      button {
        display: inline-flex;
        align-items: center;
        gap: var(--space-4);
      }
    `,
  ];

  /** Why the last request failed. */
  @state() private failure: unknown = null;

  #pin(session: TrainFacade, which: 'a' | 'b', here: number | null): TemplateResult | typeof nothing {
    const { travel: words } = locale.words;
    const { travel } = session;
    const name = which.toUpperCase();
    const step = travel.pins[which];
    if (step === null)
      return here === null
        ? nothing
        : html`<button
            title=${words.pin(name, here)}
            aria-label=${words.pin(name, here)}
            data-testid=${`pin-${which}`}
            @click=${() => travel.pin(which, here)}
          >
            ${icons.pin(12)} ${name}
          </button>`;
    return html`<span class="group">
      <button
        title=${words.go(name, step)}
        data-testid=${`go-${which}`}
        @click=${() => this.#try(() => travel.lookAt(step))}
      >
        ${name} ${integer.format(step)}</button
      ><button
        aria-label=${words.unpin(name, step)}
        title=${words.unpin(name, step)}
        data-testid=${`unpin-${which}`}
        @click=${() => travel.pin(which, null)}
      >
        ${icons.close(12)}
      </button>
    </span>`;
  }

  #where(session: TrainFacade): TemplateResult | typeof nothing {
    const { travel: words } = locale.words;
    const { shown, branch } = session.travel;
    switch (shown.kind) {
      case 'past':
        return html`<strong>${words.looking(shown.step)}</strong>`;
      case 'difference':
        return html`<strong>${words.changed(shown.a, shown.b)}</strong>`;
      case 'now':
        if (!branch) return nothing;
        return html`${session.progress.step === branch.from ? words.kept(branch.from, branch.to) : words.keptShort(branch.to)}`;
      default:
        return shown satisfies never;
    }
  }

  #try(action: () => Promise<void>): void {
    this.failure = null;
    action().catch((error: unknown) => {
      this.failure = error;
    });
  }

  /** Going on from the past means to train on: otherwise nothing would be seen to happen. */
  async #resume(session: TrainFacade): Promise<void> {
    await session.travel.resume();
    session.play();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session || !travelSpeaks(session)) return nothing;
    const { travel: words } = locale.words;
    const { travel, progress } = session;
    const { shown, pins, branch } = travel;
    const here = shown.kind === 'past' ? shown.step : shown.kind === 'now' ? progress.step : null;
    const pinning = shown.kind !== 'now' || pins.a !== null || pins.b !== null;
    const able = session.state === 'idle' || session.state === 'training' || session.state === 'failed';
    return html`<span class="where" role="status" data-testid="travel-where"
        >${this.failure !== null ? words.failed(errorText(this.failure, locale.words)) : this.#where(session)}</span
      >
      ${shown.kind === 'past' ? html`<span class="training"><span>· ${words.training(progress.step)}</span></span>` : nothing}
      ${
        shown.kind === 'now'
          ? nothing
          : html`<button class="first" data-testid="back-to-now" @click=${() => travel.backToNow()}>
              ${words.now}
            </button>`
      }
      ${
        shown.kind === 'past'
          ? html`<button
              data-testid="resume"
              ?disabled=${!able}
              @click=${() => this.#try(() => this.#resume(session))}
            >
              ${words.resume}
            </button>`
          : nothing
      }
      ${
        branch && shown.kind === 'now'
          ? html`<button
                class="first"
                data-testid="undo-resume"
                ?disabled=${!able}
                @click=${() => this.#try(() => travel.undo())}
              >
                ${words.undo}</button
              ><button data-testid="drop-branch" @click=${() => travel.dropBranch()}>${words.drop}</button>`
          : nothing
      }
      ${pinning ? html`${this.#pin(session, 'a', here)}${this.#pin(session, 'b', here)}` : nothing}
      ${
        pins.a !== null && pins.b !== null && pins.a !== pins.b
          ? html`<button
              aria-pressed=${shown.kind === 'difference' ? 'true' : 'false'}
              title=${words.difference}
              data-testid="difference"
              @click=${() => (shown.kind === 'difference' ? travel.backToNow() : this.#try(() => travel.showDifference()))}
            >
              B − A
            </button>`
          : nothing
      }`;
  }
}
