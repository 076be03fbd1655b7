// What the colours of the stage mean, always in sight: a swatch for activations and one for weights, which maps share a range,
// and the stripes for non-finite values where there are any. It is the button of the menu in which all of this is chosen
// (legendMenu.ts). The choice is remembered.

import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { styleMap } from '../styleMap';
import { colourMap, cssGradient, cssHatch, type ColourMap } from '../../draw/colourMaps';
import type { TrainFacade } from '../../session/facade';
import { PopupController } from '../controllers/popupController';
import { icons } from '../controls/icons';
import { shared } from '../controls/styles';
import { locale } from '../locale';
import { integer } from '../locales/integer';
import { SessionElement } from '../sessionElement';
import { themeChoice } from '../theme';
import { rememberedScale } from './rememberedScale';
import { brokenName } from './scaleBars';

@customElement('cs-legend')
export class LegendElement extends SessionElement {
  static override readonly sessionEvents = ['layerschange', 'domainchange'] as const;
  static override readonly styles = [
    shared,
    css`
      :host {
        position: relative;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-4) var(--space-12);
        font-size: var(--type-label);
      }
      button {
        display: inline-flex;
        align-items: center;
        gap: var(--space-12);
        min-height: 28px;
        padding: 0 var(--space-8);
        font-size: var(--type-label);
        white-space: nowrap;
      }
      button[aria-expanded='true'] {
        background: var(--accent-soft);
        border-color: var(--accent);
      }
      span {
        display: inline-flex;
        align-items: center;
        gap: 6px;
      }
      .key {
        gap: 3px;
        color: var(--muted);
      }
      b {
        margin-left: 3px;
        font-weight: 400;
        color: var(--ink);
      }
      .scope {
        gap: var(--space-4);
        color: var(--accent-text);
        font-weight: 600;
      }
      i {
        width: 32px;
        height: 8px;
        border-radius: 2px;
        outline: 1px solid var(--line);
      }
      .broken i {
        width: 22px;
        height: 10px;
        outline-color: var(--line-strong);
      }
      cs-legend-menu {
        position: absolute;
        left: 0;
        bottom: calc(100% + var(--space-8));
        z-index: 3;
      }
    `,
  ];

  readonly #menu = new PopupController(this, () => import('./legendMenu'), 'cs-legend-menu', 'button');

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('session') || !this.session) return;
    const wanted = rememberedScale();
    const { scope, follow } = this.session.colours.scale;
    if (scope !== wanted.scope || follow !== wanted.follow) this.session.colours.set(wanted);
  }

  /** Appears only where there is something to say; the counts stand below the columns. */
  #broken(session: TrainFacade): TemplateResult | typeof nothing {
    const { broken } = locale.words.colours;
    const [places, found] = [[] as string[], { nan: 0, infinite: 0 }];
    for (const { name, broken: of } of session.layers) {
      for (const part of ['kernel', 'activation'] as const) {
        const { nan, infinite } = of[part];
        found.nan += nan;
        found.infinite += infinite;
        if (nan + infinite > 0)
          places.push(
            broken.count(part === 'kernel' ? broken.kernel(name) : name, integer.format(nan + infinite)),
          );
      }
    }
    if (places.length === 0) return nothing;
    return html`<span
      class="broken"
      role="note"
      data-testid="broken"
      title=${`${broken.explained} ${places.join(' · ')}`}
      ><i .style=${styleMap({ background: cssHatch(themeChoice.theme) })}></i>${brokenName(found)}<span
        class="visually-hidden"
        >: ${places.join(', ')}</span
      ></span
    >`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { colours: words } = locale.words;
    const { theme } = themeChoice;
    // Where a layer has negative numbers, the swatch shows both sides.
    const signed = session.layers.some(({ activationDomain: [low] }) => low < 0);
    const key = (map: ColourMap, name: string): TemplateResult =>
      html`<span class="key"
        >${map.centred ? '−' : '0'}<i .style=${styleMap({ background: cssGradient(map) })}></i>+
        <b>${name}</b></span
      >`;
    return html`<button
        data-testid="legend"
        aria-haspopup="dialog"
        aria-expanded=${this.#menu.isOpen ? 'true' : 'false'}
        title=${words.legend}
        @click=${() => this.#menu.toggle()}
      >
        ${key(colourMap(signed ? 'signed' : 'activation', theme), words.activations)}
        ${key(colourMap('weight', theme), words.weights)}
        <span class="scope">${words.perScope[session.colours.scale.scope]} ${icons.up(12)}</span>
      </button>
      ${this.#broken(session)}
      ${
        this.#menu.isOpen
          ? html`<cs-legend-menu role="dialog" aria-label=${words.legend}><slot></slot></cs-legend-menu>`
          : nothing
      }`;
  }
}
