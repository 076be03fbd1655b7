// The corpus of malformed inputs, made when it is asked for: each case is what a user may bring by mistake or somebody else
// by intent, and the door by which it comes in. The page, the terminal and the API read through the same doors.

import { strToU8 } from 'fflate';
import type { NamedFile } from '../../src/formats/formats';

/**
 * How an input comes in: a model's files, a data set's files, a saved web page, a link, a script or notebook, the files of a program, a run kept by the
 * browser, a call of the API, arguments of a terminal program.
 */
export type Door =
  'model' | 'data' | 'webPage' | 'link' | 'script' | 'program' | 'kept' | 'api' | 'train' | 'convert';

export interface BadCase {
  readonly name: string;
  readonly door: Door;
  /** Of the doors that take files; others have `text` or `run`. */
  readonly files?: readonly NamedFile[];
  /** A link's text, a script's, or a web page's. */
  readonly text?: string;
  readonly argv?: readonly string[];
  readonly call?: () => Promise<unknown>;
  /** What the message must name beside the file: the place, or what was expected. */
  readonly says?: RegExp;
  /** It may also be read: the change does not make it wrong in every case. */
  readonly mayBeRead?: boolean;
}

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(strToU8(text));
export const json = (value: unknown): Uint8Array<ArrayBuffer> => utf8(JSON.stringify(value));

/** A copy with other bytes from a place on; from the end for a negative one. */
export function patched(bytes: Uint8Array, at: number, ...others: readonly number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(others, at < 0 ? copy.length + at : at);
  return copy;
}

/** The first bytes, cut where formats have their borders: nothing, within a magic number, within headers, before the end. */
export function cuts(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const { length } = bytes;
  const ends = [0, 1, 3, 7, 9, 31, length >> 3, length >> 2, length >> 1, length - (length >> 3), length - 1];
  const some = [...new Set(ends)].filter((end) => end < length);
  return new Map(some.map((end) => [`cut at ${end} of ${length} bytes`, bytes.slice(0, end)]));
}

/** What is no file of any format, under the name of one. */
export function impostors(name: string): readonly BadCase[] {
  const others: Readonly<Record<string, Uint8Array>> = {
    zeros: new Uint8Array(4096),
    'bytes of 255': new Uint8Array(4096).fill(255),
    'a web page of an error': utf8('<!doctype html><title>404</title><h1>Not Found</h1>'),
    'a text in UTF-16': new Uint8Array(Buffer.from('\ufeff{"a": 1}', 'utf16le')),
    'a text in Latin-1': new Uint8Array(Buffer.from('{"name": "f\u00fcr"}', 'latin1')),
    'a PNG': Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13),
  };
  return Object.entries(others).map(([what, bytes]) => ({
    name: `${name}: ${what}`,
    door: 'model',
    files: [{ name, bytes }],
  }));
}
