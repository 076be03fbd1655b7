// Twins: two networks that differ in one thing, trained in turns. Two stages with one picture, one scale and one
// cursor; their curves over one another; and the test pictures they disagree on.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Screen } from '../../draw/screen';
import { PICTURE } from '../../draw/stageTiles';
import type { TwinChange } from '../../session/twins/twinChange';
import type { Twins } from '../../session/twins/twins';
import { busy } from '../controls/busy';
import type { SeenTwins } from '../../lessons/lesson';
import { SeenController } from '../seen';
import { SessionElement } from '../sessionElement';
import { ListenController } from '../controllers/listenController';
import { errorText } from '../text/errorText';
import { formatLoss, formatNumber, formatPercent, formatShort } from '../text/format';
import { icons } from '../controls/icons';
import { locale } from '../locale';
import '../picture/samples';
import type { PointAtEvent, Pointed } from '../pointed';
import '../stage/stage';
import { ALL_KERNELS, StageOpenedEvent, type StageOpened } from '../stage/stageOpened';
import { shared } from '../controls/styles';
import { compareStyles } from './compareStyles';
import './disagreements';
import '../screenProvider';
import './seedComparison';
import { TwinCells } from './twinCells';
import './twinCurve';
import { twinNames } from './twinNames';
import './twinSetup';
import type { TwinChangeEvent } from './twinSetup';
import { twinsStyles } from './twinsStyles';
import { compareWords } from '../locales/compare';

@customElement('cs-twins-tab')
export class TwinsTabElement extends SessionElement {
  static override readonly sessionEvents = ['layerschange'] as const;
  static override readonly styles = [shared, compareStyles, twinsStyles];

  @property({ attribute: false }) sample: number | null = null;
  /** The picture shown, 0…1. */
  @property({ attribute: false }) picture: Float32Array | null = null;
  @state() private twins: Twins | null = null;
  @state() private making = false;
  @state() private problem: unknown = null;
  @state() private hovered: Pointed | null = null;
  @state() private kept: Pointed | null = null;
  /** Of both stages: they stay alike. */
  @state() private opened: StageOpened = ALL_KERNELS;
  @state() private announcement = '';

  readonly #cells = new TwinCells(this);
  #screen: Screen | null = null;
  #shown: Float32Array | null = null;

  constructor() {
    super();
    new ListenController(
      this,
      () => this.twins,
      ['statechange', 'progress', 'domainchange'],
      () => this.#heard(),
    );
    new SeenController(this, () => this.#seen);
    this.addEventListener('cs-point-at', (event) => this.#pointAt(event));
    this.addEventListener(StageOpenedEvent.type, (event) => {
      event.stopPropagation();
      this.opened = event.opened;
    });
  }

  /** For a lesson that looks on. */
  get #seen(): SeenTwins | null {
    const { twins } = this;
    if (!twins) return null;
    const { step, compared } = twins;
    const asked = compared && {
      step: compared.step,
      first: compared.firstRight,
      second: compared.secondRight,
      count: compared.count,
    };
    return { view: 'compare', tab: 'twins', step, asked };
  }

  protected override sessionChanged(): void {
    this.#adopt();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#key);
    if (this.hasUpdated) this.#adopt();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#key);
    // Nobody looks: they rest where they are, and are found there again.
    if (this.twins?.state !== 'idle') void this.twins?.pause();
    this.#take(null);
  }

  protected override firstUpdated(): void {
    this.#adopt();
  }

  /** The session's twins, or new ones: max against average, if nothing else was wanted. */
  #adopt(): void {
    const { session } = this;
    if (!session || session.twins.current === this.twins) {
      if (this.twins || this.making || this.problem !== null) return;
    }
    this.#take(session?.twins.current ?? null);
    if (session && !this.twins) void this.#make({ kind: 'poolings' });
  }

  async #make(change: TwinChange): Promise<void> {
    const { session } = this;
    if (!session || this.making) return;
    this.making = true;
    try {
      const twins = await session.twins.make(change);
      this.problem = null;
      if (this.isConnected) this.#take(twins);
    } catch (error) {
      this.problem = error;
      if (this.isConnected) this.#take(session.twins.current);
    } finally {
      this.making = false;
    }
  }

  #take(twins: Twins | null): void {
    if (twins === this.twins) return;
    this.#screen?.close();
    this.#screen = null;
    this.twins = twins;
    this.#cells.follow(twins);
    this.hovered = null;
    this.kept = null;
    if (!twins) return;
    this.problem = null;
    const clock = {
      request: (callback: () => void) => requestAnimationFrame(callback),
      cancel: (id: number) => cancelAnimationFrame(id),
    };
    this.#screen = new Screen(twins, clock, (error) => {
      this.problem = error;
    });
    this.#screen.onFrame((changed) => changed && this.#cells.renew());
    this.#shown = null;
  }

  #heard(): void {
    const [screen, twins] = [this.#screen, this.twins];
    if (screen && twins) {
      screen.running = twins.state === 'training';
      screen.request();
    }
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { twins, picture } = this;
    if (twins && picture && picture !== this.#shown) {
      this.#shown = picture;
      twins.showPicture(picture);
      this.#screen?.request();
    }
    if (changed.has('hovered') || changed.has('kept') || changed.has('twins'))
      this.#cells.pointAt(this.#pointed);
    if (this.kept && twins?.state !== 'training') this.announcement = this.#reading(this.kept);
  }

  /** What is pointed at; on arrival a cell of the first layer that differs. */
  get #pointed(): Pointed | null {
    const { twins } = this;
    if (this.hovered ?? this.kept) return this.hovered ?? this.kept;
    const name = twins?.differences[0]?.layer;
    const shapes = twins?.sides.map(
      ({ layers }) => layers.find((layer) => layer.name === name)?.outputShape ?? [],
    );
    const [first = [], second = []] = shapes ?? [];
    if (name === undefined) return null;
    // In both: one of them may be smaller.
    const least = (axis: number): number => Math.min(first[axis] ?? 1, second[axis] ?? 1);
    const index = first.length === 3 ? [Math.floor(least(0) / 3), Math.floor(least(1) / 2), 0] : [0];
    return { layer: name, index, slice: null };
  }

  #pointAt(event: PointAtEvent): void {
    // It is the twins that are pointed at, not the network behind them.
    event.stopPropagation();
    if (event.keep) {
      this.kept = event.pointed;
      this.hovered = null;
    } else {
      this.hovered = event.pointed;
    }
  }

  readonly #key = (event: KeyboardEvent): void => {
    const { twins } = this;
    if (event.key === 'Escape') {
      this.kept = null;
      this.hovered = null;
      return;
    }
    if (event.key !== ' ' || event.defaultPrevented || event.repeat || !twins) return;
    const target = event.composedPath()[0];
    if (target instanceof Element && target.closest('button, input, select, textarea, a, [role=application]'))
      return;
    event.preventDefault();
    this.#toggle(twins);
  };

  /** After a pause both are asked about the test set: that is what there is to see. */
  #toggle(twins: Twins): void {
    if (twins.state === 'training') void twins.pause().then(() => twins.ask());
    else if (twins.state !== 'failed') twins.play();
  }

  #transport(twins: Twins): TemplateResult {
    const { time } = locale.words;
    const { twins: say } = compareWords();
    const training = twins.state === 'training';
    const failed = twins.state === 'failed';
    const play = training ? time.pause : time.play;
    return html`<div class="transport" role="group" aria-label=${say.transport}>
      <button
        class="icon"
        data-testid="twins-reset"
        aria-label=${time.reset}
        title=${time.reset}
        @click=${() => void twins.reset()}
      >
        ${icons.reset()}
      </button>
      <button
        class="icon play"
        data-testid="twins-play"
        aria-label=${play}
        title=${play}
        ?disabled=${failed}
        @click=${() => this.#toggle(twins)}
      >
        ${training ? icons.pause() : icons.play()}
      </button>
      <button
        class="icon"
        data-testid="twins-step"
        aria-label=${time.step}
        title=${time.step}
        ?disabled=${twins.state !== 'idle' && twins.state !== 'answering'}
        @click=${() => void twins.takeStep()}
      >
        ${icons.step()}
      </button>
      <p class="where" data-testid="twins-where" data-state=${twins.state} data-step=${twins.step}>
        <b>${say.step(twins.step)}</b>
        <span>${say.states[twins.state]}</span>
      </p>
      ${failed ? html`<p class="problem" role="alert">${say.failed}<code>${errorText(twins.error, locale.words)}</code></p>` : nothing}
    </div>`;
  }

  #side(twins: Twins, at: 0 | 1, name: string): TemplateResult {
    const { time } = locale.words;
    const twin = twins.sides[at];
    const pointed = this.#pointed;
    const shape =
      pointed?.layer === PICTURE
        ? twin.input.shape
        : (twin.layers.find((layer) => layer.name === pointed?.layer)?.outputShape ?? []);
    // The other may have no such cell.
    const inside =
      pointed?.index.length === shape.length &&
      pointed.index.every((place, axis) => place < (shape[axis] ?? 0));
    return html`<section class=${at === 0 ? 'twin first' : 'twin second'}>
      <header>
        <h2 class="mono" data-testid=${`twin-name-${at}`}>${name}</h2>
        <dl>
          <dt>${time.testAccuracy}</dt>
          <dd data-testid=${`twin-accuracy-${at}`}>${formatPercent(twin.progress.testAccuracy, 2)}</dd>
          <dt>${time.loss}</dt>
          <dd data-testid=${`twin-loss-${at}`}>${formatLoss(twin.progress.loss)}</dd>
        </dl>
      </header>
      <cs-screen .screen=${this.#screen}
        ><cs-stage
          compact
          ?no-scales=${at === 0}
          data-testid=${`twin-stage-${at}`}
          label=${name}
          .session=${twin}
          .opened=${this.opened}
          .pointed=${inside ? pointed : null}
        ></cs-stage
      ></cs-screen>
    </section>`;
  }

  #place({ layer, index }: Pointed): string {
    const { stage, inspector } = locale.words;
    const [row = 0, column = 0, channel = 0] = index;
    const name = layer === PICTURE ? stage.input : layer;
    return index.length === 3
      ? `${inspector.at.map(name, channel + 1)} · ${inspector.cell(row + 1, column + 1)}`
      : inspector.at.unit(name, row + 1);
  }

  #reading(pointed: Pointed): string {
    const [first, second] = this.#cells.values;
    return `${this.#place(pointed)}: ${formatNumber(first ?? NaN)}, ${formatNumber(second ?? NaN)}`;
  }

  #readout(names: readonly [string, string]): TemplateResult {
    const pointed = this.#pointed;
    const value = (at: 0 | 1): string => {
      const number = this.#cells.values[at];
      return number === null ? '–' : formatNumber(number);
    };
    return html`<p class="readout" data-testid="twins-cell">
      ${
        pointed
          ? html`<span>${this.#place(pointed)}</span> ${([0, 1] as const).map(
                (at) =>
                  html`<span class="mono ${at === 0 ? 'first' : 'second'}"
                    ><span class="visually-hidden">${names[at]}</span
                    ><b data-testid=${`cell-${at}`} title=${`${names[at]}: ${this.#cells.values[at] ?? '–'}`}
                      >${value(at)}</b
                    ></span
                  >`,
              )}`
          : nothing
      }
    </p>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, twins } = this;
    if (!session) return nothing;
    const { words } = locale;
    const { twins: say } = compareWords();
    const differences = twins?.differences ?? [];
    const names = twinNames(differences);
    const { settings } = twins ?? session;
    return html`<div class="controls">
        <section>
          <h2>${words.picture.title}</h2>
          <cs-samples .chosen=${this.sample}></cs-samples>
        </section>
        <section>
          <h2>${say.differs}</h2>
          <cs-twin-setup
            .layers=${session.twins.layers}
            .busy=${this.making}
            .problem=${this.problem === null ? null : errorText(this.problem, locale.words)}
            @cs-twin-change=${({ change }: TwinChangeEvent) => void this.#make(change)}
          ></cs-twin-setup>
        </section>
        <p class="small">
          ${say.same(settings.seed, settings.batchSize, formatShort(settings.learningRate))}
        </p>
        <p class="small">${say.scale}</p>
        <p class="small">${say.rests}</p>
      </div>
      ${
        twins
          ? html`<div class="stages">
                <h1 class="visually-hidden">${names.join(' | ')}</h1>
                ${this.#side(twins, 0, names[0])} ${this.#side(twins, 1, names[1])}
                <footer>${this.#transport(twins)} ${this.#readout(names)}</footer>
              </div>
              <div class="results">
                <section>
                  <h2>${say.curves}</h2>
                  <cs-twin-curve .twins=${twins} .names=${names}></cs-twin-curve>
                </section>
                <section>
                  <h2>${say.disagreements}</h2>
                  <cs-disagreements .twins=${twins} .names=${names}></cs-disagreements>
                </section>
                <section>
                  <h2>${say.seedsTitle}</h2>
                  <cs-seed-comparison .twins=${twins} .names=${names}></cs-seed-comparison>
                </section>
              </div>`
          : html`<div class="waiting">${this.making ? busy(say.making) : nothing}</div>`
      }
      <p class="visually-hidden" aria-live="polite">${this.announcement}</p>`;
  }
}
