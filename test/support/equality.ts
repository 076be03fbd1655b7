// Runs before every test file. Equal typed arrays are told by one loop: as expect() compares by itself, property by property, a
// model's two million weights take a second each time. ArrayBuffers are compared at all: to expect() any two of them are equal,
// since they have no properties. Files of a worker share `expect`, so it is told once.
import { expect } from 'vitest';

const told = globalThis as { convscopeEquality?: true };
if (!told.convscopeEquality) {
  told.convscopeEquality = true;
  expect.addEqualityTesters([sameNumbers, sameBuffers]);
}

type Numbers = Float64Array | Float32Array | Uint8Array;

/** Whether it is a typed array. */
const isNumbers = (value: unknown): value is Numbers => ArrayBuffer.isView(value) && 'length' in value;

function sameNumbers(a: unknown, b: unknown): boolean | undefined {
  if (!isNumbers(a) || !isNumbers(b) || a.constructor !== b.constructor || a.length !== b.length)
    return undefined;
  // Others can still be equal to expect(): it decides, and prints the difference.
  for (let at = 0; at < a.length; at++) if (!Object.is(a[at], b[at])) return undefined;
  return true;
}

function sameBuffers(a: unknown, b: unknown): boolean | undefined {
  if (!(a instanceof ArrayBuffer && b instanceof ArrayBuffer)) return undefined;
  const [mine, others] = [new Uint8Array(a), new Uint8Array(b)];
  return mine.length === others.length && mine.every((byte, at) => byte === others[at]);
}
