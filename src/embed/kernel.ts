// <convscope-kernel>: a picture, a kernel that can be edited by hand, and the map that it makes at once.

import { css, html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { activationMap, mapDomain, pictureTile } from '../draw/stageTiles';
import { mapSlice } from '../draw/slices';
import type { CellEvent, TileView } from '../elements/canvas/tileCanvas';
import { themeChoice } from '../elements/theme';
import type { LayerView, TrainFacade } from '../session/facade';
import { EmbeddedElement } from './embeddedElement';
import { kernelOf, weightsOf } from './kernels';
import { readPicture, type PictureSource } from './picture';
import { SessionView } from './sessionView';
import { pairOf } from './values';
import { embedWords } from './words';

/** As `SHOWN` in oneLayer.ts, which is loaded later. */
const LAYER = 'layer';

/** The detail of `convscope-kernel`. */
export interface KernelDetail {
  /** Row by row, for each channel of the picture. */
  readonly weights: Float32Array;
  readonly bias: number;
}

/**
 * A kernel edited by hand, and its map at once.
 * @tag convscope-kernel
 * @fires convscope-kernel - The kernel is another: `detail` has its weights and its bias.
 * @fires convscope-ready - It is drawn and can be used.
 * @fires convscope-error - It cannot be: `detail` is the error.
 * @csspart frame - All of it.
 * @csspart message - What is said in its place.
 * @csspart picture - The picture with its heading.
 * @csspart editor - The kernel with all that changes it.
 * @csspart map - The map with its heading.
 */
export class ConvscopeKernel extends EmbeddedElement {
  static override readonly styles = [
    ...EmbeddedElement.styles,
    css`
      :host {
        display: block;
      }
      .parts {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(220px, 300px) minmax(0, 1fr);
        align-items: start;
        gap: var(--space-24);
        padding: var(--space-16) var(--space-24) var(--space-24);
      }
      section {
        display: grid;
        gap: var(--space-8);
        min-width: 0;
      }
      h2 span {
        margin-left: var(--space-8);
        font-weight: 400;
        letter-spacing: 0;
      }
      @container (max-width: 719px) {
        .parts {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
          gap: var(--space-16);
          padding: var(--space-16);
        }
        .editor {
          grid-column: 1 / -1;
          order: 1;
        }
      }
    `,
  ];

  /** At first: `edge-vertical` or another name, or rows of numbers as in `-1 0 1; -2 0 2; -1 0 1`. */
  @property() kernel = 'edge-vertical';
  /** Of a named kernel: `3`, or rows and columns as in `3,5`. */
  @property({ attribute: 'kernel-size' }) kernelSize = '3';
  /** `same` or `valid`. */
  @property() padding = 'same';
  @property() strides = '1';
  @property() activation = 'linear';
  /** The address of the picture; absent: a handwritten 3. */
  @property() src = '';
  /** In place of `src`: a picture of the page, or numbers 0…255 with their size. */
  @property({ attribute: false }) picture: PictureSource = null;
  /** The picture's longer side, in pixels. */
  @property({ type: Number }) size = 56;
  /** The picture in red, green and blue instead of grey. */
  @property({ type: Boolean }) colour = false;

  protected readonly opensAnew = [
    ...['kernel', 'kernelSize', 'padding', 'strides', 'activation'],
    ...['src', 'picture', 'size', 'colour'],
  ];
  readonly #view = new SessionView(this, (error) => this.fail(error));
  readonly #edited = (): void => void this.#say();

  /** What the kernel is now. @throws Error (as a rejection) before the element is ready */
  async read(): Promise<KernelDetail> {
    const { session } = this.#view;
    if (!session) throw new Error('convscope-kernel: expected an element that is ready. It is not');
    const values = await session.editing.readUnit(LAYER, 0);
    return { weights: values?.weights ?? new Float32Array(), bias: values?.bias ?? 0 };
  }

  async #say(): Promise<void> {
    const { session } = this.#view;
    const detail = await this.read().catch(() => null); // it was closed meanwhile
    if (detail !== null && session === this.#view.session)
      this.dispatchEvent(new CustomEvent('convscope-kernel', { detail, bubbles: true }));
  }

  protected override async openContent(wanted: () => boolean): Promise<void> {
    const [picture, { openOneLayer }] = await Promise.all([
      readPicture(this.picture ?? this.src, this),
      import('./oneLayer'),
      import('../elements/inspector/kernelTab'),
      import('../elements/canvas/tileCanvas'),
    ]);
    const [rows = 3, columns = rows] = [pairOf('kernel-size', this.kernelSize)].flat();
    const kernel = kernelOf(this.kernel, [rows, columns]);
    const session = await openOneLayer({
      layer: {
        kind: 'conv2d',
        options: {
          filters: 1,
          kernelSize: [kernel.rows, kernel.columns],
          strides: pairOf('strides', this.strides),
          padding: this.padding,
          activation: this.activation,
        },
      },
      weights: new Map([[`${LAYER}/weight`, weightsOf(kernel, picture.channels, 1)]]),
      pictures: [picture],
    });
    if (!wanted()) {
      session.close();
      return;
    }
    this.#view.open(session);
    // Edits change the range of the numbers; its colours follow.
    session.colours.set({ ...session.colours.scale, follow: true });
    session.addEventListener('editschange', this.#edited);
    this.#view.point({ layer: LAYER, index: [0, 0, 0], slice: null }, true);
  }

  protected override closeContent(): void {
    this.#view.session?.removeEventListener('editschange', this.#edited);
    this.#view.close();
  }

  /** The window on the picture, and the cell of the map. */
  #marks(session: TrainFacade): { readonly picture: TileView['mark']; readonly map: TileView['mark'] } {
    const { pointed } = this.#view;
    if (!pointed || !this.#points) return { picture: null, map: null };
    const [row = 0, column = 0] = pointed.index;
    const window = session.windows(LAYER).window(pointed.index);
    return { picture: window, map: { top: row, left: column, bottom: row + 1, right: column + 1 } };
  }

  /** Whether a cell of the map is pointed at. */
  #points = false;

  #point({ cell }: CellEvent): void {
    this.#points = cell !== null;
    if (cell) this.#view.point({ layer: LAYER, index: [cell.row, cell.column, 0], slice: null }, true);
    this.requestUpdate();
  }

  #views(session: TrainFacade, layer: LayerView): { readonly picture: TileView; readonly map: TileView } {
    const { theme } = themeChoice;
    const marks = this.#marks(session);
    const { slice, ...look } = pictureTile(session.input, theme);
    const one = { across: 1, chosen: null } as const;
    return {
      picture: { ...one, tensor: session.input, slices: [slice], ...look, mark: marks.picture },
      map: {
        ...{ ...one, tensor: layer.activation, slices: [mapSlice(layer.activation, 0)] },
        ...{ map: activationMap(layer, theme), domain: mapDomain(layer, 0), mark: marks.map },
      },
    };
  }

  protected override content(): TemplateResult {
    const words = embedWords();
    const { session, pointed } = this.#view;
    const layer = session?.layers.find(({ name }) => name === LAYER);
    if (!session || !layer) return html``;
    const { picture, map } = this.#views(session, layer);
    const heading = (text: string, [rows = 1, columns = 1]: readonly number[]): TemplateResult =>
      html`<h2>${text}<span class="mono">${words.size(rows, columns)}</span></h2>`;
    return html`<div class="parts">
      <section part="picture">
        ${heading(words.picture, session.input.shape)}
        <cs-tiles .view=${picture} label=${words.picture}></cs-tiles>
      </section>
      <section class="editor" part="editor">
        <cs-kernel-tab alone .pointed=${pointed}></cs-kernel-tab>
      </section>
      <section part="map">
        ${heading(words.map, layer.outputShape)}
        <cs-tiles
          .view=${map}
          label=${words.map}
          @cs-cell=${(event: CellEvent) => this.#point(event)}
        ></cs-tiles>
      </section>
    </div>`;
  }
}
