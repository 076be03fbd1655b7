// Loss and accuracy over the steps, on two scales: accuracy from 0 to 100 %, loss from 0 to its largest value.
// uPlot draws it; ten thousand points take it about a millisecond.

import { LitElement, css, html, unsafeCSS, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import uPlot from 'uplot';
import uPlotCss from 'uplot/dist/uPlot.min.css?inline';
import type { TrainFacade } from '../../train/facade';
import { SessionController } from '../controllers/sessionController';
import { SizeController } from '../controllers/sizeController';
import { formatPercent, formatShort } from '../format';
import { joinHistory } from './joinHistory';
import { LocaleController } from '../locale';
import { shared } from '../styles';
import { ThemeController } from '../theme';

@customElement('cs-curve')
export class CurveElement extends LitElement {
  static override readonly styles = [
    unsafeCSS(uPlotCss),
    shared,
    css`
      :host {
        position: relative;
        min-width: 0;
        min-height: 0;
      }
      .plot {
        position: absolute;
        inset: 16px 0 0;
      }
      .keys {
        display: flex;
        gap: var(--space-16);
        padding-left: 40px;
        font-size: var(--type-label);
        line-height: 16px;
        color: var(--muted);
        white-space: nowrap;
        overflow: hidden;
      }
      @media (max-width: 620px) {
        .keys {
          padding-left: 0;
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
      .keys .loss::before {
        border-top: 1px solid var(--muted);
      }
      .empty {
        position: absolute;
        inset: 16px 0 16px 40px;
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

  @property({ attribute: false }) session: TrainFacade | null = null;
  @query('.plot') private readonly place!: HTMLElement | null;

  readonly #locale = new LocaleController(this);
  readonly #theme = new ThemeController(this);
  readonly #size = new SizeController(this, () => this.place);
  #plot: uPlot | null = null;
  #look = '';

  constructor() {
    super();
    new SessionController(this, () => this.session, ['progress', 'statechange', 'layerschange']);
  }

  #make(place: HTMLElement): uPlot {
    const style = getComputedStyle(this);
    const colour = (token: string): string => style.getPropertyValue(token).trim();
    const [muted, line, accent] = [colour('--muted'), colour('--line'), colour('--accent')];
    const font = `10px ${colour('--font')}`;
    const axis = { stroke: muted, font, ticks: { show: false }, gap: 3 };
    return new uPlot(
      {
        width: this.#size.width,
        height: this.#size.height,
        legend: { show: false },
        cursor: { show: false },
        padding: [6, 0, 0, 0],
        scales: {
          x: { time: false, range: (_plot, _low, high) => [0, Math.max(50, high)] },
          part: { range: [0, 1] },
          loss: { range: (_plot, _low, high) => [0, Math.max(0.1, high) * 1.04] },
        },
        axes: [
          {
            ...axis,
            size: 18,
            space: 90,
            grid: { show: false },
            values: (_plot, values) => values.map((value) => new Intl.NumberFormat('en').format(value)),
          },
          {
            ...axis,
            scale: 'part',
            size: 40,
            splits: () => [0, 0.5, 1],
            values: (_plot, values) => values.map((value) => formatPercent(value, 0)),
            grid: { stroke: line, width: 1 },
          },
          {
            ...axis,
            scale: 'loss',
            // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the enum exists in the types alone
            side: 1,
            size: 34,
            space: 34,
            values: (_plot, values) => values.map(formatShort),
            grid: { show: false },
          },
        ],
        series: [
          {},
          { scale: 'loss', stroke: muted, width: 1, points: { show: false } },
          { scale: 'part', stroke: `${accent}a0`, width: 1, points: { show: false } },
          {
            scale: 'part',
            stroke: accent,
            width: 2,
            spanGaps: true,
            points: { show: true, size: 4, fill: accent },
          },
        ],
      },
      [[], [], [], []],
      place,
    );
  }

  protected override updated(): void {
    const { place, session } = this;
    if (!place || !session || this.#size.width < 40 || this.#size.height < 30) return;
    if (this.#plot && this.#look !== this.#theme.theme) {
      this.#plot.destroy();
      this.#plot = null;
    }
    this.#look = this.#theme.theme;
    this.#plot ??= this.#make(place);
    if (this.#plot.width !== this.#size.width || this.#plot.height !== this.#size.height)
      this.#plot.setSize({ width: this.#size.width, height: this.#size.height });
    this.#plot.setData(joinHistory(session.history));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#plot?.destroy();
    this.#plot = null;
  }

  protected override render(): TemplateResult {
    const { time } = this.#locale.words;
    const { history, progress } = this.session ?? {};
    const empty = (history?.step.length ?? 0) === 0;
    const summary = empty
      ? time.curveEmpty
      : `${time.testAccuracy} ${formatPercent(progress?.testAccuracy ?? NaN)}, ${time.loss} ${formatShort(progress?.loss ?? NaN)}`;
    return html`<div class="keys" aria-hidden="true">
        <span>${time.curveAccuracy}</span><span class="training">${time.curveTraining}</span
        ><span class="loss">${time.curveLoss}</span>
      </div>
      <div class="plot" role="img" aria-label=${`${time.curve}. ${summary}`} data-testid="curve"></div>
      ${empty ? html`<div class="empty">${time.curveEmpty}</div>` : ''}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cs-curve': CurveElement;
  }
}
