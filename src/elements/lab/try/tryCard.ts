// The third step: the network answers live, from the camera or for held-out pictures, and shows what its answer depends
// on.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { colourMap } from '../../../draw/colourMaps';
import { mapSlice, pictureSlice } from '../../../draw/slices';
import type { Background, FrameSource, FrameView } from '../../../lab/frameInput';
import type { Lab, TrainedModel } from '../../../lab/lab';
import { bestOf, type LiveClassifier } from '../../../lab/live';
import { busy } from '../../controls/busy';
import { ScreenElement } from '../../sessionElement';
import { formatPercent } from '../../text/format';
import { choicesStyles } from '../../controls/choicesStyles';
import { shared } from '../../controls/styles';
import { switchStyles } from '../../controls/switchStyles';
import { PictureEvent } from '../../pointed';
import { themeChoice } from '../../theme';
import '../../canvas/tileCanvas';
import { answerList, stillChoice } from './answers';
import type { Camera } from '../../picture/camera';
import './exportPanel';
import { experimentOverlay, experimentPanel, type Cover, type Experiment } from './experiments';
import { FocusController } from '../../controllers/focusController';
import { cardStyles, labStyles } from '../labStyles';
import { ListenController } from '../../controllers/listenController';
import { lookButton } from '../lookButton';
import { LiveInputController } from './liveInputController';
import { sourceChoice } from './sourceChoice';
import '../still';
import { stageNote } from './stageNote';
import { tryStyles } from './tryStyles';
import { className, labErrorText, labWords } from '../words';

const FIRST_COVER: Cover = { left: 0.35, top: 0.35, side: 0.3 };
const FIRST_RADIUS = 0.4;

@customElement('cs-lab-try')
export class LabTryElement extends ScreenElement {
  static override readonly styles = [shared, switchStyles, choicesStyles, labStyles, cardStyles, tryStyles];

  @property({ attribute: false }) lab: Lab | null = null;
  @property({ attribute: false }) camera: Camera | null = null;
  @state() private camOn = true;
  @state() private experiment: Experiment | null = null;
  @state() private cover = FIRST_COVER;
  @state() private background: Background = 'grey';
  @state() private radius = FIRST_RADIUS;
  /** The answer when an experiment began, and its probability. */
  @state() private start: { readonly answer: number; readonly probability: number } | null = null;
  /** The camera's frame that was answered is drawn. */
  @state() private frameShown = false;
  @query('canvas.frame') private readonly frame!: HTMLCanvasElement | null;
  @query('video') private readonly video!: HTMLVideoElement | null;

  readonly #look = new LiveInputController(this, {
    lab: () => this.lab,
    camera: () => this.camera,
    video: () => this.video,
    view: () => this.#view,
    answered: (frame) => {
      if (this.#look.source === 'camera') this.#show(frame);
      this.screen?.request();
    },
    another: () => {
      this.start = null;
      this.frameShown = false;
    },
  });

  constructor() {
    super();
    new FocusController(this, [
      '[data-testid=cover]',
      '[data-testid=experiment-end]',
      '[data-testid=experiment-cover]',
    ]);
    new ListenController(this, () => this.lab, ['change', 'frame']);
    new ListenController(
      this,
      () => this.camera,
      ['change'],
      () => {
        if (this.camera?.stream && this.#look.source !== 'camera') this.#look.show('camera');
        this.requestUpdate();
      },
    );
  }

  /** A camera is shown as in a mirror; the network sees it as it is. */
  get #isMirrored(): boolean {
    return this.#look.source === 'camera' && this.camera?.mirror === true;
  }

  get #view(): FrameView {
    const { cover } = this;
    const left = this.#isMirrored ? 1 - cover.left - cover.side : cover.left;
    return {
      ...(this.experiment === 'cover' ? { cover: { ...cover, left } } : {}),
      ...(this.experiment === 'background' ? { background: this.background, radius: this.radius } : {}),
    };
  }

  #begin(experiment: Experiment): void {
    const smooth = this.lab?.live?.answer?.smooth ?? [];
    const answer = bestOf(smooth);
    this.start = smooth.length > 0 ? { answer, probability: smooth[answer] ?? 0 } : null;
    this.experiment = experiment;
    this.#ask(this.start?.answer ?? null);
  }

  #end(): void {
    this.experiment = null;
    this.start = null;
    this.#ask(null);
  }

  /** The frame that the answer belongs to: the video itself is further by now. */
  #show({ image, width, height }: FrameSource): void {
    const { frame } = this;
    if (!frame || !(image instanceof ImageBitmap)) return;
    if (frame.width !== width || frame.height !== height) [frame.width, frame.height] = [width, height];
    frame.getContext('2d')?.drawImage(image, 0, 0);
    this.frameShown = true;
  }

  /** The class for Grad-CAM; null: the most probable one. */
  #ask(answer: number | null): void {
    const live = this.lab?.live;
    if (live) live.asked = live.asked === answer ? null : answer;
  }

  protected override updated(): void {
    const { video, camera } = this;
    if (video && camera && video.srcObject !== camera.stream) {
      video.srcObject = camera.stream;
      void video.play().catch(() => undefined);
    }
  }

  protected override render(): TemplateResult {
    const { lab } = this;
    const words = labWords().try;
    const { made, problem, source, at } = this.#look;
    if (!lab || !made) return html`<p class="hint" data-testid="try-closed">${words.closed}</p>`;
    return html`${stageNote(lab, made)} ${sourceChoice(this.#look, this.camera)}
      <div class="live">
        <div class="square" data-testid="try-square">${this.#shown(made)}${this.#overlays()}</div>
        <div class="side">${this.#answers(lab, made)}</div>
      </div>
      ${problem ? html`<p class="note" role="alert" data-testid="try-problem">${labErrorText(problem)}</p>` : nothing}
      ${source === 'picture' ? stillChoice(made, at, (place) => this.#look.show('picture', place)) : nothing}
      ${this.#below(lab, made)}`;
  }

  #shown({ trained }: TrainedModel): TemplateResult {
    const { source, at, file } = this.#look;
    const mirrored = this.#isMirrored ? 'mirrored' : '';
    if (source === 'camera')
      return html`<video
          class=${mirrored}
          muted
          playsinline
          autoplay
          aria-label=${labWords().camera.live}
        ></video
        ><canvas
          class="frame ${mirrored}"
          data-testid="try-frame"
          aria-hidden="true"
          ?hidden=${!this.frameShown}
        ></canvas>`;
    const { images } = trained.held;
    const label = trained.classes[images.labels[at] ?? 0];
    if (source === 'picture')
      return html`<cs-still .images=${images} .at=${at} .label=${label ? className(label) : ''}></cs-still>`;
    return html`${file ? this.#seen('seen-large') : nothing}`;
  }

  /** What the network sees, drawn from its own input. */
  #seen(name: string): TemplateResult | typeof nothing {
    const picture = this.lab?.live?.picture;
    if (!picture) return nothing;
    return html`<cs-tiles
      class=${name}
      data-testid=${name}
      .label=${labWords().try.seen}
      .view=${{
        tensor: picture,
        slices: [pictureSlice(picture)],
        kind: 'picture',
        map: colourMap('pixels', themeChoice.theme),
        domain: [0, 1],
        across: 1,
        mark: null,
        chosen: null,
      }}
    ></cs-tiles>`;
  }

  #overlays(): TemplateResult {
    const live = this.lab?.live;
    const cam = live?.cam;
    const asked = live?.asked ?? bestOf(live?.answer?.smooth ?? []);
    const name = this.#look.made?.trained.classes[asked];
    return html`${
      cam && this.camOn && live.answer
        ? html`<cs-tiles
            class="cam ${this.#isMirrored ? 'mirrored' : ''}"
            data-testid="cam"
            .label=${name ? labWords().try.camHint(className(name)) : ''}
            .view=${{
              tensor: cam,
              slices: [mapSlice(cam, 0)],
              map: colourMap('pixels', themeChoice.theme),
              domain: [0, Math.max(live.camMost, 1e-6)],
              across: 1,
              mark: null,
              chosen: null,
            }}
          ></cs-tiles>`
        : nothing
    }
    ${
      this.experiment
        ? experimentOverlay({
            experiment: this.experiment,
            cover: this.cover,
            background: this.background,
            radius: this.radius,
            moved: (cover) => (this.cover = cover),
          })
        : nothing
    }`;
  }

  /** As the network saw it when it answered. */
  async #picture(live: LiveClassifier, { trained }: TrainedModel): Promise<PictureEvent> {
    const { source, at } = this.#look;
    const label = source === 'picture' ? (trained.held.images.labels[at] ?? null) : null;
    return new PictureEvent(await live.readPicture(), null, label);
  }

  #answers(lab: Lab, made: TrainedModel): TemplateResult {
    const { live } = lab;
    const words = labWords().try;
    if (!live?.answer) return busy(words.opening);
    return html`${answerList(made, live.answer, live.asked, (answer) => this.#ask(answer))}
      <div class="sees">
        ${this.#seen('seen')}<span class="hint">${words.seen}<br />${words.seenSize(made.trained.size)}</span>
      </div>
      ${lookButton(lab, this, { testid: 'try-look', hint: words.lookHint, picture: () => this.#picture(live, made) })}`;
  }

  #below(lab: Lab, made: TrainedModel): TemplateResult {
    const words = labWords().try;
    const { trained, report } = made;
    const { live } = lab;
    const asked = trained.classes[live?.asked ?? bestOf(live?.answer?.smooth ?? [])];
    const { threshold } = report;
    return html`<div class="stack">
        <label
          ><input
            type="checkbox"
            role="switch"
            data-testid="cam-switch"
            .checked=${this.camOn}
            @change=${(event: Event) => (this.camOn = (event.target as HTMLInputElement).checked)}
          />${words.cam}</label
        >
        ${this.camOn && asked ? html`<p class="hint">${words.camHint(className(asked))}</p>` : nothing}
      </div>
      ${experimentPanel({
        experiment: this.experiment,
        ready: Boolean(live?.answer),
        cover: this.cover,
        background: this.background,
        radius: this.radius,
        before: this.start && {
          name: className(
            trained.classes[this.start.answer] ?? { id: '', name: null, fruit: null, on: true },
          ),
          probability: this.start.probability,
        },
        now: this.start ? (live?.answer?.smooth[this.start.answer] ?? NaN) : NaN,
        begin: (experiment) => this.#begin(experiment),
        end: () => this.#end(),
        moved: (cover) => (this.cover = cover),
        chosen: (background) => (this.background = background),
        sized: (radius) => (this.radius = radius),
      })}
      <p class="hint">
        ${words.threshold(formatPercent(threshold.value, 0), formatPercent(threshold.right, 0), threshold.count)}
        ${trained.familiarity ? words.unlike : words.nothing}
      </p>
      <cs-lab-export .made=${made}></cs-lab-export>`;
  }
}
