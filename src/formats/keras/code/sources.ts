// Scripts, notebooks and zip archives as they were chosen, as the files of one program. Names and sizes are checked before
// anything is unpacked, and what is no text is left out.

import { ZipArchive } from '../../zip';
import { FormatError } from '../../storedModel';
import { FILE_LIMITS, type SourceFile } from './files';
import { scriptOfNotebook } from './notebook';
import { programOf, type Program } from './program';
import { LIMITS } from './syntax';

export interface GivenFile {
  /** With its folders, where they are known. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Sources extends Program {
  /** Files that are no text in UTF-8, or longer than a script may be. */
  readonly leftOut: readonly string[];
}

export const isSource = (name: string): boolean => /\.(?:py|ipynb)$/i.test(name);
/** Of systems, and of libraries that stand in a folder beside the program. */
const NOT_OWN = /(^|\/)(\.[^/]*|__MACOSX|__pycache__|node_modules|site-packages|dist-packages)\//;
/** A notebook holds the pictures that it has shown. */
const MAX_NOTEBOOK_BYTES = 32 * 2 ** 20;

/** Of an archive, scripts alone. */
const MAX_UNPACKED_BYTES = 128 * 2 ** 20;

const MAX_NAME = 1_000;

const isZip = (name: string): boolean => /\.zip$/i.test(name);
/** Bytes that a source may have. */
export const mostOf = (name: string): number => (/\.py$/i.test(name) ? LIMITS.size * 4 : MAX_NOTEBOOK_BYTES);

/**
 * @param beside files that they may belong to, which import them by their names
 * @throws FormatError where there is no script, there are too many, or an archive is damaged or leads out of its folder
 */
export function sourcesOf(given: readonly GivenFile[], beside: readonly SourceFile[] = []): Sources {
  const leftOut: string[] = [];
  const sources: SourceFile[] = [];
  for (const file of given.flatMap((one) => (isZip(one.name) ? unpacked(one, leftOut) : [one]))) {
    if (!isSource(file.name) || NOT_OWN.test(file.name)) continue;
    const code = file.name.length > MAX_NAME ? null : textOf(file.bytes);
    const script = code === null ? null : (scriptOfNotebook(code) ?? code);
    if (script === null || script.length > LIMITS.size) leftOut.push(file.name.slice(0, MAX_NAME));
    else sources.push({ name: file.name, code: script });
  }
  const [first] = given;
  const where = given.length === 1 && first !== undefined ? first.name : 'these files';
  if (sources.length === 0)
    throw new FormatError(
      where,
      leftOut.length === 0
        ? 'expected Python scripts (.py) or notebooks (.ipynb). There are none'
        : `expected text in UTF-8 of at most ${LIMITS.size.toLocaleString('en')} characters. ${leftOut
            .slice(0, 3)
            .map((name) => name.slice(-100))
            .join(', ')} is not`,
    );
  const program = programOf(withoutCommonFolder(sources, beside));
  const characters = program.files.reduce((sum, { code }) => sum + code.length, 0);
  if (program.files.length > FILE_LIMITS.files || characters > FILE_LIMITS.characters)
    throw new FormatError(
      where,
      `expected at most ${FILE_LIMITS.files.toLocaleString('en')} files and ${FILE_LIMITS.characters.toLocaleString('en')} characters that belong together. ` +
        `Received ${program.files.length} files, ${characters} characters`,
    );
  return { ...program, leftOut };
}

function unpacked({ name: where, bytes }: GivenFile, leftOut: string[]): readonly GivenFile[] {
  const archive = new ZipArchive(where, bytes);
  let total = 0;
  return archive.names.flatMap((name) => {
    if (!isSource(name)) return [];
    if (/^(\/|[a-z]:)|\\|(^|\/)\.\.(\/|$)/i.test(name))
      throw new FormatError(
        where,
        `expected names within the archive. Received '${name}', which leads out of it`,
      );
    if (NOT_OWN.test(name)) return [];
    if (archive.sizeOf(name) > mostOf(name)) {
      leftOut.push(name);
      return [];
    }
    total += archive.sizeOf(name);
    if (total > MAX_UNPACKED_BYTES)
      throw new FormatError(where, `expected scripts of at most ${MAX_UNPACKED_BYTES / 2 ** 20} MiB in all`);
    return [{ name, bytes: archive.read(name, mostOf(name)) }];
  });
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Null where it is no text. */
function textOf(bytes: Uint8Array): string | null {
  try {
    const text = decoder.decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

/** Without a folder that all of them are in and none imports from, as the one that an archive is packed in. */
function withoutCommonFolder(
  sources: readonly SourceFile[],
  beside: readonly SourceFile[],
): readonly SourceFile[] {
  const [folder, rest] = /^([^/]+)\/(.*)/.exec(sources[0]?.name ?? '')?.slice(1) ?? [];
  if (folder === undefined || rest === undefined) return sources;
  if (!sources.every(({ name }) => name.startsWith(`${folder}/`))) return sources;
  const isImported = new RegExp(`\\b(from|import)[ \\t]+${folder.replace(/\W/g, '\\$&')}\\b`);
  if ([...sources, ...beside].some(({ code }) => isImported.test(code))) return sources;
  return withoutCommonFolder(
    sources.map(({ name, code }) => ({ name: name.slice(folder.length + 1), code })),
    beside,
  );
}
