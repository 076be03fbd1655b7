// Which of several files is the script, and what it imports, by their import lines alone: more than that is found out when
// the script is read (modules.ts), which may use fewer of them.

import type { SourceFile } from './files';

/** Offered to choose from. */
const MAX_SCRIPTS = 12;

const IMPORTS =
  /^[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^\n#;]*))|import[ \t]+([\w., \t]+))/gm;

/** The modules that a file may import, as paths; relative ones begin with `/`, from the folder of all. */
function importedPaths({ name, code }: SourceFile): readonly string[] {
  return [...code.matchAll(IMPORTS)].flatMap(([, module, inBrackets, inLine, modules]) => {
    const plain = (list: string): string[] =>
      list.split(',').flatMap((one) => /^[ \t\r\n]*([\w.]+)/.exec(one.replace(/#.*/g, ''))?.[1] ?? []);
    if (module === undefined) return plain(modules ?? '').map((one) => one.replaceAll('.', '/'));
    const dots = /^\.*/.exec(module)?.[0].length ?? 0;
    const folders = name.split('/').slice(0, -1);
    const root = dots === 0 ? [] : ['', ...folders.slice(0, folders.length - dots + 1)];
    const path = [...root, ...module.slice(dots).split('.').filter(Boolean)].join('/');
    return [path, ...plain(inBrackets ?? inLine ?? '').map((one) => `${path}/${one}`)];
  });
}

const moduleOf = ({ name }: SourceFile): string => name.replace(/(\/|^)__init__\.py$|\.py$/, '');

/** By file, the files that it may import: those whose path ends with the module's, and the packages on the way there. */
function importsAmong(files: readonly SourceFile[]): ReadonlyMap<SourceFile, readonly SourceFile[]> {
  const byEnd = new Map<string, SourceFile[]>();
  for (const file of files) {
    const parts = moduleOf(file).split('/');
    for (let at = 0; at < parts.length; at++) {
      const end = parts.slice(at).join('/');
      byEnd.set(end, [...(byEnd.get(end) ?? []), file]);
    }
    byEnd.set(`/${parts.join('/')}`, [file]);
  }
  const found = (path: string): readonly SourceFile[] => {
    const parts = path.split('/');
    return parts.flatMap((_, at) => byEnd.get(parts.slice(0, at + 1).join('/')) ?? []);
  };
  return new Map(files.map((file) => [file, [...new Set(importedPaths(file).flatMap(found))]]));
}

function reached(
  start: readonly SourceFile[],
  imports: ReadonlyMap<SourceFile, readonly SourceFile[]>,
): ReadonlySet<SourceFile> {
  const all = new Set(start);
  for (const file of all) for (const other of imports.get(file) ?? []) all.add(other);
  return all;
}

const MODEL = /\b(Sequential|Model|Functional)\s*\(|\bkeras\.applications\b|\blayers?\.\w+\(/;
const TRAINS = /\.(fit|fit_generator|train_on_batch|train_step)\s*\(/;
const COMPILES = /\.(compile|summary)\s*\(/;

export interface Program {
  /** Files that may be the script, the likeliest first. */
  readonly scripts: readonly string[];
  /** These files and what they import, in the order given. */
  readonly files: readonly SourceFile[];
}

/** Those that are imported by no other and have, or import, a model; the ones that train it before the others. */
export function programOf(files: readonly SourceFile[]): Program {
  const imports = importsAmong(files);
  const imported = new Set([...imports].flatMap(([file, others]) => others.filter((one) => one !== file)));
  const scores = files.map((file) => {
    const { name, code } = file;
    const own = MODEL.test(code);
    const all = own || [...reached([file], imports)].some((one) => MODEL.test(one.code));
    const score =
      (imported.has(file) ? 0 : 16) +
      (TRAINS.test(code) ? 8 : 0) +
      (COMPILES.test(code) ? 4 : 0) +
      (/(^|\/)(\w*_)?(train|main|run)\w*\.\w+$/i.test(name) ? 2 : 0) +
      (own ? 1 : 0) -
      (/(^|\/)(tests?\/|test_|setup\.py$|conftest)/i.test(name) ? 24 : 0);
    return { file, score, has: all && !/(^|\/)__init__\.py$/.test(name) };
  });
  const ranked = scores
    .filter(({ has }) => has || files.length === 1)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MAX_SCRIPTS)
    .map(({ file }) => file);
  const scripts = ranked.length > 0 ? ranked : files.slice(0, MAX_SCRIPTS);
  const needed = reached(scripts, imports);
  return { scripts: scripts.map(({ name }) => name), files: files.filter((file) => needed.has(file)) };
}

/** The files in which one is the script: that first, then what it may import. */
export function programFrom(script: string, files: readonly SourceFile[]): readonly SourceFile[] {
  const first = files.find(({ name }) => name === script);
  if (first === undefined) return [];
  const needed = reached([first], importsAmong(files));
  return [first, ...files.filter((file) => file !== first && needed.has(file))];
}

const lastName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * A program with files that it lacks, or with newer ones; null where those given are another program.
 * @param own the script first
 * @param missing names of files, as the script's imports have them
 */
export function withMissing(
  own: readonly SourceFile[],
  given: readonly SourceFile[],
  missing: readonly string[],
): readonly SourceFile[] | null {
  const named = given.map((file): SourceFile => {
    // A file alone comes without its folders.
    const wanted =
      missing.find((name) => name === file.name) ??
      missing.find((name) => !file.name.includes('/') && lastName(name) === file.name);
    return wanted === undefined ? file : { ...file, name: wanted };
  });
  const isWanted = ({ name }: SourceFile): boolean =>
    missing.some((one) => one === name || name.startsWith(`${one.replace(/\.py$/, '')}/`));
  const isNewer = own.length > 1 && named.every(({ name }) => own.some((one) => one.name === name));
  if (!isNewer && !named.some(isWanted)) return null;
  const byName = new Map([...own, ...named].map((file) => [file.name, file]));
  return [...byName.values()];
}
