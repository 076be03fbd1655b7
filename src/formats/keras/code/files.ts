// Several files of one program as one text, so that the reader, its edits, the list of changes and what is kept have one
// text with one numbering of places. Each file begins with a line of its own, a record separator (U+001E, which no Python
// has) and the file's name. The first is the script, the others are what it may import. A script alone has no such line.

import type { Range } from './syntax';

export interface SourceFile {
  /** With its folders: `models/unet.py`. */
  readonly name: string;
  readonly code: string;
}

/** A file within a text: where its code stands. */
export interface PlacedFile extends Range {
  /** '' of a script alone. */
  readonly name: string;
}

/** Of all files together, and how many they may be. */
export const FILE_LIMITS = { files: 1_000, characters: 1_000_000 } as const;

const MARK = '\u001e';

/** @param files the script first */
export function joinFiles(files: readonly SourceFile[]): string {
  const [first] = files;
  if (files.length === 1 && first !== undefined) return first.code.replaceAll(MARK, ' ');
  return files
    .map(({ name, code }) => `${MARK}${name.replace(/\p{Cc}/gu, '_')}\n${code.replaceAll(MARK, ' ')}`)
    .join('\n');
}

export function filesIn(text: string): readonly [PlacedFile, ...PlacedFile[]] {
  if (!text.startsWith(MARK)) return [{ name: '', from: 0, to: text.length }];
  const files: PlacedFile[] = [];
  for (let at = 0; at >= 0;) {
    const next = text.indexOf(`\n${MARK}`, at);
    const to = next < 0 ? text.length : next;
    const line = text.indexOf('\n', at);
    const from = line < 0 || line > to ? to : line + 1;
    files.push({ name: text.slice(at + 1, Math.min(from, to)).trimEnd(), from: Math.min(from, to), to });
    at = next < 0 ? -1 : next + 1;
  }
  return files as [PlacedFile, ...PlacedFile[]];
}

/** Where the script begins. */
export const startOf = (text: string): number => (text.startsWith(MARK) ? text.indexOf('\n') + 1 : 0);

export const codeOf = (text: string, { from, to }: Range): string => text.slice(from, to);

/** The file that a place is in. */
export function fileAt(text: string, at: number): PlacedFile {
  const files = filesIn(text);
  return files.findLast(({ from }) => from <= at) ?? files[0];
}

export interface Place {
  /** '' in the script. */
  readonly file: string;
  /** From 1, within the file. */
  readonly line: number;
}

export function placeIn(text: string, at: number): Place {
  const file = fileAt(text, at);
  const line = text.slice(file.from, at).split('\n').length;
  return { file: file.from === startOf(text) ? '' : file.name, line };
}
