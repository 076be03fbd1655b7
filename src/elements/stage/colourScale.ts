// The scaling of the stage's colours: which maps share a range, whether it follows the numbers, and the stripes for
// non-finite values. The choice is remembered.

import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { styleMap } from 'lit/directives/style-map.js';
import { cssHatch } from '../../draw/colourMaps';
import {
  COLOUR_SCOPES,
  FIRST_SCALE,
  type ColourScale,
  type ColourScope,
} from '../../inspect/probe/colourDomain';
import type { TrainFacade } from '../../session/facade';
import { SessionElement } from '../sessionElement';
import { choicesStyles } from '../controls/choicesStyles';
import { locale, recall, remember } from '../locale';
import { brokenName } from './scaleBars';
import { shared } from '../controls/styles';
import { switchStyles } from '../controls/switchStyles';
import { themeChoice } from '../theme';

const KEY = 'convscope.colours';

/** `layer`, or `layer follow`. */
function parse(text: string | null): ColourScale {
  const [scope, follow] = (text ?? '').split(' ');
  const known = COLOUR_SCOPES.find((one) => one === scope);
  return known === undefined ? FIRST_SCALE : { scope: known, follow: follow === 'follow' };
}

@customElement('cs-colour-scale')
export class ColourScaleElement extends SessionElement {
  static override readonly sessionEvents = ['layerschange', 'domainchange'] as const;
  static override readonly styles = [
    shared,
    switchStyles,
    choicesStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-4) var(--space-12);
        font-size: var(--type-label);
      }
      .scopes {
        display: inline-flex;
        align-items: center;
        gap: var(--space-8);
        color: var(--muted);
      }
      .choices {
        background: var(--panel);
      }
      .choices button,
      .fit {
        min-height: 24px;
        padding: 0 var(--space-8);
        font-size: var(--type-label);
        white-space: nowrap;
      }
      .fit {
        border-radius: 6px;
      }
      /* Its parts wrap together with what stands beside it. */
      @media (max-width: 620px) {
        :host {
          display: contents;
        }
      }
      .broken {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        color: var(--ink);
      }
      .broken i {
        width: 22px;
        height: 10px;
        border-radius: 2px;
        outline: 1px solid var(--line-strong);
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('session') || !this.session) return;
    const wanted = parse(recall(KEY));
    const { scope, follow } = this.session.colours.scale;
    if (scope !== wanted.scope || follow !== wanted.follow) this.session.colours.set(wanted);
  }

  #choose(scale: ColourScale): void {
    this.session?.colours.set(scale);
    remember(KEY, scale.follow ? `${scale.scope} follow` : scale.scope);
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

  /** Appears only where there is something to say; the counts stand below the columns. */
  #broken(session: TrainFacade): TemplateResult | typeof nothing {
    const { broken } = locale.words.colours;
    const number = new Intl.NumberFormat(locale.language);
    const [places, found] = [[] as string[], { nan: 0, infinite: 0 }];
    for (const { name, broken: of } of session.layers) {
      for (const part of ['kernel', 'activation'] as const) {
        const { nan, infinite } = of[part];
        found.nan += nan;
        found.infinite += infinite;
        if (nan + infinite > 0)
          places.push(
            broken.count(part === 'kernel' ? broken.kernel(name) : name, number.format(nan + infinite)),
          );
      }
    }
    if (places.length === 0) return nothing;
    return html`<span
      class="broken"
      role="note"
      data-testid="broken"
      title=${`${broken.explained} ${places.join(' · ')}`}
      ><i style=${styleMap({ background: cssHatch(themeChoice.theme) })}></i>${brokenName(found)}<span
        class="visually-hidden"
        >: ${places.join(', ')}</span
      ></span
    >`;
  }

  protected override render(): TemplateResult {
    const { session } = this;
    if (!session) return html``;
    const { colours: words } = locale.words;
    const scale = session.colours.scale;
    const scope = (one: ColourScope): TemplateResult =>
      html`<button
        role="radio"
        aria-checked=${one === scale.scope ? 'true' : 'false'}
        tabindex=${one === scale.scope ? 0 : -1}
        title=${words.explained[one]}
        data-scope=${one}
        data-testid=${`scope-${one}`}
        @click=${() => this.#choose({ ...scale, scope: one })}
      >
        ${words.scopes[one]}
      </button>`;
    return html`<div class="scopes">
        <span id="scope">${words.scope}</span>
        <div
          class="choices"
          role="radiogroup"
          aria-labelledby="scope"
          aria-description=${words.explained[scale.scope]}
          @keydown=${(event: KeyboardEvent) => this.#key(event, scale)}
        >
          ${COLOUR_SCOPES.map(scope)}
        </div>
      </div>
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
      ${this.#broken(session)}`;
  }
}
