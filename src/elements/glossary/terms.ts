// The terms of the glossary in the page's language.

import { locale, wordsOf } from '../locale';
import { glossary, type Term, type TermId } from '../locales/glossary';
import { glossaryWords } from '../locales/glossaryWords';

export const words = wordsOf('glossaryWords', glossaryWords);

export interface ShownTerm {
  readonly name: string;
  readonly meaning: string;
  /** Its name in the other language. */
  readonly other: string;
  readonly otherLanguage: 'en' | 'ja';
  readonly keras: string | null;
  readonly lesson: string | null;
}

/** null if the glossary has no such term. */
export function shownTerm(id: string): ShownTerm | null {
  if (!Object.hasOwn(glossary, id)) return null;
  const term: Term = glossary[id as TermId];
  const otherLanguage = locale.language === 'en' ? 'ja' : 'en';
  const { keras, lesson } = term;
  return {
    ...locale.translated(`glossary.${id}`, term),
    other: term[otherLanguage].name,
    otherLanguage,
    keras,
    lesson,
  };
}
