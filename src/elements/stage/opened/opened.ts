// One map opened in place: the maps it reads with the window on each, the slices of its filter, what each slice adds, their
// sum and the bias, the activation. The map that was clicked stays on the screen and moves to the end of that line. Every
// cell can be pointed at, and the walk goes through them step by step.
//
// Pictures are drawn from GPU buffers (src/draw/openedTiles.ts); numbers are the session's explanation of the cell.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { styleMap } from '../../styleMap';
import { layoutOpened, type OpenedLayout } from '../../../draw/openedLayout';
import { openedGroups, outputGroups } from '../../../draw/openedTiles';
import type { CellExplanation, TrainFacade } from '../../../session/facade';
import { busyOver } from '../../controls/busy';
import { SessionElement } from '../../sessionElement';
import { SizeController } from '../../controllers/sizeController';
import { SurfaceController } from '../../controllers/surfaceController';
import { WalkController } from '../../controllers/walkController';
import { icons } from '../../controls/icons';
import { locale, type Messages } from '../../locale';
import { PointAtEvent, moveCell, type Pointed } from '../../pointed';
import { shared } from '../../controls/styles';
import { themeChoice } from '../../theme';
import { PlaybackController, playbackKey, still } from '../../time/playback';
import { board, caption, title } from './board';
import { rowOf } from './marks';
import { openedModel, placesShown, type OpenedModel } from './model';
import { moveMap } from './move';
import { openedNumbers } from './numbers';
import type { OpenedScene } from './parts';
import { hitTest, type HitTarget } from './places';
import { FLOW_PADDING, openedStyles } from './styles';
import { BeatEvent } from '../beatEvent';
import { shaderChip, shaderChipStyles } from '../shaderChip';
import type { Beat } from '../walk';

/** The way back to the network was asked for. */
export class CloseMapEvent extends Event {
  static readonly type = 'cs-close-map';
  constructor() {
    super(CloseMapEvent.type);
  }
}

export type OpenedRect = 'input' | 'kernel' | 'product' | 'sum' | 'output';

function closeButton({ opened }: Messages, close: () => void): TemplateResult {
  return html`<button class="close" data-testid="opened-close" aria-label=${opened.close} @click=${close}>
    <span>${opened.close}</span>${icons.close(16)}
  </button>`;
}

@customElement('cs-opened')
export class OpenedElement extends SessionElement {
  static override readonly sessionEvents = [
    'layerschange',
    'domainchange',
    'openedchange',
    'statechange',
    'shaderschange',
  ] as const;
  static override readonly styles = [shared, openedStyles, shaderChipStyles];

  @property({ attribute: false }) pointed: Pointed | null = null;
  @property({ attribute: false }) explanation: CellExplanation | null = null;
  @property() layer = '';
  /** The map, unit or class. Another one may be chosen here. */
  @property({ type: Number }) channel = 0;
  /** It stands alone: there is no network to go back to. */
  @property({ type: Boolean }) alone = false;
  /** Where the map was when it was clicked, in the viewport; it moves from there. */
  @property({ attribute: false }) from: DOMRect | null = null;
  @state() private slice: number | null = null;
  @state() private all = false;
  @query('.flow') private readonly flow!: HTMLElement | null;
  @query('.board') private readonly board!: HTMLElement | null;
  @query('canvas.parts') private readonly canvas!: HTMLCanvasElement | null;
  @query('.out canvas') private readonly outCanvas!: HTMLCanvasElement | null;
  @query('.out') private readonly out!: HTMLElement | null;

  readonly #size = new SizeController(this, () => this.flow);
  readonly #surface = new SurfaceController(
    this,
    () => this.canvas,
    () => this.screen,
  );
  readonly #outSurface = new SurfaceController(
    this,
    () => this.outCanvas,
    () => this.screen,
  );
  readonly #walk = new WalkController(
    this,
    'beat',
    () =>
      this.#model
        ? {
            layer: this.layer,
            shape: this.#model.view.outputShape,
            index: this.#index,
            explanation: this.explanation,
            order: this.#model.keys,
          }
        : null,
    (layer, index, keep) => this.#point(index, keep),
  );
  #model: OpenedModel | null = null;
  #layout: OpenedLayout | null = null;
  /** Of the board, in CSS pixels. */
  #leastHeight = 0;
  /** The cell pointed at, or the last one that was. */
  #index: readonly number[] = [];
  /** What was asked of the session, so that it is asked once. */
  #asked = '';
  /** The order of the input maps, fixed while a map is open. */
  #places: { readonly of: string; readonly shown: readonly number[] } | null = null;
  #arrived = false;
  #wantsFocus = false;

  constructor() {
    super();
    new PlaybackController(this, 'opened', () => this.#walk);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sayBeat(null);
    this.session?.opened.close();
  }

  /**
   * The page rectangle of a part, as `getBoundingClientRect` returns it; null if there is none. `at` counts the rows.
   */
  partRect(kind: OpenedRect, at = 0): DOMRect | null {
    const board = this.board?.getBoundingClientRect();
    const layout = this.#layout;
    const rect =
      kind === 'sum' ? layout?.sum : kind === 'output' ? layout?.output : layout?.parts[at]?.[kind];
    return board && rect ? new DOMRect(board.x + rect.x, board.y + rect.y, rect.width, rect.height) : null;
  }

  /** The walk, as it is now. */
  get walking(): { readonly index: readonly number[]; readonly beat: Beat | null } | null {
    const { walk } = this.#walk;
    return walk && { index: walk.index, beat: walk.now };
  }

  /** Puts the focus on the map, as soon as it is there. */
  focusMap(): void {
    this.#wantsFocus = true;
    this.requestUpdate();
  }

  /** Moves the map back to where it came from. */
  async leave(to: DOMRect | null): Promise<void> {
    if (still() || !to) return;
    await this.#move(to, 'back');
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { session } = this;
    const view = session?.layers.find(({ name }) => name === this.layer);
    if (!session || !view) {
      this.#model = null;
      return;
    }
    const unit = view.outputShape.length === 1;
    if (changed.has('layer')) [this.#index, this.slice, this.all] = [[], null, false];
    const { pointed } = this;
    if (pointed?.layer === this.layer && (unit || pointed.index[2] === this.channel)) {
      this.#index = pointed.index;
      // A unit is a cell and a map in one.
      if (unit) this.channel = pointed.index[0] ?? 0;
    } else if (this.#index.length === 0 || (!unit && this.#index[2] !== this.channel)) {
      const [
        row = Math.floor((view.outputShape[0] ?? 1) / 2),
        column = Math.floor((view.outputShape[1] ?? 1) / 2),
      ] = this.#index;
      this.#index = unit ? [this.channel] : [row, column, this.channel];
    }
    const opened = session.opened.current;
    if (opened?.layer !== this.layer || opened.channel !== this.channel) this.#ask(session);
    else this.#asked = '';
    this.#model = null;
    if (opened?.layer !== this.layer) return;
    const of = `${this.layer} ${unit ? '' : this.channel} ${this.all}`;
    if (this.#places?.of !== of) {
      const shown = placesShown(opened, this.all);
      if (shown) this.#places = { of, shown };
    }
    this.#model = openedModel(session, opened, this.#places?.of === of ? this.#places.shown : null);
    if (!this.#model) return;
    const { width, height, pixelRatio } = this.#size;
    const { shape } = this.#model;
    this.#layout = width > 0 ? layoutOpened(shape, { width, height, pixelRatio }) : null;
    // What cannot be lower scrolls with all that is below it.
    this.#leastHeight = width > 0 ? layoutOpened(shape, { width, height: 0, pixelRatio }).height : 0;
    if (typeof pointed?.slice === 'number' && changed.has('pointed')) this.#chooseChannel(pointed.slice);
    this.#walk.follow();
  }

  #ask(session: TrainFacade): void {
    const wanted = `${this.layer} ${this.channel}`;
    if (this.#asked === wanted) return;
    this.#asked = wanted;
    // The network may change while it is asked: then this closes, or asks again.
    session.opened.open(this.layer, this.channel).catch(() => {
      this.#asked = '';
    });
  }

  #chooseChannel(channel: number): void {
    const row = this.#model?.parts.findIndex((part) => part.channel === channel) ?? -1;
    if (row !== -1) this.slice = row;
  }

  /** Said when it is another one, so that the shader's lines can follow. */
  #sayBeat(beat: Beat | null): void {
    if (beat === this.#saidBeat) return;
    this.#saidBeat = beat;
    document.dispatchEvent(new BeatEvent(this.layer, beat));
  }

  #saidBeat: Beat | null = null;

  protected override updated(): void {
    this.#sayBeat(this.#walk.walk?.now ?? null);
    const [model, layout] = [this.#model, this.#layout];
    if (!model || !layout) return;
    const { pixelRatio } = this.#size;
    const { theme } = themeChoice;
    this.#surface.show(
      layout.width * pixelRatio,
      layout.height * pixelRatio,
      openedGroups(layout, model.tensors, theme, pixelRatio),
    );
    if (!model.last) {
      const size = { width: layout.output.width * pixelRatio, height: layout.output.height * pixelRatio };
      this.#outSurface.show(size.width, size.height, outputGroups(model.tensors, model.shape, size, theme));
    }
    if (this.#wantsFocus && this.out) {
      this.#wantsFocus = false;
      this.out.focus({ preventScroll: true });
    }
    if (!this.#arrived && this.out) {
      this.#arrived = true;
      const { from } = this;
      if (from && !still()) void this.#move(from, 'here');
    }
  }

  async #move(other: DOMRect, to: 'here' | 'back'): Promise<void> {
    const { out } = this;
    const rest = this.renderRoot.querySelectorAll('header, .numbers, .caption, .board > :not(.out)');
    if (out) await moveMap(out, rest, other, to);
  }

  #close(): void {
    if (!this.alone) this.dispatchEvent(new CloseMapEvent());
  }

  #point(index: readonly number[], keep: boolean, slice: number | null = null): void {
    this.dispatchEvent(new PointAtEvent({ layer: this.layer, index, slice }, keep));
  }

  /** Another map of the layer, at the same cell. */
  #turn(by: number): void {
    const model = this.#model;
    if (!model) return;
    const count = model.view.outputShape.at(-1) ?? 1;
    const to = (this.channel + by + count) % count;
    this.channel = to;
    const index = this.#index.length === 1 ? [to] : [this.#index[0] ?? 0, this.#index[1] ?? 0, to];
    this.#index = index;
    this.#point(index, true);
  }

  #meant(event: MouseEvent): HitTarget | null {
    const rect = this.board?.getBoundingClientRect();
    const [session, model, layout] = [this.session, this.#model, this.#layout];
    if (!session || !rect || !model || !layout) return null;
    const [x, y] = [event.clientX - rect.x, event.clientY - rect.y];
    return hitTest(layout, model, session.windows(this.layer), this.channel, x, y);
  }

  #moved(event: PointerEvent): void {
    if (event.pointerType === 'touch') return;
    const at = this.#meant(event);
    if (at?.part !== null && at?.part !== undefined) this.slice = at.part;
    if (at?.index && String(at.index) !== String(this.#index)) this.#point(at.index, false);
  }

  #left(event: PointerEvent): void {
    // A walk goes on; else the page falls back to the cell that was kept.
    if (event.pointerType === 'touch' || this.#walk.playing) return;
    this.dispatchEvent(new PointAtEvent(null, false));
  }

  #clicked(event: MouseEvent): void {
    if ((event.target as Element).closest('button')) return;
    const at = this.#meant(event);
    if (!at?.index) return;
    const onMap = (event.target as Element).closest('.out') !== null;
    const again = onMap && event.detail < 2 && String(at.index) === this.#kept;
    this.#kept = String(at.index);
    if (again) this.#close();
    else this.#point(at.index, true);
  }

  /** The cell that was clicked here: a second click on it closes. */
  #kept = '';

  #key(event: KeyboardEvent): void {
    if (playbackKey(event, this.#walk)) return;
    const model = this.#model;
    if (!model || event.altKey || event.ctrlKey || event.metaKey || event.target !== this.out) return;
    const unit = model.view.outputShape.length === 1;
    if (!unit && (event.key === 'PageUp' || event.key === 'PageDown')) {
      event.preventDefault();
      this.#turn(event.key === 'PageUp' ? -1 : 1);
      return;
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      this.#close();
      return;
    }
    const to = moveCell(event.key, this.#index, model.view.outputShape);
    if (!to) return;
    event.preventDefault();
    this.#point(to, true);
  }

  /** Something of the map is still to be computed. */
  get #waits(): boolean {
    const opened = this.session?.opened.current;
    return !this.#model || (opened?.decomposed === true && opened.products === null);
  }

  #own(): CellExplanation | null {
    const { explanation } = this;
    return explanation?.layer === this.layer && String(explanation.index) === String(this.#index)
      ? explanation
      : null;
  }

  #scene(session: TrainFacade, model: OpenedModel, layout: OpenedLayout): OpenedScene {
    const { walk } = this.#walk;
    const own = this.#own();
    const now = walk?.now ?? null;
    return {
      session,
      model,
      layout,
      channel: this.channel,
      index: this.#index,
      window: this.session?.windows(this.layer).window(this.#index) ?? null,
      reads: this.session?.opened.current?.reads.length ?? 1,
      own,
      now,
      beats: walk?.beats ?? [],
      beat: walk?.beat ?? null,
      slice: rowOf(model, now, own) ?? Math.min(this.slice ?? 0, Math.max(0, model.parts.length - 1)),
      all: this.all,
      theme: themeChoice.theme,
      words: locale.words,
      choose: (row) => (this.slice = row),
      showAll: (all) => (this.all = all),
    };
  }

  protected override render(): TemplateResult {
    const { words } = locale;
    const model = this.#model;
    const scene =
      this.session && model && this.#layout ? this.#scene(this.session, model, this.#layout) : null;
    const hands = {
      moved: (event: PointerEvent) => this.#moved(event),
      left: (event: PointerEvent) => this.#left(event),
      clicked: (event: MouseEvent) => this.#clicked(event),
    };
    return html`<header>
        ${model && this.session ? title(this.session, model, this.channel, words, (by) => this.#turn(by)) : nothing}
        ${shaderChip(this.session, this.layer, words)}
        ${this.alone ? nothing : closeButton(words, () => this.#close())}
      </header>
      <div
        class="flow"
        .style=${styleMap({ '--least-flow': `${this.#leastHeight + FLOW_PADDING}px` })}
        @keydown=${this.#key}
      >
        ${scene ? board(scene, hands) : nothing}${this.#waits ? busyOver() : nothing}
      </div>
      <div class="numbers" data-testid="opened-numbers">${scene ? openedNumbers(scene) : nothing}</div>
      <p class="caption" data-testid="opened-caption" aria-live=${this.#walk.playing ? 'off' : 'polite'}>
        ${scene ? caption(scene) : nothing}
      </p>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [CloseMapEvent.type]: CloseMapEvent;
  }
}
