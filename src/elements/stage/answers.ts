// The classes beside their bars: names and probabilities as text. Of many classes the likeliest, and below them a field to
// find another one.

import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { styleMap } from '../styleMap';
import type { StageFacade, TrainFacade } from '../../session/facade';
import { ScreenElement, sessionContext, stageContext } from '../sessionElement';
import { searchStyles } from '../controls/searchStyles';
import { AnswerController } from '../controllers/answerController';
import { locale } from '../locale';
import { liveContext, liveOn, type LiveAnswer } from '../picture/live';
import type { PictureFamiliarity } from '../picture/pictureFamiliarity';
import { PointAtEvent } from '../pointed';
import { className, classNamesOf } from '../text/classes';
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
  static override readonly styles = [
    searchStyles,
    css`
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
        max-width: var(--names);
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        line-height: 1.3;
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      .below {
        position: absolute;
        top: 100%;
        left: 0;
        right: 0;
        padding-top: var(--space-8);
        display: grid;
        gap: var(--space-8);
        pointer-events: auto;
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
    `,
  ];

  @consume({ context: stageContext, subscribe: true })
  @property({ attribute: false })
  session: StageFacade | null = null;
  /** The page's session; others are compared and not asked. */
  @consume({ context: sessionContext, subscribe: true })
  @property({ attribute: false })
  trained: TrainFacade | null = null;
  @consume({ context: liveContext, subscribe: true })
  @property({ attribute: false })
  live: LiveAnswer | null = null;
  @property({ type: Number }) classes = 10;
  @property({ attribute: false }) pointed: number | null = null;
  /** Of many classes those that are shown; null: all. */
  @property({ attribute: false }) shown: readonly number[] | null = null;
  /** The layer whose numbers they are. */
  @property() layer = '';
  @property({ type: Number }) namesWidth = 0;
  /** Nothing was found under what was typed. */
  @state() private noneFound = false;

  readonly #answer = new AnswerController(
    this,
    () => this.session,
    () => this.screen,
    (probabilities) => {
      this.#smoothed = liveOn(this.live, this.session)?.smooth(probabilities) ?? null;
      this.dispatchEvent(new AnswerEvent(this.#smoothed ?? probabilities));
    },
    () => this.#familiarity?.read(liveOn(this.live, this.session) !== null) ?? null,
  );
  #smoothed: Float32Array | null = null;
  /** With data that say what is like the pictures learned from. */
  #familiarity: PictureFamiliarity | null = null;

  protected override updated(): void {
    if (this.trained?.data.testApart && !this.#familiarity) void this.#loadFamiliarity();
  }

  async #loadFamiliarity(): Promise<void> {
    const { PictureFamiliarity } = await import('../picture/pictureFamiliarity');
    this.#familiarity ??= new PictureFamiliarity(this, () => this.#answer.renew());
  }

  /** Points at the class that was typed: the one of that name, else the first that holds it. */
  #find(event: Event): void {
    const input = event.target as HTMLInputElement;
    const typed = input.value.trim().toLowerCase();
    const names = classNamesOf(this.session).map((name) => name.toLowerCase());
    const exact = names.indexOf(typed);
    const at = exact === -1 ? names.findIndex((name) => name.includes(typed)) : exact;
    this.noneFound = typed !== '' && at === -1;
    if (typed === '' || at === -1) return;
    input.value = '';
    this.dispatchEvent(new PointAtEvent({ layer: this.layer, index: [at], slice: null }, true));
  }

  #search(): TemplateResult {
    const { classes } = locale.words;
    const stop = (event: Event): void => event.stopPropagation();
    return html`<div @click=${stop} @pointermove=${stop} @keydown=${stop}>
      <input
        type="search"
        list="names"
        placeholder=${classes.search}
        aria-label=${classes.searchIn(this.classes)}
        data-testid="find-class"
        @change=${(event: Event) => this.#find(event)}
      />
      <datalist id="names">
        ${classNamesOf(this.session).map((name) => html`<option value=${name}></option>`)}
      </datalist>
      ${this.noneFound ? html`<p role="status">${classes.noneFound}</p>` : nothing}
    </div>`;
  }

  protected override render(): TemplateResult {
    const live = liveOn(this.live, this.session);
    const probabilities = (live && this.#smoothed) ?? this.#answer.probabilities;
    const changes = this.session?.travel?.shown.kind === 'difference';
    const best = probabilities && !changes ? probabilities.indexOf(Math.max(...probabilities)) : -1;
    const unfamiliar = this.#familiarity?.familiar === false && !changes ? this.#familiarity : null;
    const isSure = (live?.sure ?? true) && !unfamiliar;
    const text = (part: number): string =>
      changes ? formatChange(part, formatPercent) : formatPercent(part);
    const shown = this.shown ?? Array.from({ length: this.classes }, (_, at) => at);
    const style = styleMap({ '--names': `${this.namesWidth - 6}px` });
    return html`<ol .style=${style}>
        ${shown.map((at) => {
          const name = className(this.session, at);
          return html`<li
            class="${at === best && isSure ? 'best' : ''} ${at === this.pointed ? 'pointed' : ''}"
            data-testid="probability"
            data-class=${at}
            title=${name}
          >
            <b>${name}</b><span>${text(probabilities?.[at] ?? NaN)}</span>
          </li>`;
        })}
      </ol>
      ${
        live || this.shown || unfamiliar
          ? html`<div class="below">
              ${live?.render(isSure ? className(this.session, best) : null)}
              ${unfamiliar?.render(live !== null)}${this.shown ? this.#search() : nothing}
            </div>`
          : nothing
      }`;
  }
}
