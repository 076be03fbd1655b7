// <convscope-pooling>: one picture under max and average pooling, side by side, with one window in hand.

import { css, html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { SeenEvent } from '../elements/seen';
import type { PoolingSettings } from '../inspect/poolings';
import { EmbeddedElement } from './embeddedElement';
import { readPicture, type PictureSource } from './picture';
import { SessionView } from './sessionView';

/** Of the picture's sides: there the digit has a stroke. */
const FIRST = { row: 0.4, column: 0.5 };

/** The detail of `convscope-window`: the window in hand, and what it becomes. */
export interface WindowDetail {
  readonly row: number;
  readonly column: number;
  readonly max: number;
  readonly average: number;
}

/**
 * Max pooling beside average pooling on one picture.
 * @tag convscope-pooling
 * @fires convscope-window - Another window is in hand: `detail` has row, column (from 0), max and average.
 * @fires convscope-ready - It is drawn and can be used.
 * @fires convscope-error - It cannot be: `detail` is the error.
 * @csspart frame - All of it.
 * @csspart message - What is said in its place.
 */
export class ConvscopePooling extends EmbeddedElement {
  static override readonly styles = [
    ...EmbeddedElement.styles,
    css`
      :host {
        display: block;
      }
    `,
  ];

  /** Addresses of pictures of one size, by spaces; absent: a handwritten 3. */
  @property() src = '';
  /** In place of `src`: a picture of the page, or numbers 0…255 with their size. */
  @property({ attribute: false }) picture: PictureSource = null;
  /** The picture's longer side, in pixels. */
  @property({ type: Number }) size = 28;
  /** The picture in red, green and blue instead of grey. */
  @property({ type: Boolean }) colour = false;
  /** The window's side at first. */
  @property({ type: Number, attribute: 'pool-size' }) poolSize = 2;
  /** Absent: as the window. */
  @property({ type: Number }) strides: number | null = null;
  /** `valid` or `same`. */
  @property() padding: 'valid' | 'same' = 'valid';
  /** The window that is in hand at first, from 0; absent: one near the middle. */
  @property({ type: Number }) row: number | null = null;
  @property({ type: Number }) column: number | null = null;

  protected readonly opensAnew = [
    'src',
    'picture',
    'size',
    'colour',
    'poolSize',
    'strides',
    'padding',
    'row',
    'column',
  ];
  readonly #view = new SessionView(this, (error) => this.fail(error));
  #first: readonly [number, number] = [0, 0];
  #settings: PoolingSettings = { poolSize: 2, strides: 2, padding: 'valid' };

  constructor() {
    super();
    this.addEventListener(SeenEvent.type, (event) => {
      event.stopPropagation();
      const { seen } = event;
      if (seen.view !== 'compare' || seen.tab !== 'poolings') return;
      const { row, column, max, average } = seen;
      const detail: WindowDetail = { row, column, max, average };
      this.dispatchEvent(new CustomEvent('convscope-window', { detail, bubbles: true }));
    });
  }

  /** As they are at first. @throws Error */
  #read(): PoolingSettings {
    const { poolSize, strides, padding } = this;
    for (const [name, value] of [
      ['pool-size', poolSize],
      ['strides', strides ?? poolSize],
    ] as const)
      if (!Number.isInteger(value) || value < 1)
        throw new Error(`${name}: expected a whole number ≥ 1. Received ${value}`);
    if (!['valid', 'same'].includes(padding))
      throw new Error(`padding: expected valid or same. Received '${padding}'`);
    return { poolSize, strides: strides ?? poolSize, padding };
  }

  protected override async openContent(wanted: () => boolean): Promise<void> {
    this.#settings = this.#read();
    const sources = this.picture ? [this.picture] : this.src.trim().split(/\s+/);
    const [pictures, { openOneLayer }] = await Promise.all([
      Promise.all(sources.map((source) => readPicture(source, this))),
      import('./oneLayer'),
      import('../elements/compare/poolingsTab'),
    ]);
    const session = await openOneLayer({ layer: null, pictures });
    const { height = 1, width = 1 } = pictures[0] ?? {};
    const { strides } = this.#settings;
    this.#first = [
      this.row ?? Math.floor((FIRST.row * height) / strides),
      this.column ?? Math.floor((FIRST.column * width) / strides),
    ];
    if (wanted()) this.#view.open(session);
    else session.close();
  }

  protected override closeContent(): void {
    this.#view.close();
  }

  protected override content(): TemplateResult {
    return html`<cs-poolings-tab .settings=${this.#settings} .kept=${this.#first}></cs-poolings-tab>`;
  }
}
