// What went wrong, in the page's language: by the facts that the engine gives, else in the engine's own words.

import { factsOf, type ErrorFacts } from '../../session/errorFacts';
import type { Messages } from '../locale';

/** @param message the engine's own words, where there are no facts */
export function factsText(
  facts: ErrorFacts | null,
  message: string,
  { errors }: Pick<Messages, 'errors'>,
): string {
  if (facts === null) return message;
  // One table of functions, each of its own facts: TypeScript cannot see that they belong together.
  const say = errors[facts.code] as (facts: ErrorFacts) => string;
  const text = say(facts);
  return text === '' ? message : text;
}

export function errorText(error: unknown, words: Pick<Messages, 'errors'>): string {
  const message = error instanceof Error ? error.message : String(error);
  return factsText(factsOf(error), message, words).replaceAll('`', '');
}
