// The answer to a camera: probabilities over the last moments, because what flickers from frame to frame is hard to
// read, “not sure” where none of them is large, and how many pictures a second the network sees.

import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { OwnNumbers } from '../../draw/ownNumbers';
import { Smoother } from '../../lab/smoother';
import type { StageFacade } from '../../session/facade';
import { thresholdOf } from '../../train/answerThreshold';
import { ConnectedElement } from '../connectedElement';
import { shared } from '../controls/styles';
import { wordsOf } from '../locale';
import { camera } from '../locales/camera';
import type { LiveAnswer } from './live';

const words = wordsOf('camera', camera);

/** Of the newest interval in the average. */
const NEWEST = 0.2;
/** A longer interval is a pause. */
const PAUSE_MS = 2000;

export class SmoothedAnswer implements LiveAnswer {
  sure = false;
  #smoother: Smoother | null = null;
  #classes = 0;
  readonly #bars = new OwnNumbers('live answer');
  /** Of the bars. */
  #device: GPUDevice | null = null;
  #shownAt = -Infinity;
  #interval = 0;

  constructor(readonly session: StageFacade) {}

  /** After a device was lost there are none until the next picture. */
  get bars(): LiveAnswer['bars'] {
    return this.#device === this.session.device ? this.#bars.view : null;
  }

  /** Pictures a second; 0 before the second one. */
  get framesPerSecond(): number {
    return this.#interval === 0 ? 0 : 1000 / this.#interval;
  }

  /** A picture was drawn. */
  drawn(): void {
    const now = performance.now();
    const passed = now - this.#shownAt;
    this.#shownAt = now;
    if (passed < PAUSE_MS)
      this.#interval = this.#interval === 0 ? passed : this.#interval + NEWEST * (passed - this.#interval);
  }

  smooth(probabilities: Float32Array): Float32Array {
    const { length } = probabilities;
    if (length !== this.#classes) this.#smoother = new Smoother(length);
    this.#classes = length;
    const numbers = [...probabilities];
    const smooth = Float32Array.from(this.#smoother?.add(numbers, performance.now()) ?? numbers);
    this.sure = Math.max(...smooth) >= thresholdOf(length);
    this.#device = this.session.device;
    this.#bars.write(this.#device, smooth);
    return smooth;
  }

  render(best: string | null): TemplateResult {
    return html`<cs-live-answer .best=${best} .framesPerSecond=${this.framesPerSecond}></cs-live-answer>`;
  }

  destroy(): void {
    this.#bars.destroy();
  }
}

@customElement('cs-live-answer')
export class LiveAnswerElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        align-items: baseline;
        gap: 0 8px;
      }
      b {
        overflow-wrap: anywhere;
      }
      .unsure {
        color: var(--muted);
        font-weight: 400;
      }
      span {
        font: var(--type-label) var(--mono);
        color: var(--muted);
        white-space: nowrap;
      }
    `,
  ];

  /** Name of the most probable class; null: not sure. */
  @property({ attribute: false }) best: string | null = null;
  @property({ attribute: false }) framesPerSecond = 0;

  protected override render(): TemplateResult {
    const { notSure, speed, smoothed } = words().stage;
    const { best, framesPerSecond } = this;
    const rate = framesPerSecond.toFixed(framesPerSecond < 10 ? 1 : 0);
    return html`<b class=${best === null ? 'unsure' : ''} aria-live="polite" data-testid="live-answer"
        >${best ?? notSure}</b
      ><span title=${smoothed} data-testid="live-speed">${framesPerSecond > 0 ? speed(rate) : ''}</span>`;
  }
}
