// Jupyter notebooks: the cells with code as one script.

import { parsePython } from './parse';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @returns null where the text is no notebook */
export function scriptOfNotebook(text: string): string | null {
  if (!/^\s*\{/.test(text)) return null;
  let notebook: unknown;
  try {
    notebook = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(notebook)) return null;
  // Before version 4, cells stood in worksheets.
  const sheets = Array.isArray(notebook.worksheets) ? (notebook.worksheets as unknown[]) : [notebook];
  const cells = sheets.flatMap((sheet) =>
    isRecord(sheet) && Array.isArray(sheet.cells) ? (sheet.cells as unknown[]) : [],
  );
  if (cells.length === 0) return null;
  const code = cells.flatMap((cell) => {
    if (!isRecord(cell) || cell.cell_type !== 'code') return [];
    const source = cell.source ?? cell.input;
    const lines = Array.isArray(source) ? source.join('') : source;
    // A cell that begins with %% is written in another language, or is a file of Python.
    return typeof lines === 'string' &&
      lines.trim() !== '' &&
      !/^\s*%%(?!(time|capture|writefile)\b)/.test(lines)
      ? [readable(dedented(lines.replace(/\r\n/g, '\n').trimEnd()))]
      : [];
  });
  return `${code.join('\n\n')}\n`;
}

/** As IPython does, without the indentation that its first line has. */
function dedented(cell: string): string {
  const indent = /^(?:[ \t]*\n)*([ \t]+)\S/.exec(cell)?.[1];
  if (indent === undefined) return cell;
  const lines = cell.split('\n').map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
  return lines.join('\n');
}

/** Python refuses a cell with an error and runs the others: it stays as a comment. */
function readable(cell: string): string {
  try {
    const { errors, broken } = parsePython(cell);
    return errors.length + broken.length === 0 ? cell : cell.replace(/^/gm, '# ');
  } catch {
    // Too much of it: readCode says so.
    return cell;
  }
}
