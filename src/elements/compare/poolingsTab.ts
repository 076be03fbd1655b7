// One input under both poolings, side by side and in the same colours: the input, its maxima, its means and the
// difference, with one cell in hand in all of them and the numbers it comes from.

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { colourMap, cssGradient, type ColourMap, type Domain } from '../../draw/colourMaps';
import type { Screen } from '../../draw/screen';
import { PICTURE, activationMap, pictureLayer, type DrawnLayer } from '../../draw/stageTiles';
import type { TrainFacade } from '../../train/facade';
import type { PooledMap, PoolingSettings, Poolings } from '../../train/poolings';
import { SessionController } from '../controllers/sessionController';
import { SizeController } from '../controllers/sizeController';
import { formatShape } from '../format';
import { icons } from '../icons';
import { LocaleController } from '../locale';
import '../picture/samples';
import { rangeText } from '../stage/scaleBars';
import { shared } from '../styles';
import { ThemeController } from '../theme';
import type { CellEvent } from '../tileCanvas';
import { compareStyles } from './compareStyles';
import { inCode } from './inCode';
import { axisOf, outputSum, paddingSum, windowAt, windowOver, type AxisGeometry } from './poolGeometry';
import './poolMap';
import type { PoolMapView } from './poolMap';
import { poolingNumbers } from './poolNumbers';
import { PooledCells } from './pooledCells';
import { poolingsStyles } from './poolingsStyles';

const MOST = 8;
/** Where the cursor is on arrival: a stroke of the 3 runs through it. */
const FIRST_CELL = [5, 6] as const;
const NO_PADDING = { top: 0, left: 0, bottom: 0, right: 0 };

@customElement('cs-poolings-tab')
export class PoolingsTabElement extends LitElement {
  static override readonly styles = [shared, compareStyles, poolingsStyles];

  @property({ attribute: false }) session: TrainFacade | null = null;
  @property({ attribute: false }) screen: Screen | null = null;
  @property({ attribute: false }) sample: number | null = null;
  @state() private source = PICTURE;
  @state() private channel = 0;
  @state() private settings: PoolingSettings = { poolSize: 2, strides: 2, padding: 'valid' };
  @state() private hovered: readonly [number, number] | null = null;
  @state() private kept: readonly [number, number] = FIRST_CELL;
  @state() private poolings: Poolings | null = null;
  @state() private problem: string | null = null;
  @query('.content') private readonly content!: HTMLElement | null;

  readonly #locale = new LocaleController(this);
  readonly #theme = new ThemeController(this);
  readonly #cells = new PooledCells(this, () => this.#asked);
  readonly #size = new SizeController(this, () => this.content);
  #wanted = '';
  #pooledFrom: unknown = null;
  #leave: (() => void)[] = [];
  #screenLeft: Screen | null = null;

  constructor() {
    super();
    new SessionController(this, () => this.session, [
      'layerschange',
      'domainchange',
      'statechange',
      'progress',
    ]);
  }

  /** What can be pooled: the picture and every layer that gives maps. */
  get #sources(): readonly DrawnLayer[] {
    const { session } = this;
    if (!session) return [];
    return [
      pictureLayer(session.input),
      ...session.layers.filter(({ outputShape }) => outputShape.length === 3),
    ];
  }

  get #source(): DrawnLayer | null {
    return this.#sources.find(({ name }) => name === this.source) ?? this.#sources[0] ?? null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const source = this.#source;
    if (!source) return;
    if (this.channel >= (source.outputShape[2] ?? 1)) this.channel = 0;
    // What lay on a lost device is gone.
    if (this.poolings && this.poolings.device !== this.session?.device) {
      this.poolings = null;
      this.#wanted = '';
    }
    void this.#make(source);
    if (this.#screenLeft !== this.screen) this.#follow();
    if (['hovered', 'kept', 'channel', 'poolings'].some((name) => changed.has(name))) this.#cells.ask();
  }

  /** A plan for this shape and these settings; the newest wish wins. */
  async #make({ outputShape }: DrawnLayer): Promise<void> {
    const { session, settings } = this;
    if (!session) return;
    const key = JSON.stringify([outputShape, settings]);
    if (key === this.#wanted) return;
    this.#wanted = key;
    try {
      const made = await session.tools.poolings(outputShape, settings);
      if (this.#wanted !== key || !this.isConnected) {
        made.destroy();
        return;
      }
      this.#replace(made);
      this.problem = null;
    } catch (error) {
      if (this.#wanted !== key) return;
      // What was shown stays, and is marked as not being what was asked for.
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  #replace(poolings: Poolings): void {
    this.poolings?.destroy();
    this.poolings = poolings;
    this.#pooledFrom = null;
    this.screen?.repaint();
  }

  /** Pools before anything is painted, and asks for the numbers afterwards. */
  #follow(): void {
    this.#unfollow();
    const { screen } = this;
    this.#screenLeft = screen;
    if (!screen) return;
    this.#leave = [
      screen.derive((changed) => {
        const { poolings } = this;
        const tensor = this.#source?.activation;
        if (!poolings || !tensor || (!changed && this.#pooledFrom === tensor)) return false;
        if (String(tensor.shape) !== String(poolings.input.shape)) return false;
        poolings.pool(tensor);
        this.#pooledFrom = tensor;
        return true;
      }),
      screen.onFrame((changed) => changed && this.#cells.renew()),
    ];
  }

  #unfollow(): void {
    for (const leave of this.#leave.splice(0)) leave();
    this.#screenLeft = null;
  }

  get #asked(): { poolings: Poolings; index: readonly number[] } | null {
    const { poolings } = this;
    return poolings && { poolings, index: [...this.#at(poolings), this.channel] };
  }

  /** The cell of the pooled maps in hand, inside them. */
  #at({ outputShape: [rows = 1, columns = 1] }: Poolings): readonly [number, number] {
    const [row, column] = this.hovered ?? this.kept;
    return [Math.min(rows - 1, Math.max(0, row)), Math.min(columns - 1, Math.max(0, column))];
  }

  #axes(poolings: Poolings): readonly [AxisGeometry, AxisGeometry] {
    const [height = 1, width = 1] = poolings.input.shape;
    const [rows = 1, columns = 1] = poolings.outputShape;
    return [axisOf(height, rows, poolings.settings), axisOf(width, columns, poolings.settings)];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unfollow();
    this.#wanted = '';
    this.poolings?.destroy();
    this.poolings = null;
  }

  #point({ cell, keep }: CellEvent, onInput: boolean): void {
    const { poolings } = this;
    if (!cell || !poolings) {
      this.hovered = null;
      return;
    }
    const [rows, columns] = this.#axes(poolings);
    const { settings } = poolings;
    const at = onInput
      ? ([windowOver(cell.row, rows, settings), windowOver(cell.column, columns, settings)] as const)
      : ([cell.row, cell.column] as const);
    if (keep) {
      this.kept = at;
      this.hovered = null;
    } else {
      this.hovered = at;
    }
  }

  #set(change: Partial<PoolingSettings>): void {
    const { settings } = this;
    // A stride as long as the window stays so, as in Keras, where it is the default.
    const follows = change.poolSize !== undefined && settings.strides === settings.poolSize;
    this.settings = { ...settings, ...change, ...(follows ? { strides: change.poolSize } : {}) };
  }

  #slider(option: 'poolSize' | 'strides', name: string): TemplateResult {
    const value = this.settings[option];
    return html`<label class="field"
      ><code>${name}</code
      ><input
        type="range"
        min="1"
        max=${MOST}
        .value=${String(value)}
        data-testid=${name}
        @input=${(event: Event) => this.#set({ [option]: Number((event.target as HTMLInputElement).value) })}
      /><output>${value}</output></label
    >`;
  }

  #controls(source: DrawnLayer): TemplateResult {
    const { words } = this.#locale;
    const { poolings: say } = words.compare;
    const { session, settings } = this;
    const channels = source.outputShape[2] ?? 1;
    const move = (by: number) => () => (this.channel = (this.channel + channels + by) % channels);
    const nameOf = (name: string): string => {
      const layer = session?.layers.find((one) => one.name === name);
      return layer ? `${layer.className} · ${name}` : say.picture;
    };
    return html`<div class="controls">
      <section>
        <h2>${words.picture.title}</h2>
        <cs-samples .session=${session} .chosen=${this.sample}></cs-samples>
      </section>
      <section>
        <h2>${say.input}</h2>
        <select
          aria-label=${say.input}
          data-testid="pool-source"
          @change=${(event: Event) => (this.source = (event.target as HTMLSelectElement).value)}
        >
          ${this.#sources.map(
            ({ name, outputShape }) =>
              html`<option value=${name} ?selected=${name === source.name}>
                ${nameOf(name)} (${formatShape(outputShape)})
              </option>`,
          )}
        </select>
        ${
          channels > 1
            ? html`<div class="stepper">
                <button class="plain icon" aria-label=${words.inspector.previous} @click=${move(-1)}>
                  ${icons.left()}
                </button>
                <span data-testid="pool-channel">${say.map(this.channel + 1, channels)}</span>
                <button class="plain icon" aria-label=${words.inspector.next} @click=${move(1)}>
                  ${icons.right()}
                </button>
              </div>`
            : nothing
        }
        ${source.name === PICTURE || !session ? nothing : this.#training(session)}
      </section>
      <section>
        <h2>${say.window}</h2>
        ${this.#slider('poolSize', 'pool_size')} ${this.#slider('strides', 'strides')}
        <fieldset class="choice">
          <code>padding</code>
          <div class="segments" role="group" aria-label="padding">
            ${(['valid', 'same'] as const).map(
              (padding) =>
                html`<button
                  data-testid=${`padding-${padding}`}
                  aria-pressed=${settings.padding === padding ? 'true' : 'false'}
                  @click=${() => this.#set({ padding })}
                >
                  ${padding}
                </button>`,
            )}
          </div>
        </fieldset>
        ${this.#arithmetic(source)}
      </section>
    </div>`;
  }

  /** A map of a network that learns: it can be watched from here. */
  #training(session: TrainFacade): TemplateResult {
    const { time, compare } = this.#locale.words;
    const training = session.state === 'training';
    return html`<div class="stepper">
      <button
        class="plain"
        data-testid="pool-train"
        ?disabled=${!training && session.state !== 'idle'}
        @click=${() => (training ? void session.pause() : session.play())}
      >
        ${training ? icons.pause(16) : icons.play(16)} ${training ? time.pause : time.play}
      </button>
      <span class="small">${compare.poolings.step(session.progress.step)}</span>
    </div>`;
  }

  #arithmetic(source: DrawnLayer): TemplateResult | typeof nothing {
    const { poolings } = this;
    const { poolings: say } = this.#locale.words.compare;
    if (this.problem !== null) {
      const [height = 1, width = 1] = source.outputShape;
      return html`<p class="problem" role="alert" data-testid="pool-problem">
        ${inCode(say.tooLarge(this.settings.poolSize, height, width))}
      </p>`;
    }
    if (!poolings) return nothing;
    const { settings } = poolings;
    const [rows] = this.#axes(poolings);
    const padded = rows.before + rows.after;
    return html`<div>
      <p class="sum" data-testid="pool-sum">${outputSum(rows.input, settings)} = <b>${rows.output}</b></p>
      ${padded > 0 ? html`<p class="sum" data-testid="pool-padding">${paddingSum(rows, settings)} = <b>${padded}</b></p>` : nothing}
      <p class="small">
        ${padded > 0 ? say.padded(rows.before, rows.after) : rows.unread > 0 ? say.unread(rows.unread) : say.fits}
      </p>
    </div>`;
  }

  #figure(
    map: PooledMap | 'input',
    name: string,
    shape: readonly number[],
    view: PoolMapView,
  ): TemplateResult {
    const { poolings: say } = this.#locale.words.compare;
    const [rows = 1, columns = 1] = shape;
    const code = map === 'max' || map === 'average';
    return html`<figure>
      <figcaption>
        <b class=${code ? 'mono' : ''}>${name}</b><span class="mono">${rows}×${columns}</span>
      </figcaption>
      <cs-pool-map
        data-testid=${`pool-${map}`}
        .screen=${this.screen}
        .view=${view}
        label=${say.mapLabel(name, rows, columns)}
        @cs-cell=${(event: CellEvent) => this.#point(event, map === 'input')}
      ></cs-pool-map>
    </figure>`;
  }

  #legend(text: string, map: ColourMap, domain: Domain): TemplateResult {
    return html`<span
      >${text}<i style=${`background:${cssGradient(map)}`}></i
      ><span class="mono">${rangeText(domain, map.centred)}</span></span
    >`;
  }

  #content(source: DrawnLayer, poolings: Poolings): TemplateResult {
    const { poolings: say } = this.#locale.words.compare;
    const { settings } = poolings;
    const [rows, columns] = this.#axes(poolings);
    const at = this.#at(poolings);
    const [row, column] = at;
    const [top, bottom] = windowAt(row, rows, settings);
    const [left, right] = windowAt(column, columns, settings);
    const theme = this.#theme.theme;
    const map = activationMap(source, theme);
    const domain = source.activationDomain;
    // max − average is never negative, and at most as large as the range is wide.
    const difference: Domain = [0, domain[1] - domain[0]];
    const differenceMap = colourMap('activation', theme);
    const four = this.#size.width >= 640;
    const across = four ? 4 : 2;
    const room = (this.#size.width - 24 * (across - 1)) / across;
    const padding = {
      top: rows.before,
      left: columns.before,
      bottom: rows.after,
      right: columns.after,
    };
    const widest = Math.max(columns.input + padding.left + padding.right, columns.output * settings.strides);
    const unit = Math.max(2, Math.floor(Math.min(room / widest, 420 / rows.input)));
    const here = { top: row, left: column, bottom: row + 1, right: column + 1, strong: true };
    const common = { channel: this.channel, at, padding: NO_PADDING, marks: [here] };
    const pooled = {
      ...common,
      cell: Math.min(unit * settings.strides, Math.floor(420 / Math.max(rows.output, columns.output))),
    };
    const place = this.#cells.at([...at, this.channel]);
    const largest = place?.max.terms.find(({ value }) => value === place.max.value)?.inputIndex;
    const [maxRow = 0, maxColumn = 0] = largest ?? [];
    const marks = [
      { top, left, bottom, right, strong: true },
      ...(largest
        ? [{ top: maxRow, left: maxColumn, bottom: maxRow + 1, right: maxColumn + 1, strong: false }]
        : []),
    ];
    const inputAt = [
      Math.min(rows.input - 1, Math.max(0, top)),
      Math.min(columns.input - 1, Math.max(0, left)),
    ] as const;
    return html`<div class="maps ${four ? '' : 'two'} ${this.problem === null ? '' : 'stale'}">
        ${this.#figure('input', say.inputMap, poolings.input.shape, {
          ...common,
          tensor: source.activation,
          map,
          domain,
          cell: unit,
          padding,
          at: inputAt,
          marks,
        })}
        ${this.#figure('max', 'MaxPooling2D', poolings.outputShape, { ...pooled, tensor: poolings.view('max'), map, domain })}
        ${this.#figure('average', 'AveragePooling2D', poolings.outputShape, { ...pooled, tensor: poolings.view('average'), map, domain })}
        ${this.#figure('difference', say.difference, poolings.outputShape, { ...pooled, tensor: poolings.view('difference'), map: differenceMap, domain: difference })}
      </div>
      <div class="legend">
        ${this.#legend(say.scale, map, domain)} ${this.#legend(say.difference, differenceMap, difference)}
        ${padding.top + padding.bottom + padding.left + padding.right > 0 ? html`<span><i class="hatched"></i>${say.hatched}</span>` : nothing}
      </div>
      ${place ? poolingNumbers(place, { rows: [top, bottom], columns: [left, right], channel: this.channel }, { map, domain }, this.#locale.words) : html`<div class="waiting"></div>`}`;
  }

  protected override render(): TemplateResult {
    const source = this.#source;
    if (!source) return html``;
    const { poolings } = this;
    const fits = poolings && String(poolings.input.shape) === String(source.activation.shape);
    return html`${this.#controls(source)}
      <div class="content">${fits ? this.#content(source, poolings) : nothing}</div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cs-poolings-tab': PoolingsTabElement;
  }
}
