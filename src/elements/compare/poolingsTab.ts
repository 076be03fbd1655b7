// One input under both poolings, side by side and in the same colours: the input, its maxima, its means and the
// difference, with one cell in hand in all of them and the numbers it comes from.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { PICTURE, pictureLayer, type DrawnLayer } from '../../draw/stageTiles';
import type { TrainFacade } from '../../session/facade';
import type { PoolingSettings, Poolings } from '../../inspect/poolings';
import { busy } from '../controls/busy';
import type { SeenPoolings } from '../../lessons/lesson';
import { SeenController } from '../seen';
import { SessionElement } from '../sessionElement';
import { SizeController } from '../controllers/sizeController';
import { locale } from '../locale';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';
import type { CellEvent } from '../canvas/tileCanvas';
import { compareStyles } from './compareStyles';
import { axisOf, windowOver } from './poolGeometry';
import { PooledCells } from './pooledCells';
import { poolingControls } from './poolingControls';
import { poolingMaps } from './poolingMaps';
import { PoolingsController } from './poolingsController';
import { poolingsStyles } from './poolingsStyles';

/** Where the cursor is on arrival: a stroke of the 3 runs through it. */
const FIRST_CELL = [5, 6] as const;

@customElement('cs-poolings-tab')
export class PoolingsTabElement extends SessionElement {
  static override readonly sessionEvents = [
    'layerschange',
    'domainchange',
    'statechange',
    'progress',
  ] as const;
  static override readonly styles = [shared, compareStyles, poolingsStyles];

  @property({ attribute: false }) sample: number | null = null;
  @state() private source = PICTURE;
  @state() private channel = 0;
  /** Chosen here; what is given is where that begins. */
  @property({ attribute: false }) settings: PoolingSettings = { poolSize: 2, strides: 2, padding: 'valid' };
  @state() private hovered: readonly [number, number] | null = null;
  /** The cell of the pooled maps that stays in hand. Chosen here; what is given is where that begins. */
  @property({ attribute: false }) kept: readonly [number, number] = FIRST_CELL;
  @query('.content') private readonly content!: HTMLElement | null;

  readonly #size = new SizeController(this, () => this.content);
  readonly #cells = new PooledCells(this, () => {
    const { made, hasPooled } = this.#poolings;
    return made && hasPooled ? { poolings: made, index: [...this.#at(made), this.channel] } : null;
  });
  readonly #poolings = new PoolingsController(
    this,
    () => {
      const { session, screen, settings } = this;
      const source = this.#source;
      return session && source && { session, screen, settings, tensor: source.activation };
    },
    () => this.#cells.renew(),
  );

  constructor() {
    super();
    new SeenController(this, () => this.#seen);
  }

  /** For a lesson that looks on: the cell that is chosen. */
  get #seen(): SeenPoolings | null {
    const { made } = this.#poolings;
    if (!made || this.hovered) return null;
    const [row, column] = this.#at(made);
    const cell = this.#cells.at([row, column, this.channel]);
    if (!cell) return null;
    return {
      view: 'compare',
      tab: 'poolings',
      row,
      column,
      max: cell.max.value,
      average: cell.average.value,
    };
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
    this.#poolings.follow();
    if (['hovered', 'kept', 'channel'].some((name) => changed.has(name))) this.#cells.ask();
  }

  /** The cell of the pooled maps in hand, inside them. */
  #at({ outputShape: [rows = 1, columns = 1] }: Poolings): readonly [number, number] {
    const [row, column] = this.hovered ?? this.kept;
    return [Math.min(rows - 1, Math.max(0, row)), Math.min(columns - 1, Math.max(0, column))];
  }

  #point({ cell, keep }: CellEvent, onInput: boolean): void {
    const { made } = this.#poolings;
    if (!cell || !made) {
      this.hovered = null;
      return;
    }
    const { settings, input, outputShape } = made;
    // On the input: the window whose first cells hold it.
    const along = (axis: 0 | 1, at: number): number =>
      onInput
        ? windowOver(at, axisOf(input.shape[axis] ?? 1, outputShape[axis] ?? 1, settings), settings)
        : at;
    const at = [along(0, cell.row), along(1, cell.column)] as const;
    if (keep) this.kept = at;
    this.hovered = keep ? null : at;
  }

  #set(change: Partial<PoolingSettings>): void {
    const { settings } = this;
    // A stride as long as the window stays so, as in Keras, where it is the default.
    const follows = change.poolSize !== undefined && settings.strides === settings.poolSize;
    this.settings = { ...settings, ...change, ...(follows ? { strides: change.poolSize } : {}) };
  }

  #controls(session: TrainFacade, source: DrawnLayer): TemplateResult {
    const { made: poolings, unmet } = this.#poolings;
    return poolingControls({
      session,
      source,
      poolings,
      unmet,
      sample: this.sample,
      sources: this.#sources,
      channel: this.channel,
      settings: this.settings,
      words: locale.words,
      choose: (name) => (this.source = name),
      show: (channel) => (this.channel = channel),
      set: (change) => this.#set(change),
    });
  }

  #maps(source: DrawnLayer, poolings: Poolings): TemplateResult {
    const at = this.#at(poolings);
    return poolingMaps({
      source,
      poolings,
      at,
      channel: this.channel,
      cell: this.#cells.at([...at, this.channel]),
      width: this.#size.width,
      stale: this.#poolings.unmet,
      theme: themeChoice.theme,
      point: (event, onInput) => this.#point(event, onInput),
    });
  }

  protected override render(): TemplateResult {
    const { session } = this;
    const source = this.#source;
    if (!session || !source) return html``;
    const { made, unmet } = this.#poolings;
    const fits = made && String(made.input.shape) === String(source.activation.shape);
    return html`${this.#controls(session, source)}
      <div class="content">${fits ? this.#maps(source, made) : unmet ? nothing : busy()}</div>`;
  }
}
