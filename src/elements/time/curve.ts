// Loss and accuracy over the steps, on two scales: accuracy from 0 to 100 %, loss from 0 to its largest value.
// uPlot draws it; ten thousand points take it about a millisecond. Over the plot lies the slider through time; a run that
// was left behind is drawn faintly behind the one that goes on.

import { LitElement, css, html, nothing, unsafeCSS, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import uPlot from 'uplot';
import uPlotCss from 'uplot/dist/uPlot.min.css?inline';
import type { TrainFacade } from '../../train/facade';
import { SessionController } from '../controllers/sessionController';
import { SizeController } from '../controllers/sizeController';
import { formatPercent, formatShort } from '../format';
import { joinBranch, joinHistory } from './joinHistory';
import './scrubber';
import { TravelBarElement } from './travelBar';
import { LocaleController } from '../locale';
import { shared } from '../styles';
import { ThemeController } from '../theme';

/** While training the lines are drawn this often at most. */
const REDRAW_MS = 500;

@customElement('cs-curve')
export class CurveElement extends LitElement {
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
      .area {
        position: relative;
        flex: 1;
        min-height: 56px;
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
        gap: var(--space-16);
        font-size: var(--type-label);
        line-height: 16px;
        color: var(--muted);
        white-space: nowrap;
        overflow: hidden;
      }
      .keys + cs-travel-bar {
        margin-left: auto;
      }
      .hint {
        margin-left: auto;
        font-size: var(--type-label);
        color: var(--muted);
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      @media (max-width: 620px) {
        .head {
          padding-left: 0;
        }
        .keys + cs-travel-bar {
          margin-left: auto;
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

  @property({ attribute: false }) session: TrainFacade | null = null;
  @query('.plot') private readonly place!: HTMLElement | null;

  readonly #locale = new LocaleController(this);
  readonly #theme = new ThemeController(this);
  readonly #size = new SizeController(this, () => this.place);
  #plot: uPlot | null = null;
  #look = '';
  #drawnAt = -Infinity;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new SessionController(this, () => this.session, [
      'progress',
      'statechange',
      'layerschange',
      'travelchange',
    ]);
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
          x: { time: false, range: () => [0, this.#end] },
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
          { scale: 'loss', stroke: `${muted}55`, width: 1, points: { show: false } },
          { scale: 'part', stroke: `${accent}38`, width: 1, points: { show: false } },
          { scale: 'part', stroke: `${accent}60`, width: 2, spanGaps: true, points: { show: false } },
        ],
      },
      [[], [], [], [], [], [], []],
      place,
    );
  }

  protected override updated(): void {
    // A chart costs a device without a graphics card as much as a training step.
    const wait = this.session?.state === 'training' ? this.#drawnAt + REDRAW_MS - performance.now() : 0;
    clearTimeout(this.#later);
    if (wait > 0) this.#later = setTimeout(() => this.#draw(), wait);
    else this.#draw();
  }

  #draw(): void {
    const { place, session } = this;
    if (!place || !session || this.#size.width < 40 || this.#size.height < 30) return;
    this.#drawnAt = performance.now();
    if (this.#plot && this.#look !== this.#theme.theme) {
      this.#plot.destroy();
      this.#plot = null;
    }
    this.#look = this.#theme.theme;
    this.#plot ??= this.#make(place);
    if (this.#plot.width !== this.#size.width || this.#plot.height !== this.#size.height)
      this.#plot.setSize({ width: this.#size.width, height: this.#size.height });
    const { branch } = session.travel;
    const columns = branch
      ? joinBranch(session.history, branch.history, branch.from)
      : joinHistory(session.history);
    const missing = columns[0].map(() => null);
    this.#plot.setData(branch ? columns : [...columns, missing, missing, missing]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#later);
    this.#plot?.destroy();
    this.#plot = null;
  }

  protected override render(): TemplateResult {
    const { time, travel } = this.#locale.words;
    const { history, progress } = this.session ?? {};
    const empty = (history?.step.length ?? 0) === 0;
    const summary = empty
      ? time.curveEmpty
      : `${time.testAccuracy} ${formatPercent(progress?.testAccuracy ?? NaN)}, ${time.loss} ${formatShort(progress?.loss ?? NaN)}`;
    const { session } = this;
    const first = session?.travel.moments[0] ?? 0;
    const bar = TravelBarElement.speaks(session);
    // The bar takes the legend's place where it has a sentence to say.
    const legend = !session || (session.travel.shown.kind === 'now' && session.travel.branch === null);
    return html`<div class="head">
        ${
          legend
            ? html`<div class="keys" aria-hidden="true">
                <span>${time.curveAccuracy}</span><span class="training">${time.curveTraining}</span
                ><span class="loss">${time.curveLoss}</span>
              </div>`
            : nothing
        }
        ${bar ? html`<cs-travel-bar .session=${session}></cs-travel-bar>` : nothing}
        ${
          bar || empty
            ? nothing
            : html`<span class="hint" aria-hidden="true"
                >${first === 0 ? travel.hint : travel.hintFrom(first)}</span
              >`
        }
      </div>
      <div class="area">
        <div class="plot" role="img" aria-label=${`${time.curve}. ${summary}`} data-testid="curve"></div>
        ${
          empty
            ? html`<div class="empty">${time.curveEmpty}</div>`
            : html`<cs-scrubber .session=${this.session} .end=${this.#end}></cs-scrubber>`
        }
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cs-curve': CurveElement;
  }
}
