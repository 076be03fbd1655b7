// What there is to translate: the words of the page, of its other parts and of the lessons, by the ids under which a
// translation has them (docs/translate.md).

import { en } from '../../src/elements/locales/en';
import { ja } from '../../src/elements/locales/ja';
import { LESSONS } from '../../src/lessons/lessons';

type Group = Readonly<Record<string, unknown>>;

const PARTS = import.meta.glob<Group>(
  ['../../src/elements/locales/*.ts', '../../src/elements/locales/lab/lab.ts'],
  { eager: true },
);

const isGroup = (value: unknown): value is Group =>
  Array.isArray(value) ||
  (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype);
const isSideBySide = (value: unknown): value is { readonly en: unknown; readonly ja: unknown } =>
  isGroup(value) && 'en' in value && 'ja' in value;
const joined = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** The path of every text. */
function pathsOf(texts: unknown, path = ''): string[] {
  if (!isGroup(texts)) return [path];
  return Object.entries(texts).flatMap(([key, text]) => pathsOf(text, joined(path, key)));
}

/** The path of every text that stands in both languages side by side, anywhere in `data`. */
export function sideBySide(data: unknown, path = ''): string[] {
  if (isSideBySide(data)) return [...new Set([...pathsOf(data.en, path), ...pathsOf(data.ja, path)])];
  if (!isGroup(data)) return [];
  return Object.entries(data).flatMap(([key, value]) => sideBySide(value, joined(path, key)));
}

/** The id of every text of the page. */
export function allTexts(): string[] {
  const lessons = LESSONS.flatMap((lesson) => sideBySide({ ...lesson }, `lessons.${lesson.id}`));
  const parts = Object.values(PARTS).flatMap((names) => sideBySide({ ...names }));
  return [...new Set([...sideBySide({ page: { en, ja } }), ...parts, ...lessons])];
}

/** What a translation is missing of `texts`, and what it has besides, under which nothing is looked up. */
export function compared(
  translation: unknown,
  texts: readonly string[],
): { readonly missing: readonly string[]; readonly unknown: readonly string[] } {
  const translated = new Set(pathsOf(translation));
  const known = new Set(texts);
  return {
    missing: texts.filter((id) => !translated.has(id)),
    unknown: [...translated].filter((id) => !known.has(id)),
  };
}
