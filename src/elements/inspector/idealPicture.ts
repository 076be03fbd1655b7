// A picture made to excite one map or unit: gradient ascent on the pixels, running live on the GPU, drawn from where it
// is computed. Its height is read back, four bytes now and then, and drawn as a curve.

import { css, html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { colourMap } from '../../draw/colourMaps';
import type { Ascent, Filter } from '../../inspect/attribution/attributionFacade';
import { SessionElement } from '../sessionElement';
import { errorText } from '../text/errorText';
import { formatFull32, formatNumber } from '../text/format';
import { icons } from '../controls/icons';
import { locale } from '../locale';
import { slider } from '../controls/slider';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';
import { legend } from './legend';
import './overlay';
import { switchStyles, tabStyles } from './tabStyles';
import { whyStyles } from './whyStyles';
import { explainWords } from '../locales/explain';

/** Steps between two looks. */
const STEPS_A_LOOK = 2;
/** By then little changes any more. */
const STEPS_MOST = 300;
const CURVE = { width: 128, height: 44 };

@customElement('cs-ideal-picture')
export class IdealPictureElement extends SessionElement {
  static override readonly sessionEvents = ['layerschange'] as const;
  static override readonly styles = [
    shared,
    tabStyles,
    switchStyles,
    whyStyles,
    css`
      :host {
        border-top: 1px solid var(--line);
        padding-top: var(--space-12);
      }
      .curve {
        display: block;
        width: 100%;
        border-bottom: 1px solid var(--line);
        overflow: visible;
      }
      .curve path {
        fill: none;
        stroke: var(--accent);
        stroke-width: 1.5;
        vector-effect: non-scaling-stroke;
      }
      .facts {
        display: grid;
        align-content: start;
        gap: var(--space-4);
      }
      .figure {
        font: 600 14px / 1.4 var(--mono);
        font-variant-numeric: tabular-nums;
      }
      .sliders {
        display: grid;
        gap: 0;
      }
      .sliders .slider {
        display: grid;
        grid-template-columns: 3.5em minmax(0, 1fr);
        min-height: 22px;
      }
      .sliders input {
        width: 100%;
      }
    `,
  ];

  @property({ attribute: false }) filter: Filter | null = null;
  /** What a filter is called. */
  @property({ attribute: false }) nameOf: (filter: Filter) => string = ({ layer }) => layer;
  @state() private running = false;
  @state() private heights: readonly number[] = [];
  @state() private seed = 1;
  @state() private blurring = 0.05;
  @state() private decay = 0.002;
  @state() private failure: Error | null = null;

  #ascent: Ascent | null = null;
  /** Only the newest climb goes on. */
  #climb = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#climb++;
    this.running = false;
  }

  /** The picture lay on what is gone. */
  protected override sessionChanged(): void {
    this.#climb++;
    this.#ascent = null;
    this.running = false;
    this.failure = null;
    this.heights = [];
  }

  async #start(): Promise<void> {
    const { session, filter } = this;
    if (!session || !filter) return;
    const mine = ++this.#climb;
    this.running = true;
    this.failure = null;
    try {
      const same =
        this.#ascent?.filter.layer === filter.layer &&
        this.#ascent.filter.channel === filter.channel &&
        this.#ascent.seed === this.seed &&
        this.#ascent.steps < STEPS_MOST;
      if (!same || !this.#ascent) {
        this.#ascent = await (await session.tools.attribution()).ascent(filter, this.seed);
        if (mine !== this.#climb) return;
        this.heights = [];
      }
      const ascent = this.#ascent;
      if (this.heights.length === 0) this.heights = [await ascent.activation()];
      while (mine === this.#climb && ascent.steps < STEPS_MOST) {
        ascent.settings = { ...ascent.settings, blur: this.blurring, decay: this.decay };
        ascent.climb(STEPS_A_LOOK);
        const height = await ascent.activation();
        if (mine !== this.#climb) return;
        this.heights = [...this.heights, height];
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    } catch (error) {
      if (mine === this.#climb) this.failure = error instanceof Error ? error : new Error(String(error));
    }
    if (mine === this.#climb) this.running = false;
  }

  #stop(): void {
    this.#climb++;
    this.running = false;
  }

  #noise(): void {
    const again = this.running;
    this.#stop();
    this.seed++;
    this.heights = [];
    if (again || this.#ascent) void this.#start();
  }

  #curve(): TemplateResult {
    const { heights } = this;
    const [low, high] = [Math.min(...heights), Math.max(...heights)];
    const x = (at: number): number => (at / Math.max(1, heights.length - 1)) * CURVE.width;
    const y = (height: number): number =>
      CURVE.height - ((height - low) / Math.max(1e-12, high - low)) * (CURVE.height - 4) - 2;
    const d = heights.map(
      (height, at) => `${at === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(height).toFixed(1)}`,
    );
    return html`<svg
      class="curve"
      viewBox=${`0 0 ${CURVE.width} ${CURVE.height}`}
      height=${CURVE.height}
      preserveAspectRatio="none"
      role="img"
      aria-label=${explainWords().ideal.curve}
    >
      ${svg`<path d=${d.join('')} />`}
    </svg>`;
  }

  #result(ascent: Ascent): TemplateResult {
    const why = explainWords();
    const made = this.nameOf(ascent.filter);
    const [first = NaN] = this.heights;
    const now = this.heights.at(-1) ?? NaN;
    const map =
      this.session?.layers.find(({ name }) => name === ascent.filter.layer)?.outputShape.length === 3;
    const pixels = colourMap('pixels', themeChoice.theme);
    const flat = this.heights.length > 3 && this.heights.every((height) => height === 0);
    return html`<div class="pair">
      <figure>
        <figcaption>${made}</figcaption>
        <cs-overlay
          data-testid="ideal"
          .picture=${{ ...ascent.picture }}
          label=${why.ideal.label(made)}
        ></cs-overlay>
        ${legend(pixels, [0, 1])}
      </figure>
      <div class="facts">
        <p class="small" data-testid="ideal-step">${why.ideal.step(ascent.steps)}</p>
        <p class="small">${map ? why.ideal.mean : why.ideal.activation}</p>
        <p
          class="figure"
          data-testid="ideal-height"
          title=${this.heights.length > 0 ? why.ideal.from(formatFull32(first), formatFull32(now)) : ''}
        >
          ${this.heights.length > 0 ? why.ideal.from(formatNumber(first), formatNumber(now)) : ''}
        </p>
        ${this.heights.length > 1 ? this.#curve() : nothing}
        <div class="sliders">
          ${slider(why.ideal.blur, this.blurring, { most: 0.5, step: 0.01, id: 'ideal-blur' }, (value) => (this.blurring = value))}
          ${slider(why.ideal.decay, this.decay, { most: 0.02, step: 0.0004, id: 'ideal-decay' }, (value) => (this.decay = value))}
        </div>
      </div>
      ${flat ? html`<p class="small" .style=${'grid-column: 1 / -1'}>${why.ideal.flat}</p>` : nothing}
    </div>`;
  }

  protected override render(): TemplateResult {
    const why = explainWords();
    const { ideal } = why;
    return html`<section data-testid="part-ideal">
      <h3>${ideal.title}</h3>
      <p class="small"><strong>${this.filter ? this.nameOf(this.filter) : ''}</strong></p>
      <p class="small">${ideal.what}</p>
      <div class="row">
        <button
          class="go"
          data-testid="ideal-start"
          @click=${() => (this.running ? this.#stop() : void this.#start())}
        >
          ${this.running ? ideal.stop : ideal.start}
        </button>
        <button
          data-testid="ideal-noise"
          class="icon"
          title=${ideal.noise}
          aria-label=${ideal.noise}
          @click=${() => this.#noise()}
        >
          ${icons.dice(16)}
        </button>
      </div>
      ${this.failure ? html`<p class="failure" role="alert">${locale.words.why.failed(errorText(this.failure, locale.words))}</p>` : nothing}
      ${this.#ascent && this.heights.length > 0 ? this.#result(this.#ascent) : nothing}
    </section>`;
  }
}
