// What a layer of data augmentation makes of the displayed picture: six draws, by the layer's kernels, with its options as they are
// being changed.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { colourMap } from '../../draw/colourMaps';
import type { Screen } from '../../draw/screen';
import { pictureSlice } from '../../draw/slices';
import { inColour } from '../../draw/stageTiles';
import type { AugmentedDraws, AugmentingLayer } from '../../inspect/augmentedDraws';
import '../canvas/tileCanvas';
import { shared } from '../controls/styles';
import { buildingWords } from '../locales/building';
import { SessionElement } from '../sessionElement';
import { themeChoice } from '../theme';

const DRAWS = 6;
const ACROSS = 3;

@customElement('cs-augmented-draws')
export class AugmentedDrawsElement extends SessionElement {
  static override readonly styles = [
    shared,
    css`
      figure {
        margin: 0;
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-4);
      }
      figcaption {
        display: flex;
        justify-content: space-between;
        align-items: baseline;
        gap: var(--space-8);
        font-size: var(--type-label);
        line-height: 1.45;
        color: var(--muted);
      }
      button {
        flex: none;
        padding: 0;
        font-size: var(--type-label);
        color: var(--accent-text);
      }
    `,
  ];

  @property({ attribute: false }) layer: AugmentingLayer | null = null;
  /** The newest draws that could be made. */
  @state() private made: AugmentedDraws | null = null;
  /** A step of training to draw for. */
  @state() private step = 0;
  #wanted = '';
  #drawn: AugmentedDraws | null = null;
  #followed: Screen | null = null;
  #leave = (): void => undefined;

  protected override willUpdate(): void {
    const { session, layer, made, screen } = this;
    if (made && made.device !== session?.device) {
      this.made = null;
      this.#wanted = '';
    }
    if (session && layer) void this.#make(layer);
    if (screen === this.#followed) return;
    this.#leave();
    this.#followed = screen;
    // With the frames of the page: another picture, or other draws.
    this.#leave = screen?.derive((changed) => this.#draw(changed)) ?? ((): void => undefined);
  }

  async #make(layer: AugmentingLayer): Promise<void> {
    const { session } = this;
    const key = JSON.stringify([session?.input.shape, layer]);
    if (key === this.#wanted || !session) return;
    this.#wanted = key;
    // Options that the layer does not take are said by the panel; the draws before them stay.
    const made = await session.tools.augmentedDraws(layer, DRAWS).catch(() => null);
    if (made === null) return;
    if (this.#wanted !== key || !this.isConnected) {
      made.destroy();
      return;
    }
    this.made?.destroy();
    this.made = made;
    this.screen?.repaint();
  }

  #draw(changed: boolean): boolean {
    const { made, session, step } = this;
    if (!made || !session || (!changed && this.#drawn === made)) return false;
    made.draw(session.input, step);
    this.#drawn = made;
    return true;
  }

  #again(): void {
    this.step++;
    this.#drawn = null;
    this.screen?.repaint();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave();
    this.#followed = null;
    this.#wanted = '';
    this.made?.destroy();
    this.made = null;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { made } = this;
    if (!made) return nothing;
    const { draws } = buildingWords();
    return html`<figure>
      <figcaption>
        <span>${draws.caption}</span>
        <button class="plain" data-testid="draw-again" @click=${this.#again}>${draws.again}</button>
      </figcaption>
      <cs-tiles
        data-testid="augmented-draws"
        .label=${draws.label(DRAWS)}
        .view=${{
          tensor: made.drawn,
          slices: Array.from({ length: DRAWS }, (_, at) => pictureSlice(made.drawn, at)),
          kind: inColour(made.drawn.shape.slice(1)) ? 'picture' : 'cells',
          map: colourMap('pixels', themeChoice.theme),
          domain: [0, 1],
          across: ACROSS,
          mark: null,
          chosen: null,
        }}
      ></cs-tiles>
    </figure>`;
  }
}
