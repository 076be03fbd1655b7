// The live camera of the stage: its frames are shown to the network one after the other, as the network sees them: cut
// to the middle, scaled, grey for one channel. F freezes the picture, so that its maps can be pointed at and opened.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Screen } from '../../draw/screen';
import { ListenController } from '../controllers/listenController';
import { shared } from '../controls/styles';
import { switchStyles } from '../controls/switchStyles';
import { wordsOf } from '../locale';
import { camera as cameraWords } from '../locales/camera';
import { PictureEvent } from '../pointed';
import { SessionElement } from '../sessionElement';
import { Camera } from './camera';
import { CameraFrames } from './cameraFrames';
import { cameraPanelStyles } from './cameraPanelStyles';
import { FramePace } from './framePace';
import { LiveEvent } from './live';
import { SmoothedAnswer } from './liveAnswer';
import { paintPicture } from './pixels';
import { pixelsOf } from './source';

const words = wordsOf('camera', cameraWords);
/** Fields have a use of their own for letters. */
const TYPING = 'input:not([type=range], [type=checkbox]), select, textarea, [contenteditable]';

/** Event: `cs-camera-off`, when it is to be turned off, or could not be turned on. */
@customElement('cs-camera')
export class CameraElement extends SessionElement {
  static override readonly sessionEvents = ['datachange', 'statechange'] as const;
  static override readonly styles = [shared, switchStyles, cameraPanelStyles];

  @property({ type: Boolean }) on = false;
  /** Something else lies over the stage: no frame is taken. */
  @property({ type: Boolean }) still = false;
  @state() private frozen = false;
  @query('video') private readonly video!: HTMLVideoElement | null;
  @query('canvas') private readonly canvas!: HTMLCanvasElement | null;

  readonly #camera = new Camera();
  readonly #pace = new FramePace({
    wanted: () => this.#wanted,
    show: () => this.#show(),
    drawn: () => this.#drawn(),
  });
  #answer: SmoothedAnswer | null = null;
  /** Ends the wait for a picture to be drawn. */
  #leave: (() => void) | null = null;
  #frames: CameraFrames | null = null;

  constructor() {
    super();
    new ListenController(
      this,
      () => this.#camera,
      ['change'],
      () => this.#cameraChanged(),
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#run);
    document.addEventListener('keydown', this.#pressed);
    document.addEventListener(PictureEvent.type, this.#otherPicture);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#run);
    document.removeEventListener('keydown', this.#pressed);
    document.removeEventListener(PictureEvent.type, this.#otherPicture);
    this.#camera.stop();
    this.#end();
  }

  get #wanted(): boolean {
    const { session, screen, frozen, still } = this;
    const there = this.isConnected && session !== null && screen !== null && this.#camera.stream !== null;
    return there && !frozen && !still && !document.hidden;
  }

  readonly #run = (): void => void this.#pace.run();

  #cameraChanged(): void {
    const { stream, starting, problem } = this.#camera;
    if (problem !== null && !stream && !starting) this.#off();
    this.requestUpdate();
  }

  #off(): void {
    this.dispatchEvent(new Event('cs-camera-off'));
  }

  /** A sample, a drawing or a file was chosen. */
  readonly #otherPicture = (event: Event): void => {
    if (this.on && !event.composedPath().includes(this)) this.#off();
  };

  readonly #pressed = (event: KeyboardEvent): void => {
    const [target] = event.composedPath();
    if (event.key.toLowerCase() !== 'f' || event.repeat || event.defaultPrevented || event.isComposing)
      return;
    if (event.altKey || event.ctrlKey || event.metaKey || !this.screen || !this.#camera.stream) return;
    if (target instanceof Element && target.closest(TYPING)) return;
    event.preventDefault();
    this.frozen = !this.frozen;
  };

  /** Another data set: what was frozen has another shape. */
  protected override sessionChanged(event: Event): void {
    if (event.type === 'datachange') this.frozen = false;
    super.sessionChanged(event);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('on')) return;
    this.frozen = false;
    if (this.on) void this.#camera.start();
    else if (this.#camera.stream || this.#camera.starting) this.#camera.stop();
  }

  protected override updated(): void {
    const { video, session } = this;
    const { stream } = this.#camera;
    if (this.#frames?.stream !== stream)
      this.#frames = stream && video ? new CameraFrames(stream, video) : null;
    if (this.#answer?.session !== session || !stream || this.frozen) this.#end();
    if (session && stream && !this.frozen && !this.#answer) {
      this.#answer = new SmoothedAnswer(session);
      this.dispatchEvent(new LiveEvent(this.#answer));
    }
    this.#run();
  }

  /** The picture shown stays, and so does its answer. */
  #end(): void {
    this.#leave?.();
    if (!this.#answer) return;
    this.#answer.destroy();
    this.#answer = null;
    this.dispatchEvent(new LiveEvent(null));
  }

  async #show(): Promise<boolean> {
    const frame = await this.#frames?.next();
    const { session, canvas } = this;
    // While it waited, the camera may have been frozen or turned off.
    if (!frame || !session || !this.#wanted) return false;
    const { shape } = session.input;
    const pixels = pixelsOf(frame, shape);
    this.dispatchEvent(new PictureEvent(pixels, null));
    if (canvas) paintPicture(canvas, pixels, shape, 1);
    return true;
  }

  async #drawn(): Promise<void> {
    const { screen } = this;
    if (!screen) return;
    await this.#painted(screen);
    await screen.done();
    this.#answer?.drawn();
  }

  #painted(screen: Screen): Promise<void> {
    return new Promise((resolve) => {
      const leave = screen.onFrame((changed) => changed && this.#leave?.());
      this.#leave = () => {
        leave();
        this.#leave = null;
        resolve();
      };
    });
  }

  protected override render(): TemplateResult {
    const { problem, starting, stream } = this.#camera;
    const { shared: says } = words();
    return html`${stream && this.on ? this.#controls(this.#camera) : nothing}
    ${starting && problem === null ? html`<p role="status">${says.starting}</p>` : nothing}
    ${
      problem === null
        ? nothing
        : html`<p class="problem" role="alert" data-testid="camera-problem">${says.problems[problem]}</p>`
    }`;
  }

  #controls(camera: Camera): TemplateResult {
    const { shared: says, stage } = words();
    return html`<video muted playsinline aria-hidden="true"></video>
      <div class="panel">
        <canvas
          class=${camera.mirror ? 'mirrored' : ''}
          role="img"
          aria-label=${stage.seen}
          title=${stage.seen}
          data-testid="camera-preview"
        ></canvas>
        <div class="controls">
          <button
            aria-pressed=${this.frozen ? 'true' : 'false'}
            aria-keyshortcuts="f"
            title=${stage.freezeHint}
            data-testid="freeze"
            @click=${() => (this.frozen = !this.frozen)}
          >
            ${stage.freeze} <kbd>F</kbd>
          </button>
          <label
            ><input
              type="checkbox"
              role="switch"
              .checked=${live(camera.mirror)}
              data-testid="camera-mirror"
              @change=${(event: Event) => camera.setMirror((event.target as HTMLInputElement).checked)}
            />${says.mirror}</label
          >
          ${
            camera.turns && camera.devices.length > 1
              ? html`<button @click=${() => void camera.turn()}>${says.turn}</button>`
              : nothing
          }
        </div>
      </div>
      ${camera.devices.length > 1 ? this.#devices(camera) : nothing}
      ${this.session?.state === 'training' ? html`<p>${stage.slow}</p>` : nothing}`;
  }

  #devices(camera: Camera): TemplateResult {
    const { shared: says } = words();
    return html`<select
      aria-label=${says.choose}
      .value=${live(camera.deviceId ?? '')}
      @change=${(event: Event) => void camera.start((event.target as HTMLSelectElement).value)}
    >
      ${camera.devices.map(
        ({ deviceId, label }, at) =>
          html`<option value=${deviceId} ?selected=${deviceId === camera.deviceId}>
            ${label || says.unnamed(at + 1)}
          </option>`,
      )}
    </select>`;
  }
}
