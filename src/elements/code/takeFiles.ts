// Files that were chosen or dropped, as a text for the code panel: one script, or the files of a program.

import { codeOf, filesIn, joinFiles, type SourceFile } from '../../formats/keras/code/files';
import { withMissing } from '../../formats/keras/code/program';
import { isSource, sourcesOf, type GivenFile } from '../../formats/keras/code/sources';
import { FormatError } from '../../formats/storedModel';
import type { PickedFile } from '../files/jobs';

/** A repository's code is far smaller; its pictures may be in the archive, too. */
const MAX_ARCHIVE_BYTES = 256 * 2 ** 20;
/** What is longer is left out when it is read; so much tells that it is. */
const MAX_FILE_BYTES = 32 * 2 ** 20;

/** Those that were not there before. */
const namesBeside = (before: readonly SourceFile[], after: readonly SourceFile[]): readonly string[] =>
  after.map(({ name }) => name).filter((name) => !before.some((one) => one.name === name));

const mostOf = (name: string): number => (isSource(name) ? MAX_FILE_BYTES : MAX_ARCHIVE_BYTES);

export interface Taken {
  /** Of all files, the script first. */
  readonly text: string;
  /** Files that could not be read. */
  readonly leftOut: readonly string[];
  /** They were added to the files that were there. */
  readonly added: readonly string[];
}

/** The files of a text, each with a name. */
export const sourcesIn = (text: string): readonly SourceFile[] =>
  filesIn(text).map((file) => ({ name: file.name || 'script.py', code: codeOf(text, file) }));

/**
 * @param text what is in the editor
 * @param missing files that it needs
 * @throws FormatError
 */
export async function takeFiles(
  picked: readonly PickedFile[],
  text: string,
  missing: readonly string[],
): Promise<Taken> {
  const own = picked.filter(({ name }) => isSource(name) || /\.zip$/i.test(name));
  const tooLarge = own.find(({ name, file }) => !isSource(name) && file.size > MAX_ARCHIVE_BYTES);
  if (tooLarge)
    throw new FormatError(tooLarge.name, `expected an archive of at most ${MAX_ARCHIVE_BYTES / 2 ** 20} MiB`);
  const given = await Promise.all(
    own.map(async ({ name, file }): Promise<GivenFile> => {
      return { name, bytes: new Uint8Array(await file.slice(0, mostOf(name)).arrayBuffer()) };
    }),
  );
  const before = sourcesIn(text);
  const { files, scripts, leftOut } = sourcesOf(given, before);
  const more = withMissing(before, files, missing);
  if (more !== null) return { text: joinFiles(more), leftOut, added: namesBeside(before, more) };
  const first = files.find(({ name }) => name === scripts[0]);
  const rest = files.filter((file) => file !== first);
  return { text: joinFiles([...(first ? [first] : []), ...rest]), leftOut, added: [] };
}
