// How a script would call a class of Keras that it does not use yet: in its own way of importing, with the edit that
// imports it where that is needed.

import { plainPath } from './paths';
import type { CodeReading } from './read';
import { parsePython, type Statement } from './syntax';
import { lineBreak, lineEnd, type TextEdit } from './textEdits';

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
  // One that is called by its own name wants an import of its own.
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
  const insert = from === 0 ? line + lineBreak(reading.code) : lineBreak(reading.code) + line;
  return { text: 'tf', edits: [{ from, to, insert, shown: false }] };
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
  if (before === undefined) return { from: 0, to: 0, insert: `${line}${lineBreak(code)}`, shown: false };
  const end = lineEnd(code, before.to);
  return { from: end, to: end, insert: `${lineBreak(code)}${line}`, shown: false };
}
