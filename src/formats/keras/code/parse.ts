// Python's text as the syntax tree of syntax.ts, made from Lezer's.

import { parser } from '@lezer/python';
import type { SyntaxNode, Tree } from '@lezer/common';
import { codeOf, filesIn, type PlacedFile } from './files';
import {
  argumentsAfterModel,
  checkNesting,
  withoutCommands,
  withoutEmptyLines,
  withoutPrints,
} from './notPython';
import { StatementReader, type Broken } from './statementReader';
import { LIMITS, TooMuch, type Range, type Script } from './syntax';

/** Of several files, the script. @throws TooMuch */
export function parsePython(text: string): Script {
  return parseFile(text, filesIn(text)[0]);
}

/** By places of the whole text. @throws TooMuch */
export function parseFile(text: string, file: PlacedFile): Script {
  const { from } = file;
  const parsed = placed(from, () => parsedFile(codeOf(text, file)));
  if (from === 0) return { ...parsed, code: text };
  const { errors, broken, skipped, statements } = parsed;
  return { code: text, ...moved({ errors, broken, skipped, statements }, from) };
}

/** What is too much says where, by places of the whole text. */
function placed<T>(from: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    throw new TooMuch(error.what, error.limit, moved(error.at, from));
  }
}

/** A part of a tree with all its places further on. */
function moved<T>(part: T, by: number): T {
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map((one: unknown) => moved(one, by)) as T;
  const entries = Object.entries(part).map(([key, value]: [string, unknown]) => [
    key,
    (key === 'from' || key === 'to') && typeof value === 'number' ? value + by : moved(value, by),
  ]);
  return Object.fromEntries(entries) as T;
}

/** Files that were parsed last, which are read again after each key that is pressed in one of them. */
const parsedLast = new Map<string, Script>();
/** Of all together: a tree takes far more room than its text. */
const MAX_KEPT = 500_000;

function parsedFile(code: string): Script {
  const before = parsedLast.get(code);
  parsedLast.delete(code);
  const script = before ?? parseCode(code);
  parsedLast.set(code, script);
  let kept = [...parsedLast.keys()].reduce((sum, { length }) => sum + length, 0);
  for (const [oldest] of parsedLast) {
    if (kept <= MAX_KEPT || parsedLast.size === 1) break;
    parsedLast.delete(oldest);
    kept -= oldest.length;
  }
  return script;
}

function parseCode(code: string): Script {
  if (code.length > LIMITS.size) throw new TooMuch('size', LIMITS.size);
  checkNesting(code);
  const python = withoutPrints(withoutCommands(withoutEmptyLines(code)));
  // Lezer has no number that ends with its point. Behind one of the same length it finds the same places.
  const masked = python.replace(/(?<![\w.])(\d[\d_]*)\.(?=[eE][+-]?\d|(?![\w.]))/g, '$10');
  const first = parser.parse(masked);
  const wrong = placesOf(errorsOf(first, code));
  // Of a call that only uses the network, what is in its brackets can be left out.
  const calls = argumentsAfterModelIn(masked, wrong);
  const tree = calls.length === 0 ? first : parser.parse(blanked(masked, calls));
  const { errors, broken } = errorsOf(tree, code);
  const reader = new StatementReader(code, broken);
  return {
    ...{ code, errors, broken: broken.map(({ at }) => at) },
    skipped: calls.flatMap((call) => wrong.find((at) => isWithin(at, call)) ?? []),
    statements: reader.body(tree.topNode, 0),
  };
}

const isWithin = (at: Range, { from, to }: Range): boolean => at.from >= from && at.to <= to;

const argumentsAfterModelIn = (code: string, errors: readonly Range[]): readonly Range[] =>
  errors.length === 0
    ? []
    : argumentsAfterModel(code).filter((call) => errors.some((at) => isWithin(at, call)));

/** All places stay. */
const blanked = (code: string, ranges: readonly Range[]): string =>
  ranges.reduce(
    (text, { from, to }) =>
      text.slice(0, from) + text.slice(from, to).replace(/[^\r\n]/g, ' ') + text.slice(to),
    code,
  );

const placesOf = ({ errors, broken }: ReturnType<typeof errorsOf>): readonly Range[] => [
  ...errors,
  ...broken.map(({ at }) => at),
];

const MAX_ERRORS = 20;

/** Those within a statement of one line, by it, and the others. */
function errorsOf(tree: Tree, code: string): Pick<Script, 'errors'> & { readonly broken: readonly Broken[] } {
  const errors: Range[] = [];
  const broken: Broken[] = [];
  tree.iterate({
    enter: ({ type, from, to, node }) => {
      if (!type.isError || errors.length + broken.length >= MAX_ERRORS) return;
      const at = visible(code, from, to);
      const statement = statementAround(node);
      const line = statement === null ? '\n' : code.slice(statement.from, statement.to).trimEnd();
      if (statement === null || line.includes('\n')) errors.push(at);
      else broken.push({ from: statement.from, at });
    },
  });
  return { errors, broken };
}

/** The statement without a body that a node is part of. */
function statementAround(node: SyntaxNode): SyntaxNode | null {
  for (let one = node.parent; one !== null; one = one.parent) {
    if (/^(Expression|Assign|Update)Statement$/.test(one.name)) return one;
    if (/^(Script|Body)$|Statement$|Definition$/.test(one.name)) return null;
  }
  return null;
}

/** An error between two characters is shown at the last one that stands there. */
function visible(code: string, from: number, to: number): Range {
  if (to > from) return { from, to };
  const before = code.slice(0, from).trimEnd().length;
  return before === 0 ? { from, to } : { from: before - 1, to: before };
}
