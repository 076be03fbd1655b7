// The language of the page: one typed dictionary per language, switched without a reload, remembered, and
// written to <html lang>. Elements read `locale.words`; each of them redraws in the other
// language (connectedElement.ts).

import { en } from './locales/en';
import { ja } from './locales/ja';

export type Messages = typeof en;
export type Language = 'en' | 'ja';

export const LANGUAGES: readonly {
  readonly code: Language;
  readonly name: string;
  readonly short: string;
}[] = [
  { code: 'en', name: 'English', short: 'EN' },
  { code: 'ja', name: '日本語', short: '日本語' },
];

const DICTIONARIES: Readonly<Record<Language, Messages>> = { en, ja };
const KEY = 'convscope.language';

function isLanguage(code: string | null): code is Language {
  return LANGUAGES.some((language) => language.code === code);
}

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

class Locale extends EventTarget {
  #language: Language = 'en';

  /** Selects the stored language, else the one that the browser prefers. */
  start(): void {
    const stored = recall(KEY);
    this.#language = isLanguage(stored) ? stored : navigator.language.startsWith('ja') ? 'ja' : 'en';
    this.#announce();
  }

  get language(): Language {
    return this.#language;
  }

  set language(language: Language) {
    if (language === this.#language) return;
    this.#language = language;
    remember(KEY, language);
    this.#announce();
  }

  get words(): Messages {
    return DICTIONARIES[this.#language];
  }

  #announce(): void {
    document.documentElement.lang = this.#language;
    document.title = this.words.title;
    this.dispatchEvent(new Event('languagechange'));
  }
}

export const locale = new Locale();

/** The words of a part of the page that is loaded when it is wanted, in the language of the page. */
export const wordsOf =
  <Words>(dictionary: Readonly<Record<Language, Words>>): (() => Words) =>
  () =>
    dictionary[locale.language];
