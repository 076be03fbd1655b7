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
import { CellPictureEvent } from '../elements/confusion/event';
import { ConnectedElement } from '../elements/connectedElement';
import { CodeFilesEvent, DataFilesEvent, PictureFileEvent } from '../elements/data/events';
import type { PickedFile } from '../elements/files/jobs';
import type { PictureFileElement } from '../elements/picture/pictureFile';
import { ListenController } from '../elements/controllers/listenController';
import { SESSION_EVENTS, sessionContext } from '../elements/sessionElement';
import '../elements/frame/header';
import { FilesEvent, ShareEvent, type DrawerEvent, type ViewEvent } from '../elements/frame/header';
import { isCalm, type KeptEvent } from '../elements/frame/keptMessage';
import type { MissingReason } from '../elements/frame/missing';
import { locale } from '../elements/locale';
import { TabShownEvent } from '../elements/inspector/event';
import type { InspectorElement } from '../elements/inspector/inspector';
import { MicroscopeEvent } from '../elements/microscope/event';
import type { MicroscopeElement } from '../elements/microscope/microscope';
import type { DrawingPadElement } from '../elements/picture/drawingPad';
import { LiveEvent, liveContext, type LiveAnswer } from '../elements/picture/live';
import type { PictureEvent, PointAtEvent } from '../elements/pointed';
import { AnswerEvent } from '../elements/stage/answers';
import type { StageElement } from '../elements/stage/stage';
import { ALL_KERNELS, StageOpenedEvent, type StageOpened } from '../elements/stage/stageOpened';
import { shared } from '../elements/controls/styles';
import { still } from '../elements/time/playback';
import type { TransportElement } from '../elements/time/transport';
import { aliveByOwner } from '../gpu/buffers';
import type { TrainFacade } from '../session/facade';
import { FileDropController } from './fileDropController';
import { afterFirstMaps, loadPanels } from './afterFirstMaps';
import { Keeping } from './kept/keeping';
import type { KeptPage } from './kept/record';
import { KeysController } from './keysController';
import { LabStage } from './labStage';
import { waitForFiles } from './data/loadData';
import { LateParts } from './lateParts';
import { LessonController } from './lessons/lessonController';
import { layout, railsOf } from './layout';
import { MissingError, openSession, requireWebGpu, type SessionStart } from './openSession';
import { MapReading } from './mapReading';
import { OverlayController } from './overlayController';
import { pageStyles } from './pageStyles';
import { RetryEvent } from '../elements/frame/opening';
import { OPENING, failedWith, wholeWindow, type Phase } from './phase';
import { PointingController } from './pointing';
import { ShownPicture } from './shownPicture';
import { ViewController } from './viewController';
import { labView, notebook, viewOf } from './views';
import type { Part } from '../elements/share/parts';
import type { LessonState } from '../lessons/lesson';
import { keyed } from 'lit/directives/keyed.js';
import { isEmbedded, wholeAddress } from './worksheet/sheetOf';
import { WorksheetController } from './worksheet/worksheetController';
import type { OpenedSheet } from './worksheet/openedSheet';

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
  /** The first visit: what there is to see is said, and where one can go. */
  @state() private beginning = false;
  /** What of the layers is opened on the stage. */
  @state() private opened: StageOpened = ALL_KERNELS;
  @query('cs-drawing-pad') private readonly pad!: DrawingPadElement | null;

  /** For tests: what GPU memory is held now, by its owner. */
  readonly buffers = aliveByOwner;

  readonly #lateParts = new LateParts(this);
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
    () => this.#isDrawn,
  );
  readonly #mapReading = new MapReading(
    this,
    () => this.session,
    () => this.#pointing.kept,
  );
  readonly #lab = new LabStage({
    session: () => this.#left?.session ?? this.session,
    openWith: (start) => this.#openWith(start),
  });
  readonly #views = new ViewController(this, (view) => {
    this.#overlay.dropDrawer();
    this.#pointing.leave();
    if (view !== 'data') this.#dataFiles = null;
    if (view === 'stage') {
      this.#screen?.request();
      this.#pointing.renew();
    } else this.#followSession();
  });
  readonly #keeping = new Keeping({
    page: () => this.#left?.page ?? this.#page,
    show: (page) => this.#showAsKept(page),
    begin: (sheet) => this.#beginSheet(sheet),
    changed: () => this.requestUpdate(),
    device: () => this.#lab.handOver(),
  });
  readonly #worksheet = new WorksheetController(
    this,
    () =>
      this.session && {
        session: this.session,
        view: this.#views.view,
        sample: this.#picture.sample,
        pointed: this.#pointing.kept,
        stage: this.opened,
      },
    (text) => void this.#keeping.openWorksheet(text),
  );
  readonly #lessons = new LessonController(this, {
    openSession: (start, onProgress) => openSession(onProgress, start),
    opening: (progress) => {
      if (this.session === null) this.phase = { kind: 'opening', progress };
    },
    failed: (error) =>
      this.#check(() => {
        throw error;
      }),
    use: (session) => this.#useForLesson(session),
    show: (state) => this.#showStep(state),
    stage: (session) => ({
      session,
      pointed: this.#pointing.kept,
      map: this.#stage?.open ?? null,
      picture: this.#picture.pixels,
      label: this.#picture.label,
      tab: this.#inspector?.tab ?? '',
      view: this.#views.view,
    }),
  });
  /** The reader's own session, and how its page was, while a lesson has its place. */
  #left: { readonly session: TrainFacade; readonly page: KeptPage } | null = null;
  #screen: Screen | null = null;
  /** The one whose first maps the GPU has drawn. */
  #drawn: Screen | null = null;
  /** Files that were dropped to become a data set; the Data view reads them. */
  #dataFiles: readonly PickedFile[] | null = null;
  /** Where the picture shown was chosen, if from the confusion matrix. */
  #fromCell: CellPictureEvent | null = null;
  /** The reader's own session, until it is followed. */
  #unfollowed: TrainFacade | null = null;
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
      this.#fromCell = event instanceof CellPictureEvent ? event : null;
      if (this.#fromCell) this.#views.go('stage');
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
    this.addEventListener(CodeFilesEvent.type, ({ files }) => {
      this.#views.go('stage');
      this.#code = { ...this.#code, open: true, dropped: files };
      void this.#overlay.showRail('left');
      this.requestUpdate();
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
      else if (wish === 'takeOver') void this.#keeping.takeOver();
      else void (wish === 'afresh' ? this.#keeping.startAfresh() : this.#keeping.goToOther());
    });
    this.addEventListener(RetryEvent.type, () => {
      this.phase = OPENING;
      // The update opens it again.
      this.#opened = false;
    });
    this.addEventListener('cs-drawer', ({ side }: DrawerEvent) => void this.#overlay.openDrawer(side));
    this.addEventListener(FilesEvent.type, () => void this.#files.show());
    this.addEventListener(ShareEvent.type, () => void this.#worksheet.share());
    this.addEventListener(TabShownEvent.type, () => this.requestUpdate());
    this.addEventListener('cs-start-again', () => {
      const { text } = this.#worksheet;
      if (text !== null) void this.#keeping.openWorksheet(text);
    });
    this.addEventListener(MicroscopeEvent.type, ({ open }) => void this.#overlay.openMicroscope(open));
    this.addEventListener('cs-view', ({ view }: ViewEvent) => this.#views.go(view));
    this.addEventListener('cs-show-layers', () => this.renderRoot.querySelector('cs-figures')?.showLayers());
    this.addEventListener(AnswerEvent.type, () => {
      if (this.live) this.requestUpdate();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (viewOf(location.hash) === 'lab') void this.#check(requireWebGpu);
    // Its first update waits for the words; the device does not have to.
    this.#openIfShown();
  }

  /** Of a camera's pictures only the one that stays is kept. */
  #pictureStays(): void {
    this.#keeping.changed();
    this.#mapReading.renew();
    this.requestUpdate();
  }

  protected override willUpdate(): void {
    this.#openIfShown();
  }

  /** The stage and what looks at it load when they are visited. */
  #openIfShown(): void {
    if (viewOf(location.hash) !== 'lab' && !this.#lessons.active) void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void this.#keeping.close();
    this.#screen?.close();
    this.session?.close();
    this.#left?.session.close();
    this.#left = null;
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
  async #check(action: () => Promise<void> | void): Promise<void> {
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
    // A first visit trains by itself, but nothing moves unasked where that is not wanted.
    const plays = this.#keeping.first && !still();
    waitForFiles();
    this.#showSession(session, plays ? () => session.play() : undefined);
    this.#unfollowed = session;
    if (this.#views.view !== 'stage') this.#followSession();
    // The pad and the stage have to be there to show what was kept.
    void this.updateComplete.then(() => this.#keeping.begin(session));
    if (!this.#keeping.first) return;
    this.beginning = true;
    void import('../elements/lessons/beginning');
  }

  /** What follows a session and shows nothing of it: loaded once its first maps are drawn, or are not what is shown. */
  #followSession(): void {
    const session = this.#unfollowed;
    if (session === null) return;
    this.#unfollowed = null;
    if (import.meta.env.PROD) void import('./offline').then(({ followOffline }) => followOffline());
    void notebook().then((notebook) => notebook.follow(session));
  }

  /** @param starts called when its first maps are drawn */
  #showSession(session: TrainFacade, starts?: () => void): void {
    this.#screen?.close();
    this.#screen = new Screen(session, ANIMATION_FRAMES, (error) => (this.phase = failedWith(error)));
    const screen = this.#screen;
    // The stage says that it works until it is drawn.
    const leave = screen.onFrame(() => {
      if (screen.painted === 0) return;
      leave();
      this.requestUpdate();
      // What is drawn and read in this frame goes first; a lost device may never answer.
      const drawn = Promise.race([screen.done(), session.device.lost]).catch(() => undefined);
      void drawn.then(() => {
        if (this.#screen === screen) this.#afterFirstMaps(session, screen);
      });
      // At once, because what the page says of it stands above the stage.
      starts?.();
    });
    this.session = session;
    this.#lab.follow();
    this.#picture.showFirst();
    this.#pointing.reset();
    this.phase = { kind: 'ready' };
  }

  get #isDrawn(): boolean {
    return this.#screen !== null && this.#screen === this.#drawn;
  }

  #afterFirstMaps(session: TrainFacade, screen: Screen): void {
    this.#drawn = screen;
    this.requestUpdate();
    screen.onFrame((changed) => changed && this.#views.view === 'stage' && this.#pointing.renew());
    this.#pointing.renew();
    this.#followSession();
    const trains = (): boolean => this.session === session && !this.#hidden.has('training');
    const panels = loadPanels();
    panels.catch((error: unknown) => (this.phase = failedWith(error)));
    void afterFirstMaps(session, panels, trains);
  }

  /** The page as it is kept. */
  get #page(): KeptPage {
    return {
      sample: this.#picture.sample,
      label: this.#picture.label,
      picture: this.#picture.pixels,
      drawing: this.pad?.drawing ?? null,
      pointed: this.#pointing.kept,
      stage: this.opened,
      code: this.#code,
      ...(this.#worksheet.text === null ? {} : { worksheet: this.#worksheet.text }),
    };
  }

  get #stage(): StageElement | null {
    return this.renderRoot.querySelector<StageElement>('cs-stage');
  }

  get #inspector(): InspectorElement | null {
    return this.renderRoot.querySelector<InspectorElement>('cs-inspector');
  }

  /** A lesson's session has the place of the reader's own, which rests; null: the own one is there again. */
  async #useForLesson(session: TrainFacade | null): Promise<void> {
    if (session === null) {
      const lesson = this.session;
      const left = this.#left;
      this.#left = null;
      if (left) this.#showSession(left.session);
      else {
        // It was not opened yet.
        this.#screen?.close();
        this.#screen = null;
        this.session = null;
        this.phase = OPENING;
      }
      await this.updateComplete;
      lesson?.close();
      if (left) this.#showAsKept(left.page);
      return;
    }
    if (this.session) {
      const own = this.session;
      this.#left = { session: own, page: this.#page };
      await own.pause();
      await this.#overlay.openMicroscope(false);
    }
    this.#code = NO_CODE;
    this.#fromCell = null;
    this.opened = ALL_KERNELS;
    this.#showSession(session);
    await this.updateComplete;
  }

  /** Turns to the beginning of a step of a lesson; what is not given stays. */
  async #showStep({ network, picture, pointed, map, view }: Partial<LessonState>): Promise<void> {
    const { session } = this;
    if (!session) return;
    if (network) {
      // A step begins with the numbers themselves, and with no picture of the confusion matrix.
      if (this.#inspector) this.#inspector.tab = 'value';
      this.#fromCell = null;
    }
    if (view !== undefined) {
      this.#views.go(view);
      await this.#views.shown;
    }
    if (picture !== undefined) {
      const at = session.samples.findIndex(({ label }) => label === picture);
      this.pad?.clear();
      this.#picture.showAgain({ sample: Math.max(0, at), label: null, picture: null });
    }
    this.#pointing.reset(pointed ? { ...pointed, slice: null } : null);
    await this.updateComplete;
    if (map) await this.#stage?.openMap(map.layer, map.channel);
    else await this.#stage?.closeMap();
    session.refresh();
  }

  /** The page as it was kept, or as on the first visit. What no longer fits is left out. */
  #showAsKept(page: KeptPage | null): void {
    this.pad?.restore(page?.drawing ?? null);
    this.#picture.showAgain(page);
    this.#pointing.reset(page?.pointed);
    this.opened = page?.stage ?? ALL_KERNELS;
    this.#code = page?.code ?? NO_CODE;
    void this.#worksheet.follow(page?.worksheet ?? null);
  }

  /** What a worksheet opens besides the page that it shows. */
  #beginSheet({ view, language, map }: OpenedSheet): void {
    if (language !== null) void locale.choose(language);
    this.#views.go(view);
    if (map) void this.updateComplete.then(() => this.#stage?.openMap(map.layer, map.channel));
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
      this.#fromCell = null;
    }
    // What was known of a cell holds no more.
    if (type === 'layerschange' || type === 'shaderschange') this.#pointing.follow(session);
    this.#mapReading.renew();
    this.requestUpdate();
  }

  /** One thing at a time: what lies over the stage, then the past, then what was chosen. */
  #escape(): void {
    const { session } = this;
    if (this.#overlay.drawer) void this.#overlay.openDrawer(null);
    else if (this.#overlay.microscope && this.#views.view === 'stage')
      void this.#overlay.openMicroscope(false);
    else if (session && session.travel.shown.kind !== 'now') session.travel.backToNow();
    else if (this.#lessons.active && !this.#pointing.kept) this.#lessons.leave();
    else this.#pointing.reset();
  }

  #playOrPause(): boolean {
    if (!['stage', 'confusion', 'notebook'].includes(this.#views.view)) return false;
    const transport = this.renderRoot.querySelector<TransportElement>('cs-transport');
    transport?.toggle();
    return transport !== null;
  }

  protected override render(): TemplateResult {
    const { phase, session } = this;
    const { view } = this.#views;
    const { message, busy, elsewhere } = this.#keeping;
    const ready = phase.kind === 'ready';
    if (message !== null || elsewhere !== null || (session?.notice ?? null) !== null)
      void import('../elements/frame/notices');
    const labShown = view === 'lab' && (ready || phase.kind === 'opening');
    const content = ready
      ? session && keyed(session, this.#layout(session))
      : !labShown && (this.#opened || phase.kind !== 'opening')
        ? wholeWindow(phase)
        : nothing;
    const hidden = this.#hidden;
    const notices =
      ready && !this.#lessons.active
        ? html`<cs-notices .message=${message} .elsewhere=${elsewhere} .busy=${busy}></cs-notices>`
        : nothing;
    const header = html`<cs-header
      role="banner"
      .rails=${ready && view === 'stage' ? railsOf(hidden) : []}
      .view=${(ready || labShown) && !hidden.has('views') ? view : null}
      .files=${session !== null && !hidden.has('files')}
      >${notices}</cs-header
    >`;
    const embedded = isEmbedded(location.hash);
    this.toggleAttribute('embedded', embedded);
    return html`${embedded ? (elsewhere !== null || (message !== null && !isCalm(message)) ? notices : nothing) : header}
      ${this.#lateParts.render()} ${this.#lessons.active ? nothing : this.#worksheet.task(busy)}
      <div class="row">
        ${this.#lessons.element()}
        <div class="beside" ?inert=${this.#lessons.covered}>
          ${this.beginning && ready && view === 'stage' && !this.#lessons.active ? this.#begun() : nothing}
          ${content} ${labShown ? labView(this.#lab) : nothing}
        </div>
      </div>
      ${this.#views.loading && (ready || !this.#opened) ? busyOver() : nothing} ${this.#files.render()}
      ${this.#worksheet.dialog()}`;
  }

  #begun(): TemplateResult {
    const { pointed } = this.#pointing;
    return html`<cs-beginning
      .session=${this.session}
      .layer=${pointed && this.#pointing.chosen ? pointed.layer : null}
      @cs-free-play=${() => (this.beginning = false)}
      @cs-view=${() => (this.beginning = false)}
    ></cs-beginning>`;
  }

  /** Parts of the page that a lesson or a worksheet does without. */
  get #hidden(): ReadonlySet<Part> {
    return this.#lessons.hidden ?? this.#worksheet.hidden;
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
      // The cells that it is computed from take 20 ms to find, which the first maps do not wait for.
      pointed: this.#isDrawn ? pointed : null,
      kept,
      explanation,
      picture,
      sample,
      label,
      dataFiles: this.#dataFiles,
      fromCell: this.#fromCell,
      opened: this.opened,
      code: this.#code,
      microscope,
      drawer,
      closeDrawer: () => void this.#overlay.openDrawer(null),
      announcement,
      mapReading: this.#mapReading.text,
      hidden: this.#hidden,
      whole: isEmbedded(location.hash) ? wholeAddress(location) : null,
    });
  }
}
