// The only play button on the page's foot: for training, for the walk through a map, and for one step in slow motion. What it
// plays is chosen above it; what is opened, or starts to play, is chosen by itself. Beside it stands where training is.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TrainFacade } from '../../session/facade';
import { SessionElement } from '../sessionElement';
import { choicesStyles } from '../controls/choicesStyles';
import { icons } from '../controls/icons';
import { locale } from '../locale';
import { MicroscopeEvent } from '../microscope/event';
import { shared } from '../controls/styles';
import { PlaybackEvent, still, type Playback, type PlaybackName } from './playback';
import { iconButton, playbackButtons, type Button } from './playbackButtons';
import { transportStyles } from './transportStyles';

/** Whoever comes to the buttons may train next: the step's shaders are compiled on the way. */
const APPROACHES = ['pointerenter', 'focusin'] as const;

/** What the buttons play. */
type Plays = 'training' | 'map' | 'slow';

/** Rounded so that the figure can be read while it changes. */
function roundSpeed(perSecond: number): string {
  if (!Number.isFinite(perSecond) || perSecond <= 0) return '–';
  return new Intl.NumberFormat('en').format(Number(perSecond.toPrecision(perSecond >= 1000 ? 3 : 2)));
}

@customElement('cs-transport')
export class TransportElement extends SessionElement {
  static override readonly sessionEvents = ['statechange', 'progress'] as const;
  static override readonly styles = [shared, choicesStyles, transportStyles];

  /** Whether one step in slow motion is in the place of the stage. */
  @property({ type: Boolean }) microscope = false;
  /** Another view than the stage is shown, which has nothing else to play. */
  @property({ type: Boolean }) trainingOnly = false;
  @state() private plays: Plays = 'training';
  readonly #playbacks = new Map<PlaybackName, Playback>();

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener(PlaybackEvent.type, this.#heard);
    for (const approach of APPROACHES) this.addEventListener(approach, this.#approached);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener(PlaybackEvent.type, this.#heard);
    for (const approach of APPROACHES) this.removeEventListener(approach, this.#approached);
  }

  readonly #approached = (): void => this.session?.prepareTraining();

  readonly #heard = ({ name, playback }: PlaybackEvent): void => {
    const comes = !this.#playbacks.has(name);
    if (playback) this.#playbacks.set(name, playback);
    else this.#playbacks.delete(name);
    if (name === 'microscope') {
      if (!playback) this.plays = this.#playbacks.has('opened') ? 'map' : 'training';
      else if (comes) this.plays = 'slow';
    } else if (playback ? playback.playing || (comes && name === 'opened') : name === 'opened')
      this.plays = playback ? 'map' : 'training';
    this.requestUpdate();
  };

  /** What the buttons play besides training: its name for tests, and itself. */
  get #playback(): readonly [PlaybackName, Playback] | null {
    if (this.trainingOnly) return null;
    const names: readonly PlaybackName[] =
      this.plays === 'slow' ? ['microscope'] : this.plays === 'map' ? ['opened', 'walk'] : [];
    for (const name of names) {
      const playback = this.#playbacks.get(name);
      if (playback) return [name, playback];
    }
    return null;
  }

  /** Plays or pauses what the buttons play. */
  toggle(): void {
    const { session } = this;
    const [, playback] = this.#playback ?? [];
    if (playback) {
      if (playback.plays && !still()) playback.toggle();
    } else if (session?.state === 'training') void session.pause();
    else if (session?.state === 'idle') session.play();
  }

  #choose(plays: Plays): void {
    this.plays = plays;
    if (plays === 'slow' && !this.microscope) this.dispatchEvent(new MicroscopeEvent(true));
  }

  #choices(session: TrainFacade): TemplateResult {
    const { time } = locale.words;
    const able = ['training', 'idle'].includes(session.state);
    const now = this.#playback ? this.plays : 'training';
    const runs = session.state === 'training' && now !== 'training';
    const choice = (plays: Plays, id: string, title: string, enabled: boolean): TemplateResult =>
      html`<button
        data-testid=${id}
        aria-pressed=${plays === now ? 'true' : 'false'}
        title=${title}
        ?disabled=${!enabled}
        @click=${() => this.#choose(plays)}
      >
        ${time.plays[plays]}${plays === 'training' && runs ? html`<i class="runs" role="img" aria-label=${time.runs}></i>` : nothing}
      </button>`;
    const map = !this.microscope && (this.#playbacks.has('opened') || this.#playbacks.has('walk'));
    return html`<div class="choices" role="group" aria-label=${time.plays.title}>
      ${choice('training', 'play-training', time.title, true)} ${choice('map', 'play-map', time.playMap, map)}
      ${choice('slow', 'open-microscope', time.slowMotion, able)}
    </div>`;
  }

  #training(session: TrainFacade): TemplateResult {
    const { time } = locale.words;
    const { state, settings } = session;
    const training = state === 'training';
    const idle = state === 'idle';
    const able = training || idle;
    const again = able || state === 'failed';
    const buttons: readonly Button[] = [
      { id: 'reset', label: time.reset, icon: icons.reset(), enabled: again, act: () => session.reset() },
      {
        id: 'play',
        label: training ? time.pause : time.play,
        icon: training ? icons.pause(22) : icons.play(22),
        enabled: able,
        act: () => this.toggle(),
      },
      { id: 'step', label: time.step, icon: icons.step(), enabled: idle, act: () => session.step() },
      {
        id: 'dice',
        label: time.dice,
        title: `${time.dice} (${time.seed(settings.seed)})`,
        icon: icons.dice(),
        enabled: again,
        act: () => session.reseed(),
      },
    ];
    return html`<div class="buttons" role="group" aria-label=${time.title}>${buttons.map(iconButton)}</div>`;
  }

  #where({ state, compiling, progress, settings, layers }: TrainFacade): TemplateResult {
    const { time, states } = locale.words;
    const shown = compiling ? 'compiling' : state;
    const { picturesPerSecond: speed } = progress;
    return html`<div class="where" data-testid="where" data-state=${state} data-step=${progress.step}>
      ${
        progress.step === 0 && shown === 'idle'
          ? html`<span class="untrained"
              >${layers.some(({ frozen }) => frozen) ? time.pretrained : time.untrained}</span
            >`
          : html`<b data-testid="moment">${time.moment(progress.epoch + 1, progress.stepInEpoch)}</b>
              <span
                >${shown === 'training' && speed > 0 ? time.speed(roundSpeed(speed)) : states[shown]} ·
                ${time.seed(settings.seed)}</span
              >`
      }
    </div>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const [name, playback] = this.#playback ?? [];
    return html`${this.trainingOnly ? nothing : this.#choices(session)}
    ${name && playback ? playbackButtons(name, playback, () => this.toggle()) : this.#training(session)}
    ${this.#where(session)}`;
  }
}
