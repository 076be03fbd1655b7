// What data sets and their classes are called in the page's language. Files of the user's have the names that they came
// with.

import type { DataReference } from '../../data/dataSet';
import { locale } from '../locale';
import { fruit } from '../locales/fruit';
import { shapes } from '../locales/shapes';
import type { SideBySide } from '../locales/translation';

type Names = Readonly<Record<string, string>>;

/** Of the classes that are ours, by the name of their data set. A digit is called the same in every language. */
const CLASSES: Readonly<Record<string, readonly [id: string, names: SideBySide<Names>]>> = {
  'fruit-synthetic': ['fruit', fruit],
  lab: ['fruit', fruit],
  shapes: ['shapes', shapes],
};

/**
 * @param id as `classNames` of the data set has it
 * @param language not that of the page
 */
export function className({ name }: DataReference, id: string, language?: keyof SideBySide<Names>): string {
  const own = CLASSES[name];
  if (!own) return id;
  return (language === undefined ? locale.translated(...own) : own[1][language])[id] ?? id;
}

export function dataName({ name, options }: DataReference): string {
  const own = options?.name;
  const key = options?.colour === true ? `${name}-colour` : name;
  return locale.words.data.names[key] ?? (typeof own === 'string' ? own : name);
}
