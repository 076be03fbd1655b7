// The whole page: opens the session and ties its parts together. What is pointed at (pointing.ts), the picture shown
// (shownPicture.ts), the view in the address (viewController.ts), what lies over the stage (overStage.ts), files that
// are opened and saved (filesOver.ts), what is kept in the browser (kept/keeping.ts) and how all of it is laid out (layout.ts) are files of their own.

import recordingUrl from '../../datasets/recording/lenet5.json?url';
import { provide } from '@lit/context';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { Screen } from '../draw/screen';
import { busyOver } from '../elements/controls/busy';
import { CodeEvent, NO_CODE, type KeptCode } from '../elements/code/event';
import { ConnectedElement } from '../elements/connectedElement';
import { DataFilesEvent, PictureFileEvent } from '../elements/data/events';
import type { PickedFile } from '../elements/files/jobs';
import type { PictureFileElement } from '../elements/picture/pictureFile';
import { ListenController } from '../elements/controllers/listenController';
import { SESSION_EVENTS, sessionContext } from '../elements/sessionElement';
import '../elements/frame/header';
import { FilesEvent, type DrawerEvent, type ViewEvent } from '../elements/frame/header';
import type { KeptEvent } from '../elements/frame/keptMessage';
import type { MissingReason } from '../elements/frame/missing';
import { MicroscopeEvent } from '../elements/microscope/event';
import type { MicroscopeElement } from '../elements/microscope/microscope';
import type { DrawingPadElement } from '../elements/picture/drawingPad';
import { LiveEvent, liveContext, type LiveAnswer } from '../elements/picture/live';
import type { PictureEvent, PointAtEvent } from '../elements/pointed';
import { AnswerEvent } from '../elements/stage/answers';
import type { StageElement } from '../elements/stage/stage';
import { ALL_KERNELS, StageOpenedEvent, type StageOpened } from '../elements/stage/stageOpened';
import { shared } from '../elements/controls/styles';
import type { TrainFacade } from '../session/facade';
import { FileDropController } from './fileDropController';
import { Keeping } from './kept/keeping';
import type { KeptPage } from './kept/record';
import { KeysController } from './keysController';
import { LabStage } from './labStage';
import { layout } from './layout';
import { MissingError, requireWebGpu, type SessionStart } from './openSession';
import { OverlayController } from './overlayController';
import { pageStyles } from './pageStyles';
import { RetryEvent } from '../elements/frame/opening';
import { OPENING, failedWith, wholeWindow, type Phase } from './phase';
import { PointingController } from './pointing';
import { ShownPicture } from './shownPicture';
import { ViewController } from './viewController';
import { labView, viewOf } from './views';

/** Both rails side by side (pageStyles.ts, printStyles.ts), in CSS pixels. */
const RAILS_WIDTH = 236 + 292;

const ANIMATION_FRAMES = Object.freeze({
  request: (callback: () => void) => requestAnimationFrame(callback),
  cancel: (id: number) => cancelAnimationFrame(id),
});

@customElement('convscope-app')
export class PageElement extends ConnectedElement {
  static override readonly styles = [shared, pageStyles];

  @state() private phase: Phase = OPENING;
  @provide({ context: sessionContext }) @state() private session: TrainFacade | null = null;
  /** While pictures of a camera follow each other. */
  @provide({ context: liveContext }) @state() private live: LiveAnswer | null = null;
  /** What of the layers is opened on the stage. */
  @state() private opened: StageOpened = ALL_KERNELS;
  @query('cs-drawing-pad') private readonly pad!: DrawingPadElement | null;

  readonly #overlay = new OverlayController(this);
  readonly #files = new FileDropController(this, () => this.session);
  readonly #picture = new ShownPicture(
    () => this.session,
    () => {
      this.#screen?.request();
      // What is read follows a camera as often as the answer.
      if (!this.live) this.#pictureStays();
    },
  );
  readonly #pointing = new PointingController(
    this,
    () => this.session,
    () => this.#picture.pixels,
  );
  readonly #lab = new LabStage({
    session: () => this.session,
    openWith: (start) => this.#openWith(start),
  });
  readonly #views = new ViewController(this, (view) => {
    this.#overlay.dropDrawer();
    this.#pointing.leave();
    if (view !== 'data') this.#dataFiles = null;
    if (view === 'stage') this.#screen?.request();
  });
  readonly #keeping = new Keeping({
    page: () => ({
      sample: this.#picture.sample,
      label: this.#picture.label,
      picture: this.#picture.pixels,
      drawing: this.pad?.drawing ?? null,
      pointed: this.#pointing.kept,
      stage: this.opened,
      code: this.#code,
    }),
    show: (page) => this.#showAsKept(page),
    changed: () => this.requestUpdate(),
    device: () => this.#lab.handOver(),
  });
  #screen: Screen | null = null;
  /** Files that were dropped to become a data set; the Data view reads them. */
  #dataFiles: readonly PickedFile[] | null = null;
  /** The session opens, or is open. */
  #opened = false;
  /** The network as code. Its element has the newest text: only to show it or not is the page's. */
  #code: KeptCode = NO_CODE;

  constructor() {
    super();
    new ListenController(
      this,
      () => this.session,
      SESSION_EVENTS,
      (event) => this.#heard(event),
    );
    new KeysController(this, { escape: () => this.#escape(), space: () => this.#playOrPause() });
    void this.#preparePrint();
    this.addEventListener('cs-point-at', (event: PointAtEvent) => {
      this.#pointing.point(event);
      if (event.keep) this.#keeping.changed();
    });
    this.addEventListener('cs-picture', (event: PictureEvent) => {
      if (this.pad && !event.composedPath().includes(this.pad)) this.pad.clear();
      this.#picture.show(event.pixels, event.sample, event.label);
    });
    this.addEventListener(LiveEvent.type, ({ live }) => {
      this.live = live;
      if (!live) this.#pictureStays();
    });
    this.addEventListener(DataFilesEvent.type, ({ files }) => {
      this.#dataFiles = files;
      this.#views.go('data');
      this.requestUpdate();
    });
    this.addEventListener(PictureFileEvent.type, ({ file }) => {
      this.#views.go('stage');
      void this.renderRoot.querySelector<PictureFileElement>('cs-picture-file')?.take(file);
    });
    this.addEventListener(StageOpenedEvent.type, ({ opened }) => {
      this.opened = opened;
      this.#keeping.changed();
    });
    this.addEventListener(CodeEvent.type, ({ code }) => {
      this.#code = { ...this.#code, ...code };
      this.#keeping.changed();
      if ('open' in code) this.requestUpdate();
    });
    this.addEventListener('cs-kept', ({ wish }: KeptEvent) => {
      if (wish === 'dismiss') this.#keeping.dismiss();
      else void (wish === 'afresh' ? this.#keeping.startAfresh() : this.#keeping.goToOther());
    });
    this.addEventListener(RetryEvent.type, () => {
      this.phase = OPENING;
      // The update opens it again.
      this.#opened = false;
    });
    this.addEventListener('cs-drawer', ({ side }: DrawerEvent) => void this.#overlay.openDrawer(side));
    this.addEventListener(FilesEvent.type, () => void this.#files.show());
    this.addEventListener(MicroscopeEvent.type, ({ open }) => void this.#overlay.openMicroscope(open));
    this.addEventListener('cs-view', ({ view }: ViewEvent) => this.#views.go(view));
    this.addEventListener(AnswerEvent.type, () => {
      if (this.#views.view === 'stage') this.#pointing.renew();
      if (this.live) this.requestUpdate();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (viewOf(location.hash) === 'lab') void this.#check(requireWebGpu);
  }

  /** Of a camera's pictures only the one that stays is kept. */
  #pictureStays(): void {
    this.#keeping.changed();
    this.#pointing.renew();
    this.requestUpdate();
  }

  /** The stage and what looks at it load when they are visited. */
  protected override willUpdate(): void {
    if (viewOf(location.hash) !== 'lab') void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void this.#keeping.close();
    this.#screen?.close();
    this.session?.close();
    this.#opened = false;
  }

  /** Not needed for the first view. */
  async #preparePrint(): Promise<void> {
    const { PrintController } = await import('./printController');
    await this.updateComplete;
    new PrintController(this, () => this.#printWidth);
  }

  /** As wide as on the screen; with both rails where they are drawers there, and with what scrolls sideways. */
  get #printWidth(): number {
    const main = this.renderRoot.querySelector('.work:not([hidden]) main');
    if (!main) return innerWidth;
    const view =
      main.querySelector<MicroscopeElement>('cs-microscope') ?? main.querySelector<StageElement>('cs-stage');
    const rails = Math.max(innerWidth - main.clientWidth, RAILS_WIDTH);
    return rails + main.clientWidth + (view?.hiddenWidth ?? 0);
  }

  /** Resolves when all that is kept in the browser is written. */
  get written(): Promise<void> {
    return this.#keeping.written();
  }

  async #open(): Promise<void> {
    if (this.#opened) return;
    this.#opened = true;
    await this.#check(async () =>
      this.#begin(await this.#keeping.open((progress) => (this.phase = { kind: 'opening', progress }))),
    );
  }

  /** For the lab, which is shown meanwhile. */
  async #openWith(start: SessionStart): Promise<TrainFacade> {
    this.#opened = true;
    try {
      const session = await this.#keeping.openWith(start);
      this.#begin(session);
      return session;
    } catch (error) {
      this.#opened = false;
      throw error;
    }
  }

  /** Where something that the page needs is missing or fails, it says so. */
  async #check(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof MissingError)) {
        // A damaged file of the data is said in the page's language, too.
        if (error instanceof Error && error.name === 'DataSetError')
          await import('../elements/locales/dataSetErrors');
        this.phase = failedWith(error);
        return;
      }
      await this.#showMissing(error.reason);
    }
  }

  /** Most visitors never need this code. */
  async #showMissing(reason: MissingReason): Promise<void> {
    try {
      const [{ loadRecording }] = await Promise.all([
        import('../draw/recording'),
        import('../elements/frame/missing'),
      ]);
      this.phase = { kind: 'missing', reason, recording: undefined };
      const recording = await loadRecording(recordingUrl).catch(() => null);
      this.phase = { kind: 'missing', reason, recording };
    } catch (error) {
      this.phase = failedWith(error);
    }
  }

  #begin(session: TrainFacade): void {
    this.#screen = new Screen(session, ANIMATION_FRAMES, (error) => (this.phase = failedWith(error)));
    const screen = this.#screen;
    // The stage says that it works until it is drawn.
    const leave = screen.onFrame(() => {
      if (screen.painted === 0) return;
      leave();
      this.requestUpdate();
    });
    this.session = session;
    this.#lab.follow();
    this.#picture.showFirst();
    this.#pointing.reset();
    this.phase = { kind: 'ready' };
    // The pad and the stage have to be there to show what was kept.
    void this.updateComplete.then(() => this.#keeping.begin(session));
  }

  /** The page as it was kept, or as on the first visit. What no longer fits is left out. */
  #showAsKept(page: KeptPage | null): void {
    this.pad?.restore(page?.drawing ?? null);
    this.#picture.showAgain(page);
    this.#pointing.reset(page?.pointed);
    this.opened = page?.stage ?? ALL_KERNELS;
    this.#code = page?.code ?? NO_CODE;
  }

  #heard({ type }: Event): void {
    const { session } = this;
    const screen = this.#screen;
    if (!session || !screen) return;
    screen.followDevice();
    this.#lab.follow();
    screen.running = session.state === 'training';
    // After a single step too: progress may be all that is heard of it.
    screen.request();
    if (type === 'progress') return;
    if (type === 'datachange') {
      this.pad?.clear();
      this.#picture.showFirst();
    }
    // What was known of a cell holds no more.
    if (type === 'layerschange' || type === 'shaderschange') this.#pointing.follow(session);
    if (this.#views.view === 'stage') this.#pointing.renew();
    this.requestUpdate();
  }

  /** One thing at a time: what lies over the stage, then the past, then what was chosen. */
  #escape(): void {
    const { session } = this;
    if (this.#overlay.drawer) void this.#overlay.openDrawer(null);
    else if (this.#overlay.microscope && this.#views.view === 'stage')
      void this.#overlay.openMicroscope(false);
    else if (session && session.travel.shown.kind !== 'now') session.travel.backToNow();
    else this.#pointing.reset();
  }

  #playOrPause(): boolean {
    const { session } = this;
    if (!session || this.#views.view !== 'stage') return false;
    if (session.state === 'training') void session.pause();
    else if (session.state === 'idle') session.play();
    return true;
  }

  protected override render(): TemplateResult {
    const { phase, session } = this;
    const { view } = this.#views;
    const { message, busy } = this.#keeping;
    const ready = phase.kind === 'ready';
    if (message !== null || (session?.notice ?? null) !== null) void import('../elements/frame/notices');
    const labShown = view === 'lab' && (ready || phase.kind === 'opening');
    const content = ready
      ? session && this.#layout(session)
      : !labShown && (this.#opened || phase.kind !== 'opening')
        ? wholeWindow(phase)
        : nothing;
    return html`<cs-header
        role="banner"
        .rails=${ready && view === 'stage'}
        .view=${ready || labShown ? view : null}
        .files=${session !== null}
        >${ready ? html`<cs-notices .message=${message} .busy=${busy}></cs-notices>` : nothing}</cs-header
      >
      ${content} ${labShown ? labView(this.#lab) : nothing}
      ${this.#views.loading && (ready || !this.#opened) ? busyOver() : nothing} ${this.#files.render()}`;
  }

  #layout(session: TrainFacade): TemplateResult {
    const { view } = this.#views;
    const { pointed, kept, explanation, announcement } = this.#pointing;
    const { pixels: picture, sample, label } = this.#picture;
    const { drawer, microscope } = this.#overlay;
    return layout({
      session,
      view,
      screen: this.#screen,
      pointed,
      kept,
      explanation,
      picture,
      sample,
      label,
      dataFiles: this.#dataFiles,
      opened: this.opened,
      code: this.#code,
      microscope,
      drawer,
      closeDrawer: () => void this.#overlay.openDrawer(null),
      announcement,
    });
  }
}
