// Numbers in the texts of lessons.

import type { Numbers, Text, Value } from './lesson';

/** How the page writes it. */
export interface Writing {
  /** In the language of the page. */
  readonly text: (text: Text) => string;
  readonly number: (value: number) => string;
  readonly className: (name: string) => string;
}

const NAME = /\{((?:before\.)?\w+)\}/g;

/** The names of the numbers in a text, in their order. */
export const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(NAME)].map(([, name = '']) => name);

/** @throws Error for the name of a number that there is not: a mistake of the lesson */
export function fill(text: Text, numbers: Numbers, before: Numbers, writing: Writing): string {
  return writing.text(text).replaceAll(NAME, (_, name: string) => {
    const [of, key] = name.startsWith('before.') ? [before, name.slice(7)] : [numbers, name];
    const value = of[key];
    if (value === undefined) throw new Error(`'${text.en}' has {${name}}, but the step has no such number`);
    return written(value, writing);
  });
}

function written(value: Value, { text, number, className }: Writing): string {
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string') return value;
  return 'classOf' in value ? className(value.classOf) : text(value);
}
