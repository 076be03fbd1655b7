// Training in the hand: reset, play or pause, one step, a new seed; and where training is.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { SessionElement } from '../sessionElement';
import { icons } from '../controls/icons';
import { locale } from '../locale';
import { MicroscopeEvent } from '../microscope/event';
import { shared } from '../controls/styles';

/** Rounded so that the figure can be read while it changes. */
function roundSpeed(perSecond: number): string {
  if (!Number.isFinite(perSecond) || perSecond <= 0) return '–';
  return new Intl.NumberFormat('en').format(Number(perSecond.toPrecision(perSecond >= 1000 ? 3 : 2)));
}

@customElement('cs-transport')
export class TransportElement extends SessionElement {
  static override readonly sessionEvents = ['statechange', 'progress'] as const;
  static override readonly styles = [
    shared,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: var(--space-16);
      }
      .buttons {
        display: flex;
        align-items: center;
        gap: var(--space-8);
      }
      button {
        border-radius: 50%;
      }
      [aria-pressed='true'] {
        color: var(--accent-text);
        background: var(--accent-soft);
        border-color: var(--accent);
      }
      .play {
        width: 46px;
        height: 46px;
        background: var(--accent);
        border-color: var(--accent);
        color: var(--on-accent);
      }
      .play:hover:not(:disabled) {
        filter: brightness(1.08);
      }
      .where {
        display: grid;
        min-width: 11.5em;
        font-size: var(--type-figure);
        line-height: 1.5;
        color: var(--muted);
        font-variant-numeric: tabular-nums;
      }
      .where b {
        color: var(--ink);
        font-size: var(--type-body);
        white-space: nowrap;
      }
      .untrained {
        max-width: 13.5em;
      }
    `,
  ];

  /** Whether the microscope is open. */
  @property({ type: Boolean }) microscope = false;

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { time, states } = locale.words;
    const { state, progress, settings } = session;
    const training = state === 'training';
    const idle = state === 'idle';
    const able = training || idle;
    const act = (action: () => unknown) => () => void action();
    return html`<div class="buttons" role="group" aria-label=${time.title}>
        <button
          class="icon"
          data-testid="reset"
          aria-label=${time.reset}
          title=${time.reset}
          ?disabled=${!able && state !== 'failed'}
          @click=${act(() => session.reset())}
        >
          ${icons.reset()}
        </button>
        <button
          class="icon play"
          data-testid="play"
          aria-label=${training ? time.pause : time.play}
          title=${training ? time.pause : time.play}
          ?disabled=${!able}
          @click=${act(() => (training ? session.pause() : session.play()))}
        >
          ${training ? icons.pause(22) : icons.play(22)}
        </button>
        <button
          class="icon"
          data-testid="step"
          aria-label=${time.step}
          title=${time.step}
          ?disabled=${!idle}
          @click=${act(() => session.step())}
        >
          ${icons.step()}
        </button>
        <button
          class="icon"
          data-testid="open-microscope"
          aria-label=${time.slowMotion}
          title=${time.slowMotion}
          aria-pressed=${this.microscope ? 'true' : 'false'}
          ?disabled=${!able}
          @click=${() => this.dispatchEvent(new MicroscopeEvent(!this.microscope))}
        >
          ${icons.microscope()}
        </button>
        <button
          class="icon"
          data-testid="dice"
          aria-label=${time.dice}
          title=${`${time.dice} (${time.seed(settings.seed)})`}
          ?disabled=${!able && state !== 'failed'}
          @click=${act(() => session.reseed())}
        >
          ${icons.dice()}
        </button>
      </div>
      <div class="where" data-testid="where" data-state=${state} data-step=${progress.step}>
        ${
          progress.step === 0 && idle
            ? html`<span class="untrained">${time.untrained}</span>`
            : html`<b data-testid="moment">${time.moment(progress.epoch + 1, progress.stepInEpoch)}</b>
                <span
                  >${training ? time.speed(roundSpeed(progress.picturesPerSecond)) : states[state]} ·
                  ${time.seed(settings.seed)}</span
                >`
        }
      </div>`;
  }
}
