// How a script would call a class of Keras that it does not use yet: in its own way of importing, with the edit that
// imports it where that is needed.

import type { LayerKind } from '../../../layers/all';
import { KERAS_LAYERS } from '../layers';
import { CUSTOM_LAYERS, customLayerOf } from '../customLayers';
import { fileAt, startOf } from './files';
import { plainPath } from './paths';
import type { ReadingGoal } from './goal';
import { readCode, type CodeReading } from './read';
import { parsePython } from './parse';
import type { Range, Statement } from './syntax';
import { applyEdits, lineBreak, lineEnd, mapRange, type TextEdit } from './textEdits';

export interface Named {
  /** `Conv2D`, `layers.Conv2D`, `tf.keras.layers.Conv2D`. */
  readonly text: string;
  readonly edits: readonly TextEdit[];
}

/**
 * @param home such as `keras.layers`
 * @param like how another class of that module is called in the code: `layers.Dense`
 */
export function nameInCode(
  reading: CodeReading,
  home: string,
  className: string,
  like: string | null,
): Named {
  const paths = [...reading.imported].map(([local, path]) => ({ local, path: plainPath(path) }));
  const exact = paths.find(({ path }) => path === `${home}.${className}`);
  const prefix = like?.includes('.') === true ? like.slice(0, like.lastIndexOf('.') + 1) : null;
  if (prefix !== null) return { text: prefix + className, edits: [] };
  if (exact) return { text: exact.local, edits: [] };
  if (reading.stars.some((module) => plainPath(module) === home)) return { text: className, edits: [] };
  // A name that is called without a module needs an import of its own.
  if (like === null) {
    const short = home.slice('keras.'.length);
    const module = paths.find(({ path }) => path === home);
    if (module) return { text: `${module.local}.${className}`, edits: [] };
    const keras = paths.find(({ path }) => path === 'keras');
    if (keras) return { text: `${keras.local}.${short}.${className}`, edits: [] };
    const tensorflow = paths.find(({ path }) => path === 'tensorflow');
    if (tensorflow) return { text: `${tensorflow.local}.keras.${short}.${className}`, edits: [] };
  }
  return { text: className, edits: [importEdit(reading, home, className)] };
}

type Import = Statement & { readonly type: 'import' };

/** How the script calls TensorFlow, which it may have to import. */
export function tensorflowInCode(reading: CodeReading): Named {
  const found = [...reading.imported].find(([, path]) => path === 'tensorflow');
  if (found) return { text: found[0], edits: [] };
  const { from, to } = importEdit(reading, 'tensorflow', 'tf');
  const line = 'import tensorflow as tf';
  const insert =
    from === startOf(reading.code) ? line + lineBreak(reading.code) : lineBreak(reading.code) + line;
  return { text: 'tf', edits: [{ from, to, insert, shown: false }] };
}

/**
 * A layer that Keras does not have, by the class that the script brings along, or is given behind its imports.
 * @returns null where Keras has the layer, or the script calls TensorFlow, which has a function for it
 */
export function customLayerInCode(reading: CodeReading, kind: LayerKind): Named | null {
  const text = CUSTOM_LAYERS[kind];
  if (text === undefined) return null;
  const { className } = KERAS_LAYERS[kind];
  const { statements } = parsePython(reading.code);
  const isThere = statements.some(({ from, to }) => customLayerOf(reading.code.slice(from, to)) === kind);
  if (isThere) return { text: className, edits: [] };
  const paths = [...reading.imported.values(), ...reading.stars];
  if (paths.some((path) => /^tensorflow\b/.test(path))) return null;
  const space = lineBreak(reading.code);
  const last = statements.filter(({ type }) => type === 'import').at(-1);
  const start = startOf(reading.code);
  const at = last === undefined ? start : lineEnd(reading.code, last.to);
  const lines = [
    ...(reading.imported.get('keras') === 'keras' ? [] : ['import keras']),
    ...['', '', ...text.split('\n'), ''],
  ];
  const insert = at === start ? lines.join(space) + space : space + lines.join(space);
  return { text: className, edits: [{ from: at, to: at, insert }] };
}

/** Adds to the import of that module, or makes one behind the others. */
export function importEdit(
  { code, imported, stars }: Pick<CodeReading, 'code' | 'imported' | 'stars'>,
  home: string,
  name: string,
): TextEdit {
  const imports = parsePython(code).statements.filter((one): one is Import => one.type === 'import');
  const same = imports.find(({ module }) => module !== null && plainPath(module) === home);
  const last = same?.names.at(-1);
  if (last && last.name !== '*') return { from: last.to, to: last.to, insert: `, ${name}`, shown: false };
  const usesTensorflow = [...imported.values(), ...stars].some((path) => /^tensorflow\b/.test(path));
  const line = `from ${usesTensorflow ? `tensorflow.${home}` : home} import ${name}`;
  const before = imports.at(-1);
  const start = startOf(code);
  if (before === undefined)
    return { from: start, to: start, insert: `${line}${lineBreak(code)}`, shown: false };
  const end = lineEnd(code, before.to);
  return { from: end, to: end, insert: `${lineBreak(code)}${line}`, shown: false };
}

/** Writes the imports of all names that the script uses without importing them; names of one module come together. */
export function missingImports(reading: CodeReading): TextEdit[] {
  const missing = new Map<string, Set<string>>();
  const fresh: string[] = [];
  const edits: TextEdit[] = [];
  const start = startOf(reading.code);
  for (const { problem, from } of reading.lints) {
    // The script can be given imports; another file of it is left as its author has it.
    if (problem.code !== 'notImported' || fileAt(reading.code, from).from !== start) continue;
    const [, home = '', name = ''] = /^from (\S+) import (\w+)$/.exec(problem.line) ?? [];
    if (home === '') fresh.push(problem.line + lineBreak(reading.code));
    else missing.set(home, (missing.get(home) ?? new Set()).add(name));
  }
  for (const [home, names] of missing) {
    const edit = importEdit(reading, home, [...names].join(', '));
    // Several at the top of a script come together.
    if (edit.from === start && edit.to === start) fresh.push(edit.insert);
    // A name more in the last import stands before the lines behind it.
    else if (edit.insert.startsWith(',')) edits.unshift({ ...edit, shown: true });
    else edits.push({ ...edit, shown: true });
  }
  if (fresh.length === 0) return edits;
  const space = reading.code.startsWith('\n', start) ? '' : lineBreak(reading.code);
  return [...edits, { from: start, to: start, insert: `${fresh.join('')}${space}` }];
}

/** A script that was changed anyway, with all the imports that it lacks. */
export function withImports(
  done: { readonly code: string; readonly ranges: readonly Range[] },
  goal: ReadingGoal,
): { readonly code: string; readonly ranges: readonly Range[]; readonly reading: CodeReading } {
  const reading = readCode(done.code, goal);
  const edits = missingImports(reading);
  if (edits.length === 0) return { ...done, reading };
  const { code, ranges } = applyEdits(done.code, edits);
  const before = done.ranges.map((range) => mapRange(range, edits));
  return { code, ranges: [...before, ...ranges], reading: readCode(code, goal) };
}
