// The classes of the data in words: their names, whether they are digits, and which of many are listed.

import { DIGIT_WIDTH } from '../../draw/layout';
import type { StageFacade } from '../../session/facade';
import { className as nameOf } from '../data/names';
import type { Messages } from '../locale';

export const DIGITS: readonly string[] = Array.from({ length: 10 }, (_, digit) => String(digit));

/** More classes than this are listed in part. */
export const MANY_CLASSES = 10;
const LIKELIEST = 5;

type ClassNames = Pick<StageFacade, 'classNames' | 'data'> | null;

export const isDigits = (names: readonly string[]): boolean => names.join() === DIGITS.join();

/** The name of a class, in the page's language where the data set is ours. */
export function className(session: ClassNames, at: number): string {
  const id = session?.classNames[at] ?? String(at);
  return session?.data ? nameOf(session.data.reference, id) : id;
}

/** The names of all classes, as `className` gives them. */
export const classNamesOf = (session: ClassNames): readonly string[] =>
  (session?.classNames ?? []).map((_, at) => className(session, at));

/** The words for classes that are digits, or anything else. */
export const classWords = (
  session: ClassNames,
  { classes }: Pick<Messages, 'classes'>,
): Messages['classes']['digits'] => classes[isDigits(session?.classNames ?? DIGITS) ? 'digits' : 'others'];

/**
 * The classes that are listed: all, or of many the five likeliest, from the likeliest on, and after them the one asked about.
 * @param probabilities of each class; empty while they are not known
 */
export function classesShown(
  count: number,
  probabilities: ArrayLike<number>,
  asked: number | null,
): readonly number[] {
  const all = Array.from({ length: count }, (_, at) => at);
  if (count <= MANY_CLASSES) return all;
  const value = (at: number): number => probabilities[at] ?? 0;
  const likeliest = all.sort((a, b) => value(b) - value(a) || a - b).slice(0, LIKELIEST);
  return asked === null || asked >= count || likeliest.includes(asked) ? likeliest : [...likeliest, asked];
}

const MOST_WIDTH = 104;
/** About, in CSS pixels: letters of East Asian scripts are as wide as high. */
const letterWidth = (letter: string): number => ((letter.codePointAt(0) ?? 0) > 0x2e80 ? 13.5 : 9);
const GAP_AFTER = 8;

/** The width that the names need, with the gap after them, in CSS pixels; a name longer than the most ends in an ellipsis. */
export function namesWidth(names: readonly string[]): number {
  if (isDigits(names)) return DIGIT_WIDTH;
  const width = (name: string): number =>
    Array.from(name).reduce((sum, letter) => sum + letterWidth(letter), GAP_AFTER);
  return Math.ceil(Math.min(MOST_WIDTH, Math.max(DIGIT_WIDTH, ...names.map(width))));
}

/** A name cut to a width, for where no style can do it. */
export function cutName(name: string, width = DIGIT_WIDTH): string {
  let used = GAP_AFTER;
  const letters = Array.from(name);
  const fits = letters.filter((letter) => (used += letterWidth(letter)) <= width).length;
  return fits >= letters.length ? name : `${letters.slice(0, Math.max(1, fits - 1)).join('')}…`;
}
