// The menu of the legend: every colour map of the stage with what its ends mean, which maps share a range, whether the range
// follows the numbers, and how the maps are shown (slotted by the stage).

import { css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { styleMap } from '../styleMap';
import { colourMap, cssGradient, cssHatch, type ColourMapName } from '../../draw/colourMaps';
import { COLOUR_SCOPES, type ColourScale, type ColourScope } from '../../inspect/probe/colourDomain';
import type { TrainFacade } from '../../session/facade';
import { choicesStyles } from '../controls/choicesStyles';
import { shared } from '../controls/styles';
import { switchStyles } from '../controls/switchStyles';
import { locale } from '../locale';
import { SessionElement } from '../sessionElement';
import { themeChoice } from '../theme';
import { rememberScale } from './rememberedScale';

const MAPS: readonly (ColourMapName & ('pixels' | 'activation' | 'signed' | 'weight'))[] = [
  'pixels',
  'activation',
  'signed',
  'weight',
];

@customElement('cs-legend-menu')
export class LegendMenuElement extends SessionElement {
  static override readonly sessionEvents = ['layerschange', 'domainchange'] as const;
  static override readonly styles = [
    shared,
    switchStyles,
    choicesStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-12);
        width: min(340px, calc(100vw - 32px));
        max-height: 60vh;
        overflow-y: auto;
        padding: var(--space-12);
        background: var(--panel);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-8);
        box-shadow: 0 4px 24px rgb(0 0 0 / 0.12);
        font-size: var(--type-figure);
        line-height: 1.5;
      }
      section {
        display: grid;
        gap: var(--space-8);
      }
      ul {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 3px var(--space-12);
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: subgrid;
        grid-column: 1 / -1;
        align-items: center;
      }
      i {
        width: 64px;
        height: 10px;
        border-radius: 2px;
        outline: 1px solid var(--line);
      }
      .choices {
        justify-self: start;
      }
      p {
        color: var(--muted);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-8);
      }
      .fit {
        min-height: 28px;
        padding: 0 10px;
        border-radius: 6px;
      }
    `,
  ];

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('[aria-checked=true]')?.focus();
  }

  #choose(scale: ColourScale): void {
    this.session?.colours.set(scale);
    rememberScale(scale);
  }

  #key(event: KeyboardEvent, scale: ColourScale): void {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const count = COLOUR_SCOPES.length;
    const scope = COLOUR_SCOPES[(COLOUR_SCOPES.indexOf(scale.scope) + by + count) % count];
    if (!scope) return;
    this.#choose({ ...scale, scope });
    this.renderRoot.querySelector<HTMLElement>(`[data-scope=${scope}]`)?.focus();
  }

  #maps(): TemplateResult {
    const { colours } = locale.words;
    const { theme } = themeChoice;
    const row = (background: string, text: string): TemplateResult =>
      html`<li><i .style=${styleMap({ background })}></i><span>${text}</span></li>`;
    return html`<ul>
      ${MAPS.map((name) => row(cssGradient(colourMap(name, theme)), colours.ends[name]))}
      ${row(cssHatch(theme), colours.ends.broken)}
    </ul>`;
  }

  #scope(session: TrainFacade): TemplateResult {
    const { colours: words } = locale.words;
    const { scale } = session.colours;
    const scope = (one: ColourScope): TemplateResult =>
      html`<button
        role="radio"
        aria-checked=${one === scale.scope ? 'true' : 'false'}
        tabindex=${one === scale.scope ? 0 : -1}
        data-scope=${one}
        data-testid=${`scope-${one}`}
        @click=${() => this.#choose({ ...scale, scope: one })}
      >
        ${words.scopes[one]}
      </button>`;
    return html`<h3 id="scope">${words.scope}</h3>
      <div
        class="choices"
        role="radiogroup"
        aria-labelledby="scope"
        aria-describedby="explained"
        @keydown=${(event: KeyboardEvent) => this.#key(event, scale)}
      >
        ${COLOUR_SCOPES.map(scope)}
      </div>
      <p id="explained">${words.explained[scale.scope]}</p>
      <div class="row">
        <label title=${words.followExplained}
          ><input
            type="checkbox"
            role="switch"
            data-testid="follow"
            .checked=${scale.follow}
            @change=${(event: Event) =>
              this.#choose({ ...scale, follow: (event.target as HTMLInputElement).checked })}
          />${words.follow}</label
        >
        <button
          class="fit"
          data-testid="fit"
          title=${words.fitExplained}
          ?disabled=${scale.follow}
          @click=${() => session.colours.fit()}
        >
          ${words.fit}
        </button>
      </div>
      <p>${words.followExplained}</p>`;
  }

  protected override render(): TemplateResult {
    const { session } = this;
    if (!session) return html``;
    const { colours } = locale.words;
    return html`<section>
        <h3>${colours.legendTitle}</h3>
        ${this.#maps()}
      </section>
      <section>${this.#scope(session)}</section>
      <section>
        <h3>${colours.maps}</h3>
        <slot></slot>
      </section>`;
  }
}
