// <convscope-layer>: one layer on one picture. Its map stands open: what it reads, its kernel, what each part adds, the sum, and a
// walk through all windows.

import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { transportStyles } from '../elements/time/transportStyles';
import { playbackButtons } from '../elements/time/playbackButtons';
import { PlaybackEvent, still, type Playback } from '../elements/time/playback';
import { EmbeddedElement } from './embeddedElement';
import { kernelOf, weightsOf } from './kernels';
import type { OneLayer } from './oneLayer';
import { readPicture, type Picture, type PictureSource } from './picture';
import { SessionView } from './sessionView';
import { pairOf } from './values';

/** As `SHOWN` in oneLayer.ts, which is loaded later. */
const LAYER = 'layer';

/** The detail of `convscope-cell`. */
export interface CellDetail {
  readonly row: number;
  readonly column: number;
  readonly channel: number;
  readonly value: number;
}

/**
 * One layer on one picture, taken apart, with a walk through its windows.
 * @tag convscope-layer
 * @fires convscope-cell - Another cell is shown: `detail` has row, column, channel (from 0) and value.
 * @fires convscope-ready - It is drawn and can be used.
 * @fires convscope-error - It cannot be: `detail` is the error.
 * @csspart frame - All of it.
 * @csspart message - What is said in its place.
 * @csspart buttons - The buttons of the walk.
 * @cssprop [--convscope-height=520px] - Its height.
 */
export class ConvscopeLayer extends EmbeddedElement {
  static override readonly styles = [
    ...EmbeddedElement.styles,
    transportStyles,
    css`
      :host {
        display: block;
      }
      .map {
        position: relative;
        height: var(--convscope-height, 520px);
      }
      .walk {
        display: flex;
        justify-content: center;
        padding: var(--space-8) var(--space-16);
        background: var(--panel);
        border-top: 1px solid var(--line);
      }
    `,
  ];

  /** The kind of layer: `conv2d`, `maxPooling2d`, `averagePooling2d`, … */
  @property() kind = 'conv2d';
  /** Its options, as JSON in the attribute; those below are in it, too. */
  @property({ type: Object }) options: Readonly<Record<string, unknown>> = {};
  /** Of a convolution: the number of filters. */
  @property({ type: Number }) filters: number | null = null;
  /** `3`, or rows and columns as in `3,5`. */
  @property({ attribute: 'kernel-size' }) kernelSize: string | null = null;
  /** Of a pooling layer. */
  @property({ attribute: 'pool-size' }) poolSize: string | null = null;
  @property() strides: string | null = null;
  /** `valid` or `same`. */
  @property() padding: string | null = null;
  @property() activation: string | null = null;
  /** A convolution's kernel: `edge-vertical` or another name, or rows of numbers as in `-1 0 1; -2 0 2; -1 0 1`. */
  @property() kernel: string | null = null;
  /** The address of the picture; absent: a handwritten 3. */
  @property() src = '';
  /** In place of `src`: a picture of the page, or numbers 0…255 with their size. */
  @property({ attribute: false }) picture: PictureSource = null;
  /** The picture's longer side, in pixels. */
  @property({ type: Number }) size = 28;
  /** The picture in red, green and blue instead of grey. */
  @property({ type: Boolean }) colour = false;
  /** The map that is open at first. */
  @property({ type: Number }) channel = 0;
  /** The cell that is shown at first. */
  @property({ type: Number }) row: number | null = null;
  @property({ type: Number }) column: number | null = null;
  /** Of the initial weights. */
  @property({ type: Number }) seed = 1;
  @state() private playback: Playback | null = null;

  protected readonly opensAnew = [
    ...['kind', 'options', 'filters', 'kernelSize', 'poolSize', 'strides', 'padding', 'activation', 'kernel'],
    ...['src', 'picture', 'size', 'colour', 'channel', 'row', 'column', 'seed'],
  ];
  readonly #view = new SessionView(this, (error) => this.fail(error));
  #said = '';

  constructor() {
    super();
    this.addEventListener(PlaybackEvent.type, (event) => {
      // Each element has buttons of its own.
      event.stopPropagation();
      if (event.name === 'opened') this.playback = event.playback;
      this.requestUpdate();
    });
  }

  /** The cell that is shown; null before there is one. */
  get cell(): CellDetail | null {
    const explanation = this.#view.explanation;
    const [row = 0, column = 0, channel = 0] = explanation?.index ?? [];
    return explanation && { row, column, channel, value: explanation.value };
  }

  /** Shows another cell. Rows, columns and channels count from 0. */
  show(row: number, column: number, channel = this.#view.pointed?.index[2] ?? 0): void {
    const view = this.#view.session?.layers.find(({ name }) => name === LAYER);
    const index = [row, column, channel];
    if (
      view &&
      index.every((at, axis) => Number.isInteger(at) && at >= 0 && at < (view.outputShape[axis] ?? 0))
    )
      this.#view.point({ layer: LAYER, index, slice: null }, true);
    else
      throw new RangeError(
        `show: expected a cell of ${view?.outputShape.join('×') ?? 'a layer that is there'}. Received ${index.join(', ')}`,
      );
  }

  /** The layer as a network has it, and its weights where they are given. */
  #layer({ channels }: Picture): Pick<OneLayer, 'layer' | 'weights'> {
    const { kind, filters, activation, padding } = this;
    const size = (name: string, text: string | null): number | [number, number] | undefined =>
      text === null ? undefined : pairOf(name, text);
    const kernelSize = size('kernel-size', this.kernelSize);
    const pair = [kernelSize ?? 3].flat();
    const [rows = 3, columns = rows] = pair;
    const kernel = this.kernel === null ? null : kernelOf(this.kernel, [rows, columns]);
    const convolves = kind === 'conv2d';
    const given = {
      filters: filters ?? (convolves ? (kernel === null ? 4 : 1) : undefined),
      kernelSize: kernel ? [kernel.rows, kernel.columns] : (kernelSize ?? (convolves ? 3 : undefined)),
      poolSize: size('pool-size', this.poolSize),
      strides: size('strides', this.strides),
      padding: padding ?? undefined,
      activation: activation ?? undefined,
    };
    const options = {
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      ...this.options,
    };
    if (kernel === null) return { layer: { kind, options } };
    if (!convolves) throw new Error(`kernel: expected kind 'conv2d'. Received '${kind}'`);
    const weights = weightsOf(kernel, channels, Number(options.filters));
    return { layer: { kind, options }, weights: new Map([[`${LAYER}/weight`, weights]]) };
  }

  protected override async openContent(wanted: () => boolean): Promise<void> {
    const [picture, { openOneLayer }] = await Promise.all([
      readPicture(this.picture ?? this.src, this),
      import('./oneLayer'),
      import('../elements/stage/opened/opened'),
    ]);
    const session = await openOneLayer({ ...this.#layer(picture), pictures: [picture], seed: this.seed });
    if (!wanted()) {
      session.close();
      return;
    }
    const shape = session.layers.find(({ name }) => name === LAYER)?.outputShape ?? [];
    if (shape.length !== 3) {
      session.close();
      throw new Error(
        `kind: expected a layer that gives maps. Received '${this.kind}', which gives ${shape.join('×')}`,
      );
    }
    const [rows = 1, columns = 1, channels = 1] = shape;
    this.#view.open(session);
    const inside = (at: number | null, middle: number, length: number): number =>
      Math.min(length - 1, Math.max(0, at ?? middle));
    const index = [
      inside(this.row, Math.floor(rows / 2), rows),
      inside(this.column, Math.floor(columns / 2), columns),
      inside(this.channel, 0, channels),
    ];
    this.#view.point({ layer: LAYER, index, slice: null }, true);
  }

  protected override closeContent(): void {
    this.#view.close();
    this.playback = null;
  }

  protected override updated(): void {
    const { cell } = this;
    const said = JSON.stringify(cell);
    if (cell === null || said === this.#said) return;
    this.#said = said;
    this.dispatchEvent(new CustomEvent('convscope-cell', { detail: cell, bubbles: true }));
  }

  #toggle(): void {
    if (this.playback?.plays === true && !still()) this.playback.toggle();
  }

  protected override content(): TemplateResult {
    const { pointed, explanation } = this.#view;
    return html`<div class="map">
        <cs-opened
          alone
          layer=${LAYER}
          .channel=${pointed?.index[2] ?? 0}
          .pointed=${pointed}
          .explanation=${explanation}
        ></cs-opened>
      </div>
      ${
        this.playback
          ? html`<div class="walk" part="buttons">
              ${playbackButtons('opened', this.playback, () => this.#toggle())}
            </div>`
          : nothing
      }`;
  }
}
