// The ten classes beside their bars: names and probabilities as text.

import { consume } from '@lit/context';
import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { StageFacade } from '../../session/facade';
import { ScreenElement, stageContext } from '../sessionElement';
import { AnswerController } from '../controllers/answerController';
import { formatChange, formatPercent } from '../text/format';

/** Says that new probabilities were read. */
export class AnswerEvent extends Event {
  static readonly type = 'cs-answer';
  constructor(readonly probabilities: Float32Array) {
    super(AnswerEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    [AnswerEvent.type]: AnswerEvent;
  }
}

@customElement('cs-answers')
export class AnswersElement extends ScreenElement {
  static override readonly styles = css`
    :host {
      display: block;
      pointer-events: none;
      font-size: var(--type-body);
    }
    ol {
      height: 100%;
      margin: 0;
      padding: 0;
      list-style: none;
      display: grid;
      grid-auto-rows: minmax(0, 1fr);
    }
    li {
      display: flex;
      align-items: center;
      justify-content: space-between;
      line-height: 1;
      color: var(--muted);
    }
    b {
      font-weight: 600;
      font-variant-numeric: tabular-nums;
    }
    span {
      font: var(--type-figure) var(--mono);
      font-variant-numeric: tabular-nums;
    }
    .best,
    .best span {
      color: var(--ink);
      font-weight: 600;
    }
    .pointed b {
      color: var(--pointed-text);
    }
  `;

  @consume({ context: stageContext, subscribe: true })
  @property({ attribute: false })
  session: StageFacade | null = null;
  @property({ type: Number }) classes = 10;
  @property({ attribute: false }) pointed: number | null = null;

  readonly #answer = new AnswerController(
    this,
    () => this.session,
    () => this.screen,
    (probabilities) => this.dispatchEvent(new AnswerEvent(probabilities)),
  );

  protected override render(): TemplateResult {
    const { probabilities } = this.#answer;
    const changes = this.session?.travel?.shown.kind === 'difference';
    const best = probabilities && !changes ? probabilities.indexOf(Math.max(...probabilities)) : -1;
    const text = (part: number): string =>
      changes ? formatChange(part, formatPercent) : formatPercent(part);
    return html`<ol>
      ${Array.from(
        { length: this.classes },
        (_, at) =>
          html`<li
            class="${at === best ? 'best' : ''} ${at === this.pointed ? 'pointed' : ''}"
            data-testid="probability"
            data-class=${at}
          >
            <b>${at}</b><span>${text(probabilities?.[at] ?? NaN)}</span>
          </li>`,
      )}
    </ol>`;
  }
}
