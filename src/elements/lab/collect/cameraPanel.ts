// The camera beside the button that records: held down, by pointer or space bar, every moment becomes a picture of the
// class that is chosen. The square is what is kept.

import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Lab } from '../../../lab/lab';
import { ConnectedElement } from '../../connectedElement';
import { icons } from '../../controls/icons';
import { shared } from '../../controls/styles';
import { switchStyles } from '../../controls/switchStyles';
import type { Camera } from '../../picture/camera';
import { FocusController } from '../../controllers/focusController';
import { labStyles } from '../labStyles';
import { ListenController } from '../../controllers/listenController';
import { MAX_PICTURES, Recorder } from './recorder';
import { className, labWords } from '../words';

const TYPING = new Set(['INPUT', 'TEXTAREA', 'SELECT', 'BUTTON', 'SUMMARY', 'A']);

@customElement('cs-lab-camera')
export class LabCameraElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    switchStyles,
    labStyles,
    css`
      .panel {
        display: grid;
        grid-template-columns: var(--camera-columns, minmax(120px, min(46%, 260px)) minmax(0, 1fr));
        gap: var(--space-12);
      }
      .controls {
        display: grid;
        gap: var(--space-8);
        align-content: start;
      }
      .off {
        display: grid;
        place-items: center;
        color: var(--line-strong);
        font-size: var(--type-figure);
        text-align: center;
        padding: var(--space-12);
        height: 100%;
      }
      .square.none {
        background: var(--paper);
        border: 1px solid var(--line);
      }
      /* Its line is kept free, so that nothing moves under the hand. */
      .said {
        min-height: 1.5em;
      }
      p:empty:not(.said) {
        display: none;
      }
      .record {
        touch-action: none;
        user-select: none;
        -webkit-user-select: none;
        min-height: 48px;
        width: 100%;
        line-height: 1.3;
        font-weight: 600;
        border-color: var(--accent);
        color: var(--accent-text);
      }
      .record.on {
        background: var(--pointed);
        border-color: var(--pointed);
        color: #10131a;
      }
      .square.on {
        outline: 3px solid var(--pointed);
      }
      select {
        width: 100%;
      }
    `,
  ];

  @property({ attribute: false }) lab: Lab | null = null;
  @property({ attribute: false }) camera: Camera | null = null;
  @property() classId = '';
  /** Of the class, as it is called. */
  @property() name = '';
  @state() private count: number | null = null;
  @state() private said: (() => string) | null = null;
  @query('video') private readonly video!: HTMLVideoElement | null;
  #recorder: Recorder | null = null;

  constructor() {
    super();
    new FocusController(this, ['[data-testid=record]', '[data-testid=camera-start]']);
    new ListenController(
      this,
      () => this.camera,
      ['change'],
      () => this.#cameraChanged(),
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.#down);
    window.addEventListener('keyup', this.#up);
    window.addEventListener('blur', this.#end);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.#down);
    window.removeEventListener('keyup', this.#up);
    window.removeEventListener('blur', this.#end);
    this.#end();
  }

  #cameraChanged(): void {
    if (!this.camera?.stream) this.#end();
    this.requestUpdate();
  }

  readonly #down = (event: KeyboardEvent): void => {
    if (event.key !== ' ' || event.repeat) return;
    const [target] = event.composedPath();
    const element = target instanceof HTMLElement ? target : null;
    const own = element?.dataset.testid === 'record';
    if (!own && element && (TYPING.has(element.tagName) || element.isContentEditable)) return;
    if (!this.camera?.stream) return;
    event.preventDefault();
    this.#begin();
  };

  readonly #up = (event: KeyboardEvent): void => {
    if (event.key === ' ' && this.#recorder) {
      event.preventDefault();
      this.#end();
    }
  };

  #begin(): void {
    const { video, classId } = this;
    if (!video || this.#recorder || !this.camera?.stream || classId === '') return;
    this.count = 0;
    this.said = null;
    const recorder = (this.#recorder = new Recorder(video, classId, (count) => {
      this.count = count;
      if (recorder.full) this.#end();
    }));
  }

  readonly #end = (): void => {
    const recorder = this.#recorder;
    if (!recorder) return;
    this.#recorder = null;
    const { lab } = this;
    const one = lab?.library.classes.find(({ id }) => id === this.classId);
    void recorder.stop().then((pictures) => {
      this.count = null;
      if (pictures.length > 0) lab?.library.add(pictures);
      this.said = () => {
        const { camera } = labWords();
        return recorder.full
          ? camera.most(MAX_PICTURES)
          : camera.recorded(pictures.length, one ? className(one) : '');
      };
    });
  };

  protected override updated(changed: PropertyValues): void {
    const { video, camera } = this;
    if (video && camera && video.srcObject !== camera.stream) {
      video.srcObject = camera.stream;
      void video.play().catch(() => undefined);
    }
    if (changed.has('classId') && this.#recorder) this.#end();
  }

  protected override render(): TemplateResult {
    const words = labWords().camera;
    const { camera, count } = this;
    if (!camera) return html``;
    const on = camera.stream !== null;
    return html`<div class="panel">
        <div class="square ${on ? '' : 'none'} ${count === null ? '' : 'on'}">
          ${
            on
              ? html`<video
                  class=${camera.mirror ? 'mirrored' : ''}
                  muted
                  playsinline
                  autoplay
                  aria-label=${words.live}
                  data-testid="camera-video"
                ></video>`
              : html`<div class="off">${camera.starting ? words.starting : icons.camera(36)}</div>`
          }
        </div>
        <div class="controls">
          ${
            on
              ? html`<button
                  class="record ${count === null ? '' : 'on'}"
                  data-testid="record"
                  @pointerdown=${(event: PointerEvent) => {
                    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
                    this.#begin();
                  }}
                  @pointerup=${this.#end}
                  @pointercancel=${this.#end}
                  @contextmenu=${(event: Event) => event.preventDefault()}
                >
                  ${count === null ? words.record(this.name) : words.recording(count)}
                </button>`
              : html`<button
                  class="main"
                  data-testid="camera-start"
                  aria-disabled=${camera.starting ? 'true' : 'false'}
                  @click=${() => void (camera.starting || camera.start())}
                >
                  ${words.start}
                </button>`
          }
          <p class="hint ${on ? 'said' : ''}" aria-live="polite" data-testid="recorded">
            ${this.said?.() ?? ''}
          </p>
          ${on ? this.#choices(camera) : nothing}
          <p class="hint">${words.hint}</p>
        </div>
      </div>
      ${camera.problem ? html`<p class="note" role="alert" data-testid="camera-problem">${words.problems[camera.problem]}</p>` : nothing}`;
  }

  #choices(camera: Camera): TemplateResult {
    const words = labWords().camera;
    return html`${
        camera.devices.length > 1
          ? html`<select
              aria-label=${words.choose}
              .value=${live(camera.deviceId ?? '')}
              @change=${(event: Event) => void camera.start((event.target as HTMLSelectElement).value)}
            >
              ${camera.devices.map(
                ({ deviceId, label }, at) =>
                  html`<option value=${deviceId} ?selected=${deviceId === camera.deviceId}>
                    ${label || words.unnamed(at + 1)}
                  </option>`,
              )}
            </select>`
          : nothing
      }
      <div class="bar">
        <label
          ><input
            type="checkbox"
            role="switch"
            .checked=${camera.mirror}
            @change=${(event: Event) => camera.setMirror((event.target as HTMLInputElement).checked)}
          />${words.mirror}</label
        >
        ${camera.turns ? html`<button class="small" @click=${() => void camera.turn()}>${words.turn}</button>` : nothing}
        <button class="small" data-testid="camera-stop" @click=${() => camera.stop()}>${words.stop}</button>
      </div>`;
  }
}
