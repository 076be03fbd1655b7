// Runs before every test file. Equal Float32Arrays are told by their bytes: number by number, as expect() compares by itself, a
// model's two million weights take a second each time. ArrayBuffers are compared at all: to expect() any two of them are equal,
// since they have no properties. Files of a worker share `expect`, so it is told once.
import { expect } from 'vitest';

const told = globalThis as { convscopeEquality?: true };
if (!told.convscopeEquality) {
  told.convscopeEquality = true;
  expect.addEqualityTesters([sameFloats, sameBuffers]);
}

function sameFloats(a: unknown, b: unknown): boolean | undefined {
  if (!(a instanceof Float32Array && b instanceof Float32Array) || a.length !== b.length) return undefined;
  const words = (x: Float32Array) => new Uint32Array(x.buffer, x.byteOffset, x.length);
  const [mine, others] = [words(a), words(b)];
  // Other bits can still be equal numbers (two kinds of NaN): expect() decides, and prints the difference.
  return mine.every((word, at) => word === others[at]) ? true : undefined;
}

function sameBuffers(a: unknown, b: unknown): boolean | undefined {
  if (!(a instanceof ArrayBuffer && b instanceof ArrayBuffer)) return undefined;
  const [mine, others] = [new Uint8Array(a), new Uint8Array(b)];
  return mine.length === others.length && mine.every((byte, at) => byte === others[at]);
}
