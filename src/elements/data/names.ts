// What data sets and their classes are called in the page's language. Files of the user's have the names that they came
// with.

import type { DataReference } from '../../data/dataSet';
import { locale, type Language } from '../locale';
import { fruit } from '../locales/fruit';
import { shapes } from '../locales/shapes';

/** Of the classes that are ours, by the name of their data set. A digit is called the same in every language. */
const CLASSES: Readonly<Record<string, Readonly<Record<Language, Readonly<Record<string, string>>>>>> = {
  'fruit-synthetic': fruit,
  lab: fruit,
  shapes,
};

/** @param id as `classNames` of the data set has it */
export const className = ({ name }: DataReference, id: string): string =>
  CLASSES[name]?.[locale.language][id] ?? id;

export function dataName({ name, options }: DataReference): string {
  const own = options?.name;
  const key = options?.colour === true ? `${name}-colour` : name;
  return locale.words.data.names[key] ?? (typeof own === 'string' ? own : name);
}
