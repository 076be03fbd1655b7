// Lists that a command counts, in a Markdown file of the documentation.

import { readFile, writeFile } from 'node:fs/promises';
import { UsageError } from './options';

/** Replaces everything after the line `<!-- NAME -->` of a file. @throws UsageError where it has none */
export async function writeAfterMark(path: string, name: string, markdown: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const mark = `<!-- ${name} -->`;
  const at = text.indexOf(mark);
  if (at < 0) throw new UsageError(`'${path}' has no line ${mark}`);
  await writeFile(path, `${text.slice(0, at + mark.length)}\n\n${markdown}`);
}
