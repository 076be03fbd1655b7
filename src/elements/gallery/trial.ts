// Running a large network in the gallery: what it takes is said first, then one picture goes through it, and one training
// step is taken where it is asked for. Times, answers and maps are those of this device.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ShownNetwork, TrialNeeds, TrialPart } from '../../inspect/gallery';
import { mebibytes } from '../../train/memory';
import { SessionElement } from '../sessionElement';
import { bytesOf, drawInto, sourceOfFile, sourceOfPixels, type Source } from '../picture/source';
import { errorText } from '../text/errorText';
import { formatLoss, formatShape } from '../text/format';
import { locale } from '../locale';
import { trialWords } from '../locales/trial';
import { buttonStyles } from '../controls/buttonStyles';
import { shared } from '../controls/styles';
import { few, shareText, timeText } from './facts';
import { TRIAL_LABEL, TrialController } from './trialController';
import { trialResult } from './trialResult';
import { trialStyles } from './trialStyles';
import { classWords } from '../text/classes';

const PREVIEW = 96;

@customElement('cs-trial')
export class TrialElement extends SessionElement {
  static override readonly styles = [shared, buttonStyles, trialStyles];

  @property({ attribute: false }) network: ShownNetwork | null = null;
  /** Null until they are known. */
  @property({ attribute: false }) needs: TrialNeeds | null = null;
  /** The picture of the stage, 0…1. */
  @property({ attribute: false }) picture: Float32Array | null = null;
  @property() pointed: string | null = null;
  @state() private own: Source | null = null;
  @state() private broken: string | null = null;
  @state() private dropping = false;
  @query('canvas.preview') private readonly preview!: HTMLCanvasElement | null;
  @query('input[type=file]') private readonly input!: HTMLInputElement | null;

  readonly #trial = new TrialController(this);
  #shown: { readonly canvas: HTMLCanvasElement | null; readonly picture: unknown } | null = null;
  /** Was one of the controls in focus before they were drawn anew? */
  #inControls = false;

  get #source(): Source {
    return this.own ?? sourceOfPixels(this.picture ?? new Float32Array(1), this.session?.input.shape ?? []);
  }

  /** Puts what runs it in focus; the view scrolls there. */
  reach(): void {
    this.renderRoot.querySelector<HTMLElement>('button.primary')?.focus({ preventScroll: true });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('network')) this.#trial.forget();
    this.#inControls = this.#focused?.closest('.controls') instanceof Element;
  }

  get #focused(): Element | null {
    return (this.renderRoot as ShadowRoot).activeElement;
  }

  protected override updated(): void {
    // Run becomes Cancel and back: the keyboard focus stays on the button.
    if (this.#inControls && this.#focused === null)
      this.renderRoot.querySelector<HTMLElement>('.controls button')?.focus();
    // Drawn once a picture: Chromium prints a canvas that was just drawn as what was drawn into it.
    const shown = { canvas: this.preview, picture: this.own ?? this.picture };
    if (shown.canvas === this.#shown?.canvas && shown.picture === this.#shown.picture) return;
    // By the processor: so small a picture does not wait for the graphics processor, and is printed like any other.
    const context = this.preview?.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    this.#shown = shown;
    context.clearRect(0, 0, PREVIEW, PREVIEW);
    drawInto(context, this.#source, PREVIEW, PREVIEW);
  }

  async #take(file: File | undefined): Promise<void> {
    if (!file || this.#trial.running) return;
    try {
      this.own = await sourceOfFile(file);
      this.broken = null;
      this.#trial.clear();
    } catch {
      this.broken = file.name;
    }
    if (this.input) this.input.value = '';
  }

  #back(): void {
    this.own = null;
    this.broken = null;
    this.#trial.clear();
  }

  async #start(what: 'run' | 'step'): Promise<void> {
    const { session, network } = this;
    if (!session || !network) return;
    await this.#trial[what](session, network.name, bytesOf(this.#source, network.input));
  }

  #part(name: string, { memory, excess }: TrialPart): TemplateResult {
    const { memory: say } = trialWords();
    const { parameters, gradients, activations, other, total } = memory;
    const parts = [
      [say.parameters, parameters],
      [say.gradients, gradients],
      [say.activations, activations],
      [say.other, other],
    ] as const;
    const sum = parts
      .filter(([, bytes]) => bytes > 0)
      .map(([part, bytes]) => `${part} ${mebibytes(bytes)}`)
      .join(' + ');
    return html`<dt>${name}</dt>
      <dd>${sum} = <b class="mono">${mebibytes(total)}</b></dd>
      ${
        excess
          ? html`<dd class="refused" data-testid="trial-refused">
              ${say.refused}: ${say.beyond(excess.label, mebibytes(excess.bytes), mebibytes(excess.most))}.
            </dd>`
          : nothing
      }`;
  }

  #memory(needs: TrialNeeds | null, { limits }: GPUDevice): TemplateResult {
    const { memory: say } = trialWords();
    if (needs === null) return html`<div class="memory"><h3>${say.title}</h3></div>`;
    return html`<div class="memory">
      <h3>${say.title}</h3>
      <dl data-testid="trial-memory">
        ${this.#part(say.forward, needs.forward)} ${this.#part(say.step, needs.step)}
      </dl>
      <p>
        ${say.together(mebibytes(needs.together), mebibytes(2 * needs.step.memory.parameters))}
        ${say.limits(mebibytes(limits.maxBufferSize), mebibytes(limits.maxStorageBufferBindingSize))}
      </p>
    </div>`;
  }

  #picture(network: ShownNetwork): TemplateResult {
    const { picture: say } = trialWords();
    const ofStage = classWords(this.session, locale.words);
    const { running } = this.#trial;
    return html`<div
      class=${`picture${this.dropping ? ' dropping' : ''}`}
      @dragover=${(event: DragEvent) => {
        event.preventDefault();
        this.dropping = true;
      }}
      @dragleave=${() => (this.dropping = false)}
      @drop=${(event: DragEvent) => {
        event.preventDefault();
        this.dropping = false;
        void this.#take(event.dataTransfer?.files[0]);
      }}
    >
      <canvas
        class="preview"
        width=${PREVIEW}
        height=${PREVIEW}
        role="img"
        aria-label=${say.label}
        data-testid="trial-picture"
      ></canvas>
      <div>
        <h3>${say.title}</h3>
        <p>${this.own ? say.own : ofStage.fromStage} ${say.scaled(formatShape(network.input))}</p>
        <span class="buttons">
          <button
            class="small"
            data-testid="trial-choose"
            ?disabled=${running}
            @click=${() => this.input?.click()}
          >
            ${say.choose}
          </button>
          ${
            this.own
              ? html`<button
                  class="small"
                  data-testid="trial-digit"
                  ?disabled=${running}
                  @click=${() => this.#back()}
                >
                  ${ofStage.useStage}
                </button>`
              : nothing
          }
        </span>
        <input
          type="file"
          accept="image/*"
          hidden
          data-testid="trial-file"
          @change=${() => void this.#take(this.input?.files?.[0])}
        />
        ${this.broken === null ? nothing : html`<p class="refused" role="alert">${say.broken(this.broken)}</p>`}
      </div>
    </div>`;
  }

  get #stage(): string {
    return trialWords().stages[this.#trial.progress?.stage ?? 'parameters'];
  }

  #controls(needs: TrialNeeds | null): TemplateResult {
    const say = trialWords();
    const { running, outcome, progress } = this.#trial;
    if (running) {
      return html`<div class="running controls">
        <progress max="1" .value=${progress?.done ?? 0} aria-label=${this.#stage}></progress>
        <span data-testid="trial-stage">${this.#stage} <b class="mono">${progress?.layer ?? ''}</b></span>
        <button data-testid="trial-cancel" @click=${() => this.#trial.cancel()}>${say.cancel}</button>
      </div>`;
    }
    const fits = needs?.forward.excess === null;
    return html`<div class="buttons controls">
      <button
        class="primary"
        data-testid="trial-run"
        ?disabled=${!fits}
        @click=${() => void this.#start('run')}
      >
        ${outcome ? say.again : say.run}
      </button>
      ${
        outcome
          ? html`<button
                data-testid="trial-step"
                ?disabled=${needs?.step.excess !== null}
                @click=${() => void this.#start('step')}
              >
                ${say.step}</button
              ><button class="plain" data-testid="trial-release" @click=${() => this.#trial.cancel()}>
                ${say.release}
              </button>`
          : nothing
      }
      ${this.session?.state === 'training' ? html`<span class="note">${say.rests}</span>` : nothing}
    </div>`;
  }

  /** What came of it, in a sentence or two. */
  #said(network: ShownNetwork): string {
    const say = trialWords();
    const { outcome, stepped, cancelled } = this.#trial;
    if (cancelled) return say.cancelled;
    if (!outcome) return '';
    const rate = few((network.multiplyAdds / outcome.totalMs) * 1000, locale.language);
    const sentences = [
      say.took(timeText(outcome.totalMs), rate),
      ...(outcome.runs === 1 ? [say.first] : []),
      ...(stepped
        ? [
            say.stepped(TRIAL_LABEL, formatLoss(stepped.loss), timeText(stepped.totalMs)),
            say.moved(TRIAL_LABEL, shareText(stepped.before), shareText(stepped.after)),
          ]
        : []),
    ];
    return sentences.join(locale.language === 'ja' ? '' : ' ');
  }

  protected override render(): TemplateResult | typeof nothing {
    const { network, session, needs } = this;
    if (!network || !session) return nothing;
    const say = trialWords();
    const { outcome, error } = this.#trial;
    return html`<section aria-label=${say.title}>
      <h2>${say.title}</h2>
      <p>${say.lead(network.weighted)}</p>
      <div class="before">${this.#picture(network)} ${this.#memory(needs, session.device)}</div>
      ${this.#controls(needs)}
      <p class="visually-hidden" aria-live="polite">${this.#trial.running ? this.#stage : ''}</p>
      <p class="said" aria-live="polite" data-testid="trial-said">${this.#said(network)}</p>
      ${
        error === null
          ? nothing
          : html`<p class="refused" role="alert" data-testid="trial-failed">
              ${say.failed}: ${errorText(error, locale.words)}
            </p>`
      }
      ${outcome ? trialResult({ network, outcome, pointed: this.pointed, language: locale.language }) : nothing}
    </section>`;
  }
}
