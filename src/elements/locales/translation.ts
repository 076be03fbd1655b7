// Texts in a language beyond English and Japanese: a part of them may be missing, and then stands in English.

import type { Messages } from './en';

/** Texts in both languages of the page, side by side. */
export interface SideBySide<Texts> {
  readonly en: Texts;
  readonly ja: Texts;
}

/** Some of the texts, each of the same kind. */
export type Translated<Texts> = Texts extends string
  ? string
  : Texts extends (...given: never[]) => unknown
    ? Texts
    : { readonly [Key in keyof Texts]?: Translated<Texts[Key]> };

/** A folder of locales: the words of the page, and those of its other parts by the names of their files. */
export type Translation = { readonly page: Translated<Messages> } & Readonly<Record<string, unknown>>;

const isGroup = (texts: unknown): texts is Readonly<Record<string, unknown>> =>
  typeof texts === 'object' && texts !== null;

/** `texts` with those in their places that `translated` has. */
export function complete<Texts>(texts: Texts, translated: unknown): Texts {
  if (translated === undefined) return texts;
  if (!isGroup(texts)) return translated as Texts;
  if (!isGroup(translated)) return texts;
  const entries = Object.entries(texts).map(([key, text]) => [key, complete(text, translated[key])] as const);
  // Entries that are looked up by a name of the engine may be more than English has.
  const completed = { ...translated, ...Object.fromEntries(entries) };
  return (Array.isArray(texts) ? entries.map(([, text]) => text) : completed) as Texts;
}

/** What a translation has under an id such as `lessons.strides.title`. */
export function partOf(translation: Translation, id: string): unknown {
  return id
    .split('.')
    .reduce<unknown>((texts, key) => (isGroup(texts) ? texts[key] : undefined), translation);
}
