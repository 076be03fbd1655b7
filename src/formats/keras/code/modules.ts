// What imports bind: names of libraries by their paths, and files of the script's own as modules, whose code is gone through
// once, as Python does. A file that is not here is remembered, for where something needs it.

import { codeOf, fileAt, filesIn, FILE_LIMITS, startOf, type PlacedFile } from './files';
import { asksForOrder, isChannelsFirst } from './channelsFirst';
import { isKeras1 } from './keras1';
import type { Parts } from './parts';
import { parseFile } from './parse';
import { isLibrary } from './paths';
import { Scope } from './scope';
import { rangeOf, TooMuch, type ImportStatement, type Range, type Script } from './syntax';
import { unknown, type MadeModule, type Value } from './values';

type ModuleValue = Value & { readonly type: 'module' };

/** Libraries that no file of the same name takes the place of: a folder `keras` may hold examples. */
const NEVER_OWN = /^(keras|tensorflow|tf_keras|numpy|torch)$/;

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const within = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

type Unmet = NonNullable<(Value & { readonly type: 'unknown' })['why']>;

/** A folder and those around it, the innermost first. */
function foldersAround(folder: string): readonly string[] {
  return folder === '' ? [''] : [folder, ...foldersAround(folderOf(folder))];
}

export class Modules {
  readonly #files: ReadonlyMap<string, PlacedFile>;
  readonly #folders = new Set(['']);
  readonly #script: PlacedFile;
  /** Modules without a file, by what they are called in paths: the file that is missing. */
  readonly #missing = new Map<string, string>();
  /** Imports that gave nothing, which is said where there is no model at all. */
  readonly unmet: Unmet[] = [];
  #characters = 0;

  constructor(
    private readonly parts: Parts,
    private readonly text: string,
  ) {
    const files = filesIn(text);
    [this.#script] = files;
    this.#files = new Map(files.map((file) => [file.name, file]));
    for (const { name } of files)
      for (const folder of foldersAround(folderOf(name))) this.#folders.add(folder);
    if (files.length > FILE_LIMITS.files) throw new TooMuch('files', FILE_LIMITS.files);
    const own = this.#made(this.#script.name.replace(/\.py$/, '') || '<script>', this.#script, parts.globals);
    own.isRunning = true;
  }

  import({ module, names, from }: ImportStatement, scope: Scope): void {
    const { record } = this.parts;
    const importer = fileAt(this.text, from);
    const isScript = importer.from === startOf(this.text);
    const bind = (name: string, path: string): void => {
      scope.set(name, { type: 'path', path, origin: null });
      if (isScript) record.imported.set(name, path);
    };
    if (module === null) {
      for (const { name, alias, ...at } of names) {
        const parts = name.split('.');
        const [first = name] = parts;
        const found = this.#load(name, importer, at);
        if (found === null) bind(alias ?? first, alias === null ? first : name);
        else
          scope.set(alias ?? first, alias === null ? (found[0] ?? unknown()) : (found.at(-1) ?? unknown()));
      }
      return;
    }
    const of = this.#load(module, importer, names[0] ?? { from, to: from })?.at(-1);
    for (const { name, alias, ...at } of names) {
      if (of === undefined) {
        if (name === '*') scope.root.stars.push(module);
        else bind(alias ?? name, `${module}.${name}`);
      } else if (name === '*') this.#importAll(of, scope);
      else {
        const path = module.endsWith('.') ? module + name : `${module}.${name}`;
        const isPackage = this.#isPackage(of);
        const found =
          this.#own(of.made, name) ?? (isPackage ? this.#load(path, importer, at)?.at(-1) : undefined);
        if (found !== undefined) scope.set(alias ?? name, found);
        else if (isPackage && this.missingStar(of.made.scope, name) === null) bind(alias ?? name, path);
        else {
          const value = this.member(of, name, at);
          if (value.type === 'unknown' && value.why !== null) this.unmet.push(value.why);
          scope.set(alias ?? name, value);
        }
      }
    }
  }

  /** `module.name` */
  member({ made }: ModuleValue, name: string, { from, to }: Range): Value {
    const own = this.#own(made, name);
    if (own !== undefined) return own;
    if (made.problem !== null) return unknown(made.problem);
    const missing = this.missingStar(made.scope, name);
    if (missing !== null) return unknown({ from, to, problem: missing });
    const file = made.file?.name ?? made.name;
    return unknown({
      ...{ from, to },
      problem: made.isRunning ? { code: 'circular', name, file } : { code: 'notInFile', name, file },
    });
  }

  /** The file that something by this path would be in, where that is not here; else ''. */
  missingFile(path: string): string {
    for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
      const file = this.#missing.get(path.slice(0, end));
      if (file !== undefined) return file;
    }
    return '';
  }

  /** A name that may be in a file from which everything is imported, and which is not here. */
  missingStar(scope: Scope, name: string) {
    const file = scope.root.stars.map((star) => this.missingFile(star)).find((one) => one !== '');
    return file === undefined ? null : ({ code: 'unread', what: 'imported', name, file } as const);
  }

  /** The names of the file that a place is in. */
  globalsAt({ from }: Range): Scope {
    const file = fileAt(this.text, from);
    const made = [...this.parts.record.modules.values()].find((one) => one.file?.from === file.from);
    return made?.scope ?? this.parts.globals;
  }

  /** The files that were gone through, the script first. */
  get read(): readonly string[] {
    return [...this.parts.record.modules.values()].flatMap(({ file }) => file?.name ?? []);
  }

  get missing(): readonly string[] {
    return [...new Set(this.#missing.values())];
  }

  isOfScript({ from }: Range): boolean {
    return from <= this.#script.to;
  }

  #made(path: string, file: PlacedFile | null, scope: Scope): MadeModule {
    const made: MadeModule = {
      ...{ name: path.replaceAll('/', '.'), file, scope },
      ...{ isRunning: false, problem: null },
    };
    this.parts.record.modules.set(path, made);
    return made;
  }

  #own({ scope }: MadeModule, name: string): Value | undefined {
    return scope.values.get(name);
  }

  /** A folder, in which more files may be. */
  #isPackage({ made }: ModuleValue): boolean {
    return made.file === null || /(^|\/)__init__\.py$/.test(made.file.name);
  }

  #importAll({ made }: ModuleValue, scope: Scope): void {
    const { values, stars } = made.scope;
    const all = values.get('__all__');
    const listed =
      all?.type === 'list' ? new Set(all.items.map((one) => (one.type === 'string' ? one.value : ''))) : null;
    this.parts.record.step({ from: 0, to: 0 }, values.size >> 3);
    for (const [name, value] of [...values])
      if (listed === null ? !name.startsWith('_') : listed.has(name)) scope.set(name, value);
    scope.root.stars.push(...stars.filter((star) => !scope.root.stars.includes(star)));
  }

  /** The modules of a dotted name, the outermost first; null where it is none of the files here. */
  #load(name: string, importer: PlacedFile, at: Range): readonly ModuleValue[] | null {
    const dots = /^\.*/.exec(name)?.[0].length ?? 0;
    const parts = name.slice(dots).split('.').filter(Boolean);
    const root = dots > 0 ? this.#relativeRoot(importer, dots) : this.#rootOf(parts, importer);
    if (root === null) {
      const [first = ''] = parts;
      // Which of `a.b.c` is a file can't be known; a name of a module is the likeliest.
      if (dots > 0 || !isLibrary(first)) this.#miss(name, `${parts.join('/')}.py`, at);
      return null;
    }
    if (parts.length === 0) return [this.#module(root, at)];
    const modules: ModuleValue[] = [];
    let path = root;
    for (const part of parts) {
      path = within(path, part);
      if (this.#kindOf(path) === null) {
        this.#miss(name, `${path}.py`, at);
        return null;
      }
      const module = this.#module(path, at);
      modules.at(-1)?.made.scope.values.set(part, module);
      modules.push(module);
    }
    return modules;
  }

  #miss(name: string, file: string, { from, to }: Range): void {
    this.#missing.set(name, file);
    this.unmet.push({ from, to, problem: { code: 'unread', what: 'imported', name: '', file } });
  }

  #kindOf(path: string): 'file' | 'folder' | null {
    if (this.#files.has(`${path}.py`) || this.#files.has(within(path, '__init__.py'))) return 'file';
    return this.#folders.has(path) ? 'folder' : null;
  }

  #relativeRoot(importer: PlacedFile, dots: number): string | null {
    return foldersAround(folderOf(importer.name))[dots - 1] ?? null;
  }

  /** The folder that a module is looked for in: the script's, those around it, the importing file's, or the only one that has it. */
  #rootOf(parts: readonly string[], importer: PlacedFile): string | null {
    const [first = ''] = parts;
    if (NEVER_OWN.test(first) || first === '') return null;
    const folders = [this.#script, importer].flatMap(({ name }) => foldersAround(folderOf(name)));
    const file = folders.find((folder) => this.#kindOf(within(folder, first)) === 'file');
    if (file !== undefined) return file;
    const path = parts.join('/');
    const whole = folders.find((folder) => this.#kindOf(within(folder, path)) !== null);
    if (whole !== undefined) return whole;
    if (isLibrary(first)) return null;
    const ends = [`/${path}.py`, `/${path}/__init__.py`];
    const elsewhere = [...this.#files.keys()].flatMap((name) =>
      ends.flatMap((end) => (name.endsWith(end) ? [name.slice(0, -end.length)] : [])),
    );
    return elsewhere.length === 1 ? (elsewhere[0] ?? null) : null;
  }

  #module(path: string, at: Range): ModuleValue {
    const { modules } = this.parts.record;
    const before = modules.get(path);
    if (before !== undefined) return { type: 'module', made: before, origin: null };
    const file = this.#files.get(within(path, '__init__.py')) ?? this.#files.get(`${path}.py`) ?? null;
    const made = this.#made(path, file, new Scope());
    made.scope.set('__name__', { type: 'string', value: made.name, origin: null });
    try {
      if (file !== null) this.#run(made, file, at);
    } catch (error) {
      // It was left halfway.
      modules.delete(path);
      throw error;
    }
    return { type: 'module', made, origin: null };
  }

  /** Null where it can't be read, which matters only where something of it is needed. */
  #parsed(made: MadeModule, file: PlacedFile): Script | null {
    try {
      const script = parseFile(this.text, file);
      const [error] = [...script.errors, ...script.broken];
      if (error === undefined) return script;
      made.problem = { ...error, problem: { code: 'syntax' } };
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error;
      const { what, limit, at } = error;
      const { from } = file;
      made.problem = { ...(at ?? { from, to: from }), problem: { code: 'tooMuch', what, limit } };
    }
    return null;
  }

  #run(made: MadeModule, file: PlacedFile, at: Range): void {
    const { record, statements } = this.parts;
    this.#characters += file.to - file.from;
    if (this.#characters > FILE_LIMITS.characters)
      throw new TooMuch('size', FILE_LIMITS.characters, rangeOf(at));
    const script = this.#parsed(made, file);
    if (script === null) return;
    const code = codeOf(this.text, file);
    record.isKeras1 ||= isKeras1(code);
    record.channelsFirst ||= isChannelsFirst(code);
    record.asksForOrder ||= asksForOrder(code);
    made.isRunning = true;
    record.imports(at, () => statements.run(script.statements, made.scope));
    made.isRunning = false;
  }
}
