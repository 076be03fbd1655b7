// The curves of both twins over one another, a hue each: accuracy on the test set (thick, with its points) and loss
// (thin), over the same steps.

import { LitElement, css, html, unsafeCSS, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import uPlot from 'uplot';
import uPlotCss from 'uplot/dist/uPlot.min.css?inline';
import type { History } from '../../train/facade';
import type { Twins } from '../../train/twins';
import { SessionController } from '../controllers/sessionController';
import { SizeController } from '../controllers/sizeController';
import { formatPercent, formatShort } from '../format';
import { LocaleController } from '../locale';
import { shared } from '../styles';
import { ThemeController } from '../theme';

type Column = (number | null)[];

/** Loss and test accuracy of both over one common row of steps; null where one of them has no point. */
export function joinHistories(first: History, second: History): [number[], Column, Column, Column, Column] {
  const steps = [...new Set([...first.step, ...second.step, ...first.testStep, ...second.testStep])].sort(
    (a, b) => a - b,
  );
  const column = (at: readonly number[], values: readonly number[]): Column => {
    const known = new Map(at.map((step, i) => [step, values[i] ?? null]));
    return steps.map((step) => known.get(step) ?? null);
  };
  return [
    steps,
    column(first.step, first.loss),
    column(second.step, second.loss),
    column(first.testStep, first.testAccuracy),
    column(second.testStep, second.testAccuracy),
  ];
}

@customElement('cs-twin-curve')
export class TwinCurveElement extends LitElement {
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

  readonly #locale = new LocaleController(this);
  readonly #theme = new ThemeController(this);
  readonly #size = new SizeController(this, () => this.place);
  #plot: uPlot | null = null;
  #look = '';

  constructor() {
    super();
    new SessionController(this, () => this.twins, ['progress', 'statechange']);
  }

  #make(place: HTMLElement): uPlot {
    const style = getComputedStyle(this);
    const colour = (token: string): string => style.getPropertyValue(token).trim();
    const [muted, line, first, second] = ['--muted', '--line', '--first', '--second'].map(colour);
    const axis = { stroke: muted, font: `10px ${colour('--font')}`, ticks: { show: false }, gap: 3 };
    const loss = { scale: 'loss', width: 1, points: { show: false } };
    const tested = { scale: 'part', width: 2.5, spanGaps: true };
    const dashed = { dash: [5, 4] };
    return new uPlot(
      {
        width: this.#size.width,
        height: this.#size.height,
        legend: { show: false },
        cursor: { show: false },
        padding: [6, 0, 0, 0],
        scales: {
          x: { time: false, range: (_plot, _low, high) => [0, Math.max(20, high * 1.02)] },
          part: { range: [0, 1] },
          loss: { range: (_plot, _low, high) => [0, Math.max(0.1, high) * 1.04] },
        },
        axes: [
          {
            ...axis,
            size: 18,
            space: 60,
            grid: { show: false },
            values: (_plot, values) => values.map((value) => new Intl.NumberFormat('en').format(value)),
          },
          {
            ...axis,
            scale: 'part',
            size: 36,
            splits: () => [0, 0.5, 1],
            values: (_plot, values) => values.map((value) => formatPercent(value, 0)),
            grid: { stroke: line, width: 1 },
          },
          {
            ...axis,
            scale: 'loss',
            // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the enum exists in the types alone
            side: 1,
            size: 26,
            space: 34,
            values: (_plot, values) => values.map(formatShort),
            grid: { show: false },
          },
        ],
        series: [
          {},
          { ...loss, stroke: first },
          { ...loss, ...dashed, stroke: second },
          { ...tested, stroke: first, points: { show: true, size: 5, fill: first } },
          { ...tested, ...dashed, stroke: second, points: { show: true, size: 5, fill: second } },
        ],
      },
      [[], [], [], [], []],
      place,
    );
  }

  protected override updated(): void {
    const { place, twins } = this;
    if (!place || !twins || this.#size.width < 40 || this.#size.height < 30) return;
    if (this.#plot && this.#look !== this.#theme.theme) {
      this.#plot.destroy();
      this.#plot = null;
    }
    this.#look = this.#theme.theme;
    this.#plot ??= this.#make(place);
    if (this.#plot.width !== this.#size.width || this.#plot.height !== this.#size.height)
      this.#plot.setSize({ width: this.#size.width, height: this.#size.height });
    const [first, second] = twins.sides;
    this.#plot.setData(joinHistories(first.history, second.history));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#plot?.destroy();
    this.#plot = null;
  }

  protected override render(): TemplateResult {
    const { time, compare } = this.#locale.words;
    const { twins: say } = compare;
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

declare global {
  interface HTMLElementTagNameMap {
    'cs-twin-curve': TwinCurveElement;
  }
}
