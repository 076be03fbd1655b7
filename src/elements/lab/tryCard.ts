// The third step: the network answers live, from the camera or for held-out pictures, and shows what its answer hangs on.

import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { colourMap } from '../../draw/colourMaps';
import type { Screen } from '../../draw/screen';
import { mapSlice, pictureSlice } from '../../draw/slices';
import type { Background, FrameSource, FrameView } from '../../lab/frameInput';
import { storedForm } from '../../lab/intake';
import type { Lab, Made } from '../../lab/lab';
import { bestOf } from '../../lab/live';
import { LabProblem } from '../../lab/problem';
import { formatPercent } from '../format';
import { choices } from '../choices';
import { choicesStyles } from '../choicesStyles';
import { LocaleController } from '../locale';
import { shared } from '../styles';
import { switchStyles } from '../switchStyles';
import { ThemeController } from '../theme';
import '../tileCanvas';
import type { Camera } from './camera';
import { experimentOverlay, experimentPanel, type Cover, type Experiment } from './experiments';
import { labStyles } from './labStyles';
import { ListenController } from './listenController';
import './still';
import { imageDataOf } from './still';
import { tryStyles } from './tryStyles';
import { className, labErrorText, labWords } from './words';

type Source = 'camera' | 'picture' | 'file';

/** A still picture is looked at as often as its answer is smoothed. */
const STILL_MS = 120;
const FIRST_COVER: Cover = { left: 0.35, top: 0.35, side: 0.3 };
const FIRST_RADIUS = 0.4;
/** Of each class, to choose from. */
const OF_EACH = 3;

@customElement('cs-lab-try')
export class LabTryElement extends LitElement {
  static override readonly styles = [shared, switchStyles, choicesStyles, labStyles, tryStyles];

  @property({ attribute: false }) lab: Lab | null = null;
  @property({ attribute: false }) camera: Camera | null = null;
  @property({ attribute: false }) screen: Screen | null = null;
  @state() private source: Source = 'picture';
  /** Among the held-out pictures. */
  @state() private at = 0;
  @state() private file: ImageBitmap | null = null;
  @state() private camOn = true;
  @state() private experiment: Experiment | null = null;
  @state() private cover = FIRST_COVER;
  @state() private background: Background = 'grey';
  @state() private radius = FIRST_RADIUS;
  @state() private problem: LabProblem | null = null;
  /** The answer when an experiment began, and its probability. */
  @state() private start: { readonly answer: number; readonly probability: number } | null = null;
  @query('video') private readonly video!: HTMLVideoElement | null;

  readonly #theme = new ThemeController(this);
  #still: { readonly of: unknown; readonly bitmap: ImageBitmap } | null = null;
  #running = false;
  #liveOf: unknown = null;

  constructor() {
    super();
    new LocaleController(this);
    new ListenController(this, () => this.lab, ['change', 'frame']);
    new ListenController(
      this,
      () => this.camera,
      ['change'],
      () => {
        if (this.camera?.stream && this.source !== 'camera') this.#show('camera');
        this.requestUpdate();
      },
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.camera?.stream) this.source = 'camera';
    this.#running = true;
    void this.#loop();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#running = false;
    this.#still?.bitmap.close();
    this.#still = null;
  }

  get #made(): Made | null {
    return this.lab?.madeIn(this.lab.way) ?? null;
  }

  #show(source: Source, at = this.at): void {
    this.source = source;
    this.at = at;
    this.start = null;
    this.lab?.live?.forget();
  }

  /** What is shown now; null while there is nothing. */
  async #frame(): Promise<FrameSource | null> {
    const { video, file } = this;
    if (this.source === 'camera') {
      return video && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.videoWidth > 0
        ? { image: video, width: video.videoWidth, height: video.videoHeight }
        : null;
    }
    if (this.source === 'file') return file && { image: file, width: file.width, height: file.height };
    const made = this.#made;
    if (!made) return null;
    const { images } = made.trained.held;
    const key = `${made.trained.seconds} ${this.at}`;
    if (this.#still?.of !== key) {
      const bitmap = await createImageBitmap(imageDataOf(images, Math.min(this.at, images.count - 1)));
      this.#still?.bitmap.close();
      this.#still = { of: key, bitmap };
    }
    const { bitmap } = this.#still;
    return { image: bitmap, width: bitmap.width, height: bitmap.height };
  }

  get #view(): FrameView {
    const mirror = this.source === 'camera' && this.camera?.mirror === true;
    return {
      mirror,
      ...(this.experiment === 'cover' ? { cover: this.cover } : {}),
      ...(this.experiment === 'background' ? { background: this.background, radius: this.radius } : {}),
    };
  }

  /** One frame after the other, as long as the card is there. */
  async #loop(): Promise<void> {
    while (this.#running) {
      await this.#next();
      const { lab } = this;
      const live = lab?.live ?? null;
      if (live !== this.#liveOf) {
        this.#liveOf = live;
        this.start = null;
      }
      if (!lab || !live || document.hidden) continue;
      const frame = await this.#frame();
      if (!frame || live !== lab.live) continue;
      if ((await live.look(frame, this.#view)) === null) continue;
      this.screen?.request();
      lab.answered();
    }
  }

  /** The next moment to look: with the video's frames, slower for what stands still. */
  #next(): Promise<void> {
    return new Promise((resolve) => {
      if (this.source !== 'camera' || !this.lab?.live) setTimeout(resolve, STILL_MS);
      else requestAnimationFrame(() => resolve());
    });
  }

  async #take(input: HTMLInputElement): Promise<void> {
    const [chosen] = input.files ?? [];
    input.value = '';
    if (!chosen) return;
    try {
      const { bytes, type } = await storedForm(chosen, chosen.name);
      this.file?.close();
      this.file = await createImageBitmap(new Blob([bytes], { type }));
      this.problem = null;
      this.#show('file');
    } catch (error) {
      if (!(error instanceof LabProblem)) throw error;
      this.problem = error;
    }
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

  /** About whom Grad-CAM is asked; null: whoever is first. */
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
    const made = this.#made;
    if (!lab || !made) return html`<p class="hint" data-testid="try-closed">${words.closed}</p>`;
    return html`${this.#sources(made)}
      <div class="live">
        <div class="square" data-testid="try-square">${this.#shown(made)}${this.#overlays()}</div>
        <div class="side">${this.#answers(lab, made)}</div>
      </div>
      ${this.problem ? html`<p class="note" role="alert" data-testid="try-problem">${labErrorText(this.problem)}</p>` : nothing}
      ${this.source === 'picture' ? this.#stills(made) : nothing} ${this.#below(lab, made)}`;
  }

  #sources(made: Made): TemplateResult {
    const words = labWords().try;
    const { camera } = this;
    const choose = (source: Source): void => {
      if (source === 'file') this.renderRoot.querySelector<HTMLInputElement>('input[type=file]')?.click();
      else {
        if (source === 'camera' && !camera?.stream) void camera?.start();
        this.#show(source, Math.min(this.at, made.trained.held.images.count - 1));
      }
    };
    return html`<div class="bar">
        ${choices(
          words.source,
          { camera: words.camera, picture: words.picture, file: words.file },
          ['camera', 'picture', 'file'],
          this.source,
          choose,
          'try',
        )}
        <input
          type="file"
          accept="image/*"
          hidden
          @change=${(event: Event) => void this.#take(event.target as HTMLInputElement)}
        />
      </div>
      ${
        this.source === 'camera' && camera?.problem
          ? html`<p class="note" role="alert">${labWords().camera.problems[camera.problem]}</p>`
          : nothing
      }`;
  }

  #shown({ trained }: Made): TemplateResult {
    const { camera } = this;
    if (this.source === 'camera')
      return html`<video
        class=${camera?.mirror ? 'mirrored' : ''}
        muted
        playsinline
        autoplay
        aria-label=${labWords().camera.live}
      ></video>`;
    const { images } = trained.held;
    const label = trained.classes[images.labels[this.at] ?? 0];
    if (this.source === 'picture')
      return html`<cs-still
        .images=${images}
        .at=${this.at}
        .label=${label ? className(label) : ''}
      ></cs-still>`;
    return html`${this.file ? this.#seen('seen-large') : nothing}`;
  }

  /** What the network sees, drawn from its own input. */
  #seen(name: string): TemplateResult | typeof nothing {
    const picture = this.lab?.live?.picture;
    if (!picture) return nothing;
    return html`<cs-tiles
      class=${name}
      data-testid=${name}
      .screen=${this.screen}
      .label=${labWords().try.seen}
      .view=${{
        tensor: picture,
        slices: [pictureSlice(picture)],
        kind: 'picture',
        map: colourMap('pixels', this.#theme.theme),
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
    const name = this.#made?.trained.classes[asked];
    return html`${
      cam && this.camOn && live.answer
        ? html`<cs-tiles
            class="cam"
            data-testid="cam"
            .screen=${this.screen}
            .label=${name ? labWords().try.camHint(className(name)) : ''}
            .view=${{
              tensor: cam,
              slices: [mapSlice(cam, 0)],
              map: colourMap('pixels', this.#theme.theme),
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

  #answers(lab: Lab, { trained, report }: Made): TemplateResult {
    const words = labWords().try;
    const { live } = lab;
    const { answer = null } = live ?? {};
    if (!live || !answer) return html`<p class="hint">${words.opening}</p>`;
    const best = bestOf(answer.smooth);
    const sure = (answer.smooth[best] ?? 0) >= report.threshold.value;
    const bestClass = trained.classes[best];
    const said = sure && bestClass ? className(bestClass) : words.notSure;
    return html`<p class="said ${sure ? '' : 'unsure'}" data-testid="said">${said}</p>
      <p class="visually-hidden" aria-live="polite">${said}</p>
      <ol class="answers">
        ${trained.classes.map((one, at) => {
          const share = answer.smooth[at] ?? 0;
          return html`<li class=${at === best ? 'best' : ''} data-testid=${`answer-${one.id}`}>
            <button
              class="plain"
              aria-pressed=${live.asked === at ? 'true' : 'false'}
              title=${words.ask(className(one))}
              @click=${() => this.#ask(at)}
            >
              ${className(one)}
            </button>
            <span class="track"><i style="width:${100 * share}%"></i></span
            ><span class="mono">${formatPercent(share, 0)}</span>
          </li>`;
        })}
      </ol>
      <p class="hint figure" data-testid="speed">
        ${words.speed(answer.framesPerSecond.toFixed(answer.framesPerSecond < 10 ? 1 : 0), answer.latencyMs.toFixed(0))}
      </p>
      <div class="sees">
        ${this.#seen('seen')}<span class="hint">${words.seen}<br />${words.seenSize(trained.size)}</span>
      </div>`;
  }

  #stills({ trained }: Made): TemplateResult {
    const { held, classes } = trained;
    const counts = new Map<number, number>();
    const shown = [...held.images.labels.keys()].filter((at) => {
      const label = held.images.labels[at] ?? 0;
      const count = counts.get(label) ?? 0;
      counts.set(label, count + 1);
      return count < OF_EACH;
    });
    return html`<div class="stills" role="group" aria-label=${labWords().try.picture}>
      ${shown.map((at) => {
        const one = classes[held.images.labels[at] ?? 0];
        return html`<button
          aria-pressed=${at === this.at ? 'true' : 'false'}
          aria-label=${one ? className(one) : ''}
          data-testid="try-still"
          @click=${() => this.#show('picture', at)}
        >
          <cs-still .images=${held.images} .at=${at}></cs-still>
        </button>`;
      })}
    </div>`;
  }

  #below(lab: Lab, { trained, report }: Made): TemplateResult {
    const words = labWords().try;
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
        ${words.nothing}
      </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cs-lab-try': LabTryElement;
  }
}
