// The lab's words are many, and come with it: the first view of the page does without.

import type { Labels } from '../../formats/html/webPage';
import type { LabClass } from '../../lab/picture';
import { LabProblem } from '../../lab/problem';
import { errorText } from '../text/errorText';
import { locale, wordsOf } from '../locale';
import { lab } from '../locales/lab/lab';

export type LabWords = (typeof lab)['en'];

export const labWords = wordsOf('lab', lab);

/** A class as it is called: by its own name, else by the fruit's. */
export const className = ({ name, fruit, id }: LabClass): string =>
  name ?? labWords().fruit[fruit ?? id] ?? id;

/** The names of classes in both languages, in their order. */
export function classLabels(classes: readonly LabClass[]): Labels {
  const namesIn = (language: keyof Labels): readonly string[] =>
    classes.map(({ name, fruit, id }) => name ?? lab[language].fruit[fruit ?? id] ?? id);
  return { en: namesIn('en'), ja: namesIn('ja') };
}

/** What went wrong, in the page's language. */
export function labErrorText(error: unknown): string {
  if (!(error instanceof LabProblem)) return errorText(error, locale.words);
  const { problems, fruit } = labWords();
  const { facts } = error;
  // A fruit that was given no name is called as the language does.
  const named =
    facts.code === 'fewPictures' ? { ...facts, className: fruit[facts.className] ?? facts.className } : facts;
  // One table of functions, each of its own facts: TypeScript cannot see that they belong together.
  const say = problems[named.code] as (given: typeof named) => string;
  return say(named);
}
