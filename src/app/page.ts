// The whole page: opens the session, holds the one thing pointed at, and lays out the frame.

import recordingUrl from '../../datasets/recording/lenet5.json?url';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { loadRecording, type Recording } from '../draw/recording';
import { Screen } from '../draw/screen';
import { PICTURE } from '../draw/stageTiles';
import { AnswerEvent } from '../elements/stage/answers';
import { ExplanationController } from '../elements/controllers/explanationController';
import { SESSION_EVENTS, SessionController } from '../elements/controllers/sessionController';
import '../elements/time/curve';
import '../elements/picture/drawingPad';
import type { DrawingPadElement } from '../elements/picture/drawingPad';
import '../elements/time/figures';
import { formatNumber, formatPercent } from '../elements/format';
import '../elements/frame/header';
import type { DrawerEvent, View, ViewEvent } from '../elements/frame/header';
import { icons } from '../elements/icons';
import '../elements/inspector/inspector';
import { LocaleController } from '../elements/locale';
import '../elements/frame/messages';
import { MicroscopeEvent } from '../elements/microscope/event';
import '../elements/frame/missing';
import type { MissingReason } from '../elements/frame/missing';
import '../elements/network/networkStack';
import '../elements/frame/opening';
import { stillThere, type PictureEvent, type PointAtEvent, type Pointed } from '../elements/pointed';
import { onePerClass } from '../elements/picture/samples';
import '../elements/stage/stage';
import { ALL_KERNELS, StageOpenedEvent, type StageOpened } from '../elements/stage/stage';
import { shared } from '../elements/styles';
import '../elements/time/transport';
import type { OpeningProgress, TrainFacade } from '../train/facade';
import type { KeptEvent } from '../elements/frame/kept';
import type { KeptPage } from './kept/record';
import { Keeping } from './kept/keeping';
import { MissingError } from './openSession';
import { pageStyles } from './pageStyles';
import { LOADED_VIEWS, hashWith, viewOf } from './views';

/** The picture shown on arrival: a 3 has strokes in every direction. */
const FIRST_LABEL = '3';

type Phase = 'opening' | 'missing' | 'failed' | 'ready';

/** A cell of the first maps, where a 3 has a stroke. */
function exampleOf({ layers }: TrainFacade): Pointed | null {
  const layer = layers.find(({ outputShape }) => outputShape.length === 3);
  const [rows = 1, columns = 1, channels = 1] = layer?.outputShape ?? [];
  const index = [Math.min(9, rows - 1), Math.min(14, columns - 1), Math.min(2, channels - 1)];
  return layer ? { layer: layer.name, index, slice: null } : null;
}

@customElement('convscope-app')
export class PageElement extends LitElement {
  static override readonly styles = [shared, pageStyles];

  @state() private phase: Phase = 'opening';
  @state() private opening: OpeningProgress = { stage: 'device', fraction: null };
  @state() private failure: Error | null = null;
  @state() private reason: MissingReason = 'api';
  @state() private recording: Recording | null | undefined = undefined;
  @state() private session: TrainFacade | null = null;
  @state() private hovered: Pointed | null = null;
  @state() private kept: Pointed | null = null;
  @state() private sample: number | null = null;
  @state() private picture: Float32Array | null = null;
  @state() private drawer: 'left' | 'right' | null = null;
  @state() private announcement = '';
  /** The view shown: the one wanted, once it is loaded. */
  @state() private view: View = 'stage';
  @state() private opened: StageOpened = ALL_KERNELS;
  /** One step in slow motion is in the place of the stage. */
  @state() private microscope = false;
  @query('cs-drawing-pad') private readonly pad!: DrawingPadElement | null;

  readonly #locale = new LocaleController(this);
  readonly #keeping = new Keeping({
    page: () => ({
      sample: this.sample,
      picture: this.picture,
      drawing: this.pad?.drawing ?? null,
      pointed: this.kept,
      stage: this.opened,
    }),
    show: (page) => this.#showAsKept(page),
    changed: () => this.requestUpdate(),
  });
  readonly #explanation = new ExplanationController(this, () => this.session);
  #screen: Screen | null = null;
  /** What is pointed at when nothing is: an example, so that the page explains something on arrival. */
  #example: Pointed | null = null;

  constructor() {
    super();
    new SessionController(
      this,
      () => this.session,
      SESSION_EVENTS,
      (event) => this.#heard(event),
    );
    this.addEventListener('cs-point-at', (event) => this.#pointAt(event));
    this.addEventListener('cs-picture', (event) => this.#show(event));
    this.addEventListener(StageOpenedEvent.type, ({ opened }) => {
      this.opened = opened;
      this.#keeping.changed();
    });
    this.addEventListener('cs-kept', ({ wish }: KeptEvent) => {
      if (wish === 'dismiss') this.#keeping.dismiss();
      else void (wish === 'afresh' ? this.#keeping.startAfresh() : this.#keeping.goToOther());
    });
    this.addEventListener('cs-drawer', (event: DrawerEvent) => this.#openDrawer(event.side));
    this.addEventListener(AnswerEvent.type, () => this.view === 'stage' && this.#explanation.renew());
    this.addEventListener('cs-view', (event: ViewEvent) => this.#go(event.view));
    this.addEventListener(MicroscopeEvent.type, (event) => void this.#openMicroscope(event.open));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#key);
    window.addEventListener('popstate', this.#followAddress);
    window.addEventListener('hashchange', this.#followAddress);
    this.#followAddress();
    void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#key);
    window.removeEventListener('popstate', this.#followAddress);
    window.removeEventListener('hashchange', this.#followAddress);
    void this.#keeping.close();
    this.#screen?.close();
    this.session?.close();
  }

  /** Resolves when all that is kept in the browser is written. */
  get written(): Promise<void> {
    return this.#keeping.written();
  }

  #go(view: View): void {
    const hash = hashWith(location.hash, view);
    if (hash === location.hash) return;
    // An empty hash has to be said as an address, or the old one stays.
    history.pushState(null, '', hash === '' ? location.pathname + location.search : hash);
    this.#followAddress();
  }

  readonly #followAddress = (): void => {
    const wanted = viewOf(location.hash);
    const show = (): void => {
      if (viewOf(location.hash) !== wanted || this.view === wanted) return;
      this.view = wanted;
      this.drawer = null;
      this.hovered = null;
      if (wanted === 'stage') {
        this.#explanation.renew();
        this.#screen?.request();
      }
    };
    if (wanted === 'stage') show();
    else
      LOADED_VIEWS[wanted].load().then(show, () => {
        // Its code could not be fetched: the view that is shown stays.
        this.#go(this.view);
      });
  };

  async #open(): Promise<void> {
    try {
      const session = await this.#keeping.open((progress) => (this.opening = progress));
      this.#begin(session);
    } catch (error) {
      if (error instanceof MissingError) {
        this.reason = error.reason;
        this.phase = 'missing';
        this.recording = await loadRecording(recordingUrl).catch(() => null);
      } else {
        this.failure = error instanceof Error ? error : new Error(String(error));
        this.phase = 'failed';
      }
    }
  }

  #begin(session: TrainFacade): void {
    const clock = {
      request: (callback: () => void) => requestAnimationFrame(callback),
      cancel: (id: number) => cancelAnimationFrame(id),
    };
    this.#screen = new Screen(session, clock, (error) => {
      this.failure = error instanceof Error ? error : new Error(String(error));
      this.phase = 'failed';
    });
    this.session = session;
    this.#showFirst(session);
    this.#example = exampleOf(session);
    this.#explanation.pointAt(this.#pointed);
    this.phase = 'ready';
    // The pad and the stage have to be there to show what was kept.
    void this.updateComplete.then(() => this.#keeping.begin(session));
  }

  #showFirst(session: TrainFacade): void {
    const first = onePerClass(session.samples).find((at) => session.samples[at]?.label === FIRST_LABEL) ?? 0;
    const pixels = session.samples[first]?.pixels;
    if (pixels)
      this.#showPicture(
        Float32Array.from(pixels, (value) => value / 255),
        first,
      );
  }

  /** The page as it was kept, or as on the first visit. What no longer fits is left out. */
  #showAsKept(page: KeptPage | null): void {
    const { session } = this;
    if (!session) return;
    const size = session.input.shape.reduce((product, length) => product * length, 1);
    this.pad?.restore(page?.drawing ?? null);
    if (page?.picture?.length === size) this.#showPicture(page.picture, page.sample);
    else this.#showFirst(session);
    this.opened = page?.stage ?? ALL_KERNELS;
    const layer = session.layers.find(({ name }) => name === page?.pointed?.layer);
    const shape = page?.pointed?.layer === PICTURE ? session.input.shape : layer?.outputShape;
    const fits =
      page?.pointed?.index.length === shape?.length &&
      page?.pointed?.index.every((at, axis) => at >= 0 && at < (shape?.[axis] ?? 0));
    this.kept = fits ? (page?.pointed ?? null) : null;
    this.hovered = null;
    this.#explanation.pointAt(this.#pointed);
  }

  #heard(event: Event): void {
    const screen = this.#screen;
    if (screen && this.session) {
      screen.followDevice();
      screen.running = this.session.state === 'training';
      // After a single step too: progress may be all that is heard of it.
      screen.request();
    }
    if (event.type === 'progress') return;
    if (event.type === 'layerschange') {
      this.#follow();
      this.#explanation.forget();
    }
    if (this.view === 'stage') this.#explanation.renew();
    this.requestUpdate();
  }

  /** Layers may be gone or smaller: what is pointed at goes with them. */
  #follow(): void {
    const { session } = this;
    if (!session) return;
    this.hovered = stillThere(this.hovered, session.layers);
    this.kept = stillThere(this.kept, session.layers);
    this.#example = stillThere(this.#example, session.layers) ?? exampleOf(session);
    this.#explanation.pointAt(this.#pointed);
  }

  get #pointed(): Pointed | null {
    return this.hovered ?? this.kept ?? this.#example;
  }

  #pointAt(event: PointAtEvent): void {
    const before = this.#pointed;
    if (event.keep) {
      this.kept = event.pointed;
      this.hovered = null;
      this.#keeping.changed();
    } else {
      this.hovered = event.pointed;
    }
    const now = this.#pointed;
    if (now?.layer === before?.layer && String(now?.index) === String(before?.index)) return;
    this.#explanation.pointAt(now);
  }

  #showPicture(pixels: Float32Array, sample: number | null): void {
    this.session?.showPicture(pixels);
    this.picture = pixels;
    this.sample = sample;
    this.#keeping.changed();
    this.#explanation.renew();
    this.#screen?.request();
  }

  #show(event: PictureEvent): void {
    if (event.sample !== null) this.pad?.clear();
    this.#showPicture(event.pixels, event.sample);
  }

  #openDrawer(side: 'left' | 'right' | null): void {
    const from = this.drawer;
    this.drawer = side;
    void this.updateComplete.then(() => {
      if (side) this.renderRoot.querySelector<HTMLElement>(`.rail.${side} .close`)?.focus();
      else if (from)
        this.renderRoot
          .querySelector('cs-header')
          ?.renderRoot.querySelector<HTMLElement>(`[data-testid=open-${from}]`)
          ?.focus();
    });
  }

  /** The focus goes with it, and back to where it was opened. */
  async #openMicroscope(open: boolean): Promise<void> {
    if (open) await import('../elements/microscope/microscope');
    if (open && this.drawer) this.drawer = null;
    this.microscope = open;
    await this.updateComplete;
    if (open) this.renderRoot.querySelector('cs-microscope')?.focus();
    else
      this.renderRoot
        .querySelector('cs-transport')
        ?.renderRoot.querySelector<HTMLElement>('[data-testid=open-microscope]')
        ?.focus();
  }

  readonly #key = (event: KeyboardEvent): void => {
    const { session } = this;
    if (event.key === 'Escape') {
      if (this.drawer) this.#openDrawer(null);
      else if (this.microscope && this.view === 'stage') void this.#openMicroscope(false);
      else if (session && session.travel.shown.kind !== 'now') {
        session.travel.backToNow();
        return;
      }
      this.kept = null;
      this.hovered = null;
      this.#explanation.pointAt(this.#pointed);
      return;
    }
    if (event.key !== ' ' || event.defaultPrevented || event.repeat || !session || this.view !== 'stage')
      return;
    const target = event.composedPath()[0];
    if (
      target instanceof Element &&
      target.closest('button, input, select, textarea, a, [contenteditable], [role=application]')
    )
      return;
    event.preventDefault();
    if (session.state === 'training') void session.pause();
    else if (session.state === 'idle') session.play();
  };

  protected override willUpdate(): void {
    const { explanation } = this.#explanation;
    const { words } = this.#locale;
    const { kept } = this;
    // Only what was chosen is read aloud: a hovering pointer would talk without end.
    if (!kept || this.session?.state === 'training') return;
    const layer = this.session?.layers.find(({ name }) => name === kept.layer);
    const [row = 0, column = 0, channel] = kept.index;
    const cell = words.inspector.cell(row + 1, column + 1);
    if (kept.layer === PICTURE) {
      this.announcement = words.stage.reading(
        `${words.inspector.at.picture}, ${cell}`,
        formatNumber(this.picture?.[row * (this.session?.input.shape[1] ?? 28) + column] ?? NaN),
      );
    } else if (
      layer &&
      explanation?.layer === kept.layer &&
      String(explanation.index) === String(kept.index)
    ) {
      const last = layer === this.session?.layers.at(-1);
      const what =
        channel === undefined
          ? last
            ? words.inspector.at.answer(String(row))
            : words.stage.unit(row + 1)
          : `${words.inspector.at.map(layer.className, channel + 1)}, ${cell}`;
      this.announcement = words.stage.reading(
        what,
        last ? formatPercent(explanation.value) : formatNumber(explanation.value),
      );
    }
  }

  #rail(side: 'left' | 'right', content: TemplateResult): TemplateResult {
    const { header } = this.#locale.words;
    const open = this.drawer === side;
    const name = side === 'left' ? header.openLeft : header.openRight;
    return html`<aside
      class="rail ${side} ${open ? 'open' : ''}"
      aria-label=${name}
      data-testid=${`rail-${side}`}
    >
      <button class="icon close" aria-label=${header.close} @click=${() => this.#openDrawer(null)}>
        ${icons.close()}
      </button>
      ${content}
    </aside>`;
  }

  #ready(session: TrainFacade): TemplateResult {
    const { words } = this.#locale;
    const pointed = this.#pointed;
    // A view that is not seen is kept, with what was drawn and opened in it, but nothing is painted for it.
    const away = this.view !== 'stage';
    const screen = away ? null : this.#screen;
    const left = html`<section>
        <h2>${words.picture.title}</h2>
        <cs-samples .session=${session} .chosen=${this.sample}></cs-samples>
        <cs-drawing-pad></cs-drawing-pad>
      </section>
      <section>
        <cs-network-stack .session=${session} .pointed=${pointed}></cs-network-stack>
      </section>`;
    const { shown } = session.travel;
    const { message, busy } = this.#keeping;
    if (message !== null) void import('../elements/frame/kept');
    if (shown.kind === 'difference') void import('../elements/time/change');
    const right =
      shown.kind === 'difference'
        ? html`<cs-change .session=${session} .screen=${screen} .pointed=${pointed}></cs-change>`
        : html`<cs-inspector
            .session=${session}
            .screen=${screen}
            .pointed=${pointed}
            .explanation=${this.#explanation.explanation}
            .picture=${this.picture}
            .kept=${this.kept !== null}
          ></cs-inspector>`;
    const other = this.view === 'stage' ? null : LOADED_VIEWS[this.view];
    return html`<div class="middle" ?hidden=${away}>
        ${this.#rail('left', left)}
        <main id="stage" class=${shown.kind === 'now' ? '' : 'travelling'}>
          <cs-messages .session=${session}><cs-kept .message=${message} .busy=${busy}></cs-kept></cs-messages
          ><cs-stage
            data-testid="stage"
            ?hidden=${this.microscope}
            .session=${session}
            .screen=${this.microscope ? null : screen}
            .pointed=${pointed}
            .opened=${this.opened}
            .kept=${this.kept}
            .explanation=${this.#explanation.explanation}
            .picture=${this.picture}
          ></cs-stage>
          ${
            this.microscope
              ? html`<cs-microscope
                  data-testid="microscope"
                  .session=${session}
                  .screen=${screen}
                  .picture=${this.picture}
                ></cs-microscope>`
              : nothing
          }
        </main>
        ${this.#rail('right', right)}
        <div class="scrim" ?hidden=${!this.drawer} @click=${() => this.#openDrawer(null)}></div>
      </div>
      ${other?.element({ session, screen: this.#screen, sample: this.sample, picture: this.picture }) ?? nothing}
      <footer ?hidden=${away}>
        <cs-transport .session=${session} ?microscope=${this.microscope}></cs-transport>
        <cs-curve .session=${session}></cs-curve>
        <cs-figures .session=${session}></cs-figures>
      </footer>
      <p class="visually-hidden" aria-live="polite" data-testid="announcement">${this.announcement}</p>`;
  }

  protected override render(): TemplateResult {
    const { phase, session } = this;
    return html`<cs-header
        role="banner"
        .rails=${phase === 'ready' && this.view === 'stage'}
        .view=${phase === 'ready' ? this.view : null}
      ></cs-header>
      ${phase === 'ready' && session ? this.#ready(session) : nothing}
      ${phase === 'opening' || phase === 'failed' ? html`<main class="whole"><cs-opening .progress=${this.opening} .error=${this.failure}></cs-opening></main>` : nothing}
      ${phase === 'missing' ? html`<main class="whole"><cs-missing .reason=${this.reason} .recording=${this.recording}></cs-missing></main>` : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'convscope-app': PageElement;
  }
}
