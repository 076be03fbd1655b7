// What a layer of data augmentation makes of the current picture in training: a few draws, and a button for others.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { colourMap } from '../../draw/colourMaps';
import type { Screen } from '../../draw/screen';
import { inColour, type DrawnLayer } from '../../draw/stageTiles';
import { pictureSlice } from '../../draw/slices';
import type { DrawnVariants } from '../../inspect/drawnVariants';
import '../canvas/tileCanvas';
import { buildingWords } from '../locales/building';
import { SessionElement } from '../sessionElement';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';

const COUNT = 5;

@customElement('cs-drawn-variants')
export class DrawnVariantsElement extends SessionElement {
  static override readonly sessionEvents = ['layerschange'] as const;
  static override readonly styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-4);
        justify-items: start;
      }
      p {
        margin: 0;
        font-size: var(--type-label);
        color: var(--muted);
      }
      cs-tiles {
        width: 100%;
      }
      button {
        font-size: var(--type-label);
        min-height: 28px;
      }
    `,
  ];

  @property() kind = '';
  @property({ attribute: false }) options: Readonly<Record<string, unknown>> = {};
  /** Of what the layer reads: shown only where that is a picture as the current one. */
  @property({ attribute: false }) shape: readonly number[] = [];
  @state() private made: DrawnVariants | null = null;
  #wanted = '';
  #turn = 0;
  /** The picture and the turn that are drawn. */
  #drawn: { picture: DrawnLayer['activation']; turn: number } | null = null;
  #screen: Screen | null = null;
  #leave: (() => void) | null = null;

  override willUpdate(): void {
    const { session } = this;
    // What lay on a lost device is gone.
    if (this.made && this.made.device !== session?.device) this.#forget();
    if (session && String(session.input.shape) !== String(this.shape)) this.#forget();
    else if (session) void this.#make(session.input.shape);
    if (this.#screen !== this.screen) this.#join();
  }

  async #make(shape: readonly number[]): Promise<void> {
    const { session, kind, options } = this;
    const key = JSON.stringify([kind, options, shape]);
    if (!session || key === this.#wanted) return;
    this.#wanted = key;
    const { DrawnVariants } = await import('../../inspect/drawnVariants');
    // An option that is refused is said elsewhere; the draws before it stay.
    const made = await DrawnVariants.create(session.device, { kind, options, shape, count: COUNT }).catch(
      () => null,
    );
    if (made === null || key !== this.#wanted || !this.isConnected) {
      made?.destroy();
      return;
    }
    this.made?.destroy();
    this.made = made;
    this.#drawn = null;
    this.screen?.repaint();
  }

  #join(): void {
    this.#leave?.();
    this.#screen = this.screen;
    this.#leave =
      this.screen?.derive((changed) => {
        const { made, session } = this;
        const turn = this.#turn;
        const picture = session?.input;
        if (!made || !picture || made.device !== session.device) return false;
        if (String(picture.shape) !== String(made.view.shape.slice(1))) return false;
        const before = this.#drawn;
        if (!changed && before?.picture === picture && before.turn === turn) return false;
        made.draw(picture, turn);
        this.#drawn = { picture, turn };
        return true;
      }) ?? null;
  }

  #again(): void {
    this.#turn++;
    this.screen?.repaint();
  }

  #forget(): void {
    this.made?.destroy();
    this.made = null;
    this.#drawn = null;
    this.#wanted = '';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave?.();
    this.#leave = null;
    this.#screen = null;
    this.#forget();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { made } = this;
    const { variants } = buildingWords();
    if (made === null) return nothing;
    const { view } = made;
    const [, ...shape] = view.shape;
    return html`<p>${variants.title}</p>
      <cs-tiles
        data-testid="variants"
        .label=${variants.label(COUNT)}
        .view=${{
          tensor: view,
          slices: Array.from({ length: COUNT }, (_, at) => pictureSlice(view, at)),
          kind: inColour(shape) ? 'picture' : 'cells',
          map: colourMap('pixels', themeChoice.theme),
          domain: [0, 1],
          across: COUNT,
          mark: null,
          chosen: null,
        }}
      ></cs-tiles>
      <button data-testid="variants-again" @click=${() => this.#again()}>${variants.again}</button>`;
  }
}
