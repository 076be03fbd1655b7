// Arguments of calls in a script: set where their values are written, added behind the others, taken out; in the
// learner's own quotes, brackets and lines.

import type { Range } from './syntax';
import { indentAt, lineBreak, type TextEdit } from './textEdits';
import type { GivenArgument } from './values';

/** A call as far as its arguments go. */
export interface Arguments {
  readonly inside: Range;
  readonly arguments: readonly GivenArgument[];
}

/** Sets an argument of a call, where its value is written or behind the others. */
export function argumentEdits(
  code: string,
  call: { readonly inside: Range; readonly arguments: readonly GivenArgument[] },
  key: string,
  text: string,
  value: unknown = text,
  given: GivenArgument | undefined = call.arguments.find(({ name }) => name === key),
): (readonly TextEdit[])[] {
  return given === undefined
    ? [[appended(code, call, `${key}=${inQuotesOf(code, text)}`)]]
    : replacements(code, given, value, text);
}

/** At the variable first, if there is one. */
export function replacements(
  code: string,
  { origin, value: at }: GivenArgument,
  value: unknown,
  text: string,
): (readonly TextEdit[])[] {
  const places = origin === null || (origin.from === at.from && origin.to === at.to) ? [at] : [origin, at];
  return places.map(({ from, to }) => [{ from, to, insert: likeBefore(code.slice(from, to), value, text) }]);
}

/** `5` where `3` stood for (3, 3); the quotes, and the brackets of a list, as they were. */
function likeBefore(before: string, value: unknown, text: string): string {
  const quote = /^['"]/.exec(before)?.[0];
  if (typeof value === 'string' && quote === "'") return text.replaceAll('"', "'");
  if (!Array.isArray(value)) return text;
  const [first] = value as readonly unknown[];
  const isEven = typeof first === 'number' && value.every((one) => one === first);
  if (isEven && value.length === 2 && !/^\s*[([]/.test(before)) return String(first);
  return before.startsWith('[') ? text.replace(/^\(/, '[').replace(/,?\)$/, ']') : text;
}

/** A new text in the quotes that the script has more of. */
export function inQuotesOf(code: string, text: string): string {
  const count = (quote: string): number => code.split(quote).length;
  return text.startsWith('"') && count("'") > count('"') ? text.replaceAll('"', "'") : text;
}

/** Behind the last argument, on a line of its own where arguments have one. */
export function appended(
  code: string,
  { inside, arguments: given }: { readonly inside: Range; readonly arguments: readonly GivenArgument[] },
  text: string,
): TextEdit {
  const last = given.at(-1);
  if (last === undefined) return { from: inside.from, to: inside.from, insert: text };
  const before = given.at(-2)?.argument.to ?? inside.from;
  const hasOwnLine = code.slice(before, last.argument.from).includes('\n');
  const space = hasOwnLine ? lineBreak(code) + indentAt(code, last.argument.from) : ' ';
  const { to } = last.argument;
  return { from: to, to, insert: `,${space}${text}` };
}
