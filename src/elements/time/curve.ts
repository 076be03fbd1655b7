// Loss and accuracy over the steps, on two scales: accuracy from 0 to 100 %, loss from 0 to its largest value.
// uPlot draws it; ten thousand points take it about a millisecond. Over the plot lies the slider through time; a run that
// was left behind is drawn faintly behind the one that goes on.

import { css, html, nothing, unsafeCSS, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import uPlotCss from 'uplot/dist/uPlot.min.css?inline';
import { SessionElement } from '../sessionElement';
import { ChartController, learningLines, type Line } from '../controllers/chartController';
import { formatPercent, formatShort } from '../text/format';
import { branchLines, historyLines } from './historyLines';
import './scrubber';
import { travelSpeaks } from './travelSpeaks';
import { locale } from '../locale';
import { shared } from '../controls/styles';

const NO_BRANCH: readonly Line[] = [
  [[], []],
  [[], []],
  [[], []],
];

@customElement('cs-curve')
export class CurveElement extends SessionElement {
  static override readonly sessionEvents = [
    'progress',
    'statechange',
    'layerschange',
    'travelchange',
  ] as const;
  static override readonly styles = [
    unsafeCSS(uPlotCss),
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
      }
      .head {
        display: flex;
        align-items: center;
        gap: var(--space-16);
        min-height: 22px;
        padding-left: 40px;
      }
      .head > * {
        min-width: 0;
      }
      .area {
        position: relative;
        flex: 1;
        /* A bar of several lines makes the foot higher, not the curve lower. */
        min-height: 72px;
      }
      .plot {
        position: absolute;
        inset: 0;
      }
      /* The plot's own margins: its axes' sizes and its padding. */
      cs-scrubber {
        position: absolute;
        inset: 6px 34px 18px 40px;
      }
      .keys {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-16);
        font-size: var(--type-label);
        line-height: 16px;
        color: var(--muted);
        white-space: nowrap;
      }
      .keys + cs-travel-bar {
        margin-left: auto;
      }
      /* All of the hint or none of it: where it does not fit it goes to a second line, which is not seen. */
      .hint {
        flex: 1 1 0;
        display: flex;
        flex-wrap: wrap;
        height: 16px;
        contain: paint;
        font-size: var(--type-label);
        line-height: 16px;
        color: var(--muted);
        white-space: nowrap;
      }
      .hint span {
        max-width: 100%;
        white-space: normal;
      }
      .hint::before {
        content: '';
        flex: 1 0 1px;
        height: 16px;
      }
      @media (max-width: 620px) {
        .head {
          padding-left: 0;
        }
        .hint {
          display: none;
        }
      }
      .keys span::before {
        content: '';
        display: inline-block;
        width: 14px;
        height: 0;
        border-top: 2px solid var(--accent);
        vertical-align: middle;
        margin-right: 6px;
      }
      .keys .training::before {
        border-top: 1px solid var(--accent);
        opacity: 0.55;
      }
      .keys .validation::before {
        border-top: 1px dashed var(--accent);
      }
      .keys .loss::before {
        border-top: 1px solid var(--muted);
      }
      .empty {
        position: absolute;
        inset: 0 0 16px 40px;
        display: grid;
        place-items: center;
        font-size: var(--type-figure);
        color: var(--muted);
        text-align: center;
      }
      .uplot {
        font-family: var(--font);
      }
    `,
  ];

  @query('.plot') private readonly place!: HTMLElement | null;

  constructor() {
    super();
    new ChartController(this, () => this.place, {
      end: () => this.#end,
      // The handle of the slider covers no figure, wherever it is.
      sizes: { part: 40, loss: 34, space: 90, gap: 7 },
      series: (colour) => {
        const [muted, accent] = [colour('--muted'), colour('--accent')];
        return [
          ...learningLines(colour, 4),
          { scale: 'loss', stroke: `${muted}55`, width: 1, points: { show: false } },
          { scale: 'part', stroke: `${accent}38`, width: 1, points: { show: false } },
          { scale: 'part', stroke: `${accent}60`, width: 2, points: { show: false } },
        ];
      },
      data: () => this.#data(),
      training: () => this.session?.state === 'training',
    });
  }

  /** The step at the right end of the plot. */
  get #end(): number {
    const { history, travel } = this.session ?? {};
    return Math.max(
      50,
      history?.step.at(-1) ?? 0,
      history?.testStep.at(-1) ?? 0,
      travel?.branch?.history.step.at(-1) ?? 0,
    );
  }

  #data(): readonly Line[] | null {
    const { session } = this;
    if (!session) return null;
    const { branch } = session.travel;
    const left = branch ? branchLines(branch.history, branch.from) : NO_BRANCH;
    return [...historyLines(session.history), ...left];
  }

  protected override render(): TemplateResult {
    const { time, travel } = locale.words;
    const { history, progress } = this.session ?? {};
    const empty = (history?.step.length ?? 0) === 0;
    const summary = empty
      ? time.curveEmpty
      : `${time.testAccuracy} ${formatPercent(progress?.testAccuracy ?? NaN)}, ${time.loss} ${formatShort(progress?.loss ?? NaN)}`;
    const { session } = this;
    const first = session?.travel.moments[0] ?? 0;
    const bar = travelSpeaks(session);
    if (bar) void import('./travelBar');
    // The bar takes the legend's place where it has a sentence to say.
    const legend = !session || (session.travel.shown.kind === 'now' && session.travel.branch === null);
    return html`<div class="head">
        ${
          legend
            ? html`<div class="keys" aria-hidden="true">
                <span>${time.curveAccuracy}</span>${
                  history?.validation?.length
                    ? html`<span class="validation">${time.curveValidation}</span>`
                    : nothing
                }<span class="training">${time.curveTraining}</span
                ><span class="loss">${time.curveLoss}</span>
              </div>`
            : nothing
        }
        ${bar ? html`<cs-travel-bar></cs-travel-bar>` : nothing}
        ${
          bar || empty
            ? nothing
            : html`<div class="hint" aria-hidden="true">
                <span>${first === 0 ? travel.hint : travel.hintFrom(first)}</span>
              </div>`
        }
      </div>
      <div class="area">
        <div class="plot" role="img" aria-label=${`${time.curve}. ${summary}`} data-testid="curve"></div>
        ${
          empty
            ? html`<div class="empty">${time.curveEmpty}</div>`
            : html`<cs-scrubber .end=${this.#end}></cs-scrubber>`
        }
      </div>`;
  }
}
