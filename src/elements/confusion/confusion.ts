// The confusion matrix of the stage's network on the test pictures, live: while it trains, and at any moment of the run
// that time travel shows. A cell leads to its pictures, a picture to its maps on the stage.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import type { TrainFacade } from '../../session/facade';
import { confusedPairs, type Confusion, type ConfusionCell } from '../../train/confusion';
import { busy } from '../controls/busy';
import { buttonStyles } from '../controls/buttonStyles';
import { shared } from '../controls/styles';
import { viewStyles } from '../controls/viewStyles';
import { locale } from '../locale';
import { confusionWords } from '../locales/confusion';
import { SESSION_EVENTS, SessionElement } from '../sessionElement';
import { MANY_CLASSES, classNamesOf, isDigits } from '../text/classes';
import { errorText } from '../text/errorText';
import { formatPercent } from '../text/format';
import { ConfusionController } from './confusionController';
import { confusionStyles } from './confusionStyles';
import { keptOf, momentOf, showOnStage } from './evaluated';
import './matrix';
import { sameCell, type ChooseCellEvent } from './matrix';
import './pictures';
import type { CellPicturesElement, ChooseCellPictureEvent } from './pictures';

/** Pairs that are listed, of few classes and of many. */
const PAIRS = { few: 2, many: 10 };

@customElement('cs-confusion')
export class ConfusionElement extends SessionElement {
  static override readonly sessionEvents = SESSION_EVENTS;
  static override readonly styles = [shared, buttonStyles, viewStyles, confusionStyles];

  @query('cs-cell-pictures') private readonly pictures!: CellPicturesElement | null;
  readonly #controller = new ConfusionController(this, () => this.session);
  /** The reader comes back from the stage: the focus goes to the picture that was shown there. */
  #returns = true;

  protected override sessionChanged(event: Event): void {
    this.#controller.heard(event);
  }

  protected override updated(): void {
    const { session, pictures } = this;
    if (!session || !pictures || !this.#returns) return;
    this.#returns = false;
    if (keptOf(session).at !== null) void pictures.updateComplete.then(() => pictures.focusPicture());
  }

  #choose(session: TrainFacade, cell: ConfusionCell): void {
    const kept = keptOf(session);
    if (!sameCell(kept.cell, cell)) kept.at = null;
    kept.cell = cell;
    this.requestUpdate();
  }

  #status(session: TrainFacade): TemplateResult {
    const words = confusionWords();
    const { fraction, held, error } = this.#controller;
    const { count } = session.data.test;
    if (error)
      return html`<span class="failure" role="alert"
          >${words.failed}: <span class="mono">${errorText(error, locale.words)}</span></span
        >
        <button class="small" data-testid="confusion-evaluate" @click=${() => this.#controller.evaluate()}>
          ${words.evaluate}
        </button>`;
    if (held)
      return html`<span>${words.held}</span>
        <button class="small" data-testid="confusion-evaluate" @click=${() => this.#controller.evaluate()}>
          ${words.evaluate}
        </button>`;
    if (fraction === null) return html``;
    return html`<span role="status">${words.evaluating(count)}</span>
      <progress max="1" .value=${fraction} aria-label=${words.evaluating(count)}></progress>
      <button class="small" data-testid="confusion-cancel" @click=${() => this.#controller.cancel()}>
        ${words.cancel}
      </button>`;
  }

  #pairs(session: TrainFacade, confusion: Confusion, names: readonly string[]): TemplateResult {
    const words = confusionWords();
    const all = confusedPairs(confusion);
    const pair = words.pair[isDigits(session.classNames) ? 'digits' : 'others'];
    const pairs = all.slice(0, names.length > MANY_CLASSES ? PAIRS.many : PAIRS.few);
    return html`<section class="card">
      <h2>${words.pairs}</h2>
      ${
        pairs.length === 0
          ? html`<p>${words.noPairs}</p>`
          : html`<ul>
              ${pairs.map(
                ({ label, answer, count }) =>
                  html`<li>
                    <button
                      class="plain"
                      data-testid="confused-pair"
                      data-label=${label}
                      data-answer=${answer}
                      @click=${() => this.#choose(session, { label, answer })}
                    >
                      ${pair(names[label] ?? '', names[answer] ?? '', count, confusion.totals[label] ?? 0)}
                    </button>
                  </li>`,
              )}
            </ul>`
      }
    </section>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const words = confusionWords();
    const { evaluated, cell, at } = keptOf(session);
    const names = classNamesOf(session);
    const now = momentOf(session);
    const summary = (): TemplateResult => {
      if (!evaluated) return html``;
      const { confusion, moment, pictures } = evaluated;
      const outdated = now.step !== moment.step && !(now.kind === 'now' && session.state === 'training');
      return html`<span
          data-testid="confusion-summary"
          data-step=${moment.step}
          data-busy=${this.#controller.busy ? 'true' : 'false'}
          >${words.summary(formatPercent(confusion.accuracy, 2), pictures.count, moment.step)}</span
        >
        ${moment.step === 0 ? words.untrained : ''} ${names.length === 1 ? words.oneClass : ''}
        ${outdated ? words.shown(now.step) : ''}`;
    };
    return html`<main class="page ${now.kind === 'past' ? 'travelling' : ''}">
      <header>
        <div>
          <h1>${words.title}</h1>
          <p>${summary()}</p>
        </div>
        <div class="status">${this.#status(session)}</div>
      </header>
      ${
        evaluated
          ? html`<div class="desk">
              <section class="card">
                <cs-confusion-matrix
                  .confusion=${evaluated.confusion}
                  .names=${names}
                  .cell=${cell}
                  @cs-choose-cell=${({ cell }: ChooseCellEvent) => this.#choose(session, cell)}
                ></cs-confusion-matrix>
              </section>
              <div class="side">
                ${names.length === 1 ? nothing : this.#pairs(session, evaluated.confusion, names)}
                <section class="card">
                  <h2>${words.pictures}</h2>
                  <cs-cell-pictures
                    usable
                    .images=${evaluated.pictures}
                    .probabilities=${evaluated.probabilities}
                    .names=${names}
                    .cell=${cell}
                    .shown=${at}
                    @cs-choose-cell-picture=${({ at }: ChooseCellPictureEvent) =>
                      cell && showOnStage(this, session, cell, at)}
                  ></cs-cell-pictures>
                </section>
              </div>
            </div>`
          : this.#controller.busy
            ? html`<div class="wait">${busy(words.evaluating(session.data.test.count))}</div>`
            : nothing
      }
    </main>`;
  }
}
