// The honest numbers below the three steps: what is taken for what, how far an answer can be trusted, and the surest
// mistakes, all on pictures that were not learned from.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Lab, TrainedModel } from '../../../lab/lab';
import type { Report } from '../../../lab/report';
import { SPLITS, type SplitBy } from '../../../lab/split';
import type { ConfusionCell } from '../../../train/confusion';
import '../../confusion/matrix';
import type { ChooseCellEvent } from '../../confusion/matrix';
import '../../confusion/pictures';
import { choices } from '../../controls/choices';
import { choicesStyles } from '../../controls/choicesStyles';
import { ConnectedElement } from '../../connectedElement';
import { formatPercent } from '../../text/format';
import { shared } from '../../controls/styles';
import { confusionWords } from '../../locales/confusion';
import { labStyles } from '../labStyles';
import { ListenController } from '../../controllers/listenController';
import { numbersStyles } from './numbersStyles';
import '../still';
import { className, labWords } from '../words';

const MISTAKES = 8;
/** Fewer pictures say little. */
const FEW = 40;

@customElement('cs-lab-numbers')
export class LabNumbersElement extends ConnectedElement {
  static override readonly styles = [shared, choicesStyles, labStyles, numbersStyles];

  @property({ attribute: false }) lab: Lab | null = null;
  @state() private cell: ConfusionCell | null = null;

  constructor() {
    super();
    new ListenController(this, () => this.lab, ['change']);
  }

  protected override render(): TemplateResult {
    const { lab } = this;
    const made = lab?.madeIn(lab.way);
    if (!lab || !made) return html``;
    const { numbers } = labWords();
    const { trained, report } = made;
    const by = trained.way === 'rendered' ? numbers.by.rendered : numbers.by[trained.splitBy];
    return html`<header class="bar spread">
        <div>
          <h2>${numbers.title}</h2>
          <p class="hint">${numbers.lead(report.count, by)} ${report.count < FEW ? numbers.few : ''}</p>
        </div>
        ${trained.way === 'rendered' ? nothing : this.#split(lab)}
      </header>
      <div class="columns">
        <section>${this.#confusion(made)}</section>
        <section>${this.#calibration(report)}</section>
        <section>${this.#mistakes(made)}</section>
      </div>`;
  }

  #split(lab: Lab): TemplateResult {
    const { numbers, train } = labWords();
    const [frame, recording] = (['frame', 'recording'] as const).map((by) => lab.madeBy(lab.way, by));
    const share = (made: TrainedModel): string => formatPercent(made.report.confusion.accuracy, 0);
    return html`<div class="split">
      <div class="bar">
        <span class="hint">${train.split}</span>
        ${choices(train.split, train.splits, SPLITS, lab.settings.splitBy, (splitBy: SplitBy) => lab.set({ splitBy }), 'split')}
        ${
          lab.madeBy(lab.way, lab.settings.splitBy) || lab.training
            ? nothing
            : html`<button class="small" data-testid="split-train" @click=${() => void lab.train()}>
                ${train.again}
              </button>`
        }
      </div>
      <p class="hint" data-testid="leak">
        ${frame && recording ? numbers.leak(share(frame), share(recording)) : train.splitHint}
      </p>
    </div>`;
  }

  #confusion({ trained, report }: TrainedModel): TemplateResult {
    const { held, classes } = trained;
    const names = classes.map(className);
    // Of another network it may be no cell any more.
    const cell = Math.max(this.cell?.label ?? 0, this.cell?.answer ?? 0) < names.length ? this.cell : null;
    return html`<h3>${confusionWords().title}</h3>
      <cs-confusion-matrix
        .confusion=${report.confusion}
        .names=${names}
        .cell=${cell}
        @cs-choose-cell=${(event: ChooseCellEvent) => (this.cell = event.cell)}
      ></cs-confusion-matrix>
      ${
        cell &&
        html`<cs-cell-pictures
          data-testid="of-cell"
          .images=${held.images}
          .probabilities=${held.probabilities}
          .names=${names}
          .cell=${cell}
        ></cs-cell-pictures>`
      }`;
  }

  #calibration({ calibration: { bins, error } }: Report): TemplateResult {
    const { numbers } = labWords();
    return html`<h3>${numbers.calibration}</h3>
      <p class="hint">${numbers.calibrationHint}</p>
      <ul class="bins" data-testid="calibration">
        ${bins.map(
          ({ from, to, count, confidence, accuracy }) =>
            html`<li class=${count === 0 ? 'none' : ''}>
              <span class="mono">${formatPercent(from, 0).replace(' %', '')}–${formatPercent(to, 0)}</span>
              <span class="track">
                <i .style="width:${100 * (accuracy ?? 0)}%"></i
                >${count === 0 ? nothing : html`<b .style="left:${100 * (confidence ?? 0)}%"></b>`}
              </span>
              <span class="hint">
                ${
                  count === 0
                    ? numbers.answers(0)
                    : `${numbers.said} ${formatPercent(confidence ?? NaN, 0)}, ${numbers.right} ${formatPercent(accuracy ?? NaN, 0)} · ${numbers.answers(count)}`
                }
              </span>
            </li>`,
        )}
      </ul>
      <p class="hint" data-testid="ece">${numbers.ece(formatPercent(error, 0))}</p>`;
  }

  #mistakes({ trained, report }: TrainedModel): TemplateResult {
    const { numbers } = labWords();
    const name = (at: number): string => {
      const one = trained.classes[at];
      return one ? className(one) : '';
    };
    return html`<h3>${numbers.mistakes}</h3>
      ${
        report.mistakes.length === 0
          ? html`<p class="hint">${numbers.noMistakes}</p>`
          : html`<ul class="mistakes" data-testid="mistakes">
              ${report.mistakes.slice(0, MISTAKES).map(
                ({ at, label, answer, probability }) =>
                  html`<li>
                    <cs-still .images=${trained.held.images} .at=${at} .label=${name(label)}></cs-still>
                    <span class="figure"
                      >${numbers.mistake(name(label), name(answer), formatPercent(probability, 0))}</span
                    >
                  </li>`,
              )}
            </ul>`
      }`;
  }
}
