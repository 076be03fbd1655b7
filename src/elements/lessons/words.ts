// Texts of lessons in the language of the page, with the numbers of the moment.

import type { TemplateResult } from 'lit';
import { fill } from '../../lessons/fill';
import type { Numbers, Text } from '../../lessons/lesson';
import { wayTo } from '../../lessons/lessons';
import { className } from '../data/names';
import { locale, wordsOf } from '../locale';
import { lessonPanel } from '../locales/lessonPanel';
import { formatNumber } from '../text/format';
import { marked } from '../text/marked';

export const lessonWords = wordsOf('lessonPanel', lessonPanel);

/** Counts in full, other numbers with two or three digits. */
export function lessonNumber(value: number): string {
  if (!Number.isInteger(value)) return formatNumber(value);
  return new Intl.NumberFormat(locale.language).format(value).replace('-', '−');
}

/** A text without numbers. */
export function plain(text: Text): string {
  const way = wayTo(text);
  // Of no lesson: a title that the engine gives.
  return way === null ? text[locale.language] : locale.translated(`lessons.${way}`, text);
}

export function filled(
  text: Text,
  data: string,
  numbers: Numbers,
  before: Numbers = numbers,
): TemplateResult {
  const writing = {
    text: plain,
    number: lessonNumber,
    className: (name: string) => className({ name: data }, name),
  };
  return marked(fill(text, numbers, before, writing));
}
