// Runs before every test file: equal Float32Arrays are told by their bytes. Number by number, as expect() compares by
// itself, a model's two million weights take a second each time. Files of a worker share `expect`, so it is told once.
import { expect } from 'vitest';

const told = globalThis as { convscopeQuickEquality?: true };
if (!told.convscopeQuickEquality) {
  told.convscopeQuickEquality = true;
  expect.addEqualityTesters([sameBytes]);
}

function sameBytes(a: unknown, b: unknown): boolean | undefined {
  if (!(a instanceof Float32Array && b instanceof Float32Array) || a.length !== b.length) return undefined;
  const words = (x: Float32Array) => new Uint32Array(x.buffer, x.byteOffset, x.length);
  const [mine, others] = [words(a), words(b)];
  // Other bits can still be equal numbers (two kinds of NaN): expect() decides, and prints the difference.
  return mine.every((word, at) => word === others[at]) ? true : undefined;
}
