// The stage: the network as columns from the picture to the answer, every map and kernel drawn from its own
// buffer on one canvas. Over the canvas lie frames that can be focused, pointed at and read aloud.

import {
  LitElement,
  html,
  nothing,
  svg,
  type PropertyDeclaration,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { styleMap } from 'lit/directives/style-map.js';
import {
  TILES_SHOWN,
  layoutStage,
  type PlacedColumn,
  type PlacedTile,
  type StageLayout,
} from '../../draw/layout';
import { pick } from '../../draw/picking';
import type { Screen } from '../../draw/screen';
import { PICTURE, pictureLayer, stageGroups, stageLayers, type DrawnLayer } from '../../draw/stageTiles';
import type { CellExplanation, LayerView, StageFacade } from '../../train/facade';
import './answers';
import './colourScale';
import { activationName } from '../network/arithmetic';
import { breakable } from './columnHeader';
import { SessionController } from '../controllers/sessionController';
import { SizeController } from '../controllers/sizeController';
import { OrderController } from '../controllers/orderController';
import { SurfaceController } from '../controllers/surfaceController';
import { WalkController } from '../controllers/walkController';
import { formatShape } from '../format';
import { icons } from '../icons';
import { LocaleController } from '../locale';
import { PointAtEvent, moveCell, type Pointed } from '../pointed';
import { captionOf } from './caption';
import type { OpenedElement } from './opened';
import { player, playerStyles, walkKey } from './player';
import { scaleBars } from './scaleBars';
import { silencedMarks } from './silenced';
import { stageStyles } from './stageStyles';
import { shared } from '../styles';
import { switchStyles } from '../switchStyles';
import { ThemeController } from '../theme';
import { wires } from './wires';

export interface StageOpened {
  readonly kernels: boolean;
  /** Names of layers. */
  readonly expanded: readonly string[];
}

export const ALL_KERNELS: StageOpened = Object.freeze({ kernels: true, expanded: [] });

/** Kernels were shown or hidden, a column opened or closed. */
export class StageOpenedEvent extends Event {
  static readonly type = 'cs-stage-opened';
  constructor(readonly opened: StageOpened) {
    super(StageOpenedEvent.type, { bubbles: true, composed: true });
  }
}

/**
 * As many maps one above the other as keep two pixels a cell where they have 28, with room for the button below them
 * unless six fit, which is all that LeNet's first layer has.
 */
function tilesFor(height: number): number {
  const [tile, gap, button] = [56, 6, 26];
  const all = Math.floor((height + gap) / (tile + gap));
  const most = all >= 6 ? all : Math.floor((height + gap - button) / (tile + gap));
  return Math.max(2, Math.min(TILES_SHOWN, most));
}

/** Read when a map is first pointed at for good: by the second click it is there. */
const loadOpened = (): Promise<unknown> => import('./opened');

/** Where Escape has a nearer meaning than the way back to the network. */
const OWN_ESCAPE = 'aside.open, dialog, [role=dialog], [popover]';

/** Properties that move frames and lines above the canvas, and leave the canvas as it is. */
const POINTING: ReadonlySet<PropertyKey> = new Set(['pointed', 'kept', 'explanation']);

/** The map that is open, and where it was when it was clicked. */
interface Opening {
  readonly layer: string;
  readonly channel: number;
  readonly from: DOMRect | null;
}

@customElement('cs-stage')
export class StageElement extends LitElement {
  static override readonly styles = [shared, switchStyles, stageStyles, playerStyles];

  @property({ attribute: false }) session: StageFacade | null = null;
  @property({ attribute: false }) screen: Screen | null = null;
  @property({ attribute: false }) pointed: Pointed | null = null;
  /** What of the layers is opened: kernels beside the maps, columns with all their maps. */
  @property({ attribute: false }) opened: StageOpened = ALL_KERNELS;
  /** One of several on the page: lower, with fewer maps, and no foot. */
  @property({ type: Boolean, reflect: true }) compact = false;
  /** Whether the legend of the colours stands below. */
  @property({ type: Boolean, attribute: 'no-scales', reflect: true }) noScales = false;
  /** What it shows, where there is more than one. */
  @property() label = '';
  /** The cell that stays pointed at when the pointer leaves. */
  @property({ attribute: false }) kept: Pointed | null = null;
  @property({ attribute: false }) explanation: CellExplanation | null = null;
  /** The picture shown; another one puts the maps in another order, if they are to be in order. */
  @property({ attribute: false }) picture: Float32Array | null = null;
  @state() private opening: Opening | null = null;
  @query('.board') private readonly board!: HTMLElement | null;
  @query('.view') private readonly view!: HTMLElement | null;
  @query('canvas') private readonly canvas!: HTMLCanvasElement | null;
  @query('cs-opened') private readonly openedMap!: OpenedElement | null;

  readonly #locale = new LocaleController(this);
  readonly #theme = new ThemeController(this);
  readonly #size = new SizeController(this, () => this.view);
  readonly #surface = new SurfaceController(
    this,
    () => this.canvas,
    () => this.screen,
  );
  readonly #order = new OrderController(this, () => this.session);
  readonly #walk = new WalkController(
    this,
    'cell',
    () => {
      const view = this.session?.layers.find(({ name }) => name === this.pointed?.layer);
      return view && this.pointed && !this.opening && this.#opens
        ? {
            layer: view.name,
            shape: view.outputShape,
            index: this.pointed.index,
            explanation: this.explanation,
            order: [],
          }
        : null;
    },
    (layer, index, keep) => this.#pointAt({ layer, index, slice: null }, keep),
  );
  #layout: StageLayout = { width: 0, height: 0, columns: [] };
  #drawn: readonly DrawnLayer[] = [];
  #onlyPointed = false;
  /** Something besides the pointing was asked for; not #private, as it is set before the fields are there. */
  private outdated = true;
  /** Focus goes after the cell pointed at, and must not point at another. */
  #following = false;

  constructor() {
    super();
    new SessionController(this, () => this.session, ['layerschange', 'domainchange', 'editschange']);
  }

  /**
   * The rectangle of one map on the page, in CSS pixels of the viewport, as `getBoundingClientRect` gives it;
   * null where the map is not shown. A strip and the answer have one tile, channel 0. Cells divide a tile
   * evenly. For the answer it is the rectangle of the bars.
   */
  tileRect(layer: string, channel = 0): DOMRect | null {
    const tile = this.#layout.columns
      .find((column) => column.layer.name === layer)
      ?.tiles.find((one) => one.channel === channel);
    const board = this.board?.getBoundingClientRect();
    return tile && board ? new DOMRect(board.x + tile.x, board.y + tile.y, tile.width, tile.height) : null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.#escape, { capture: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.#escape, { capture: true });
  }

  /** Wishes come together in one update: what is pointed at must not hide that the layers are others. */
  override requestUpdate(
    name?: PropertyKey,
    ...rest: [oldValue?: unknown, options?: PropertyDeclaration]
  ): void {
    if (name === undefined || !POINTING.has(name)) this.outdated = true;
    super.requestUpdate(name, ...rest);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#onlyPointed = !this.outdated && this.#layout.columns.length > 0;
    this.outdated = false;
    this.#walk.follow();
    if (this.#onlyPointed) return;
    if (changed.has('picture')) this.#order.pictureChanged();
    const { session, opening } = this;
    // A network without that map has nothing to show of it.
    const still = session?.layers.find(({ name }) => name === opening?.layer)?.outputShape.at(-1) ?? 0;
    if (opening && (opening.channel >= still || !this.#opens)) this.opening = null;
    const { width, height, pixelRatio } = this.#size;
    this.#drawn = session ? [pictureLayer(session.input), ...session.layers] : [];
    this.#layout = layoutStage(
      width > 0 ? stageLayers(this.#drawn, new Set(this.opened.expanded), this.#order.order) : [],
      {
        width,
        height,
        pixelRatio,
        showKernels: this.opened.kernels,
        ...(this.compact ? { tilesShown: tilesFor(height) } : {}),
      },
    );
  }

  protected override updated(): void {
    // Pointing redraws the lines above the canvas, not the canvas.
    if (this.#onlyPointed || this.#layout.columns.length === 0) return;
    const { pixelRatio } = this.#size;
    this.#surface.show(
      this.#layout.width * pixelRatio,
      this.#layout.height * pixelRatio,
      // Behind an opened map nothing is seen.
      this.opening ? [] : stageGroups(this.#layout, this.#drawn, this.#theme.theme, pixelRatio),
    );
  }

  /** The map that is open: layer and channel; null while the network is shown. */
  get open(): { readonly layer: string; readonly channel: number } | null {
    return this.opening;
  }

  /** Twins are compared and not taken apart; a change between two moments is no sum of products. */
  get #opens(): boolean {
    return !this.compact && this.session?.travel?.shown.kind !== 'difference';
  }

  /** Opens the map of a cell in place; it moves from where it is. */
  async #openMap({ layer, index }: Pointed): Promise<void> {
    if (!this.#opens) return;
    if (layer === PICTURE) return;
    const channel = index.at(-1) ?? 0;
    const from = this.tileRect(layer, index.length === 1 ? 0 : channel);
    this.#pointAt({ layer, index, slice: null }, true);
    await loadOpened();
    this.opening = { layer, channel, from };
    await this.updateComplete;
    this.openedMap?.focusMap();
  }

  async #closeMap(): Promise<void> {
    const { opening, openedMap } = this;
    if (!opening) return;
    const unit = this.#drawn.find(({ name }) => name === opening.layer)?.outputShape.length === 1;
    const channel = openedMap?.channel ?? opening.channel;
    const tile = unit ? 0 : channel;
    await openedMap?.leave(this.tileRect(opening.layer, tile));
    this.opening = null;
    await this.updateComplete;
    this.renderRoot
      .querySelector<HTMLElement>(`[data-layer="${opening.layer}"][data-channel="${tile}"]`)
      ?.focus();
  }

  /** Before the page hears of it, for which Escape lets go of the cell. */
  readonly #escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.opening || !this.checkVisibility()) return;
    if (event.composedPath().some((node) => node instanceof Element && node.matches(OWN_ESCAPE))) return;
    event.stopPropagation();
    void this.#closeMap();
  };

  /** Brings a layer into view. */
  reveal(layer: string): void {
    const column = this.#layout.columns.find((one) => one.layer.name === layer);
    if (column)
      this.view?.scrollTo({
        left: column.x - 80,
        behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth',
      });
  }

  #pointAt(pointed: Pointed | null, keep: boolean): void {
    this.dispatchEvent(new PointAtEvent(pointed, keep));
  }

  #at(event: PointerEvent | MouseEvent): Pointed | null {
    const board = this.board?.getBoundingClientRect();
    const picked = board && pick(this.#layout, event.clientX - board.x, event.clientY - board.y);
    if (!picked) return null;
    const { layer, part, channel, row, column, slice } = picked;
    const shape = this.#drawn.find(({ name }) => name === layer)?.outputShape ?? [];
    if (shape.length === 1) return { layer, index: [channel], slice: null };
    if (part === 'map') return { layer, index: [row, column, channel], slice: null };
    // On a kernel: the cell stays where it is and the filter changes.
    const kept =
      this.pointed?.layer === layer
        ? this.pointed.index
        : [Math.floor((shape[0] ?? 1) / 2), Math.floor((shape[1] ?? 1) / 2)];
    return { layer, index: [kept[0] ?? 0, kept[1] ?? 0, channel], slice, tap: [row, column] };
  }

  #moved(event: PointerEvent): void {
    // On the way to the button of the map pointed at, that map stays pointed at.
    if (event.pointerType === 'touch' || (event.target as Element).closest('.open')) return;
    const at = this.#at(event);
    if (at || this.pointed) this.#pointAt(at, false);
  }

  /** The first click keeps the cell, a second one on the same map opens it. */
  #clicked(event: MouseEvent): void {
    if ((event.target as Element).closest('button')) return;
    const at = this.#at(event);
    const { kept } = this;
    if (at) void loadOpened();
    if (at && kept?.layer === at.layer && kept.index.at(-1) === at.index.at(-1)) void this.#openMap(at);
    else this.#pointAt(at, true);
  }

  #left(event: PointerEvent): void {
    if (event.pointerType !== 'touch' && !this.#walk.playing) this.#pointAt(null, false);
  }

  #key(event: KeyboardEvent, layer: string, shape: readonly number[], index: readonly number[]): void {
    if (event.key === 'Enter' && layer !== PICTURE) {
      event.preventDefault();
      void this.#openMap({ layer, index, slice: null });
      return;
    }
    if (walkKey(event, this.#walk)) return;
    const to = event.altKey || event.ctrlKey || event.metaKey ? null : moveCell(event.key, index, shape);
    if (!to) return;
    event.preventDefault();
    this.#pointAt({ layer, index: to, slice: null }, true);
    const channel = to[2] ?? 0;
    if (channel !== (index[2] ?? 0)) {
      this.#following = true;
      this.renderRoot
        .querySelector<HTMLElement>(`[data-layer="${layer}"][data-channel="${channel}"]`)
        ?.focus();
      this.#following = false;
    }
  }

  #toggle(layer: string): void {
    const expanded = new Set(this.opened.expanded);
    if (!expanded.delete(layer)) expanded.add(layer);
    this.#open({ ...this.opened, expanded: [...expanded] });
  }

  #open(opened: StageOpened): void {
    this.opened = opened;
    this.dispatchEvent(new StageOpenedEvent(opened));
  }

  #tile(column: PlacedColumn, tile: PlacedTile, layer: DrawnLayer, className: string): TemplateResult {
    const { words } = this.#locale;
    const { form } = column.layer;
    const shape = layer.outputShape;
    const pointed = this.pointed?.layer === layer.name ? this.pointed.index : null;
    const vector = shape.length === 1;
    const here = pointed && (vector || pointed[2] === tile.channel) ? pointed : null;
    const index =
      here ??
      (vector ? [0] : [Math.floor((shape[0] ?? 1) / 2), Math.floor((shape[1] ?? 1) / 2), tile.channel]);
    const [row = 0, at = 0] = index;
    const silent = this.session?.editing?.silenced.some(
      (one) => !vector && one.layer === layer.name && one.unit === tile.channel,
    );
    const label =
      form === 'picture'
        ? words.stage.pictureLabel(column.rows, column.columns)
        : vector
          ? words.stage.stripLabel(className, column.layer.channels)
          : words.stage.mapLabel(className, tile.channel + 1, column.rows, column.columns);
    // One tab stop a column: the tile pointed at, else the first.
    const stop = here ? true : pointed ? false : tile.channel === (column.tiles[0]?.channel ?? 0);
    return html`<div
      class="tile ${form} ${here ? 'pointed' : ''}"
      style=${styleMap({ left: `${tile.x}px`, top: `${tile.y}px`, width: `${tile.width}px`, height: `${tile.height}px` })}
      role="grid"
      tabindex=${stop ? 0 : -1}
      aria-label=${silent ? words.handmade.stage(label) : label}
      aria-description=${form === 'picture' || !this.#opens ? words.stage.keys : `${words.stage.keys} ${words.opened.openKey}`}
      aria-rowcount=${vector ? column.layer.channels : column.rows}
      aria-colcount=${vector ? 1 : column.columns}
      aria-activedescendant=${`at-${layer.name}-${tile.channel}`}
      data-testid="tile"
      data-layer=${layer.name}
      data-channel=${tile.channel}
      @focus=${(event: FocusEvent) => {
        if (!this.#following && (event.currentTarget as HTMLElement).matches(':focus-visible'))
          this.#pointAt({ layer: layer.name, index, slice: null }, true);
      }}
      @keydown=${(event: KeyboardEvent) => this.#key(event, layer.name, shape, index)}
    >
      <div role="row" aria-rowindex=${row + 1}>
        <div
          role="gridcell"
          id=${`at-${layer.name}-${tile.channel}`}
          aria-colindex=${vector ? 1 : at + 1}
          aria-label=${vector ? words.stage.unit(row + 1) : words.stage.cell(row + 1, at + 1)}
        ></div>
      </div>
    </div>`;
  }

  #answers(column: PlacedColumn): TemplateResult {
    const { x = 0, y = 0, width = 0, height = 0 } = column.tiles[0] ?? {};
    const pointed = this.pointed?.layer === column.layer.name ? (this.pointed.index[0] ?? null) : null;
    return html`<cs-answers
      style=${styleMap({ position: 'absolute', left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` })}
      .session=${this.session}
      .screen=${this.screen}
      .classes=${column.layer.channels}
      .pointed=${pointed}
    ></cs-answers>`;
  }

  #column(column: PlacedColumn): TemplateResult {
    const layer = this.#drawn.find(({ name }) => name === column.layer.name);
    const view = this.session?.layers.find(({ name }) => name === column.layer.name);
    if (!layer) return html``;
    const { words } = this.#locale;
    const className = view?.className ?? words.stage.input;
    const last = column.tiles.at(-1);
    const { hidden } = column;
    const open = column.layer.expanded;
    return html`${column.tiles.map((tile) => this.#tile(column, tile, layer, className))}
    ${view && this.#opens ? this.#openButton(column, view) : nothing}
    ${column.layer.form === 'answer' ? this.#answers(column) : nothing}
    ${
      last &&
      (hidden > 0 ||
        (open &&
          column.layer.form === 'maps' &&
          column.layer.channels > (this.compact ? tilesFor(this.#size.height) : TILES_SHOWN)))
        ? html`<button
            class="more plain"
            style=${styleMap({ left: `${column.x + column.width / 2}px`, top: `${column.y + column.height + 4}px` })}
            aria-expanded=${open ? 'true' : 'false'}
            aria-label=${open ? words.stage.fewerOf(className) : words.stage.moreOf(hidden, className)}
            data-testid="more"
            @click=${() => this.#toggle(column.layer.name)}
          >
            ${open ? words.stage.fewer : words.stage.more(hidden)}
          </button>`
        : nothing
    }`;
  }

  /** At the corner of the map pointed at: what a second click does, in sight. */
  #openButton(column: PlacedColumn, view: LayerView): TemplateResult | typeof nothing {
    const { pointed } = this;
    const vector = view.outputShape.length === 1;
    const tile = column.tiles.find((one) => vector || one.channel === pointed?.index[2]);
    if (pointed?.layer !== view.name || !tile) return nothing;
    const { opened, inspector } = this.#locale.words;
    const what = vector
      ? inspector.at.unit(view.className, (pointed.index[0] ?? 0) + 1)
      : inspector.at.map(view.className, tile.channel + 1);
    return html`<button
      class="open icon"
      style=${styleMap({ left: `${tile.x + tile.width - 5}px`, top: `${tile.y - 15}px` })}
      tabindex="-1"
      aria-label=${opened.open(what)}
      title=${opened.open(what)}
      data-testid="open-map"
      @click=${() => void this.#openMap(pointed)}
    >
      ${icons.open(12)}
    </button>`;
  }

  /** What the cell that the walk came to holds, and why. */
  #caption(): string | null {
    const { walk } = this.#walk;
    const { explanation, pointed } = this;
    if ((walk?.beat ?? null) === null) return null;
    const now = walk?.now;
    const own = explanation?.layer === pointed?.layer && String(explanation?.index) === String(walk?.index);
    if (!now || !own || !explanation) return this.#locale.words.opened.say.waiting;
    return captionOf({ beat: now, explanation, window: '', maps: 1, nameOf: () => 1 }, this.#locale.words);
  }

  #foot(): TemplateResult {
    const { words } = this.#locale;
    const caption = this.#caption();
    const toggle = (
      id: string,
      label: string,
      description: string,
      checked: boolean,
      set: (checked: boolean) => void,
    ): TemplateResult =>
      html`<label title=${description}
        ><input
          type="checkbox"
          role="switch"
          data-testid=${id}
          .checked=${checked}
          @change=${(event: Event) => set((event.target as HTMLInputElement).checked)}
          aria-label=${description}
        />${label}</label
      >`;
    const { order } = words.opened;
    return html`<div
        class="foot walk ${this.#opens ? '' : 'nowhere'}"
        ?inert=${this.opening !== null || !this.#opens}
      >
        ${player(this.#walk, words, 'walk')}
        <p
          class="caption ${caption === null ? '' : 'said'}"
          data-testid="walk-caption"
          aria-live=${this.#walk.playing ? 'off' : 'polite'}
        >
          ${caption ?? words.opened.player.overview}
        </p>
      </div>
      <div class="foot" ?inert=${this.opening !== null}>
        <cs-colour-scale .session=${this.session}></cs-colour-scale>
        ${toggle('order', order.active, order.activeLabel, this.#order.active, (active) => {
          this.#order.active = active;
        })}
        ${toggle('kernels', words.stage.kernels, words.stage.showKernels, this.opened.kernels, (kernels) => {
          this.#open({ ...this.opened, kernels });
        })}
      </div>`;
  }

  #header(column: PlacedColumn): TemplateResult {
    const view = this.session?.layers.find(({ name }) => name === column.layer.name);
    const { words } = this.#locale;
    const name =
      column.layer.form === 'picture'
        ? words.stage.input
        : column.layer.form === 'answer'
          ? words.stage.answer
          : breakable(view?.className ?? '');
    const shape = this.#drawn.find((layer) => layer.name === column.layer.name)?.outputShape ?? [];
    const code = column.layer.form === 'maps' || column.layer.form === 'vector';
    const activation = column.layer.form === 'answer' && view ? activationName(view) : '';
    return html`<div
      class="header ${this.pointed?.layer === column.layer.name ? 'pointed' : ''}"
      style=${styleMap({ left: `${column.x + column.width / 2}px` })}
    >
      <span class=${code ? 'name mono' : 'name'}>${name}</span
      ><span class="shape mono">${activation ? `${activation}, ` : ''}${formatShape(shape)}</span>
    </div>`;
  }

  #wires(): TemplateResult | typeof nothing {
    if (!this.pointed || !this.session) return nothing;
    const lines = wires(this.#layout, this.session, this.pointed);
    return html`<svg
      class="wires"
      width=${this.#layout.width}
      height=${this.#layout.height}
      aria-hidden="true"
    >
      ${svg`${lines}`}
    </svg>`;
  }

  #silenced(): TemplateResult | typeof nothing {
    const marks = silencedMarks(this.#layout, this.session?.editing?.silenced ?? []);
    if (marks.length === 0) return nothing;
    return html`<svg
      class="wires"
      width=${this.#layout.width}
      height=${this.#layout.height}
      aria-hidden="true"
    >
      ${svg`${marks}`}
    </svg>`;
  }

  protected override render(): TemplateResult {
    const { words } = this.#locale;
    const { columns, width } = this.#layout;
    const wide = { width: `${width}px` };
    // A canvas of whole device pixels is not resampled.
    const whole = (length: number): number =>
      Math.round(length * this.#size.pixelRatio) / this.#size.pixelRatio;
    const { opening } = this;
    return html`<div
        class="view ${opening ? 'behind' : ''}"
        ?inert=${opening !== null}
        role="region"
        aria-label=${this.label === '' ? words.stage.title : this.label}
        tabindex=${width > this.#size.width + 1 ? 0 : nothing}
      >
        <div class="headers" style=${styleMap(wide)}>${columns.map((column) => this.#header(column))}</div>
        <div
          class="board"
          style=${styleMap({ ...wide, height: `${this.#layout.height}px` })}
          @pointermove=${this.#moved}
          @pointerleave=${this.#left}
          @click=${this.#clicked}
        >
          <canvas
            data-testid="stage-canvas"
            style=${styleMap({ width: `${whole(width)}px`, height: `${whole(this.#layout.height)}px` })}
          ></canvas>
          ${columns.map((column) => this.#column(column))} ${this.#silenced()} ${this.#wires()}
        </div>
        <div class="scales" style=${styleMap(wide)}>
          ${this.noScales ? nothing : columns.map((column) => scaleBars(column, this.#drawn, this.#theme.theme, this.pointed))}
        </div>
      </div>
      ${this.compact ? nothing : this.#foot()}
      ${
        opening
          ? html`<cs-opened
              data-testid="opened"
              .session=${this.session}
              .screen=${this.screen}
              .pointed=${this.pointed}
              .explanation=${this.explanation}
              layer=${opening.layer}
              .channel=${opening.channel}
              .from=${opening.from}
              @cs-close-map=${() => void this.#closeMap()}
            ></cs-opened>`
          : nothing
      }`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [StageOpenedEvent.type]: StageOpenedEvent;
  }
  interface HTMLElementTagNameMap {
    'cs-stage': StageElement;
  }
}
