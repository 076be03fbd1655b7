// JSON that came from a file: whether it is what it should be, and if not, where and what it is.

import { FormatError } from './storedModel';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** Of lists and objects in each other. A model has some ten; what reads it goes down by calls, whose number is limited. */
const MAX_DEPTH = 500;

/** @throws FormatError if the text is no JSON, or nested too deep */
export function parseJson(where: string, text: string | Uint8Array): unknown {
  const json = parsed(where, text);
  if (isDeeperThan(MAX_DEPTH, json)) {
    throw new FormatError(
      where,
      `expected lists and objects at most ${MAX_DEPTH} deep in each other. Received more`,
    );
  }
  return json;
}

/** Level by level, with a list in the place of calls. */
function isDeeperThan(depth: number, json: unknown): boolean {
  const isInner = (value: unknown): value is object => typeof value === 'object' && value !== null;
  let level = [json].filter(isInner);
  for (let at = 0; level.length > 0; at++) {
    if (at === depth) return true;
    level = level.flatMap((value) => (Object.values(value) as unknown[]).filter(isInner));
  }
  return false;
}

function parsed(where: string, text: string | Uint8Array): unknown {
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
