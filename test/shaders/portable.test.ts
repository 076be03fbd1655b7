// Shaders keep to what every compiler of WGSL takes. naga, the compiler of Firefox and wgpu, was stricter than Chromium's Tint
// for years (version 24 is of early 2025): it evaluated no `select` in a constant, and took a bare `0` for an i32 where the
// other value was a u32.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../../shaders');
const shaders = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.wgsl'),
);

/** The arguments of every call of a function, nested calls included. */
function callsOf(name: string, code: string): readonly (readonly string[])[] {
  return [...code.matchAll(new RegExp(`\\b${name}\\(`, 'g'))].map(({ index }) => {
    const words: string[] = [];
    let word = '';
    let depth = 1;
    for (let at = index + name.length + 1; at < code.length; at++) {
      const sign = code.charAt(at);
      if (sign === '(') depth++;
      if (sign === ')' && --depth === 0) break;
      if (sign === ',' && depth === 1) {
        words.push(word);
        word = '';
      } else word += sign;
    }
    return [...words, word].map((text) => text.trim());
  });
}

const isBare = (word: string): boolean => /^\d+$/.test(word);

/** What some compiler refuses in a shader. */
function objections(source: string): readonly string[] {
  const code = source.replace(/\/\/.*$/gm, '');
  const constants = (code.match(/^\s*const\s[^;]*\bselect\([^;]*;/gm) ?? []).map(
    (line) => `select in a constant: ${line.trim()}`,
  );
  const selects = callsOf('select', code)
    .filter((words) => words.slice(0, 2).some(isBare))
    .map((words) => `a whole number without i or u: select(${words.join(', ')})`);
  const cases = [...code.matchAll(/\bcase\s+([^{:]+)/g)]
    .filter(([, values = '']) => values.split(',').some((value) => isBare(value.trim())))
    .map(([text]) => `a whole number without i or u: ${text.trim()}`);
  return [...constants, ...selects, ...cases];
}

test('what older compilers refuse is found', () => {
  expect(
    objections(
      [
        'const NEXT: u32 = select(O, 1u, FLIP);',
        'let end = select(min(KH, u32(max(0, 3))), 0, NO_TAPS);',
        'case 1: { return a; }',
        'case 3u, 6: { return select(0.0, 1.0, b); }',
        '// case 2: of old',
        'case 3u, 6u: { return select(0u, f(1, 2), b); }',
      ].join('\n'),
    ),
  ).toEqual([
    'select in a constant: const NEXT: u32 = select(O, 1u, FLIP);',
    'a whole number without i or u: select(min(KH, u32(max(0, 3))), 0, NO_TAPS)',
    'a whole number without i or u: case 1',
    'a whole number without i or u: case 3u, 6',
  ]);
});

test('no shader has any of it', () => {
  expect(shaders.length).toBeGreaterThan(60);
  for (const name of shaders) {
    expect(objections(readFileSync(join(folder, name), 'utf8')), name).toEqual([]);
  }
});
