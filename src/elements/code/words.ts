// The code panel's words come with it: the first view of the page does without.

import type { Lint, Problem } from '../../formats/keras/code/lints';
import { wordsOf } from '../locale';
import { code } from '../locales/code';
import { codeProblems } from '../locales/codeProblems';

export type CodeWords = (typeof code)['en'];

export const codeWords = wordsOf('code', code);
const problemWords = wordsOf('codeProblems', codeProblems);

/** What is wrong, in the page's language. */
export function lintWords({ problem }: Pick<Lint, 'problem'>): string {
  const { say } = problemWords();
  // One table of functions, each of its own problem: TypeScript cannot see that they belong together.
  return (say[problem.code] as (problem: Problem) => string)(problem);
}
