// The header: name, views, news, language, theme, and on narrow screens the way to the rails.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { ConnectedElement } from '../connectedElement';
import { icons } from '../controls/icons';
import { LANGUAGES, locale } from '../locale';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';
import { VIEWS, type View } from './views';

/** Asks for a rail to be opened as a drawer. */
export class DrawerEvent extends Event {
  static readonly type = 'cs-drawer';
  constructor(readonly side: 'left' | 'right') {
    super(DrawerEvent.type, { bubbles: true, composed: true });
  }
}

/** Asks for another view. */
export class ViewEvent extends Event {
  static readonly type = 'cs-view';
  constructor(readonly view: View) {
    super(ViewEvent.type, { bubbles: true, composed: true });
  }
}

/** Asks for files to be opened or saved. */
export class FilesEvent extends Event {
  static readonly type = 'cs-files';
  constructor() {
    super(FilesEvent.type, { bubbles: true, composed: true });
  }
}

/** Asks for a link of the state of the page. */
export class ShareEvent extends Event {
  static readonly type = 'cs-share-state';
  constructor() {
    super(ShareEvent.type, { bubbles: true, composed: true });
  }
}

@customElement('cs-header')
export class HeaderElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 0 var(--space-8);
        min-height: 44px;
        padding: 5px var(--space-16) 6px;
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
        min-width: 0;
      }
      .news {
        flex: 0 1 auto;
        min-width: 0;
      }
      nav {
        display: flex;
        gap: var(--space-4);
        padding-left: var(--space-16);
        /* Where there is no room for all views, they scroll. */
        min-width: 0;
        overflow-x: auto;
        scrollbar-width: none;
      }
      nav button {
        flex: none;
        white-space: nowrap;
        border-color: transparent;
        background: none;
        color: var(--muted);
        min-height: 30px;
      }
      nav select {
        display: none;
        max-width: 100%;
        min-height: 32px;
        padding: 0 var(--space-8);
        font: 600 var(--type-body) var(--font);
        color: var(--accent-text);
        background: var(--accent-soft);
        border: 1px solid transparent;
        border-radius: var(--radius-8);
      }
      nav button:focus-visible {
        outline-offset: -2px;
      }
      nav button[aria-current='page'] {
        color: var(--accent-text);
        background: var(--accent-soft);
        font-weight: 600;
      }
      .languages {
        display: flex;
        flex: none;
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
        white-space: nowrap;
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
      .drawers button,
      .files {
        display: inline-flex;
        flex: none;
        align-items: center;
        gap: 6px;
        font-size: var(--type-figure);
      }
      .drawers span,
      .files span {
        white-space: nowrap;
      }
      @media print {
        :host {
          border: 0;
        }
        nav,
        .files,
        .link,
        .languages,
        .drawers {
          display: none !important;
        }
      }
      @media (max-width: 1440px) {
        :host {
          flex-wrap: wrap;
        }
        /* News have a line of their own. */
        .news {
          order: 1;
          flex: 1 0 100%;
        }
      }
      @media (max-width: 1100px) {
        nav {
          flex: 0 1 auto;
        }
        .files span {
          display: none;
        }
        .files {
          padding: 0 7px;
        }
        .drawers {
          display: flex;
        }
      }
      @media (max-width: 900px) {
        :host {
          column-gap: var(--space-4);
          padding-inline: var(--space-8);
        }
        .drawers {
          gap: var(--space-4);
        }
        .drawers button {
          padding: 0 7px;
        }
        .drawers span,
        h1 span {
          display: none;
        }
        nav {
          padding-left: 0;
        }
        /* One control in the place of all views: nothing scrolls sideways. */
        nav button {
          display: none;
        }
        nav select {
          display: block;
        }
        .languages button {
          padding: 0 6px;
        }
      }
      /* On a phone all of it has one line: closer together, and the list of views as wide as is left. */
      @media (max-width: 480px) {
        :host,
        .drawers {
          column-gap: 2px;
        }
        :host {
          padding-inline: 6px;
        }
        .news + .room {
          display: none;
        }
        nav {
          flex: 99 1 72px;
          max-width: max-content;
        }
        nav select,
        .languages button {
          padding-inline: var(--space-4);
        }
      }
    `,
  ];

  /** The rails that there are to open. */
  @property({ attribute: false }) rails: readonly ('left' | 'right')[] = [];
  /** The view shown; null where there is nothing to choose from. */
  @property() view: View | null = null;

  /** Whether there is a network to open files into, and to save. */
  @property({ type: Boolean }) files = false;

  #choose(name: string): void {
    const view = VIEWS.find((one) => one === name);
    if (view) this.dispatchEvent(new ViewEvent(view));
  }

  #drawer(side: 'left' | 'right'): TemplateResult {
    const { header } = locale.words;
    const name = side === 'left' ? header.openLeft : header.openRight;
    return html`<button
      data-testid=${`open-${side}`}
      aria-label=${name}
      title=${name}
      @click=${() => this.dispatchEvent(new DrawerEvent(side))}
    >
      ${side === 'left' ? icons.layers() : icons.target()}<span>${name}</span>
    </button>`;
  }

  protected override render(): TemplateResult {
    const { header } = locale.words;
    const dark = themeChoice.theme === 'dark';
    const turn = dark ? header.toLight : header.toDark;
    return html`<h1 aria-label="Convscope">${icons.logo()}<span>Convscope</span></h1>
      ${
        this.view
          ? html`<nav aria-label=${header.views.title}>
              ${VIEWS.map(
                (view) =>
                  html`<button
                    aria-current=${view === this.view ? 'page' : 'false'}
                    data-testid=${`view-${view}`}
                    @click=${() => this.dispatchEvent(new ViewEvent(view))}
                  >
                    ${header.views[view]}
                  </button>`,
              )}
              <select
                aria-label=${header.views.title}
                data-testid="views"
                @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)}
              >
                ${VIEWS.map((view) => html`<option value=${view} .selected=${view === this.view}>${header.views[view]}</option>`)}
              </select>
            </nav>`
          : nothing
      }
      <div class="room"></div>
      <div class="news"><slot></slot></div>
      <div class="room"></div>
      <div class="drawers" ?hidden=${this.rails.length === 0}>
        ${this.rails.map((side) => this.#drawer(side))}
      </div>
      <button
        class="files"
        data-testid="open-files"
        aria-haspopup="dialog"
        aria-label=${header.files}
        title=${header.files}
        ?hidden=${!this.files}
        @click=${() => this.dispatchEvent(new FilesEvent())}
      >
        ${icons.file()}<span>${header.files}</span>
      </button>
      <button
        class="icon link"
        data-testid="share-state"
        aria-haspopup="dialog"
        aria-label=${header.share}
        title=${header.share}
        ?hidden=${!this.files}
        @click=${() => this.dispatchEvent(new ShareEvent())}
      >
        ${icons.link()}
      </button>
      <div class="languages" role="group" aria-label=${header.language}>
        ${LANGUAGES.map(({ code, name, short }) => html`<button lang=${code} aria-label=${`${short}${short === name ? '' : ` (${name})`}`} aria-pressed=${code === locale.language ? 'true' : 'false'} data-testid=${`language-${code}`} @click=${() => void locale.choose(code)}>${short}</button>`)}
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
    [ShareEvent.type]: ShareEvent;
    [DrawerEvent.type]: DrawerEvent;
    [FilesEvent.type]: FilesEvent;
    [ViewEvent.type]: ViewEvent;
  }
}
