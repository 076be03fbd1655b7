// A value of foreign JSON and its place: read as what it should be, or refused with place, expected and received.

import { WorksheetError, type Expected } from '../../elements/share/worksheetError';

/** Of lists and objects that are read here; networks have a limit of their own. */
const MAX_ENTRIES = 100;

export class Field {
  readonly #read = new Set<string>();

  private constructor(
    /** `settings.seed`; '' for the whole. */
    readonly place: string,
    readonly value: unknown,
  ) {}

  static root(value: unknown): Field {
    return new Field('', value);
  }

  /** A field of an object; its value is undefined where there is none. @throws WorksheetError where this is no object */
  field(name: string): Field {
    this.#read.add(name);
    const record = this.#record();
    const inner = Object.hasOwn(record, name) ? record[name] : undefined;
    return new Field(this.place === '' ? name : `${this.place}.${name}`, inner);
  }

  /** All fields that there may be were read. @throws WorksheetError for any other */
  end(): void {
    const other = Object.keys(this.#record()).find((name) => !this.#read.has(name));
    if (other !== undefined) this.#fail({ kind: 'fields', names: [...this.#read] }, other);
  }

  /** Null where nothing is given. */
  optional<T>(read: (field: Field) => T): T | null {
    return this.value === undefined || this.value === null ? null : read(this);
  }

  text(most: number, absent?: string): string {
    const { value } = this;
    if (value === undefined && absent !== undefined) return absent;
    return typeof value === 'string' && value.length <= most ? value : this.#fail({ kind: 'text', most });
  }

  boolean(absent?: boolean): boolean {
    const { value } = this;
    if (value === undefined && absent !== undefined) return absent;
    return typeof value === 'boolean' ? value : this.#fail({ kind: 'boolean' });
  }

  number(least: number, most: number, absent?: number): number {
    const { value } = this;
    if (value === undefined && absent !== undefined) return absent;
    return typeof value === 'number' && value >= least && value <= most
      ? value
      : this.#fail({ kind: 'number', least, most });
  }

  whole(least: number, most: number, absent?: number): number {
    const { value } = this;
    if (value === undefined && absent !== undefined) return absent;
    return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value
      : this.#fail({ kind: 'whole', least, most });
  }

  oneOf<T extends string>(names: readonly T[], absent?: T): T {
    const { value } = this;
    if (value === undefined && absent !== undefined) return absent;
    return names.find((name) => name === value) ?? this.#fail({ kind: 'oneOf', names });
  }

  /** Empty where nothing is given, unless a length is asked for. */
  list<T>(read: (field: Field) => T, length?: number): T[] {
    const value = this.value ?? (length === undefined ? [] : undefined);
    if (
      !Array.isArray(value) ||
      value.length > MAX_ENTRIES ||
      (length !== undefined && value.length !== length)
    )
      return this.#fail({ kind: 'list', most: length ?? MAX_ENTRIES });
    return value.map((inner, at) => read(new Field(`${this.place}[${at}]`, inner)));
  }

  entries<T>(read: (field: Field) => T): Record<string, T> {
    const names = Object.keys(this.#record());
    if (names.length > MAX_ENTRIES) this.#fail({ kind: 'object' });
    return Object.fromEntries(names.map((name) => [name, read(this.field(name))]));
  }

  #record(): Readonly<Record<string, unknown>> {
    const { value } = this;
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Readonly<Record<string, unknown>>;
    return this.#fail({ kind: 'object' });
  }

  #fail(expected: Expected, received: unknown = this.value): never {
    throw new WorksheetError(this.place, expected, received);
  }
}
