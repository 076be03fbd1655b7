// A session of one layer within an element: the screen that paints it, the cell pointed at and its explanation; given to the page's
// elements inside it as the page gives them.

import { ContextProvider } from '@lit/context';
import type { LitElement } from 'lit';
import { Screen } from '../draw/screen';
import { ExplanationController } from '../elements/controllers/explanationController';
import { ListenController } from '../elements/controllers/listenController';
import { PictureEvent, PointAtEvent, type Pointed } from '../elements/pointed';
import { screenContext, sessionContext, stageContext } from '../elements/sessionElement';
import type { TrainFacade } from '../session/facade';

const ANIMATION_FRAMES = Object.freeze({
  request: (callback: () => void) => requestAnimationFrame(callback),
  cancel: (id: number) => cancelAnimationFrame(id),
});

export class SessionView {
  session: TrainFacade | null = null;
  /** The cell that is shown: the one under the pointer, else the one that was clicked. */
  #hovered: Pointed | null = null;
  #kept: Pointed | null = null;
  #screen: Screen | null = null;
  readonly #explanation: ExplanationController;
  readonly #session: ContextProvider<typeof sessionContext>;
  readonly #stage: ContextProvider<typeof stageContext>;
  readonly #screenContext: ContextProvider<typeof screenContext>;

  /**
   * @param failed its shaders do not compile
   * @param pointed another cell is shown
   */
  constructor(
    private readonly host: LitElement,
    private readonly failed: (error: unknown) => void,
    private readonly pointedAt: () => void = () => undefined,
  ) {
    this.#session = new ContextProvider(host, { context: sessionContext, initialValue: null });
    this.#stage = new ContextProvider(host, { context: stageContext, initialValue: null });
    this.#screenContext = new ContextProvider(host, { context: screenContext, initialValue: null });
    this.#explanation = new ExplanationController(host, () => this.session);
    new ListenController(
      host,
      () => this.session,
      ['layerschange', 'domainchange', 'statechange', 'progress', 'editschange', 'travelchange'],
      (event) => this.#changed(event),
    );
    // What the elements within ask of the page is answered here.
    host.addEventListener(PointAtEvent.type, (event) => {
      event.stopPropagation();
      this.point(event.pointed, event.keep);
    });
    host.addEventListener(PictureEvent.type, (event) => {
      event.stopPropagation();
      this.session?.showPicture(event.pixels, event.label);
      this.#screen?.request();
    });
  }

  get pointed(): Pointed | null {
    return this.#hovered ?? this.#kept;
  }

  /** The cell that was clicked. */
  get kept(): Pointed | null {
    return this.#kept;
  }

  /** Of that cell; null until it is there. */
  get explanation(): ReturnType<() => ExplanationController['explanation']> {
    return this.#explanation.explanation;
  }

  open(session: TrainFacade): void {
    this.close();
    this.session = session;
    this.#screen = new Screen(session, ANIMATION_FRAMES, this.failed);
    this.#screen.onFrame((changed) => changed && this.#explanation.renew());
    this.#session.setValue(session);
    this.#stage.setValue(session);
    this.#screenContext.setValue(this.#screen);
    this.host.requestUpdate();
  }

  /** @param keep it stays when the pointer leaves */
  point(pointed: Pointed | null, keep: boolean): void {
    const before = this.pointed;
    this.#hovered = keep ? null : pointed;
    if (keep) this.#kept = pointed;
    const now = this.pointed;
    if (before?.layer === now?.layer && String(before?.index) === String(now?.index)) return;
    this.#explanation.pointAt(now);
    this.pointedAt();
    this.host.requestUpdate();
  }

  #changed({ type }: Event): void {
    if (type === 'layerschange') {
      this.#screen?.followDevice();
      this.#explanation.forget(this.pointed);
    }
    const screen = this.#screen;
    if (screen) {
      screen.running = this.session?.state === 'training';
      // After a single step too: progress may be all that is heard of it.
      screen.request();
    }
    this.host.requestUpdate();
  }

  close(): void {
    this.#session.setValue(null);
    this.#stage.setValue(null);
    this.#screenContext.setValue(null);
    this.#screen?.close();
    this.#screen = null;
    this.session?.close();
    this.session = null;
    this.#hovered = this.#kept = null;
    this.#explanation.forget(null);
  }
}
