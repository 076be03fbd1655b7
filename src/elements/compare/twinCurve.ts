// The curves of both twins over one another, a hue each: accuracy on the test set (thick, with its points) and loss
// (thin), over the same steps.

import { css, html, unsafeCSS, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import uPlotCss from 'uplot/dist/uPlot.min.css?inline';
import type { Twins } from '../../session/twins/twins';
import { ConnectedElement } from '../connectedElement';
import { ListenController } from '../controllers/listenController';
import { ChartController, type Line } from '../controllers/chartController';
import { formatPercent, formatShort } from '../text/format';
import { locale } from '../locale';
import { shared } from '../controls/styles';
import { compareWords } from '../locales/compare';

@customElement('cs-twin-curve')
export class TwinCurveElement extends ConnectedElement {
  static override readonly styles = [
    unsafeCSS(uPlotCss),
    shared,
    css`
      .plot {
        position: relative;
        height: 170px;
      }
      .keys {
        display: grid;
        gap: 0;
        margin: 0;
        padding: 0;
        list-style: none;
        font-size: var(--type-label);
        line-height: 1.6;
        color: var(--muted);
      }
      .keys li::before {
        content: '';
        display: inline-block;
        width: 14px;
        border-top: 3px solid var(--first);
        vertical-align: middle;
        margin-right: 6px;
      }
      .keys li.second::before {
        border-color: var(--second);
        border-top-style: dashed;
      }
      .keys p {
        padding-top: 2px;
      }
      .empty {
        position: absolute;
        inset: 0;
        display: grid;
        place-items: center;
        text-align: center;
        font-size: var(--type-figure);
        color: var(--muted);
      }
      .plot.none .uplot {
        visibility: hidden;
      }
      .uplot {
        font-family: var(--font);
      }
    `,
  ];

  @property({ attribute: false }) twins: Twins | null = null;
  @property({ attribute: false }) names: readonly [string, string] = ['', ''];
  @query('.plot') private readonly place!: HTMLElement | null;

  constructor() {
    super();
    new ListenController(this, () => this.twins, ['progress', 'statechange']);
    new ChartController(this, () => this.place, {
      end: (largest) => Math.max(20, largest * 1.02),
      sizes: { part: 36, loss: 26, space: 60 },
      series: (colour) => {
        const [first, second] = [colour('--first'), colour('--second')];
        const loss = { scale: 'loss', width: 1, points: { show: false } };
        const tested = { scale: 'part', width: 2.5 };
        const dashed = { dash: [5, 4] };
        return [
          { ...loss, stroke: first },
          { ...loss, ...dashed, stroke: second },
          { ...tested, stroke: first, points: { show: true, size: 5, fill: first } },
          { ...tested, ...dashed, stroke: second, points: { show: true, size: 5, fill: second } },
        ];
      },
      data: () => {
        if (!this.twins) return null;
        const histories = this.twins.sides.map(({ history }) => history);
        return [
          ...histories.map(({ step, loss }): Line => [step, loss]),
          ...histories.map(({ testStep, testAccuracy }): Line => [testStep, testAccuracy]),
        ];
      },
      training: () => this.twins?.state === 'training',
    });
  }

  protected override render(): TemplateResult {
    const { time } = locale.words;
    const { twins: say } = compareWords();
    const sides = this.twins?.sides ?? [];
    const empty = sides.every(({ history }) => history.step.length === 0);
    const summary = sides
      .map(
        ({ progress }, at) =>
          `${this.names[at] ?? ''}: ${time.testAccuracy} ${formatPercent(progress.testAccuracy)}, ${time.loss} ${formatShort(progress.loss)}`,
      )
      .join('; ');
    return html`<ul class="keys" aria-hidden="true">
        <li class="mono">${this.names[0]}</li>
        <li class="second mono">${this.names[1]}</li>
      </ul>
      <div
        class="plot ${empty ? 'none' : ''}"
        role="img"
        aria-label=${`${time.curve}. ${empty ? time.curveEmpty : summary}`}
      >
        ${empty ? html`<div class="empty">${time.curveEmpty}</div>` : ''}
      </div>
      <p class="keys" aria-hidden="true">${say.curveKey}</p>`;
  }
}
