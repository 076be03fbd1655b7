// The Fruit lab view: three ways to make a network, three steps to take, and below what is to be made of the result.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Screen } from '../../draw/screen';
import type { Lab } from '../../lab/lab';
import { WAYS, type Way } from '../../lab/recipe';
import type { TransferBase } from '../../lab/hooks';
import { busy } from '../controls/busy';
import { ConnectedElement } from '../connectedElement';
import { errorText } from '../text/errorText';
import { formatPercent } from '../text/format';
import { locale } from '../locale';
import { shared } from '../controls/styles';
import { Camera } from '../picture/camera';
import './collect/collect';
import { labOf, type LabHost } from './labOf';
import { labStyles } from './labStyles';
import { labViewStyles } from './labViewStyles';
import { ListenController } from '../controllers/listenController';
import '../screenProvider';
import './try/liveMaps';
import './train/numbers';
import { sketch, sketchStyles } from './train/sketches';
import './train/trainCard';
import './try/tryCard';
import { labWords } from './words';

const ANIMATION_FRAMES = Object.freeze({
  request: (callback: () => void) => requestAnimationFrame(callback),
  cancel: (id: number) => cancelAnimationFrame(id),
});

@customElement('cs-lab')
export class LabElement extends ConnectedElement {
  static override readonly styles = [shared, labStyles, labViewStyles, sketchStyles];

  @property({ attribute: false }) host: LabHost | null = null;
  @property({ attribute: false }) base: (() => Promise<TransferBase>) | null = null;
  @state() private lab: Lab | null = null;
  @state() private error: unknown = null;

  readonly #camera = new Camera();
  #screen: Screen | null = null;

  constructor() {
    super();
    new ListenController(
      this,
      () => this.host,
      ['change'],
      () => {
        this.lab?.followDevice();
        this.#screen?.followDevice();
      },
    );
    new ListenController(
      this,
      () => this.host?.session ?? null,
      ['statechange'],
      () => this.lab?.stageChanged(),
    );
    new ListenController(
      this,
      () => this.lab,
      ['change', 'progress'],
      (event) => {
        this.#screen?.request();
        if (event.type === 'change') this.requestUpdate();
      },
    );
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { host, base } = this;
    if (!host || !base || !changed.has('host')) return;
    labOf(host, base).then(
      (lab) => {
        if (this.host !== host || !this.isConnected) return;
        lab.followDevice();
        // Live pictures and those of a step change on their own; the code that changes them requests a frame.
        let frames = 0;
        const source = {
          get device() {
            return host.device;
          },
          refresh: () => ++frames,
        };
        this.#screen?.close();
        this.#screen = new Screen(source, ANIMATION_FRAMES, (error) => (this.error = error));
        this.lab = lab;
      },
      (error: unknown) => (this.error = error),
    );
  }

  /** What was trained further on the stage before this view opened, or in another way. */
  protected override updated(): void {
    void this.lab?.followStage();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#camera.stop();
    this.#screen?.close();
    this.#screen = null;
  }

  #ways(lab: Lab): TemplateResult {
    const { ways } = labWords();
    const hints: Readonly<Record<Way, string>> = {
      own: ways.ownHint,
      transfer: ways.transferHint,
      rendered: ways.renderedHint,
    };
    return html`<fieldset class="ways" ?disabled=${lab.training}>
      <legend class="visually-hidden">${ways.title}</legend>
      ${WAYS.map((way) => {
        const made = lab.madeIn(way);
        return html`<label class=${way === lab.way ? 'chosen' : ''}>
          <input
            type="radio"
            name="way"
            .checked=${way === lab.way}
            data-testid=${`way-${way}`}
            @change=${() => lab.choose(way)}
          />
          <span
            ><b>${ways[way]}</b><span class="hint">${hints[way]}</span>${
              made
                ? html`<span class="figure"
                    >${ways.result(formatPercent(made.report.confusion.accuracy, 0))}</span
                  >`
                : nothing
            }</span
          >
        </label>`;
      })}
    </fieldset>`;
  }

  protected override render(): TemplateResult {
    const words = labWords();
    const { lab, error } = this;
    const ready = lab !== null && lab.obstacle === null;
    const made = lab?.madeIn(lab.way) ?? null;
    const step = (
      name: 'collect' | 'train' | 'try',
      number: number,
      open: boolean,
      content: TemplateResult,
    ): TemplateResult =>
      html`<section class="card ${name} ${open ? '' : 'shut'}" data-testid=${`step-${number}`}>
        <h2><i>${number}</i>${words[name].title}</h2>
        ${content}${open || name === 'collect' ? nothing : sketch(name)}
      </section>`;
    // Until there is a network, collecting has the room, where there is something to collect.
    const collecting = lab !== null && lab.way !== 'rendered' && !lab.training && made === null;
    return html`<main class="page">
      <header class="bar spread">
        <div>
          <h1>${words.title}</h1>
          <p class="hint">${words.lead}</p>
        </div>
        <p class="private" title=${words.privateHint} data-testid="private">${words.private}</p>
      </header>
      ${error ? html`<p class="note" role="alert">${errorText(error, locale.words)}</p>` : nothing}
      ${
        lab
          ? html`<cs-screen .screen=${this.#screen}
              >${this.#ways(lab)}
              <div class="steps ${collecting ? 'collecting' : ''}">
                ${step('collect', 1, true, html`<cs-lab-collect .lab=${lab} .camera=${this.#camera}></cs-lab-collect>`)}
                ${step('train', 2, ready || lab.training || made !== null, html`<cs-lab-train .lab=${lab}></cs-lab-train>`)}
                ${step('try', 3, made !== null, html`<cs-lab-try .lab=${lab} .camera=${this.#camera}></cs-lab-try>`)}
              </div>
              ${made ? html`<cs-lab-maps class="card" .lab=${lab}></cs-lab-maps>` : nothing}
              ${made ? html`<cs-lab-numbers class="card" .lab=${lab}></cs-lab-numbers>` : nothing}</cs-screen
            >`
          : error
            ? nothing
            : busy(words.loading)
      }
    </main>`;
  }
}
