// What the elements for other pages have in common: they ask for the GPU when they are first seen, speak one of two languages,
// are light or dark as the page around them, and say what is missing.

import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { ConnectedElement } from '../elements/connectedElement';
import { busy } from '../elements/controls/busy';
import { shared } from '../elements/controls/styles';
import { LANGUAGES, locale, type Language } from '../elements/locale';
import { themeChoice } from '../elements/theme';
import { NoDeviceError } from '../gpu/requestDevice';
import { tokenStyles } from './tokens';
import { embedWords } from './words';

/** Nearer than this to what is seen of the page, an element begins. */
const MARGIN = '200px';

type Phase =
  | { readonly kind: 'unseen' | 'opening' | 'ready' }
  | {
      readonly kind: 'failed';
      readonly why: 'noWebGpu' | 'insecure' | 'noAdapter' | 'failed';
      readonly detail: string;
    };

const UNSEEN: Phase = { kind: 'unseen' };

/** Words and theme are those of all elements of a page: of the one that asked last. */
async function speak(language: Language): Promise<void> {
  const { page } = (await LANGUAGES.find(({ code }) => code === language)?.load()) ?? {};
  if (page) locale.adopt(language, page);
}

/** `lang` of the element or of what is around it, also around its shadow; else the browser's. */
function languageOf(element: Element): Language {
  let at: Element | null = element;
  let found: string | null = null;
  while (at !== null && found === null) {
    const closest: Element | null = at.closest('[lang]');
    found = closest?.getAttribute('lang') ?? null;
    const root = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  // An empty one says that it is not known.
  const tag = found === null || found === '' ? navigator.language : found;
  return LANGUAGES.find(({ code }) => tag.toLowerCase().startsWith(code))?.code ?? LANGUAGES[0].code;
}

let system: MediaQueryList | null = null;

/** One for all: a listener is removed where it was added. */
const systemDark = (): MediaQueryList => (system ??= matchMedia('(prefers-color-scheme: dark)'));

/**
 * @fires convscope-ready - It is drawn and can be used.
 * @fires convscope-error - It cannot be: `detail` is the error.
 * @csspart frame - All of it.
 * @csspart message - What is said in its place.
 */
export abstract class EmbeddedElement extends ConnectedElement {
  static override readonly styles = [
    tokenStyles,
    shared,
    css`
      :host {
        display: block;
        color: var(--ink);
        font: var(--type-body) / 1.5 var(--font);
        text-align: start;
        container-type: inline-size;
      }
      .frame {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        position: relative;
        background: var(--paper);
        border: 1px solid var(--line);
        border-radius: var(--radius-8);
        overflow: hidden;
      }
      .message {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: var(--space-12);
        min-height: 160px;
        padding: var(--space-24);
        max-width: 62ch;
        margin: 0 auto;
        color: var(--muted);
        text-wrap: pretty;
      }
      .detail {
        font: var(--type-figure) / 1.5 var(--mono);
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** `light` or `dark`; absent: as the page. */
  @property({ reflect: true }) theme: 'light' | 'dark' | null = null;
  @state() private phase: Phase = UNSEEN;
  #observer: IntersectionObserver | null = null;
  #seen = false;
  /** What was opened last; another one makes it out of date. */
  #asked = 0;

  /** Whether it is drawn and can be used. */
  get ready(): boolean {
    return this.phase.kind === 'ready';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    systemDark().addEventListener('change', this.#followTheme);
    this.#followTheme();
    void this.#speak();
    this.#observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        this.#observer?.disconnect();
        this.#seen = true;
        this.reopen();
      },
      { rootMargin: MARGIN },
    );
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    systemDark().removeEventListener('change', this.#followTheme);
    this.#observer?.disconnect();
    this.#asked++;
    this.#seen = false;
    this.phase = UNSEEN;
    this.closeContent();
  }

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'lang'];
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name === 'lang' && this.isConnected) void this.#speak();
  }

  async #speak(): Promise<void> {
    const language = languageOf(this);
    if (!locale.isStarted || locale.language !== language) await speak(language);
  }

  readonly #followTheme = (): void => {
    const own = getComputedStyle(this.parentElement ?? document.documentElement).colorScheme;
    const meta = document.querySelector<HTMLMetaElement>('meta[name=color-scheme]');
    const scheme = own === 'normal' ? (meta?.content ?? own) : own;
    const both = scheme.includes('dark') && scheme.includes('light');
    const dark = both ? systemDark().matches : scheme.includes('dark');
    const theme = this.theme ?? (dark ? 'dark' : 'light');
    this.dataset.theme = theme;
    themeChoice.adopt(theme);
  };

  /** Opens what is shown, anew where it is open already; before the element is seen, nothing. */
  protected reopen(): void {
    if (!this.#seen || !this.isConnected) return;
    const asked = ++this.#asked;
    this.phase = { kind: 'opening' };
    const wanted = (): boolean => asked === this.#asked && this.isConnected;
    this.openContent(wanted).then(
      () => {
        if (!wanted()) return;
        this.phase = { kind: 'ready' };
        void this.updateComplete.then(() =>
          this.dispatchEvent(new CustomEvent('convscope-ready', { bubbles: true })),
        );
      },
      (error: unknown) => {
        if (wanted()) this.fail(error);
      },
    );
  }

  protected fail(error: unknown): void {
    this.closeContent();
    const detail = error instanceof Error ? error.message : String(error);
    const why = !(error instanceof NoDeviceError)
      ? 'failed'
      : error.facts.code !== 'noWebGpu'
        ? 'noAdapter'
        : isSecureContext
          ? 'noWebGpu'
          : 'insecure';
    this.phase = { kind: 'failed', why, detail };
    this.dispatchEvent(new CustomEvent('convscope-error', { detail: error, bubbles: true }));
  }

  /**
   * Makes what `content` shows.
   * @param wanted false once the element has left or shows something else: what was made is to be destroyed
   * @throws what is said in the place of the content
   */
  protected abstract openContent(wanted: () => boolean): Promise<void>;
  /** Destroys it. Called without a content, too. */
  protected abstract closeContent(): void;
  protected abstract content(): TemplateResult;

  /** Properties that make it another content. */
  protected abstract readonly opensAnew: readonly string[];

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('theme')) this.#followTheme();
    if (this.#seen && this.opensAnew.some((name) => changed.has(name))) this.reopen();
  }

  #message(): TemplateResult {
    const words = embedWords();
    const { phase } = this;
    if (phase.kind !== 'failed')
      return html`<div class="message" part="message" role="status">${busy(words.opening)}</div>`;
    return html`<div class="message" part="message">
      <p role="alert">${words[phase.why]}</p>
      ${phase.why === 'failed' ? html`<p class="detail" lang="en">${phase.detail}</p>` : nothing}
      <button @click=${() => this.reopen()}>${words.again}</button>
    </div>`;
  }

  protected override render(): TemplateResult {
    return html`<div class="frame" part="frame">${this.ready ? this.content() : this.#message()}</div>`;
  }
}
