// The stage: the network as columns from the picture to the answer, every map and kernel drawn from its own
// buffer on one canvas. Over the canvas lie frames that can be focused, pointed at and read aloud (columns.ts), below it
// the walk and the choices (foot.ts); a map can be opened in its place (mapOpening.ts).

import { consume, provide } from '@lit/context';
import {
  html,
  nothing,
  svg,
  type PropertyDeclaration,
  type PropertyValues,
  type SVGTemplateResult,
  type TemplateResult,
} from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { styleMap } from '../styleMap';
import { layoutStage, type StageLayout } from '../../draw/layout';
import { PICTURE, pictureLayer, stageGroups, stageLayers, type DrawnLayer } from '../../draw/stageTiles';
import type { CellExplanation, StageFacade } from '../../session/facade';
import { copyOf } from '../canvas/canvasCopy';
import { ScreenElement, stageContext } from '../sessionElement';
import { OrderController } from '../controllers/orderController';
import { ListenController } from '../controllers/listenController';
import { SizeController } from '../controllers/sizeController';
import { SurfaceController } from '../controllers/surfaceController';
import { WalkController } from '../controllers/walkController';
import { locale } from '../locale';
import { liveContext, liveOn, type LiveAnswer } from '../picture/live';
import { PointAtEvent, movePointed, tileOf, type Pointed } from '../pointed';
import { shared } from '../controls/styles';
import { switchStyles } from '../controls/switchStyles';
import { themeChoice } from '../theme';
import { PlaybackController, playbackKey } from '../time/playback';
import { AnswerEvent } from './answers';
import { columnHeader, columnParts, type ColumnScene } from './columns';
import { foot } from './foot';
import { MapOpening } from './opened/mapOpening';
import type { OpenedElement } from './opened/opened';
import { pointedAt } from './pointedAt';
import { channelMarks } from './channels';
import { scaleBars } from './scaleBars';
import { shaderChipStyles } from './shaderChip';
import { silencedMarks } from './silenced';
import { ALL_KERNELS, StageOpenedEvent, toggled, type StageOpened } from './stageOpened';
import type { FigureFormat } from './stageFigure';
import { stageStyles } from './stageStyles';
import { wires } from './wires';
import { MANY_CLASSES, classNamesOf, classesShown, namesWidth } from '../text/classes';

/** Properties that move frames and lines above the canvas, and leave the canvas as it is. */
const POINTING: ReadonlySet<PropertyKey> = new Set(['pointed', 'kept', 'explanation']);

@customElement('cs-stage')
export class StageElement extends ScreenElement {
  static override readonly styles = [shared, switchStyles, stageStyles, shaderChipStyles];

  @provide({ context: stageContext })
  @property({ attribute: false })
  session: StageFacade | null = null;
  @consume({ context: liveContext, subscribe: true })
  @property({ attribute: false })
  live: LiveAnswer | null = null;
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
  /** For the name of a figure's file. */
  @property({ attribute: false }) networkName = 'network';
  @query('.board') private readonly board!: HTMLElement | null;
  @query('.view') private readonly view!: HTMLElement | null;
  @query('canvas') private readonly canvas!: HTMLCanvasElement | null;
  @query('cs-opened') private readonly openedMap!: OpenedElement | null;

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
      return view && this.pointed && !this.#opening.now && this.#opens
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
  readonly #opening = new MapOpening(
    this,
    () => this.session?.layers ?? [],
    () => this.#opens,
    () => this.openedMap,
    (pointed) => this.#pointAt(pointed, true),
  );
  #layout: StageLayout = { width: 0, height: 0, columns: [] };
  /** What it was made for. */
  #scaleOf: { readonly size: string; readonly scale: number } | null = null;
  #laidOut = '';
  #drawn: readonly DrawnLayer[] = [];
  #onlyPointed = false;
  #probabilities: ArrayLike<number> & Iterable<number> = [];
  /** Those of many classes that are listed. */
  #classes: readonly number[] | null = null;
  /** Something besides the pointing was asked for; not #private, as it is set before the fields are there. */
  private outdated = true;
  /** Focus goes after the cell pointed at, and must not point at another. */
  #following = false;

  constructor() {
    super();
    new PlaybackController(this, 'walk', () => (this.#opens ? this.#walk : null));
    new ListenController(this, () => this.session, [
      'layerschange',
      'domainchange',
      'editschange',
      'shaderschange',
    ]);
    this.addEventListener(AnswerEvent.type, ({ probabilities }) => {
      this.#probabilities = probabilities;
      if (String(this.#classes) !== String(this.#classesShown())) this.requestUpdate();
    });
  }

  /** Of many classes those that the answer lists; null: all. */
  #classesShown(): readonly number[] | null {
    const last = this.session?.layers.at(-1);
    const count = last?.outputShape.length === 1 ? (last.outputShape[0] ?? 0) : 0;
    if (count <= MANY_CLASSES) return null;
    const asked = [this.kept, this.pointed].find((one) => one?.layer === last?.name)?.index[0] ?? null;
    return classesShown(count, this.#probabilities, asked);
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

  /** Wishes come together in one update: what is pointed at must not hide that the layers are others. */
  override requestUpdate(name?: PropertyKey, before?: unknown, options?: PropertyDeclaration): void {
    const isSet = name !== undefined && this[name as keyof this] === before;
    if (!isSet && (name === undefined || !POINTING.has(name))) this.outdated = true;
    super.requestUpdate(name, before, options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#onlyPointed =
      !this.outdated &&
      this.#layout.columns.length > 0 &&
      String(this.#classes) === String(this.#classesShown());
    this.outdated = false;
    this.#walk.follow();
    if (this.#onlyPointed) return;
    if (changed.has('picture')) this.#order.pictureChanged();
    this.#opening.follow();
    const { session } = this;
    const { width, height, pixelRatio } = this.#size;
    this.#classes = this.#classesShown();
    this.#drawn = session ? [pictureLayer(session.input), ...this.#layers(session)] : [];
    const layers =
      width > 0
        ? stageLayers(this.#drawn, new Set(this.opened.expanded), this.#order.order, {
            namesWidth: namesWidth(classNamesOf(session)),
            shown: this.#classes,
          })
        : [];
    const space = {
      width,
      height,
      pixelRatio,
      showKernels: this.opened.kernels,
      compact: this.compact,
      textScale: this.#textScale(),
    };
    // New numbers seldom move anything.
    const laidOut = JSON.stringify([layers, space]);
    if (laidOut === this.#laidOut) return;
    this.#laidOut = laidOut;
    this.#layout = layoutStage(layers, space);
  }

  /** How large names are: by the window, so it is read when sizes change. To read it, the browser lays the page out. */
  #textScale(): number {
    const { width, height, pixelRatio } = this.#size;
    if (width === 0) return 1;
    const size = [width, height, pixelRatio].join();
    if (this.#scaleOf?.size !== size) {
      const scale = Number(getComputedStyle(this).getPropertyValue('--header-scale')) || 1;
      this.#scaleOf = { size, scale };
    }
    return this.#scaleOf.scale;
  }

  /** While a camera is live, with the smoothed answer in place of that of the last picture. */
  #layers(session: StageFacade): readonly DrawnLayer[] {
    const last = session.layers.at(-1);
    const bars = liveOn(this.live, session)?.bars;
    return last && bars && String(bars.shape) === String(last.outputShape)
      ? [...session.layers.slice(0, -1), { ...last, activation: bars }]
      : session.layers;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('kept') && this.kept && this.kept.layer !== changed.get('kept')?.layer)
      this.#bringIntoView(this.kept.layer);
    // Pointing redraws the lines above the canvas, not the canvas.
    if (this.#onlyPointed || this.#layout.columns.length === 0) return;
    const { pixelRatio } = this.#size;
    this.#surface.show(
      this.#layout.width * pixelRatio,
      this.#layout.height * pixelRatio,
      // Behind an opened map nothing is seen.
      this.#opening.now ? [] : stageGroups(this.#layout, this.#drawn, themeChoice.theme, pixelRatio),
    );
  }

  /** How much wider the maps are than their place, in CSS pixels. */
  get hiddenWidth(): number {
    const { view } = this;
    return view ? view.scrollWidth - view.clientWidth : 0;
  }

  /** The map that is open: layer and channel; null while the network is shown. */
  get open(): { readonly layer: string; readonly channel: number } | null {
    return this.#opening.now;
  }

  /** Opens a map, at the cell that is pinned in it; one that the network does not have is left out. */
  async openMap(layer: string, channel: number): Promise<void> {
    const shape = this.session?.layers.find(({ name }) => name === layer)?.outputShape ?? [];
    if (channel >= (shape.at(-1) ?? 0)) return;
    const { pointed } = this;
    const pinned = pointed?.layer === layer && pointed.index.at(-1) === channel ? pointed.index : null;
    const index = pinned ?? [...shape.slice(1).map(() => 0), channel];
    await this.#opening.open({ layer, index, slice: null });
  }

  /** Back to the network, if a map is opened; the focus stays where it is. */
  async closeMap(): Promise<void> {
    await this.#opening.close(false);
  }

  /** Twins are compared and not taken apart; a change between two moments is no sum of products. */
  get #opens(): boolean {
    return !this.compact && this.session?.travel?.shown.kind !== 'difference';
  }

  /** Scrolls only where the column is cut off, such as after a choice in the list of layers. */
  #bringIntoView(layer: string): void {
    const { view } = this;
    const column = this.#layout.columns.find((one) => one.layer.name === layer);
    if (!view || !column) return;
    const [left, right] = [view.scrollLeft, view.scrollLeft + view.clientWidth];
    if (column.x < left || column.x + column.width > right) this.reveal(layer);
  }

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

  #at(event: MouseEvent): Pointed | null {
    const board = this.board?.getBoundingClientRect();
    if (!board) return null;
    const [x, y] = [event.clientX - board.x, event.clientY - board.y];
    return pointedAt(this.#layout, this.#drawn, this.pointed, x, y);
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
    if (at) void this.#opening.load();
    if (at && kept?.layer === at.layer && kept.index.at(-1) === at.index.at(-1)) void this.#opening.open(at);
    else this.#pointAt(at, true);
  }

  #left(event: PointerEvent): void {
    if (event.pointerType !== 'touch' && !this.#walk.playing) this.#pointAt(null, false);
  }

  #key(event: KeyboardEvent, from: Pointed, shape: readonly number[]): void {
    const { layer } = from;
    if (event.key === 'Enter' && layer !== PICTURE) {
      event.preventDefault();
      void this.#opening.open(from);
      return;
    }
    if (playbackKey(event, this.#walk)) return;
    const to = event.altKey || event.ctrlKey || event.metaKey ? null : movePointed(event.key, from, shape);
    if (!to) return;
    event.preventDefault();
    this.#pointAt(to, true);
    const channel = tileOf(to);
    if (channel !== tileOf(from)) {
      this.#following = true;
      this.renderRoot
        .querySelector<HTMLElement>(`[data-layer="${layer}"][data-channel="${channel}"]`)
        ?.focus();
      this.#following = false;
    }
  }

  #open(opened: StageOpened): void {
    this.opened = opened;
    this.dispatchEvent(new StageOpenedEvent(opened));
  }

  /** As it is drawn now, with its legend. */
  async #save(format: FigureFormat): Promise<void> {
    const { stageFigure, saveFigure } = await import('./stageFigure');
    const copies: HTMLCanvasElement[] = [];
    this.screen?.read((canvas) => {
      if (canvas === this.canvas) copies.push(copyOf(canvas));
    });
    const [copy] = copies;
    if (!copy) return;
    const style = getComputedStyle(this);
    const name = this.networkName;
    const figure = stageFigure({
      layout: this.#layout,
      drawn: this.#drawn,
      theme: themeChoice.theme,
      words: locale.words,
      title: name,
      classNames: classNamesOf(this.session),
      probabilities: [...this.#probabilities],
      token: (of) => style.getPropertyValue(of).trim(),
    });
    await saveFigure(format, name, figure, copy, this.#size.pixelRatio);
  }

  #focused(event: FocusEvent, pointed: Pointed): void {
    if (!this.#following && (event.currentTarget as HTMLElement).matches(':focus-visible'))
      this.#pointAt(pointed, true);
  }

  get #scene(): ColumnScene {
    return {
      session: this.session,
      screen: this.screen,
      drawn: this.#drawn,
      pointed: this.pointed,
      opens: this.#opens,
      words: locale.words,
      focused: (event, pointed) => this.#focused(event, pointed),
      key: (event, pointed, shape) => this.#key(event, pointed, shape),
      toggle: (layer) => this.#open(toggled(this.opened, layer)),
      open: (pointed) => void this.#opening.open(pointed),
    };
  }

  /** Lines above the canvas, in its coordinates. */
  #lines(lines: readonly SVGTemplateResult[]): TemplateResult | typeof nothing {
    if (lines.length === 0) return nothing;
    const { width, height } = this.#layout;
    return html`<svg class="wires" width=${width} height=${height} aria-hidden="true">${svg`${lines}`}</svg>`;
  }

  #board(scene: ColumnScene): TemplateResult {
    const { columns, width, height } = this.#layout;
    const { session, pointed } = this;
    const { pixelRatio } = this.#size;
    // A canvas of whole device pixels is not resampled.
    const whole = (length: number): string => `${Math.round(length * pixelRatio) / pixelRatio}px`;
    return html`<div
      class="board"
      .style=${styleMap({ width: `${width}px`, height: `${height}px` })}
      @pointermove=${this.#moved}
      @pointerleave=${this.#left}
      @click=${this.#clicked}
    >
      <canvas
        data-testid="stage-canvas"
        .style=${styleMap({ width: whole(width), height: whole(height) })}
      ></canvas>
      ${columns.map((column) => columnParts(scene, column))} ${this.#lines(channelMarks(this.#layout))}
      ${this.#lines(silencedMarks(this.#layout, session?.editing?.silenced ?? []))}
      ${pointed && session ? this.#lines(wires(this.#layout, session, pointed)) : nothing}
    </div>`;
  }

  #openedMap(): TemplateResult | typeof nothing {
    const opening = this.#opening.now;
    if (!opening) return nothing;
    return html`<cs-opened
      data-testid="opened"
      .pointed=${this.pointed}
      .explanation=${this.explanation}
      layer=${opening.layer}
      .channel=${opening.channel}
      .from=${opening.from}
      @cs-close-map=${() => void this.#opening.close()}
    ></cs-opened>`;
  }

  protected override render(): TemplateResult {
    const { words } = locale;
    const { columns, width } = this.#layout;
    const wide = styleMap({ width: `${width}px` });
    const behind = this.#opening.now !== null;
    const scene = this.#scene;
    return html`<div
        class="view ${behind ? 'behind' : ''}"
        .style=${styleMap({ '--room': `${this.#size.height}px` })}
        ?inert=${behind}
        role="region"
        aria-label=${this.label === '' ? words.stage.title : this.label}
        tabindex=${width > this.#size.width + 1 ? 0 : nothing}
      >
        <div class="headers" .style=${wide}>${columns.map((column) => columnHeader(scene, column))}</div>
        ${this.#board(scene)}
        <div class="scales" .style=${wide}>
          ${this.noScales ? nothing : columns.map((column) => scaleBars(column, this.#drawn, themeChoice.theme, this.pointed))}
        </div>
      </div>
      ${
        this.compact
          ? nothing
          : foot({
              session: this.session,
              walk: this.#walk,
              order: this.#order,
              pointed: this.pointed,
              explanation: this.explanation,
              opened: this.opened,
              behind,
              words,
              open: (opened) => this.#open(opened),
              save: (format) => void this.#save(format),
            })
      }
      ${this.#openedMap()}`;
  }
}
