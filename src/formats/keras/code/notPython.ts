// Lines of scripts and notebooks that are no Python, blanked so that all places stay.

import { LIMITS, TooMuch, type Range } from './syntax';

const BRACKETS = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#.*|[([{]|[)\]}]/g;

/** Lezer takes seconds over 50,000 brackets within one another. */
export function checkNesting(code: string): void {
  let depth = 0;
  for (const { 0: text, index } of code.matchAll(BRACKETS)) {
    if (text.length > 1) continue;
    depth = '([{'.includes(text) ? depth + 1 : Math.max(0, depth - 1);
    if (depth > LIMITS.depth) throw new TooMuch('depth', LIMITS.depth, { from: index, to: index + 1 });
  }
}

/** IPython reads some words as commands without a sign before them: `cd data`, `pip install keras`. */
const COMMANDS = new RegExp(
  '(?<=^[ \\t]*)(?:[!%?]|(?:cd(?=[ \\t]+[-/~.\\w]|/)|(?:pip3?|conda)(?=[ \\t]+install\\b)|' +
    '(?:ls|mkdir|cat|rm|mv|cp|unzip|wget|git)(?=[ \\t]+[-/~.\\w]))(?![ \\t]+(?:in|is|if|and|or|not)\\b))' +
    '(?:\\\\\\r?\\n|[^\\r\\n])*',
  'gm',
);

/**
 * Lines of a notebook that are no Python, `!pip install …` and `%matplotlib inline`, as a number and a comment of the
 * same length: all places stay.
 */
export function withoutCommands(code: string): string {
  if (code.search(COMMANDS) < 0) return code;
  let depth = 0;
  let at = 0;
  const outside: { from: number; to: number }[] = [];
  for (const { 0: text, index } of code.matchAll(BRACKETS)) {
    if (text.length > 1 || text === '#') {
      // A line that begins within a text is no command.
      if (text.includes('\n')) {
        if (depth === 0) outside.push({ from: at, to: index });
        at = index + text.length;
      }
      continue;
    }
    const isOpen = '([{'.includes(text);
    if (isOpen && depth === 0) outside.push({ from: at, to: index });
    depth = isOpen ? depth + 1 : Math.max(0, depth - 1);
    if (depth === 0) at = index + 1;
  }
  if (depth === 0) outside.push({ from: at, to: code.length });
  const isOutside = (place: number): boolean => outside.some(({ from, to }) => place >= from && place <= to);
  return code.replace(COMMANDS, (line: string, place: number) =>
    isOutside(place) && !/\\\s*$/.test(code.slice(0, place))
      ? `0${line
          .slice(1)
          .replace(/./, '#')
          .replace(/\r?\n./g, (end) => `${end.slice(0, -1)}#`)}`
      : line,
  );
}

/** A backslash before an empty line, which Python takes as the end of the line, and Lezer does not. */
export const withoutEmptyLines = (code: string): string => code.replace(/\\(?=\r?\n[ \t]*(?:\r?\n|$))/g, ' ');

/** Python 2's `print a, b`, of which Lezer reads the first, as `0,   a, b`: nothing of it matters, and all places stay. */
export const withoutPrints = (code: string): string =>
  code.replace(
    /(?<=^[ \t]*|[:;][ \t]*)print(?=[ \t]*(["']|>>)|[ \t]+(?!(?:in|is|if|and|or|for|else|not in)\b)[\w-])/gm,
    (_, stream?: string) => (stream === '>>' ? '0    ' : '0,   '),
  );

/** Calls that a network is complete before. */
const AFTER_MODEL =
  /^[ \t]*(?:[A-Za-z_][\w.]* *= *)?[A-Za-z_][\w.]*\.(?:fit|fit_generator|evaluate|evaluate_generator|predict|predict_generator|save|save_weights) *\(/gm;

/** A statement that a forgotten bracket would take into the call. */
const STATEMENT_WITHIN = /^(?:def|class|import|from|if|for|with|while)\b|^[A-Za-z_][\w.]* *(?:=(?!=)|\()/m;

/** What stands in the brackets of `model.fit(…)` and its kin, which may be no Python: the network does without it. */
export function argumentsAfterModel(code: string): readonly Range[] {
  return [...code.matchAll(AFTER_MODEL)].flatMap(({ 0: head, index }) => {
    const from = index + head.length;
    let depth = 1;
    for (const { 0: text, index: at } of code.slice(from).matchAll(BRACKETS)) {
      if (text.length > 1 || text === '#') continue;
      depth += '([{'.includes(text) ? 1 : -1;
      if (depth > 0) continue;
      const to = from + at;
      return STATEMENT_WITHIN.test(code.slice(from, to)) ? [] : [{ from, to }];
    }
    return [];
  });
}
