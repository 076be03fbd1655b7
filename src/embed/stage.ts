// <convscope-stage>: a whole network that learns shapes, every map and kernel as it changes.

import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { PlaybackEvent, still, type Playback, type PlaybackName } from '../elements/time/playback';
import { playbackButtons } from '../elements/time/playbackButtons';
import { transportStyles } from '../elements/time/transportStyles';
import type { StageElement } from '../elements/stage/stage';
import { EmbeddedElement } from './embeddedElement';
import { SessionView } from './sessionView';

/** The detail of `convscope-progress`. */
export interface ProgressDetail {
  readonly step: number;
  /** 0…1, of the test pictures; null before the first test. */
  readonly testAccuracy: number | null;
}

/**
 * A whole network that learns generated shapes.
 * @tag convscope-stage
 * @fires convscope-progress - It learned: `detail` has step and testAccuracy.
 * @fires convscope-ready - It is drawn and can be used.
 * @fires convscope-error - It cannot be: `detail` is the error.
 * @csspart frame - All of it.
 * @csspart message - What is said in its place.
 * @csspart buttons - The buttons of training, or of a walk.
 * @cssprop [--convscope-height=560px] - Its height.
 */
export class ConvscopeStage extends EmbeddedElement {
  static override readonly styles = [
    ...EmbeddedElement.styles,
    transportStyles,
    css`
      :host {
        display: block;
      }
      cs-stage {
        height: var(--convscope-height, 560px);
      }
      .foot {
        display: flex;
        justify-content: center;
        padding: var(--space-8) var(--space-16);
        background: var(--panel);
        border-top: 1px solid var(--line);
      }
    `,
  ];

  /** A preset network: `shapenet`, `lenet5`, … */
  @property() network = 'shapenet';
  /** Shapes in red, green and blue instead of grey. */
  @property({ type: Boolean }) colour = false;
  /** Of the initial weights and the order of the pictures. */
  @property({ type: Number }) seed = 1;
  @state() private playback: readonly [PlaybackName, Playback] | null = null;

  protected readonly opensAnew = ['network', 'colour', 'seed'];
  readonly #view = new SessionView(this, (error) => this.fail(error));
  #said = '';

  constructor() {
    super();
    this.addEventListener(PlaybackEvent.type, (event) => {
      // Each element has buttons of its own.
      event.stopPropagation();
      if (event.name !== 'opened') return;
      this.playback = event.playback ? [event.name, event.playback] : null;
      this.requestUpdate();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener(PlaybackEvent.type, this.#heard);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener(PlaybackEvent.type, this.#heard);
  }

  /** An opened map that has left says so at the document. */
  readonly #heard = (): void => this.requestUpdate();

  /** Trains until `pause`, or to the end. */
  play(): void {
    this.#view.session?.play();
  }

  async pause(): Promise<void> {
    await this.#view.session?.pause();
  }

  /** One training step. */
  async step(): Promise<void> {
    await this.#view.session?.step();
  }

  /** Back to the same initial weights. */
  async reset(): Promise<void> {
    await this.#view.session?.reset();
  }

  /** How far it has learned; null before it is ready. */
  get progress(): ProgressDetail | null {
    const progress = this.#view.session?.progress;
    if (!progress) return null;
    const { step, testAccuracy } = progress;
    return { step, testAccuracy: Number.isFinite(testAccuracy) ? testAccuracy : null };
  }

  protected override async openContent(wanted: () => boolean): Promise<void> {
    const { network, colour, seed } = this;
    const [{ openWholeNetwork }] = await Promise.all([
      import('./wholeNetwork'),
      import('../elements/stage/stage'),
      import('../elements/time/transport'),
    ]);
    const session = await openWholeNetwork({ network, colour, seed });
    if (wanted()) this.#view.open(session);
    else session.close();
  }

  protected override closeContent(): void {
    this.#view.close();
    this.playback = null;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { progress } = this;
    const said = JSON.stringify(progress);
    if (progress === null || progress.step === 0 || said === this.#said) return;
    this.#said = said;
    this.dispatchEvent(new CustomEvent('convscope-progress', { detail: progress, bubbles: true }));
  }

  #buttons(): TemplateResult {
    const stage = this.renderRoot.querySelector<StageElement>('cs-stage');
    if (this.playback === null || (stage?.open ?? null) === null)
      return html`<cs-transport .trainingOnly=${true}></cs-transport>`;
    const [name, playback] = this.playback;
    return playbackButtons(name, playback, () => {
      if (playback.plays && !still()) playback.toggle();
    });
  }

  protected override content(): TemplateResult {
    const { session, pointed, kept, explanation } = this.#view;
    return html`<cs-stage
        .session=${session}
        .pointed=${pointed}
        .kept=${kept}
        .explanation=${explanation}
        .networkName=${this.network}
      ></cs-stage>
      <div class="foot" part="buttons">${this.#buttons()}</div>`;
  }
}
