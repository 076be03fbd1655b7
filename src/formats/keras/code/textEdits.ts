// Changes to a text by places of the old one, and where things are afterwards.

import type { Range } from './syntax';

export interface TextEdit extends Range {
  readonly insert: string;
  /** False: not worth showing, as an import. */
  readonly shown?: boolean;
}

export interface Edited {
  readonly code: string;
  /** What was inserted, by places of the new text. */
  readonly ranges: readonly Range[];
}

/** @param edits in any order; they must not overlap */
export function applyEdits(code: string, edits: readonly TextEdit[]): Edited {
  const sorted = [...edits].sort((a, b) => a.from - b.from || a.to - b.to);
  const ranges: Range[] = [];
  let text = '';
  let at = 0;
  for (const { from, to, insert, shown = true } of sorted) {
    text += code.slice(at, from);
    const lead = /^[\s,;]*/.exec(insert)?.[0].length ?? 0;
    const length = insert.replace(/[\s,]+$/, '').length - lead;
    const start = text.length + lead;
    text += insert;
    if (shown && length > 0) ranges.push({ from: start, to: start + length });
    at = to;
  }
  return { code: text + code.slice(at), ranges };
}

/** Where a range of the old text is in the new one. */
export function mapRange({ from, to }: Range, edits: readonly TextEdit[]): Range {
  const shift = (at: number, isBefore: (edit: TextEdit) => boolean): number =>
    edits.reduce(
      (sum, edit) => (isBefore(edit) ? sum + edit.insert.length - (edit.to - edit.from) : sum),
      at,
    );
  return { from: shift(from, (edit) => edit.to <= from), to: shift(to, (edit) => edit.from < to) };
}

/** The spaces and tabs that the line of a place begins with. */
export function indentAt(code: string, at: number): string {
  const start = code.lastIndexOf('\n', at - 1) + 1;
  return /^[ \t]*/.exec(code.slice(start))?.[0] ?? '';
}

/** What the code ends its lines with. */
export function lineBreak(code: string): string {
  return code.includes('\r\n') ? '\r\n' : '\n';
}

/** The end of the line of a place: before its line break. */
export function lineEnd(code: string, at: number): number {
  const end = code.indexOf('\n', at);
  if (end < 0) return code.length;
  return code[end - 1] === '\r' ? end - 1 : end;
}

/** Whole lines of a range, with the line break behind them, where nothing else but `rest` is on them; else null. */
export function wholeLines(code: string, { from, to }: Range, rest = /^[ \t]*,?[ \t]*(#.*)?$/): Range | null {
  const start = code.lastIndexOf('\n', from - 1) + 1;
  const end = lineEnd(code, to);
  if (code.slice(start, from).trim() !== '' || !rest.test(code.slice(to, end))) return null;
  const next = code.indexOf('\n', end);
  return { from: start, to: next < 0 ? code.length : next + 1 };
}
