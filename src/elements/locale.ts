// The language of the page: its words are loaded when it is chosen, switched without a reload, remembered, and written to
// <html lang>. Elements read `locale.words`; each of them redraws in the other language (connectedElement.ts).

import type { Messages } from './locales/en';
import { complete, partOf, type SideBySide, type Translation } from './locales/translation';

export type { Messages };

interface LanguageOption<Code extends string> {
  /** As in `lang`. */
  readonly code: Code;
  readonly name: string;
  readonly short: string;
  readonly load: () => Promise<Translation>;
}

/** A further language is one line here and a folder of locales: docs/translate.md. */
export const LANGUAGES = [
  {
    code: 'en',
    name: 'English',
    short: 'EN',
    load: async () => ({ page: (await import('./locales/en')).en }),
  },
  {
    code: 'ja',
    name: '日本語',
    short: '日本語',
    load: async () => ({ page: (await import('./locales/ja')).ja }),
  },
] as const satisfies readonly LanguageOption<string>[];

export type Language = (typeof LANGUAGES)[number]['code'];

const KEY = 'convscope.language';

/** Storage may be forbidden; then the choice lasts for this visit. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Nothing to do.
  }
}

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

interface Loaded<Code> {
  readonly language: Code;
  readonly translation: Translation;
  /** Complete. */
  readonly page: Messages;
}

export class Locale<Code extends string> extends EventTarget {
  #now: Loaded<Code> | null = null;
  readonly #loaded = new Map<string, Promise<Translation>>();
  /** Texts of parts in this language, by those that they complete. */
  #completed = new WeakMap<object, unknown>();
  #request = 0;

  /** @param languages the first is the page's until one is chosen */
  constructor(private readonly languages: readonly [LanguageOption<Code>, ...LanguageOption<Code>[]]) {
    super();
  }

  /**
   * Loads the stored language, else the one that the browser prefers, else the next that can be loaded. The document's
   * language and title follow from now on.
   * @throws the error of the last one if none can be loaded
   */
  async start(): Promise<void> {
    this.addEventListener('languagechange', this.#announce);
    const stored = recall(KEY);
    const codes = this.languages.map(({ code }) => code);
    const preferred =
      codes.find((code) => code === stored) ?? codes.find((code) => navigator.language.startsWith(code));
    let failed: unknown = null;
    for (const code of new Set([...(preferred === undefined ? [] : [preferred]), ...codes])) {
      try {
        this.#use(await this.#load(code));
        return;
      } catch (error) {
        failed = error;
      }
    }
    throw failed;
  }

  /** Before it there are no words. */
  get isStarted(): boolean {
    return this.#now !== null;
  }

  get language(): Code {
    return this.#now?.language ?? this.languages[0].code;
  }

  /**
   * Switches as soon as the words are there; of several choices the last counts. If they cannot be loaded, the language
   * stays.
   * @returns whether the page is in that language now
   */
  async choose(language: Code): Promise<boolean> {
    const request = ++this.#request;
    try {
      const loaded = await this.#load(language);
      if (request !== this.#request) return false;
      if (language !== this.#now?.language) this.#use(loaded);
      remember(KEY, language);
      return true;
    } catch {
      return false;
    }
  }

  /** Takes the language whose words are at hand. */
  adopt(language: Code, page: Messages): void {
    this.#loaded.set(language, Promise.resolve({ page }));
    this.#use({ language, page, translation: { page } });
  }

  /** @throws Error before the start */
  get words(): Messages {
    if (!this.#now) throw new Error('locale: no language has been loaded; call start() first');
    return this.#now.page;
  }

  /**
   * Texts in the language of the page; what a further language is missing stands in English.
   * @param id where a translation has them: the name of the file in locales, or a path such as `lessons.strides.title`
   */
  translated<Texts>(id: string, texts: SideBySide<Texts>): Texts {
    const language: string = this.language;
    if (!this.#now || language === 'en' || language === 'ja') return texts[language === 'ja' ? 'ja' : 'en'];
    if (!this.#completed.has(texts))
      this.#completed.set(texts, complete(texts.en, partOf(this.#now.translation, id)));
    return this.#completed.get(texts) as Texts;
  }

  readonly #announce = (): void => {
    document.documentElement.lang = this.language;
    document.title = this.words.title;
  };

  async #load(language: Code): Promise<Loaded<Code>> {
    const translation = await this.#fetch(language);
    if (language === 'en' || language === 'ja')
      return { language, translation, page: translation.page as Messages };
    const english = await this.#fetch('en');
    return { language, translation, page: complete(english.page as Messages, translation.page) };
  }

  #fetch(language: string): Promise<Translation> {
    const option = this.languages.find(({ code }) => code === language);
    if (!option) throw new Error(`locale: no language ${language}; there are ${this.#codes()}`);
    const known = this.#loaded.get(language);
    if (known) return known;
    const loading = option.load();
    this.#loaded.set(language, loading);
    // The next choice tries again.
    loading.catch(() => this.#loaded.delete(language));
    return loading;
  }

  #codes(): string {
    return this.languages.map(({ code }) => code).join(', ');
  }

  #use(loaded: Loaded<Code>): void {
    this.#now = loaded;
    this.#completed = new WeakMap();
    this.dispatchEvent(new Event('languagechange'));
  }
}

export const locale = new Locale<Language>(LANGUAGES);

/** The words of a part of the page that is loaded when it is wanted, in the language of the page. */
export const wordsOf =
  <Words>(id: string, words: SideBySide<Words>): (() => Words) =>
  () =>
    locale.translated(id, words);
