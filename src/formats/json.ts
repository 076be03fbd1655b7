// JSON that came from a file: whether it is what it should be, and if not, where and what it is.

import { FormatError } from './storedModel';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** @throws FormatError if the text is no JSON */
export function parseJson(where: string, text: string | Uint8Array): unknown {
  try {
    const source = typeof text === 'string' ? text : new TextDecoder('utf-8', { fatal: true }).decode(text);
    return JSON.parse(source);
  } catch (cause) {
    throw new FormatError(
      where,
      `expected JSON. It cannot be read (${cause instanceof Error ? cause.message : String(cause)})`,
      { cause },
    );
  }
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param what `'config'`, the name of the field; in messages @throws FormatError */
export function recordAt(where: string, what: string, value: unknown): JsonRecord {
  if (isRecord(value)) return value;
  throw new FormatError(where, `${what} must be an object {…}. Received ${received(value)}`);
}

/** @throws FormatError */
export function listAt(where: string, what: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  throw new FormatError(where, `${what} must be a list […]. Received ${received(value)}`);
}

/** @throws FormatError */
export function textAt(where: string, what: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new FormatError(where, `${what} must be a string. Received ${received(value)}`);
}

/** A value for a message: short, whatever it is. */
export function received(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
