// The header: name, language, theme, and on narrow screens the way to the rails.

import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { icons } from './icons';
import { LANGUAGES, LocaleController, locale } from './locale';
import { shared } from './styles';
import { ThemeController, themeChoice } from './theme';

/** Asks for a rail to be opened as a drawer. */
export class DrawerEvent extends Event {
  static readonly type = 'cs-drawer';
  constructor(readonly side: 'left' | 'right') {
    super(DrawerEvent.type, { bubbles: true, composed: true });
  }
}

@customElement('cs-header')
export class HeaderElement extends LitElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: var(--space-8);
        height: 44px;
        padding: 0 var(--space-16);
        background: var(--panel);
        border-bottom: 1px solid var(--line);
      }
      h1 {
        display: flex;
        align-items: center;
        gap: var(--space-8);
        margin: 0;
        font: 700 var(--type-title) / 1 var(--font);
        letter-spacing: -0.01em;
      }
      .room {
        flex: 1;
      }
      .languages {
        display: flex;
        border: 1px solid var(--line);
        border-radius: var(--radius-8);
        overflow: hidden;
      }
      .languages button {
        border: 0;
        border-radius: 0;
        min-height: 30px;
        font-size: var(--type-figure);
        padding: 0 10px;
        color: var(--muted);
        background: none;
      }
      .languages button[aria-pressed='true'] {
        color: var(--accent-text);
        background: var(--accent-soft);
        font-weight: 600;
      }
      .languages button:focus-visible {
        outline-offset: -2px;
      }
      .drawers {
        display: none;
        gap: var(--space-8);
      }
      .drawers button {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        font-size: var(--type-figure);
      }
      @media (max-width: 1100px) {
        .drawers {
          display: flex;
        }
      }
      @media (max-width: 620px) {
        :host {
          padding: 0 var(--space-8);
        }
        .drawers span,
        h1 span {
          display: none;
        }
        .drawers button {
          padding: 0 7px;
        }
      }
    `,
  ];

  /** Whether there are rails to open. */
  @property({ type: Boolean }) rails = false;

  readonly #locale = new LocaleController(this);
  readonly #theme = new ThemeController(this);

  protected override render(): TemplateResult {
    const { header } = this.#locale.words;
    const dark = this.#theme.theme === 'dark';
    const turn = dark ? header.toLight : header.toDark;
    const open = (side: 'left' | 'right') => () => this.dispatchEvent(new DrawerEvent(side));
    return html`<h1>${icons.logo()}<span>Convscope</span></h1>
      <div class="room"></div>
      <div class="drawers" ?hidden=${!this.rails}>
        <button data-testid="open-left" aria-label=${header.openLeft} @click=${open('left')}>
          ${icons.layers()}<span>${header.openLeft}</span>
        </button>
        <button data-testid="open-right" aria-label=${header.openRight} @click=${open('right')}>
          ${icons.target()}<span>${header.openRight}</span>
        </button>
      </div>
      <div class="languages" role="group" aria-label=${header.language}>
        ${LANGUAGES.map(({ code, name, short }) => html`<button lang=${code} aria-label=${`${short}${short === name ? '' : ` (${name})`}`} aria-pressed=${code === locale.language ? 'true' : 'false'} data-testid=${`language-${code}`} @click=${() => (locale.language = code)}>${short}</button>`)}
      </div>
      <button
        class="icon"
        data-testid="theme"
        aria-label=${turn}
        title=${turn}
        @click=${() => (themeChoice.theme = dark ? 'light' : 'dark')}
      >
        ${icons.theme()}
      </button>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [DrawerEvent.type]: DrawerEvent;
  }
  interface HTMLElementTagNameMap {
    'cs-header': HeaderElement;
  }
}
