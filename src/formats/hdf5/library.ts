// The HDF5 library: h5wasm, the C library compiled to WebAssembly, loaded when the first file is opened. It reads and
// writes files of a file system in memory; whatever happens, they are closed and taken out again.
//
// A file's own claims are not believed: before numbers are read, their count is checked against a limit that grows with
// the file, since a few bytes can claim terabytes (numbers never written, or packed). Errors of the library say where
// in its source they arose; of those, only the innermost reason is passed on.

import type * as h5wasm from 'h5wasm';
import type { Dataset, File as Hdf5File, Group } from 'h5wasm';
import { sizeOf } from '../../graph/tensor';
import { FormatError, type StoredTensor } from '../storedModel';

type Library = typeof h5wasm;

/** The signature, at the beginning or after a block of the user's: 0, 512, 1024, 2048, … */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const FIRST_BLOCK = 512;
/** What a small file may claim. */
const MIN_LIMIT_BYTES = 2 ** 28;
const LIMIT_PER_BYTE = 4;
/** In the library's memory, which ends at 2 GiB. */
const MAX_TENSOR_BYTES = 2 ** 30;

let loading: Promise<Library> | null = null;
let files = 0;

async function library(): Promise<Library> {
  loading ??= import('h5wasm').then(async (loaded) => {
    const module = await loaded.ready;
    // Errors are thrown; without this they are printed, and reading goes on.
    (module as unknown as { activate_throwing_error_handler(): number }).activate_throwing_error_handler();
    return loaded;
  });
  return loading;
}

export function looksLikeHdf5(bytes: Uint8Array): boolean {
  for (let at = 0; at + SIGNATURE.length <= bytes.byteLength; at = at === 0 ? FIRST_BLOCK : 2 * at) {
    if (SIGNATURE.every((byte, i) => bytes[at + i] === byte)) return true;
  }
  return false;
}

/** Opens, reads and closes a file. `read` must not keep the file. @throws FormatError */
export async function readHdf5<T>(
  where: string,
  bytes: Uint8Array,
  read: (file: Hdf5Reader) => T,
): Promise<T> {
  if (!looksLikeHdf5(bytes)) throw new FormatError(where, 'is not an HDF5 file: its signature is missing');
  const loaded = await library();
  const { File, FS } = loaded;
  if (FS === null) throw new Error('h5wasm: has no file system');
  const path = `/read-${++files}.h5`;
  FS.writeFile(path, bytes);
  let file: Hdf5File | null = null;
  try {
    file = new File(path, 'r');
    return read(new Hdf5Reader(loaded, where, file, bytes.byteLength));
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(where, `cannot be read as HDF5 (${innermost(cause)})`, { cause });
  } finally {
    try {
      file?.close();
    } finally {
      FS.unlink(path);
    }
  }
}

/** The bytes of a file that `build` fills. */
export async function writeHdf5(build: (file: Hdf5Writer) => void): Promise<Uint8Array<ArrayBuffer>> {
  const { File, FS } = await library();
  if (FS === null) throw new Error('h5wasm: has no file system');
  const path = `/write-${++files}.h5`;
  const file = new File(path, 'w');
  let open = true;
  try {
    build(new Hdf5Writer(file));
    open = false;
    file.close();
    return FS.readFile(path) as Uint8Array<ArrayBuffer>;
  } finally {
    if (open) file.close();
    FS.unlink(path);
  }
}

/** Reads by path; what is not there or of another kind is a FormatError that names the place. */
export class Hdf5Reader {
  #budget: number;

  constructor(
    private readonly loaded: Library,
    private readonly where: string,
    private readonly file: Hdf5File,
    fileBytes: number,
  ) {
    this.#budget = Math.max(MIN_LIMIT_BYTES, LIMIT_PER_BYTE * fileBytes);
  }

  /** Of the things in a group, in the order of their names; empty where there is no such group. */
  names(path: string): readonly string[] {
    return this.#group(path)?.keys() ?? [];
  }

  isGroup(path: string): boolean {
    return this.#group(path) !== null;
  }

  isTensor(path: string): boolean {
    return this.#dataset(path) !== null;
  }

  /** An attribute that is one text; null where it is absent. @throws FormatError where it is something else */
  text(path: string, name: string): string | null {
    const value = this.#attribute(path, name);
    if (value === undefined) return null;
    if (typeof value === 'string') return value;
    throw new FormatError(this.#at(path), `its attribute '${name}' must be a string`);
  }

  /**
   * An attribute that is a list of texts. Keras splits lists of more than 64 KB into `name0`, `name1`, …; they are
   * joined. Null if there is none.
   */
  texts(path: string, name: string): readonly string[] | null {
    const whole = this.#textList(path, name);
    if (whole !== null) return whole;
    const parts: string[] = [];
    for (let part = 0; ; part++) {
      const some = this.#textList(path, `${name}${part}`);
      if (some === null) return part === 0 ? null : parts;
      parts.push(...some);
    }
  }

  /** @throws FormatError unless there is a tensor of numbers; named as `path` */
  tensor(path: string): StoredTensor {
    const where = this.#at(path);
    const dataset = this.#dataset(path);
    if (dataset === null) throw new FormatError(where, 'is missing, or holds no numbers');
    const shape = dataset.shape ?? [];
    const bytes = sizeOf(shape) * Math.max(dataset.metadata.size, 4);
    this.#budget -= bytes;
    if (!(bytes <= MAX_TENSOR_BYTES) || this.#budget < 0) {
      throw new FormatError(
        where,
        `claims ${shape.join(' × ')} numbers, more than a file of this size can be expected to hold`,
      );
    }
    const value: unknown = sizeOf(shape) === 0 ? new Float32Array(0) : dataset.value;
    if (value instanceof Float32Array) return { name: path, shape, values: value };
    if (typeof value === 'number' || typeof value === 'bigint')
      return { name: path, shape, values: Float32Array.of(Number(value)) };
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      const numbers = value as unknown as ArrayLike<number | bigint>;
      return { name: path, shape, values: Float32Array.from(numbers, Number) };
    }
    throw new FormatError(where, 'must hold numbers');
  }

  #at(path: string): string {
    return `${this.where}, '${path}'`;
  }

  #group(path: string): Group | null {
    const found = path === '' || path === '/' ? this.file : this.file.get(path);
    return found instanceof this.loaded.Group ? found : null;
  }

  #dataset(path: string): Dataset | null {
    const found = this.file.get(path);
    return found instanceof this.loaded.Dataset ? found : null;
  }

  #attribute(path: string, name: string): unknown {
    const object = this.#group(path) ?? this.#dataset(path);
    return object !== null && Object.hasOwn(object.attrs, name) ? object.attrs[name]?.value : undefined;
  }

  #textList(path: string, name: string): readonly string[] | null {
    const value = this.#attribute(path, name);
    if (value === undefined) return null;
    // An empty list has no type of its own: numpy writes it as one of numbers.
    if (value === null || (ArrayBuffer.isView(value) && value.byteLength === 0)) return [];
    if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.map(utf8);
    throw new FormatError(this.#at(path), `its attribute '${name}' must be a list of strings`);
  }
}

/** Writes by path, making the groups on the way. */
export class Hdf5Writer {
  constructor(private readonly file: Hdf5File) {}

  group(path: string): void {
    let at = '';
    for (const part of path.split('/').filter((one) => one !== '')) {
      const parent = at === '' ? this.file : (this.file.get(at) as Group);
      at = at === '' ? part : `${at}/${part}`;
      if (this.file.get(at) === null) parent.create_group(part);
    }
  }

  tensor(path: string, shape: readonly number[], values: Float32Array): void {
    const slash = path.lastIndexOf('/');
    const parent = path.slice(0, Math.max(slash, 0));
    this.group(parent);
    const group = parent === '' ? this.file : (this.file.get(parent) as Group);
    group.create_dataset({ name: path.slice(slash + 1), data: values, shape: [...shape], dtype: '<f' });
  }

  text(path: string, name: string, value: string): void {
    this.#object(path).create_attribute(name, value);
  }

  /** As Keras writes it: texts of one length, in parts of less than 64 KB. */
  texts(path: string, name: string, values: readonly string[]): void {
    const object = this.#object(path);
    // One more for the zero that ends the longest.
    const width = 1 + Math.max(0, ...values.map((value) => new TextEncoder().encode(value).byteLength));
    const perPart = Math.max(1, Math.floor(ATTRIBUTE_BYTES / width));
    if (values.length <= perPart) {
      // numpy's type of an empty list.
      if (values.length === 0) object.create_attribute(name, new Float64Array(0), [0]);
      else object.create_attribute(name, [...values], [values.length], `A${width}`);
      return;
    }
    for (let part = 0; part * perPart < values.length; part++) {
      const some = values.slice(part * perPart, (part + 1) * perPart);
      object.create_attribute(`${name}${part}`, some, [some.length], `A${width}`);
    }
  }

  #object(path: string): Group {
    return path === '' ? this.file : (this.file.get(path) as Group);
  }
}

/** Keras's HDF5_OBJECT_HEADER_LIMIT. */
const ATTRIBUTE_BYTES = 64512;

/** What a byte of a text that is not marked as UTF-8 is read as. */
const BYTES: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 256 }, (_, byte) => [new TextDecoder('ascii').decode(Uint8Array.of(byte)), byte]),
);

/** Keras writes lists of names as UTF-8 without saying so. */
function utf8(text: string): string {
  const bytes = Array.from(text, (character) => BYTES.get(character) ?? -1);
  if (bytes.every((byte) => byte < 0x80) || bytes.includes(-1)) return text;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return text;
  }
}

/** The last line of the library's trace says what it met. */
function innermost(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const reasons = [...message.matchAll(/#\d+: .* in \w+\(\): (.*)/g)].map(([, reason]) => reason);
  return reasons.at(-1) ?? message.split('\n')[0] ?? 'unknown reason';
}
