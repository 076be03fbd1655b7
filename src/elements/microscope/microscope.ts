// One training step in slow motion, in place of the stage: six numbered stages for the displayed picture, with a panel
// that does the arithmetic of the selected layer. The step is computed on a copy; training itself is not affected.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { StepView, Microscope } from '../../inspect/microscope/microscope';
import { busy } from '../controls/busy';
import { SessionElement } from '../sessionElement';
import { PlaybackController } from '../time/playback';
import { SizeController } from '../controllers/sizeController';
import { errorText } from '../text/errorText';
import { equationText } from '../arithmetic/equation';
import { formatPercent } from '../text/format';
import { icons } from '../controls/icons';
import { crossEntropy } from './lines';
import { locale } from '../locale';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';
import './columns';
import { pairsOf, type LayerEvent } from './columns';
import { controlStyles } from './controlStyles';
import { MicroscopeEvent } from './event';
import { StepViewController } from './stepViewController';
import { Selection } from './selection';
import { microscopeStyles } from './microscopeStyles';
import { Player } from './player';
import { stageBar } from './stageBar';
import { stagePanel } from './stagePanel';
import { STAGES, type Stage } from './stages';
import { microscopeWords } from '../locales/microscope';
import { className } from '../text/classes';

@customElement('cs-microscope')
export class MicroscopeElement extends SessionElement {
  static override readonly styles = [shared, controlStyles, microscopeStyles];

  /** The picture shown: another one is another step. */
  @property({ attribute: false }) picture: Float32Array | null = null;
  readonly #scope = new StepViewController(
    this,
    () => this.session,
    () => this.screen,
  );
  readonly #size = new SizeController(this, () => this);
  readonly #selection = new Selection(this);
  readonly #player = new Player(this, () => this.#scope.view && this.#selection.lengths(this.#scope.view));

  constructor() {
    super();
    new PlaybackController(this, 'microscope', () => this.#player);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('keydown', this.#key);
    if (this.session?.state === 'training') void this.session.pause();
    // The step is of what training has now; a past moment on the stage would not be what it starts from.
    if (this.session && this.session.travel.shown.kind !== 'now') this.session.travel.backToNow();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('picture')) this.#scope.renew();
  }

  /** How much wider the columns are than their place, in CSS pixels. */
  get hiddenWidth(): number {
    const columns = this.renderRoot.querySelector('cs-microscope-columns');
    return columns ? columns.scrollWidth - columns.clientWidth : 0;
  }

  #selectLayer(layer: string): void {
    const { view } = this.#scope;
    this.#selection.choose(layer);
    if (!view) return;
    const { stage } = this.#player.position;
    const pairs = pairsOf(view);
    const at = pairs.findIndex(({ name }) => name === layer);
    this.#player.stop();
    if (stage === 'delta' && at >= 0) this.#player.go({ stage, at: pairs.length - 1 - at });
    else if (stage === 'kernel') this.#player.go({ stage, at: 1 });
    else if (stage === 'input') this.#player.go({ stage, at: 0 });
  }

  /** Left and right step through, but where an arrow key has work of its own. */
  readonly #key = (event: KeyboardEvent): void => {
    const target = event.composedPath()[0];
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (target instanceof Element && target.closest('input, select, td, [role=region]')) return;
    if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
    event.preventDefault();
    this.#player.step(event.key === 'ArrowRight' ? 1 : -1);
  };

  #labelChoice(view: StepView): TemplateResult {
    const words = microscopeWords();
    const names = this.#names(view);
    const [value, from] = [view.label, view.labelFrom];
    return html`<label
        >${words.label.of}<select
          data-testid="label"
          @change=${(event: Event) => {
            const given = (event.target as HTMLSelectElement).value;
            this.#scope.choose(given === '' ? null : Number(given));
          }}
        >
          ${names.map((name, at) => html`<option value=${at} ?selected=${at === value}>${name}</option>`)}
        </select></label
      ><span class="small" data-testid="label-from">${words.label.from[from]}</span>`;
  }

  #names(view: StepView): readonly string[] {
    return view.probabilities.map((_, at) => className(this.session, at));
  }

  #caption(view: StepView, stage: Stage): string {
    const { caption } = microscopeWords();
    const p = view.probabilities[view.label] ?? NaN;
    const name = this.#names(view)[view.label] ?? String(view.label);
    switch (stage) {
      case 'forward':
        return caption.forward;
      case 'loss':
        return caption.loss(name, formatPercent(p), equationText(crossEntropy(p, view.loss)));
      case 'delta':
        return caption.delta;
      case 'kernel':
        return caption.kernel;
      case 'input':
        return caption.input;
      case 'update':
        return caption.update(view.optimizer);
      default:
        return stage satisfies never;
    }
  }

  /** Large where there is room; small where the panel needs it, which shows the maps in question anyway. */
  #tileSide(stage: number): number {
    const { width, height } = this.#size;
    if (width >= 1080 && height >= 700) return 112;
    return stage > 2 && height < 700 ? 56 : 84;
  }

  #body(view: StepView, microscope: Microscope): TemplateResult {
    const now = this.#player.position;
    const pairs = pairsOf(view);
    const at = STAGES.indexOf(now.stage);
    const walked =
      now.stage === 'delta'
        ? pairs[pairs.length - 1 - now.at]
        : now.stage === 'forward' && now.at < pairs.length
          ? pairs[now.at - 1]
          : pairs.find(({ name }) => name === this.#selection.layer);
    const shown = walked ?? pairs[0];
    const backward =
      now.stage === 'delta'
        ? now.at + 1 + (now.at === pairs.length - 1 ? 1 : 0)
        : at > 2
          ? pairs.length + 1
          : 0;
    const layer = at > 2 ? this.#selection.weighted(view) : shown;
    const { session } = this;
    const scene = session && {
      session,
      microscope,
      view,
      selection: this.#selection,
      player: this.#player,
      names: this.#names(view),
      theme: themeChoice.theme,
    };
    return html`${stageBar(this.#player)}
      <p class="caption" aria-live="polite" data-testid="caption">
        <b>${at + 1}</b> ${this.#caption(view, now.stage)}
      </p>
      <div class="body">
        <cs-microscope-columns
          .view=${view}
          .forward=${now.stage === 'forward' ? now.at + 1 : pairs.length + 1}
          .backward=${backward}
          .layer=${now.stage === 'loss' ? (view.layers.at(-1)?.name ?? '') : (layer?.name ?? '')}
          .filters=${this.#selection.filters}
          .stage=${at + 1}
          .tile=${this.#tileSide(at)}
          @cs-layer=${(event: LayerEvent) => this.#selectLayer(event.layer)}
        ></cs-microscope-columns>
        <section class="panel">${scene && shown ? stagePanel(scene, now.stage, shown) : nothing}</section>
      </div>`;
  }

  protected override render(): TemplateResult {
    const words = microscopeWords();
    const { view, microscope, error } = this.#scope;
    return html`<header>
        <h2>${words.title}</h2>
        ${view ? html`<span class="small">${words.moment(view.step)}</span>${this.#labelChoice(view)}` : nothing}
        <span class="room"></span>
        <button
          class="icon"
          data-testid="microscope-close"
          aria-label=${words.close}
          title=${words.close}
          @click=${() => this.dispatchEvent(new MicroscopeEvent(false))}
        >
          ${icons.close()}
        </button>
      </header>
      ${
        view && microscope
          ? this.#body(view, microscope)
          : error
            ? html`<p class="waiting" role="alert">
                ${words.failed}<br /><span class="mono small">${errorText(error, locale.words)}</span>
              </p>`
            : html`<div class="waiting">${busy(words.preparing)}</div>`
      }`;
  }
}
